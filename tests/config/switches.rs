//! Read-only, plain http, and what else is on or off.

use crate::*;

const READ_ONLY: &str = "[profiles.p]\nserver = \"https://h\"\nread_only = true\n";
const HTTP: &str = "[profiles.p]\nserver = \"http://gw.example.com\"\nallow_http = true\n";

#[test]
fn a_read_only_profile_is_overruled_by_nothing() {
    let home = Home::with_config(READ_ONLY);
    let why = Origin::Profile("p".into());
    for variables in [&[] as &[_], &[("KEYWRIGHT_READ_ONLY", "0")], &[("KEYWRIGHT_READ_ONLY", "1")]] {
        assert_eq!(home.settings(&[], variables).access, Access::ReadOnly { why: why.clone() });
    }
    let access = home.settings(&[], &[]).access;
    assert_eq!(access.to_string(), "read-only: the profile p says read_only = true");
}

#[test]
fn read_only_is_on_off_or_an_error_and_never_silently_off() {
    let home = Home::empty();
    for on in ["1", "true", "YES", "on", " 1 "] {
        let access = home.settings(SERVER, &[("KEYWRIGHT_READ_ONLY", on)]).access;
        assert_eq!(access, Access::ReadOnly { why: Origin::Variable("KEYWRIGHT_READ_ONLY") }, "{on}");
    }
    for off in ["0", "false", "No", "off", ""] {
        assert_eq!(home.settings(SERVER, &[("KEYWRIGHT_READ_ONLY", off)]).access, Access::Edit, "{off}");
    }
    for garbage in ["ture", "2", "-", "1 1"] {
        let text = home.error(SERVER, &[("KEYWRIGHT_READ_ONLY", garbage)]);
        assert!(text.starts_with("KEYWRIGHT_READ_ONLY: write 1, true, yes or on"), "{text}");
    }
    let option = home.settings(&[SERVER, &["--read-only"]].concat(), &[("KEYWRIGHT_READ_ONLY", "0")]);
    assert_eq!(option.access, Access::ReadOnly { why: Origin::Option("--read-only") });
}

#[test]
fn plain_http_to_another_host_is_allowed_by_what_clearly_says_so() {
    let home = Home::with_config(HTTP);
    let settings = home.settings(&[], &[]);
    assert!(settings.server.is_plain_http_remote());
    for off in ["0", ""] {
        let text = home.error(&[], &[("KEYWRIGHT_ALLOW_HTTP", off)]);
        assert!(text.starts_with("profile p: plain http to gw.example.com"), "{text}");
    }
    let server = ["--server", "http://gw.example.com"];
    assert!(home.error(&server, &[]).starts_with("--server: plain http to gw.example.com"));
    assert!(home.error(&server, &[("KEYWRIGHT_ALLOW_HTTP", "ture")]).starts_with("KEYWRIGHT_ALLOW_HTTP: "));
    home.settings(&[&server[..], &["--allow-http"]].concat(), &[]);
    home.settings(&server, &[("KEYWRIGHT_ALLOW_HTTP", "yes")]);
    let loopback = home.settings(&["--server", "http://localhost:8080"], &[]);
    assert!(!loopback.server.is_plain_http_remote());
}

#[test]
fn ascii_and_colour() {
    let home = Home::empty();
    let program = |variables: &[(&str, &str)]| home.settings(SERVER, variables).program;
    assert!(program(&[("KEYWRIGHT_ASCII", "1")]).ascii && !program(&[]).ascii);
    assert!(program(&[("NO_COLOR", "x")]).no_color && !program(&[("NO_COLOR", "")]).no_color);
}

#[test]
fn a_variable_is_named_in_its_error_and_its_value_is_not_repeated() {
    let home = Home::empty();
    for (variable, value) in [
        ("KEYWRIGHT_API", "three"),
        ("KEYWRIGHT_CONNECT_TIMEOUT", "77"),
        ("KEYWRIGHT_UPDATE_TIMEOUT", "-1s"),
        ("KEYWRIGHT_PROJECT", "a\nb"),
        ("KEYWRIGHT_TOKEN_ENV", "eyJhbGci.eyJzdWIi.c2ln"),
        ("KEYWRIGHT_ASCII", "maybe"),
        ("KEYWRIGHT_EXPIRES_WITHIN", "36501"),
        ("KEYWRIGHT_GATEWAY_JAVA", "newest"),
    ] {
        let text = home.error(SERVER, &[(variable, value)]);
        assert!(text.starts_with(&format!("{variable}: write ")), "{text}");
        assert!(!text.contains(value), "{text}");
    }
    let token = [SERVER, &["--token-env", "eyJhbGci.eyJzdWIi"]].concat();
    let text = home.error(&token, &[]);
    assert!(text.starts_with("--token-env: ") && !text.contains("eyJ"), "{text}");
}

#[test]
fn a_mistyped_variable_is_an_error_with_the_one_that_was_meant() {
    let home = Home::empty();
    let text = home.error(SERVER, &[("KEYWRIGHT_READONLY", "1")]);
    assert!(
        text.contains("KEYWRIGHT_READONLY") && text.contains("did you mean KEYWRIGHT_READ_ONLY"),
        "{text}"
    );
    // A token's variable may have any such name.
    assert_eq!(home.settings(SERVER, &[("KEYWRIGHT_TOKEN_PROD", "x")]).access, Access::Edit);
}
