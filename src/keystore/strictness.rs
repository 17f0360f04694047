//! Certificates for whose sake Java opens nothing of the file that they are in: it reads all of them
//! while it loads a keystore, and takes the first that it can't read for a failure of the whole. Of a
//! PKCS#12 it then says "keystore password was incorrect".

use x509_parser::certificate::X509Certificate;

use super::{
    certificate::{self, Certificate},
    store::{Cause, EntryKind, Refusal, Store},
};

/// Says in the store's `refused` which of its certificates Java doesn't read.
pub fn say(store: &mut Store) {
    let unreadable = |kind: &EntryKind| matches!(kind, EntryKind::Unreadable(_));
    let of_entries = store.entries.iter().filter(|entry| unreadable(&entry.kind)).map(|entry| {
        format!("the certificate of {} can't be read, and Java opens no file with such a one", entry.alias)
    });
    let of_certificates = store.certificates().chain(&store.loose).filter_map(|certificate| {
        let why = refused(certificate)?;
        // One of the two is empty.
        let name = match (certificate.subject.as_str(), certificate.issuer.as_str()) {
            ("", "") => format!("the certificate with serial {}", certificate.serial),
            ("", issuer) => format!("a certificate that {issuer} issued"),
            (subject, _) => format!("the certificate of {subject}"),
        };
        Some(format!("{name} {why}: Java opens no file with such a one"))
    });
    let found: Vec<_> = of_entries.chain(of_certificates).collect();
    for why in found {
        let refusal = Refusal { why, cause: Cause::Certificate };
        if !store.refused.contains(&refusal) {
            store.refused.push(refusal);
        }
    }
}

/// What Java's `X509CertInfo` finds missing (RFC 5280, 4.1.2.4 and 4.1.2.6), from JDK 8 to 25.
fn refused(certificate: &Certificate) -> Option<&'static str> {
    // Nearly every certificate has both, and needn't be parsed again.
    if !certificate.subject.is_empty() && !certificate.issuer.is_empty() {
        return None;
    }
    let parsed = certificate::parse(&certificate.der).ok()?;
    if parsed.issuer().as_raw().len() <= EMPTY {
        return Some("has no issuer");
    }
    if parsed.subject().as_raw().len() > EMPTY {
        return None;
    }
    match alternative_names(&parsed) {
        None => Some("has neither a subject nor alternative names"),
        Some(_) if certificate.names.is_empty() => Some("has neither a subject nor alternative names"),
        Some(false) => Some("has no subject, and its alternative names aren't marked critical"),
        Some(true) => None,
    }
}

/// Bytes of an empty SEQUENCE.
const EMPTY: usize = 2;

/// Whether the alternative names are critical; `None` without any.
fn alternative_names(certificate: &X509Certificate<'_>) -> Option<bool> {
    const ALTERNATIVE_NAMES: &[u8] = &x509_parser::der_parser::oid!(raw 2.5.29.17);
    let mut found = certificate.extensions().iter().filter(|found| found.oid.as_bytes() == ALTERNATIVE_NAMES);
    found.next().map(|found| found.critical)
}
