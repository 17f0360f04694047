//! The docs are true: the table of rules is the program's, and the JSON that they show is what is printed.

use std::{env, fs, path::Path};

use clap::Parser;
use keywright::cli::{Cli, Command};
use keywright::commands::inspect::{Around, Asked, inspect};
use keywright::config::Environment;
use keywright::judge::{Rule, rule};
use serde_json::Value;

use crate::{PASSWORD, run};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between two marks, or `KEYWRIGHT_UPDATE_DOCS=1 cargo test --test inspect` puts there.
#[track_caller]
fn holds(file: &str, name: &str, wanted: &str) {
    let path = root().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (told, after) = rest.split_once(&end).unwrap();
    if env::var_os("KEYWRIGHT_UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{begin}{wanted}{end}{after}")).unwrap();
        return;
    }
    assert!(
        told == wanted,
        "{file} has drifted: KEYWRIGHT_UPDATE_DOCS=1 cargo test --test inspect\n{wanted}"
    );
}

#[test]
fn the_table_of_rules_is_the_programs() {
    holds("docs/rules.md", "rules", &rule::markdown());
}

#[test]
fn every_rule_that_the_text_names_exists() {
    let text = fs::read_to_string(root().join("docs/rules.md")).unwrap();
    let (_, text) = text.split_once("<!-- rules:end -->").unwrap();
    let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(|word| word.contains('-')).collect();
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let looks_like_one = |word: &&&str| {
        !word.starts_with("--") && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let named: Vec<&&str> = named.iter().filter(looks_like_one).collect();
    assert!(named.len() > 10, "{named:?}");
    for name in named {
        assert!(rules.contains(name), "docs/rules.md speaks of {name}, which is no rule");
    }
}

/// The example of the docs, as it is printed on the day that they name.
fn example() -> String {
    let file = "tests/corpus/files/jks/chain-none.jks";
    printed(&[file, "--password-env", "PW", "--output", "json"])
}

/// What is printed on 2026-11-23; the exit code is that of warnings.
fn printed(args: &[&str]) -> String {
    let args = [&["keywright", "inspect"], args].concat();
    let Some(Command::Inspect(args)) = Cli::try_parse_from(args).unwrap().command else { panic!() };
    let env = Environment::fixed([("PW", PASSWORD)], root());
    let mut nobody = |_: &str| Ok(Asked::Nothing);
    let now = "2026-11-23T18:00:00Z".parse().unwrap();
    let mut out = Vec::new();
    let around = Around { env: &env, ask: &mut nobody, now, ascii: false };
    assert_eq!(inspect(&args, around, &mut out).unwrap(), 1);
    String::from_utf8(out).unwrap()
}

#[test]
fn the_sample_of_the_readme_is_what_is_printed() {
    let [new, old] = ["self-signed", "old"].map(|file| format!("tests/corpus/files/pair/{file}.p12"));
    let table = printed(&[&new, "--against", &old, "--password-env", "PW"]);
    let sample = format!(
        "```console\n$ keywright inspect {new} --password-env PW \\\n    --against {old}\n{table}```\n"
    );
    holds("README.md", "inspect", &sample);
}

#[test]
fn the_json_of_the_docs_is_what_is_printed() {
    holds("docs/inspect.md", "json", &format!("```json\n{}```\n", example()));
}

/// The names of all fields, at whatever depth; of lists, those of their elements.
fn shape(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            found.push(format!("{path}.{name}"));
            shape(value, &format!("{path}.{name}"), found);
        }),
        Value::Array(elements) => {
            elements.iter().for_each(|element| shape(element, &format!("{path}[]"), found))
        }
        _ => {}
    }
}

#[test]
fn the_binary_prints_the_documented_fields() {
    let mut documented = Vec::new();
    shape(&serde_json::from_str(&example()).unwrap(), "", &mut documented);
    let mut printed = Vec::new();
    shape(&run("jks/chain-none.jks", &["--output", "json"]).json(), "", &mut printed);
    assert_eq!(printed, documented);
}

#[test]
fn every_field_is_described() {
    let docs = fs::read_to_string(root().join("docs/inspect.md")).unwrap();
    let mut fields = Vec::new();
    shape(&serde_json::from_str(&example()).unwrap(), "", &mut fields);
    for field in fields {
        let name = field.rsplit('.').next().unwrap();
        assert!(docs.contains(&format!("`{name}`")), "docs/inspect.md says nothing of {field}");
    }
}

#[test]
fn a_file_that_does_not_open_has_the_same_fields() {
    let top = |json: Value| json.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let whole = top(serde_json::from_str(&example()).unwrap());
    for file in ["other/text.txt", "no-such-file", "damaged/jks-cut-40.jks"] {
        assert_eq!(top(run(file, &["--output", "json"]).json()), whole, "{file}");
    }
}
