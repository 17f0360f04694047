//! The rules against the manifest: what is wrong with each file, and with what may follow `pair/old.p12`.

use jiff::{SignedDuration, Timestamp};
use keywright::{
    domain::file::{FileDigest, Format},
    judge::{Candidate, Case, Finding, Present, has_odd_characters, judge},
};

use crate::{
    manifest::{self, File, Opened},
    tool::none_wrong,
};

/// When everything is judged; nothing in the corpus begins or ends near it.
const NOW: &str = "2026-11-23T12:00:00Z";

#[test]
fn every_fault_is_found_and_no_other() {
    let old = manifest::opened().iter().find(|one| one.file.path == "pair/old.p12").unwrap();
    none_wrong(manifest::opened().iter().map(|one| {
        let found = findings(one, one.file.path.starts_with("pair/").then_some(old));
        let expected = expected(&one.file);
        if found == expected {
            Vec::new()
        } else {
            vec![format!("{}:\n    found    {found:?}\n    expected {expected:?}", one.file.path)]
        }
    }));
}

fn findings(one: &Opened, present: Option<&Opened>) -> Vec<String> {
    let names = judged(one, present).into_iter().map(|finding| finding.rule.name().to_owned());
    // It speaks of every file with today's protections.
    names.filter(|name| name != "java-too-old").collect()
}

/// What the rules say of a file, in place of another or by itself.
pub fn judged(one: &Opened, present: Option<&Opened>) -> Vec<Finding> {
    let bytes = one.file.bytes();
    let candidate = Candidate {
        stays: false,
        format: Format::of(&bytes),
        digest: FileDigest::of(&bytes),
        opened: one.read.as_ref(),
        store_type: None,
        alias: None,
        has_odd_password: has_odd_characters(&one.file.password),
        unlock: "",
    };
    let present = present.map(|present| Present {
        digest: FileDigest::of(&present.file.bytes()),
        opened: present.read.as_ref(),
        alias: None,
        unlock: "",
    });
    let now: Timestamp = NOW.parse().unwrap();
    let soon = SignedDuration::from_hours(30 * 24);
    let case =
        Case { candidate, present, elsewhere: Vec::new(), kind: None, now, soon, java: None, name_java: "" };
    judge(&case)
}

/// What the manifest names; or else the rule that is called as the error is.
fn expected(file: &File) -> Vec<String> {
    if let Some(findings) = &file.findings {
        return findings.clone();
    }
    let mut name = String::new();
    for c in file.error.iter().flat_map(|error| error.chars()) {
        if c.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    if name.is_empty() { Vec::new() } else { vec![name] }
}
