//! Where a password comes from when nobody is asked, and what is known without one.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::{PASSWORD, Run, corpus, inspect};

#[test]
fn a_file_of_its_owners_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("password");
    fs::write(&path, format!("{PASSWORD}\n")).unwrap();
    let with = |mode| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let file = corpus("jks/server.jks");
        Run::of(inspect([&*file, "--password-file", path.to_str().unwrap()]).output().unwrap())
    };
    assert_eq!(with(0o600).code, 0);
    let open = with(0o644);
    assert_eq!((open.code, &*open.out), (2, ""));
    let path = path.display();
    assert_eq!(
        open.err,
        format!(
            "keywright: the password file {path} can be used by others (mode 0644); run: chmod 600 '{path}'\n"
        )
    );
}

#[test]
fn passwords_are_text_of_any_kind() {
    for (file, password) in [
        ("jks/password-turkish.jks", "şifreı"),
        ("jks/password-empty.jks", ""),
        ("pkcs12/openssl-legacy-password-empty.p12", ""),
    ] {
        let output = inspect([&*corpus(file), "--password-env", "OTHER"]).env("OTHER", password).output();
        assert_eq!(Run::of(output.unwrap()).code, 0, "{file}");
    }
}

#[test]
fn a_jks_shows_its_certificates_without_one() {
    let file = corpus("jks/server.jks");
    let run = Run::of(inspect([&*file, "--output", "json"]).output().unwrap());
    assert_eq!((run.code, run.rules()), (1, vec!["key-not-checked".into(), "integrity-not-checked".into()]));
    let json = run.json();
    assert_eq!(json["integrity"], "not-checked");
    assert_eq!(json["entries"][0]["key"]["state"], "locked");
    assert_eq!(json["entries"][0]["chain"].as_array().unwrap().len(), 3);
    let mend = json["findings"][0]["mend"].as_str().unwrap();
    assert!(mend.contains("--password-env") && mend.contains("--password-file"), "{mend}");
}

#[test]
fn a_pkcs12_shows_nothing_without_one_unless_it_is_open() {
    let run = |file: &str| Run::of(inspect([&*corpus(file), "--output", "json"]).output().unwrap());
    let locked = run("pkcs12/openssl.p12");
    assert_eq!((locked.code, locked.rules()), (4, vec!["no-password".to_owned()]));
    assert_eq!(locked.json()["entries"].as_array().unwrap().len(), 0);
    let open = run("pkcs12/keytool-no-password.p12");
    assert_eq!(open.code, 1);
    assert!(!open.json()["entries"].as_array().unwrap().is_empty());
}
