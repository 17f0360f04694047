//! The table of the docs: each test that it names exists.

use std::collections::BTreeSet;
use std::path::Path;

/// Every test function below a directory, as `file::name`.
fn tests_below(directory: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let file = path.file_stem().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let mut of_test = false;
            for line in text.lines().map(str::trim) {
                if of_test && let Some((_, rest)) = line.split_once("fn ") {
                    found.insert(format!("{file}::{}", rest.split('(').next().unwrap()));
                }
                let marked = line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                of_test = marked || (of_test && line.starts_with("#["));
            }
        }
    }
}

#[test]
fn every_row_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    tests_below(&root.join("tests"), &mut tests);
    tests_below(&root.join("src"), &mut tests);
    let text = std::fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| fault");
    let rows: Vec<&str> = text.lines().filter(is_row).collect();
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        let shown_by = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let named: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test shows: {row}");
        for test in named {
            assert!(tests.contains(test), "{test} is no test; it is named in: {row}");
        }
    }
}
