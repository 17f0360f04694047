use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use crate::domain::file::Inside;

use super::{
    certificate::KeyAlgorithm,
    store::{Integrity, PrivateKey},
    *,
};

/// The demo's keystores, each with what `keytool -list -v` prints of it (`samples/make.sh`).
macro_rules! demo {
    ($($folder:literal / $name:literal),* $(,)?) => {
        [$((
            $name,
            include_bytes!(concat!("../../assets/demo/", $folder, "/", $name)) as &[u8],
            include_str!(concat!("samples/keytool/", $name, ".txt")),
        )),*]
    };
}

const DEMO: [(&str, &[u8], &str); 16] = demo![
    "stores" / "acquirer-test.jks",
    "stores" / "acquirer.p12",
    "stores" / "expired.p12",
    "stores" / "invoice.jks",
    "stores" / "partner-production.jks",
    "stores" / "partner-sandbox.p12",
    "stores" / "partner-staging.p12",
    "stores" / "portal.p12",
    "stores" / "sepa-qwac.p12",
    "stores" / "small.p12",
    "stores" / "trust.jks",
    "stores" / "trust.p12",
    "submit" / "acquirer-2027.p12",
    "submit" / "old-format.jceks",
    "submit" / "partner-2027.jks",
    "submit" / "partner-2027.p12",
];

fn changeit() -> Secret {
    Secret::copied("changeit")
}

/// Where a demo keystore was made anew, `samples/make.sh` has keytool's words made anew.
#[test]
fn keytool_says_the_same() {
    for (name, bytes, keytool) in DEMO {
        let store = open(bytes, Some(&changeit())).unwrap();
        assert_eq!(store.integrity, Integrity::Checked, "{name}");
        let mut theirs = by_alias(keytool);
        for entry in store.entries.iter().filter(|entry| entry.created.is_none()) {
            // keytool prints the day on which it is run.
            let lines = theirs.get_mut(&entry.alias.to_lowercase()).unwrap();
            lines.retain(|line| !line.starts_with("Creation date"));
        }
        assert_eq!(by_alias(&as_keytool(&store)), theirs, "{name}");
        for entry in store.private_keys() {
            let EntryKind::PrivateKey { key, .. } = &entry.kind else { panic!("{name}") };
            let PrivateKey::Open { kind, fits: Some(true) } = key else { panic!("{name}: {key:?}") };
            assert_eq!(Some(kind), entry.leaf().map(|leaf| leaf.key.kind()).as_ref(), "{name}");
        }
        for pair in store.entries.iter().flat_map(|entry| entry.chain().windows(2)) {
            assert!(pair[0].is_issued_by(&pair[1]).holds(), "{name}");
        }
    }
}

/// The lines of keytool's that are compared, by alias: keytool sorts them.
fn by_alias(text: &str) -> BTreeMap<String, Vec<&str>> {
    const COMPARED: [&str; 11] = [
        "Creation date: ",
        "Entry type: ",
        "Certificate chain length: ",
        "Owner: ",
        "Issuer: ",
        "Serial number: ",
        "Valid from: ",
        "SHA1: ",
        "SHA256: ",
        "Signature algorithm name: ",
        "Subject Public Key Algorithm: ",
    ];
    let mut entries = BTreeMap::new();
    for entry in text.split("Alias name: ").skip(1) {
        let (alias, rest) = entry.split_once('\n').unwrap();
        let lines = rest.lines().map(str::trim);
        let is_compared = |line: &&str| COMPARED.iter().any(|start| line.starts_with(start));
        assert!(entries.insert(alias.to_owned(), lines.filter(is_compared).collect()).is_none(), "{alias}");
    }
    entries
}

fn as_keytool(store: &Store) -> String {
    let mut lines = Vec::new();
    for entry in &store.entries {
        lines.push(format!("Alias name: {}", entry.alias.to_lowercase()));
        if let Some(created) = entry.created {
            lines.push(format!("Creation date: {}", created.strftime("%b %-d, %Y")));
        }
        match &entry.kind {
            EntryKind::PrivateKey { chain, .. } => {
                lines.push("Entry type: PrivateKeyEntry".into());
                lines.push(format!("Certificate chain length: {}", chain.len()));
            }
            EntryKind::TrustedCertificate(_) => lines.push("Entry type: trustedCertEntry".into()),
            other => panic!("{other:?}"),
        }
        for certificate in entry.chain() {
            let day = |at: Timestamp| at.strftime("%a %b %d %H:%M:%S UTC %Y").to_string();
            let serial = certificate.serial.to_string().replace(':', "").to_lowercase();
            let key = match (&certificate.key.algorithm, certificate.key.bits.unwrap()) {
                (KeyAlgorithm::Rsa, bits) => format!("{bits}-bit RSA key"),
                (KeyAlgorithm::Ec(curve), bits) if curve == "P-256" => {
                    format!("{bits}-bit EC (secp256r1) key")
                }
                other => panic!("{other:?}"),
            };
            lines.extend([
                format!("Owner: {}", certificate.subject),
                format!("Issuer: {}", certificate.issuer),
                format!("Serial number: {}", serial.trim_start_matches('0')),
                format!("Valid from: {} until: {}", day(certificate.not_before), day(certificate.not_after)),
                format!("SHA1: {}", certificate.sha1),
                format!("SHA256: {}", certificate.sha256),
                format!("Signature algorithm name: {}", certificate.signature_algorithm),
                format!("Subject Public Key Algorithm: {key}"),
            ]);
        }
    }
    lines.join("\n")
}

#[test]
fn what_is_no_keystore_says_what_it_is() {
    let kind = |bytes: &[u8]| open(bytes, None).unwrap_err();
    let bks = [&[0, 0, 0, 2, 0, 0, 0, 20][..], &[7; 20], &[0, 0, 5, 0, 1, 0, 2]].concat();
    assert_eq!(kind(&bks), OpenError::NotAKeystore(Format::Bks));
    assert_eq!(
        kind(b"-----BEGIN CERTIFICATE-----"),
        OpenError::NotAKeystore(Format::Pem(Inside::Certificates))
    );
    assert_eq!(kind(&samples::key("p256")), OpenError::NotAKeystore(Format::Der(Inside::PrivateKey)));
    assert_eq!(kind(b""), OpenError::NotAKeystore(Format::Unknown));
    assert!(kind(&bks).to_string().starts_with("it is BKS"));
    assert!(kind(&bks).next_step().contains("-srcstoretype BKS"));
}

#[test]
fn a_file_over_the_limit_is_not_looked_at() {
    let mut bytes = DEMO[0].1.to_vec();
    bytes.resize(16 * 1024 * 1024, 0);
    assert!(open(&bytes, Some(&changeit())).is_ok(), "zeros after its end");
    bytes.push(0);
    assert_eq!(open(&bytes, None), Err(OpenError::TooCostly(Limit::Size, "more than 16777216 bytes".into())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_end_in_a_result(
        magic in prop::sample::select(vec![&b"\xFE\xED\xFE\xED\0\0\0\x02"[..], b"\xCE\xCE\xCE\xCE\0\0\0\x01", b"\x30\x80\x02\x01\x03", b""]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        password in prop::option::of(".{0,8}"),
    ) {
        let password = password.map(Secret::new);
        let _ = open(&[magic, &bytes].concat(), password.as_ref());
    }
}
