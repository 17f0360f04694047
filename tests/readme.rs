//! The README is true: its key table is the keymap's, and what it points to is there.

use std::{env, fs, path::Path};

use keywright::app::keymap;

const BEGIN: &str = "<!-- keys:begin -->\n";
const END: &str = "<!-- keys:end -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `KEYWRIGHT_UPDATE_README=1 cargo test --test readme` writes the table anew.
#[test]
fn the_key_table_is_the_keymaps() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has no keys:begin");
    let (table, after) = rest.split_once(END).expect("README.md has no keys:end");
    let wanted = keymap::markdown();
    if env::var_os("KEYWRIGHT_UPDATE_README").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{wanted}\n{END}{after}")).unwrap();
        return;
    }
    assert!(
        table.trim() == wanted.trim(),
        "README.md's key table is not the keymap's: KEYWRIGHT_UPDATE_README=1 cargo test --test readme"
    );
}

#[test]
fn every_file_that_the_readme_points_to_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let targets: Vec<&str> = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://"))
        .collect();
    assert!(targets.len() >= 3, "{targets:?}");
    for target in targets {
        assert!(root().join(target).exists(), "README.md points to {target}, which is not there");
    }
}
