//! The commands that findings name, run on the files that they are said of.

use std::{fs, path::Path};

use keywright::{domain::secret::Secret, judge::Rule, keystore};

use crate::{
    judging::judged,
    manifest::{self, directory},
    tool::{self, run, tool},
};

/// As a shell would take the words of such a command.
fn words(command: &str, file: &Path) -> Vec<String> {
    let word = |word: &str| if word == "FILE" { file.display().to_string() } else { word.to_owned() };
    command.split(' ').map(word).collect()
}

#[test]
fn a_key_with_a_password_of_its_own_gets_the_files() {
    if tool::version("java", "-version", "version", 17).is_none() {
        return;
    }
    // The new file's password twice, the old one's, and that of each key that has one: what keytool asks for, in turn.
    let answers = b"changeit\nchangeit\nchangeit\nanother-one\n";
    let files = ["pkcs12/java-key-password.p12", "pkcs12/java-two-key-passwords.p12"];
    for one in manifest::opened().iter().filter(|one| files.contains(&one.file.path.as_str())) {
        let path = &one.file.path;
        let finding = judged(one, None).into_iter().find(|finding| finding.rule == Rule::KeyPassword);
        let finding = finding.unwrap_or_else(|| panic!("{path}: nothing to mend"));
        let [command] = finding.commands()[..] else { panic!("{path}: {}", finding.mend) };
        let file = directory().canonicalize().unwrap().join(path);
        let [program, arguments @ ..] = &words(command, &file)[..] else { panic!("{command}") };
        let place = tempfile::tempdir().unwrap();
        let printed = run(tool(program, "").args(arguments).current_dir(place.path()), answers);
        assert!(printed.done, "{path}: {}{}", printed.out, printed.err);

        let made = fs::read(place.path().join("NEW.p12")).unwrap();
        let made = keystore::open(&made, Some(&Secret::copied("changeit"))).unwrap();
        let store = one.read.as_ref().unwrap();
        assert_eq!(made.entries.len(), store.entries.len(), "{path}");
        for entry in &made.entries {
            let keystore::EntryKind::PrivateKey { key, chain } = &entry.kind else {
                panic!("{path}: {entry:?}")
            };
            assert!(
                matches!(key, keystore::store::PrivateKey::Open { fits: Some(true), .. }),
                "{path}: {key:?}"
            );
            assert_eq!(
                Some(chain.as_slice()),
                store.find(&entry.alias).map(keystore::Entry::chain),
                "{path}"
            );
        }
        assert!(
            file.exists() && fs::read(&file).unwrap() == one.file.bytes(),
            "{path}: the old one stays as it is"
        );
    }
}
