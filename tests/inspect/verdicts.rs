//! Every exit code, and the rule behind it.

use std::fs;

use serde_json::Value;

use crate::{Run, corpus, inspect, run};

/// The exit code and the rules, but for the one that speaks of every modern PKCS#12.
#[track_caller]
fn verdict(file: &str, args: &[&str]) -> (i32, String, Vec<String>) {
    let run = run(file, &[args, &["--output", "json"]].concat());
    let json = run.json();
    assert_eq!(json["exit_code"].as_i64().unwrap(), i64::from(run.code));
    let mut rules = run.rules();
    rules.retain(|rule| rule != "java-too-old");
    (run.code, json["verdict"].as_str().unwrap().to_owned(), rules)
}

#[track_caller]
fn comes_to(file: &str, args: &[&str], code: i32, word: &str, rules: &[&str]) {
    let (was, verdict, spoke) = verdict(file, args);
    assert_eq!((was, &*verdict), (code, word), "{file} {spoke:?}");
    assert_eq!(spoke, rules, "{file}");
}

#[test]
fn sound() {
    comes_to("jks/server.jks", &[], 0, "sound", &[]);
    comes_to("jks/server.jks", &["--alias", "SERVER", "--type", "jks"], 0, "sound", &[]);
    comes_to("pkcs12/openssl-legacy.p12", &["--type", "PKCS12"], 0, "sound", &[]);
    comes_to("jks/trust-20.jks", &[], 0, "sound", &[]);
    comes_to("jks/self-signed.jks", &[], 0, "sound", &[]);
}

#[test]
fn warnings() {
    comes_to("pkcs12/openssl.p12", &[], 1, "warnings", &[]);
    comes_to("jks/chain-none.jks", &[], 1, "warnings", &["chain-incomplete"]);
    comes_to("jks/chain-gap.jks", &[], 1, "warnings", &["chain-disordered"]);
    comes_to("jks/chain-disordered.jks", &[], 1, "warnings", &["chain-disordered"]);
    comes_to("jks/chain-forged.jks", &[], 1, "warnings", &["chain-signature"]);
    comes_to("jks/rsa-1024.jks", &[], 1, "warnings", &["weak-key"]);
    comes_to("certificate/signature-sha1.p12", &[], 1, "warnings", &["weak-signature"]);
    comes_to("certificate/date-not-yet.p12", &[], 1, "warnings", &["not-yet-valid"]);
    comes_to("certificate/chain-issuer-over.p12", &[], 1, "warnings", &["chain-expired"]);
    comes_to("certificate/chain-by-leaf.p12", &[], 1, "warnings", &["chain-authority"]);
    comes_to("certificate/usage-signs-only.p12", &[], 1, "warnings", &["key-usage"]);
    comes_to("pkcs12/java-two-keys.p12", &[], 1, "warnings", &["alias-ambiguous"]);
    comes_to("jks/server.jks", &["--expires-within", "36500"], 1, "warnings", &["expires-soon"]);
    comes_to("jks/server.jks", &["--expires-within", "0"], 0, "sound", &[]);
}

/// What openssl 3 makes, and what it makes with a PBMAC1.
#[test]
fn what_the_gateways_java_reads_is_not_warned_of() {
    let says = |file: &str, args: &[&str], variables: &[(&str, &str)]| {
        let file = corpus(file);
        let args = [&[&*file, "--password-env", "PW", "--output", "json"], args].concat();
        let run = Run::of(inspect(args).envs(variables.iter().copied()).output().unwrap());
        (run.code, run.rules(), run.json()["gateway_java"].clone())
    };
    let warned = vec!["java-too-old".to_owned()];
    let file = "pkcs12/openssl.p12";
    assert_eq!(says(file, &[], &[]), (1, warned.clone(), Value::Null));
    assert_eq!(says(file, &["--gateway-java", "17"], &[]), (0, vec![], "17".into()));
    assert_eq!(says(file, &["--gateway-java", "8u292"], &[]), (1, warned.clone(), "8u292".into()));
    let variable = [("KEYWRIGHT_GATEWAY_JAVA", "11.0.20")];
    assert_eq!(says(file, &[], &variable), (0, vec![], "11.0.20".into()));
    assert_eq!(says(file, &["--gateway-java", "11"], &variable), (1, warned.clone(), "11".into()));
    assert_eq!(says("pkcs12/pbmac1-sha256.p12", &[], &variable), (1, warned, "11.0.20".into()));
    assert_eq!(says("pkcs12/pbmac1-sha256.p12", &["--gateway-java", "26"], &[]), (0, vec![], "26".into()));
}

#[test]
fn the_days_may_stand_in_a_variable() {
    let file = corpus("jks/server.jks");
    let mut command = inspect([&*file, "--password-env", "PW", "--output", "json"]);
    let run = Run::of(command.env("KEYWRIGHT_EXPIRES_WITHIN", "36500").output().unwrap());
    assert_eq!((run.code, run.rules()), (1, vec!["expires-soon".to_owned()]));
    let output = command.env("KEYWRIGHT_EXPIRES_WITHIN", "soon").output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("KEYWRIGHT_EXPIRES_WITHIN: write"));
}

#[test]
fn stops_and_blocks() {
    comes_to("certificate/date-over.p12", &[], 3, "stops", &["expired"]);
    comes_to("jks/not-the-keys-certificate.jks", &[], 3, "stops", &["key-mismatch"]);
    comes_to("pkcs12/openssl-nokeys.p12", &[], 3, "stops", &["empty"]);
    comes_to("pkcs12/openssl-nocerts.p12", &[], 3, "stops", &["no-certificate"]);
    comes_to("pkcs12/openssl-key-camellia-256-cbc.p12", &[], 3, "stops", &["unsupported"]);
    comes_to("pkcs12/scrypt.p12", &[], 3, "stops", &["java-refuses"]);
    comes_to("jks/key-password.jks", &[], 3, "blocks", &["key-password"]);
    comes_to("jks/server.jks", &["--alias", "sever"], 3, "blocks", &["alias-missing"]);
    comes_to("jks/server.jks", &["--type", "PKCS12"], 3, "blocks", &["type-mismatch"]);
    comes_to("jceks/server.jceks", &[], 3, "blocks", &["not-a-keystore"]);
}

#[test]
fn capitals_are_found_in_a_pkcs12_and_not_in_a_jks() {
    comes_to("jks/alias-upper.jks", &["--alias", "server"], 3, "stops", &["alias-case"]);
    comes_to("pkcs12/openssl-alias-upper.p12", &["--alias", "api.acme.example"], 1, "warnings", &[]);
}

#[test]
fn what_can_not_be_read() {
    comes_to("damaged/jks-cut-40.jks", &[], 4, "unreadable", &["damaged"]);
    comes_to("damaged/pkcs12-flip-mac.p12", &[], 4, "unreadable", &["damaged"]);
    comes_to("damaged/jks-flip-key.jks", &[], 4, "unreadable", &["wrong-password"]);
    comes_to("other/chain.pem", &[], 4, "unreadable", &["not-a-keystore"]);
    comes_to("other/text.txt", &[], 4, "unreadable", &["not-a-keystore"]);
    comes_to("pkcs12/openssl-aria-256-cbc.p12", &[], 4, "unreadable", &["unsupported"]);
    comes_to("hostile/iterations-keys-2147483647.p12", &[], 4, "unreadable", &["too-costly"]);
    // Nothing to judge: the file itself can't be had.
    comes_to("other/empty", &[], 4, "unreadable", &[]);
    comes_to("jks", &[], 4, "unreadable", &[]);
    comes_to("no-such-file", &[], 4, "unreadable", &[]);
}

#[test]
fn a_wrong_password_is_not_a_damaged_file() {
    for file in ["jks/server.jks", "pkcs12/openssl.p12", "pkcs12/openssl-legacy.p12"] {
        let output = inspect([&*corpus(file), "--password-env", "PW", "--output", "json"])
            .env("PW", "not this one")
            .output()
            .unwrap();
        let run = Run::of(output);
        assert_eq!((run.code, run.rules()), (4, vec!["wrong-password".to_owned()]), "{file}");
        assert!(!run.out.contains("not this one"));
    }
}

#[test]
fn usage() {
    let file = corpus("jks/server.jks");
    for args in [
        &[] as &[&str],
        &[&file, "--password", "changeit"],
        &[&file, "--password-env", "PW", "--password-file", "x"],
        &[&file, "--against-password-env", "PW"],
        &[&file, "--against-alias", "a"],
        &[&file, "--type", "PEM"],
        &[&file, "--expires-within", "-1"],
        &[&file, "--expires-within", "36501"],
        &[&file, "--gateway-java", "newest"],
        &[&file, "--output", "xml"],
        &[&file, "--password-env", "NO_SUCH_VARIABLE"],
        &[&file, "--password-file", "/no/such/file"],
    ] {
        let output = inspect(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn no_configuration_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, "this is no configuration").unwrap();
    let output = inspect([&*corpus("jks/server.jks"), "--password-env", "PW"])
        .env("KEYWRIGHT_CONFIG", &config)
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert_eq!(Run::of(output).code, 0);
}
