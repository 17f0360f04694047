//! Settings of TLS: the pin, and the certificate that is shown.

use keywright::config::{ClientFiles, value};

use crate::*;

const DIGITS: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const COLONS: &str =
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

fn with(extra: &str) -> Home {
    Home::with_config(&format!("[profiles.p]\nserver = \"https://gw.example.com\"\n{extra}"))
}

#[test]
fn a_fingerprint_is_read_as_every_program_prints_it() {
    let pin = value::fingerprint(DIGITS).unwrap();
    assert_eq!(pin.to_string(), COLONS);
    for text in [
        COLONS.to_owned(),
        COLONS.to_lowercase(),
        format!(" {COLONS}\n"),
        format!("sha256 Fingerprint={COLONS}"),
        format!("SHA256: {COLONS}"),
        COLONS.replace(':', " "),
    ] {
        assert_eq!(value::fingerprint(&text), Ok(pin), "{text}");
    }
    for text in [
        "",
        "00",
        &DIGITS[1..],
        &format!("{DIGITS}0"),
        &format!("{DIGITS}00"),
        &DIGITS.replace('f', "g"),
        "é",
    ] {
        let error = value::fingerprint(text).unwrap_err().to_string();
        assert!(error.contains("64 hexadecimal digits"), "{text}: {error}");
    }
    assert!(value::fingerprint(&DIGITS[..40]).unwrap_err().to_string().contains("SHA-1"));
}

#[test]
fn the_pin_comes_from_option_variable_or_profile() {
    let home = with(&format!("server_fingerprint = \"{COLONS}\"\n"));
    let other = DIGITS.replace('0', "1");
    let pin =
        |args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).pin.unwrap().to_string();
    assert_eq!(pin(&[], &[]), COLONS);
    let variable = [("KEYWRIGHT_SERVER_FINGERPRINT", other.as_str())];
    assert!(pin(&[], &variable).starts_with("11:11:22"));
    assert_eq!(pin(&["--server-fingerprint", DIGITS], &variable), COLONS);
    assert_eq!(home.settings(SERVER, &[]).pin, None);
    let error = home.error(&[], &[("KEYWRIGHT_SERVER_FINGERPRINT", "12")]);
    assert!(error.starts_with("KEYWRIGHT_SERVER_FINGERPRINT: write the SHA-256"), "{error}");
    let error = with("server_fingerprint = \"12\"\n").error(&[], &[]);
    assert!(error.contains(":3:22: `server_fingerprint`: write the SHA-256"), "{error}");
}

#[test]
fn a_pin_that_nothing_could_be_compared_with_is_an_error() {
    let error =
        Home::empty().error(&["--server", "http://localhost:80", "--server-fingerprint", DIGITS], &[]);
    assert!(error.contains("plain http") && error.contains("--server-fingerprint"), "{error}");
    let text = format!("[profiles.p]\nserver = \"http://localhost\"\nserver_fingerprint = \"{COLONS}\"\n");
    assert!(Home::with_config(&text).error(&[], &[]).contains("plain http"));
}

#[test]
fn a_certificate_and_its_key_are_a_pair() {
    let own = with("client_cert = \"own.pem\"\nclient_key = \"~/own.key\"\n");
    let files =
        |home: &Home, args: &[&str], variables: &[(&str, &str)]| home.settings(args, variables).client;
    let pair = |certificate: PathBuf, key: Option<PathBuf>| Some(ClientFiles { certificate, key });
    let (certificate, key) = (own.config().with_file_name("own.pem"), own.path().join("own.key"));
    assert_eq!(files(&own, &[], &[]), pair(certificate.clone(), Some(key)));
    // Another certificate doesn't get the profile's key; another key may go with its certificate.
    assert_eq!(files(&own, &["--client-cert", "/a.pem"], &[]), pair("/a.pem".into(), None));
    let variable = [("KEYWRIGHT_CLIENT_KEY", "/b.key")];
    assert_eq!(files(&own, &[], &variable), pair(certificate, Some("/b.key".into())));
    assert_eq!(
        files(&own, &["--client-cert", "/a.pem"], &variable),
        pair("/a.pem".into(), Some("/b.key".into()))
    );
    assert_eq!(files(&with("client_cert = \"/one.pem\"\n"), &[], &[]), pair("/one.pem".into(), None));
    assert_eq!(files(&own, SERVER, &[]), None);
}

#[test]
fn a_key_without_a_certificate_is_an_error() {
    let error = with("").error(&["--client-key", "/a.key"], &[]);
    assert_eq!(error, "--client-key: name the certificate that the key belongs to by --client-cert");
    let error = with("client_key = \"/a.key\"\n").error(&[], &[]);
    assert!(error.contains(":3:1: `client_key`: name the certificate"), "{error}");
}

#[test]
fn nothing_switches_the_checks_off() {
    for wrong in ["--insecure", "--no-verify", "--skip-tls-verify", "-k"] {
        assert!(Cli::try_parse_from(["keywright", wrong]).is_err(), "{wrong}");
    }
    assert!(with("insecure = true\n").error(&[], &[]).contains("unknown key `insecure`"));
    let error = with("").error(&[], &[("KEYWRIGHT_INSECURE", "1")]);
    assert!(error.contains("KEYWRIGHT_INSECURE is none of keywright's"), "{error}");
}
