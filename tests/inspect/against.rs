//! Old beside new.

use serde_json::Value;

use crate::{PASSWORD, Run, corpus, inspect, run};

fn against(new: &str, old: &str, args: &[&str]) -> Run {
    run(new, &[&["--against", &*corpus(old), "--output", "json"], args].concat())
}

#[test]
fn each_difference_is_a_rules() {
    for (new, rules) in [
        ("pair/new.p12", &[] as &[&str]),
        ("pair/names-by-wildcard.p12", &[]),
        ("pair/names-lost.p12", &["name-uncovered"]),
        ("pair/issuer-changed.p12", &["issuer-changed"]),
        ("pair/earlier.p12", &["expires-earlier"]),
        ("pair/same-key.p12", &["same-key"]),
        ("pair/self-signed.p12", &["self-signed"]),
        ("pair/old.p12", &["same-file"]),
        ("pkcs12/java-trust.p12", &["no-private-key"]),
    ] {
        let run = against(new, "pair/old.p12", &[]);
        assert_eq!(run.rules(), rules, "{new}");
        let code = match rules {
            [] => 0,
            ["no-private-key"] => 3,
            _ => 1,
        };
        assert_eq!(run.code, code, "{new}");
    }
}

#[test]
fn the_old_file_is_told_in_the_same_shape() {
    let json = against("pair/names-lost.p12", "pair/old.p12", &[]).json();
    let mut whole = json.as_object().unwrap().clone();
    let of_report = [
        "version",
        "against",
        "judged_at",
        "expires_within_days",
        "gateway_java",
        "findings",
        "verdict",
        "exit_code",
    ];
    of_report.iter().for_each(|field| drop(whole.remove(*field)));
    let mut fields: Vec<&String> = whole.keys().collect();
    let mut old: Vec<&String> = json["against"].as_object().unwrap().keys().collect();
    fields.sort();
    old.sort();
    assert_eq!(fields, old);
    assert_eq!(json["against"]["entries"][0]["chain"][0]["names"][1]["value"], "www.acme.example");
}

#[test]
fn the_alias_of_the_old_file() {
    let of = |new: &str, old: &str, args: &[&str]| {
        let json = against(new, old, args).json();
        let chosen = json["against"]["entries"].as_array().unwrap();
        let chosen = chosen.iter().find(|entry| entry["chosen"] == true).map(|entry| entry["alias"].clone());
        (json["against"]["alias"].clone(), chosen)
    };
    let two = "pkcs12/java-two-keys.p12";
    let text = |text: &str| Value::from(text);
    let aliases = run(two, &["--output", "json"]).json();
    let [first, second] = [0, 1].map(|at| aliases["entries"][at]["alias"].as_str().unwrap().to_owned());
    // Its only key, though the new one is called otherwise.
    assert_eq!(of(two, "pair/old.p12", &["--alias", &second]), (Value::Null, Some(text("server"))));
    assert_eq!(of(two, two, &["--alias", &second]), (text(&second), Some(text(&second))));
    assert_eq!(
        of("pair/new.p12", two, &["--alias", "server", "--against-alias", &first]),
        (text(&first), Some(text(&first)))
    );
    let run = against("pair/new.p12", two, &["--against-alias", "neither"]);
    assert!(run.rules().contains(&"not-compared".to_owned()), "{:?}", run.rules());
}

/// With the old file's password in `OLD`.
fn with_old_password(args: &[&str]) -> Run {
    let (new, old) = (corpus("jks/server.jks"), corpus("pair/old.p12"));
    let all = [&[&*new, "--password-env", "NEW", "--against", &old, "--output", "json"], args].concat();
    Run::of(inspect(all).env("NEW", PASSWORD).env("OLD", "another").env("RIGHT", PASSWORD).output().unwrap())
}

#[test]
fn the_old_file_has_a_password_of_its_own_or_the_new_ones() {
    // None given: the new file's is tried.
    assert!(!with_old_password(&[]).rules().contains(&"not-compared".to_owned()));
    assert!(
        !with_old_password(&["--against-password-env", "RIGHT"]).rules().contains(&"not-compared".to_owned())
    );
    // One that is given is the one that is meant.
    let wrong = with_old_password(&["--against-password-env", "OLD"]);
    assert_eq!(wrong.code, 1);
    let json = wrong.json();
    let finding = &json["findings"].as_array().unwrap()[0];
    assert_eq!(finding["rule"], "not-compared");
    assert!(finding["mend"].as_str().unwrap().contains("--against-password-env"), "{finding}");
    assert_eq!(json["against"]["opened"], false);
    assert_eq!(json["against"]["problem"], "it doesn't open with this password, or it was altered");
}

#[test]
fn an_old_file_that_is_not_there_is_no_comparison() {
    let run = against("pair/new.p12", "pair/gone.p12", &[]);
    assert_eq!((run.code, run.json()["verdict"].as_str()), (4, Some("unreadable")));
    assert_eq!(run.json()["against"]["problem"], "there is no such file");
    assert_eq!(run.json()["opened"], true);
    // One that is there and is no keystore is a warning, as one that is locked.
    let text = against("pair/new.p12", "other/text.txt", &[]);
    assert_eq!(text.code, 1);
    assert!(text.rules().contains(&"not-compared".to_owned()));
}

#[test]
fn the_table_has_what_differs() {
    let run = run("pair/names-lost.p12", &["--against", &corpus("pair/old.p12")]);
    assert!(run.out.contains("\n  names    gone www.acme.example\n"), "{}", run.out);
    assert!(
        run.out.contains("\n  same     alias, kind, subject, issuer, signed, usage, chain\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("\n  ! warning  name-uncovered\n"), "{}", run.out);
    assert!(run.out.ends_with("\nVerdict: 1 warning\n"), "{}", run.out);
}

#[test]
fn secret_keys_in_place_of_a_key_or_of_a_trust_store_are_told() {
    let run = against("pkcs12/keytool-secret.p12", "jks/server.jks", &[]);
    assert!(run.rules().contains(&"no-private-key".to_owned()) && run.code == 3, "{:?}", run.rules());
    let run = against("pkcs12/keytool-secret.p12", "jks/trust-20.jks", &[]);
    assert!(run.rules().contains(&"trust-removed".to_owned()), "{:?}", run.rules());
    let run = against("jks/server.jks", "jks/trust-20.jks", &[]);
    assert!(run.rules().contains(&"trust-removed".to_owned()), "{:?}", run.rules());
}

#[test]
fn what_came_to_a_trust_store_and_went_from_it_is_listed() {
    let run = run("jks/trust.jks", &["--against", &corpus("jks/trust-20.jks")]);
    let beside = run.out.split("Against ").nth(1).unwrap();
    assert!(beside.contains("\n  added    CN=Acme Root CA, O=Acme, C=TR, until 2046-01-01\n"), "{beside}");
    assert!(beside.contains("\n  gone     CN=Authority"), "{beside}");
    assert_eq!(beside.matches("CN=Authority").count(), 20 + 5, "the finding names five: {beside}");
    assert!(beside.contains("\n  same     0 trusted certificates\n"), "{beside}");
}
