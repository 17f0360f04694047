//! Where the output goes, and what happens when it can't.

use std::fs::File;
use std::io::pipe;
use std::process::Stdio;

use crate::{corpus, inspect, run};

#[test]
fn the_table_is_for_people() {
    let run = run("jks/server.jks", &[]);
    // The path may be long: its line is wrapped, wherever it has to be.
    let (headline, _) = run.out.split_once("\n  SHA-256").unwrap();
    let headline: String = headline.split_whitespace().collect();
    assert!(headline.contains("server.jks:JKS,"), "{headline}");
    assert!(headline.ends_with("KiB,1entry,integritychecked"), "{headline}");
    let lines: Vec<&str> = run.out.lines().collect();
    for expected in [
        "> server: private key RSA 2048, fits its certificate, chain of 3",
        "  CN=api.acme.example, O=Acme, C=TR",
        "  └─ CN=Acme Issuing CA, O=Acme, C=TR",
        "     └─ CN=Acme Root CA, O=Acme, C=TR",
        "Verdict: sound",
    ] {
        assert!(lines.contains(&expected), "{expected}\n{}", run.out);
    }
    assert_eq!(run.err, "");
}

#[test]
fn a_private_key_is_called_what_it_is_whatever_its_certificate_says() {
    for (file, words, bits) in [
        ("pkcs12/openssl-nocerts.p12", "> server: private key RSA 2048, opened, no certificate", Some(2048)),
        (
            "jks/chain-reversed.jks",
            "> server: private key RSA 2048, of another certificate, chain of 3",
            Some(2048),
        ),
        ("jks/key-password.jks", "> server: private key, with another password, chain of 1", None),
    ] {
        let table = run(file, &[]).out;
        assert!(table.lines().any(|line| line == words), "{words}\n{table}");
        let json = run(file, &["--output", "json"]).json();
        let key = &json["entries"][0]["key"];
        assert_eq!(key["bits"].as_u64(), bits, "{key}");
        assert_eq!(key["algorithm"].as_str(), bits.map(|_| "RSA"), "{key}");
        assert!(key["curve"].is_null(), "{key}");
    }
    let said = run("jks/chain-reversed.jks", &["--output", "json"]).out;
    assert!(
        said.contains(
            "(CN=Acme Root CA, O=Acme, C=TR, EC P-256) doesn't belong to its private key (RSA 2048)"
        )
    );
}

#[test]
fn an_issuer_without_a_name_is_said_to_have_none() {
    let table = run("certificate/issuer-empty.p12", &[]).out;
    assert!(table.lines().any(|line| line.trim() == "issuer   (no name)"), "{table}");
    assert!(table.contains("stands alone, without its issuer (no name)"), "{table}");
}

#[test]
fn ascii_is_for_terminals_that_have_nothing_else() {
    let file = corpus("certificate/date-over.p12");
    let mut command = inspect([&*file, "--password-env", "PW"]);
    let with_variable = command.env("KEYWRIGHT_ASCII", "1").output().unwrap();
    assert_eq!(with_variable.status.code(), Some(3));
    assert!(with_variable.stdout.is_ascii());
    let without = inspect([&*file, "--password-env", "PW"]).output().unwrap();
    assert!(!without.stdout.is_ascii());
}

#[test]
fn whoever_stops_reading_is_no_error() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let file = corpus("certificate/date-over.p12");
    let output =
        inspect([&*file, "--password-env", "PW"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let file = corpus("jks/server.jks");
    let output =
        inspect([&*file, "--password-env", "PW"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("keywright: can't write to the output: "), "{said}");
}

#[test]
fn help_names_the_exit_codes_and_no_password_option() {
    let output = inspect(["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for expected in ["--password-env", "--against", "--output", "Exit codes:", "sound", "blocks an update"] {
        assert!(help.contains(expected), "{expected}\n{help}");
    }
    assert!(!help.contains("--password "), "{help}");
}
