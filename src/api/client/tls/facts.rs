//! A certificate in words: which one it is, and whose, for the error that it causes.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::{Timestamp, tz::TimeZone};
use rustls::pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256};
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, objects::oid_registry, objects::oid2abbrev,
    prelude::FromDer, time::ASN1Time, x509::X509Name,
};

use crate::{domain::text, keystore::certificate::Fingerprint};

/// The most names of a certificate that are told.
const MAX_NAMES: usize = 5;

/// What an error tells of a certificate.
pub struct Facts {
    /// `CN=gateway.example, O=Acme, issued by CN=Acme CA, valid 2026-01-01 to 2027-01-01, SHA-256 4A:1F...`
    pub summary: String,
    /// The names that it is for; empty where it says none.
    pub names: Vec<String>,
    /// Its subject is its issuer.
    pub self_issued: bool,
    /// How long it has been out of date, or will be, in words; `None` while it is valid.
    pub out_of_date: Option<String>,
}

/// The SHA-256 of the whole certificate, as keytool, openssl and browsers show it.
pub fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint<32> {
    Fingerprint(Sha256::digest(certificate).into())
}

/// Reads them. What can't be read is at least known by its fingerprint.
pub fn of(certificate: &CertificateDer<'_>, now: UnixTime) -> Facts {
    let fingerprint = fingerprint(certificate);
    let Ok((_, read)) = X509Certificate::from_der(certificate) else {
        let summary = format!("a certificate that can't be read, SHA-256 {fingerprint}");
        return Facts { summary, names: Vec::new(), self_issued: false, out_of_date: None };
    };
    let (subject, issuer) = (name(read.subject()), name(read.issuer()));
    let self_issued = read.subject().as_raw() == read.issuer().as_raw();
    let issued = if self_issued { "itself" } else { issuer.as_str() };
    let (from, to) = (&read.validity().not_before, &read.validity().not_after);
    let summary =
        format!("{subject}, issued by {issued}, valid {} to {}, SHA-256 {fingerprint}", day(from), day(to));
    Facts { summary, names: names(&read), self_issued, out_of_date: out_of_date(from, to, now) }
}

/// RFC 4514: most specific part first.
fn name(name: &X509Name<'_>) -> String {
    let parts = name.iter().collect::<Vec<_>>().into_iter().rev().map(|part| {
        let attributes = part.iter().map(|attribute| {
            let oid = attribute.attr_type();
            let key = oid2abbrev(oid, oid_registry()).map_or_else(|_| oid.to_id_string(), str::to_owned);
            let value = attribute.as_str().map_or("(not text)", |value| value);
            format!("{key}={}", text::shown(value))
        });
        attributes.collect::<Vec<_>>().join("+")
    });
    match parts.collect::<Vec<_>>().join(", ") {
        nameless if nameless.is_empty() => "no subject".into(),
        name => text::shown(&name),
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    let names = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(text::shown(name)),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| Ipv4Addr::from(bytes).to_string());
            v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(|bytes| Ipv6Addr::from(bytes).to_string())).ok()
        }
        _ => None,
    });
    names.take(MAX_NAMES).collect()
}

fn day(time: &ASN1Time) -> String {
    match Timestamp::from_second(time.timestamp()) {
        Ok(moment) => TimeZone::UTC.to_datetime(moment).date().to_string(),
        Err(_) => "(no date)".into(),
    }
}

fn out_of_date(from: &ASN1Time, to: &ASN1Time, now: UnixTime) -> Option<String> {
    let now = i64::try_from(now.as_secs()).ok()?;
    let days = |seconds: i64| match seconds / (24 * 60 * 60) {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let (since, until) = (now.saturating_sub(to.timestamp()), from.timestamp().saturating_sub(now));
    match (since, until) {
        (1.., _) => Some(format!("expired {} ago", days(since))),
        (_, 1..) => Some(format!("valid in {}", days(until))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::pem::PemObject;

    use super::*;

    fn facts(pem: &[u8], now: u64) -> Facts {
        let certificate = CertificateDer::from_pem_slice(pem).unwrap();
        of(&certificate, UnixTime::since_unix_epoch(Duration::from_secs(now)))
    }

    const NEW_YEAR_2026: u64 = 1_767_225_600;

    #[test]
    fn a_certificate_is_told_in_one_line() {
        let facts = facts(include_bytes!("../../../../tests/api/tls/good.pem"), NEW_YEAR_2026);
        let (told, digest) = facts.summary.split_once(", SHA-256 ").unwrap();
        assert_eq!(
            told,
            "CN=keywright test good, issued by CN=keywright test ca, valid 2025-01-01 to 2126-01-01"
        );
        assert!(digest.len() == 32 * 3 - 1 && digest.split(':').all(|pair| pair.len() == 2), "{digest}");
        assert_eq!(
            (facts.names, facts.self_issued, facts.out_of_date),
            (vec!["localhost".into()], false, None)
        );
    }

    #[test]
    fn how_far_it_is_out_of_date() {
        let told = |pem, now| facts(pem, now).out_of_date;
        let expired = include_bytes!("../../../../tests/api/tls/expired.pem");
        assert_eq!(told(expired, NEW_YEAR_2026).as_deref(), Some("expired 365 days ago"));
        assert_eq!(told(expired, NEW_YEAR_2026 - 365 * 86_400).as_deref(), None);
        assert_eq!(
            told(expired, NEW_YEAR_2026 - 365 * 86_400 + 1).as_deref(),
            Some("expired less than a day ago")
        );
        let future = include_bytes!("../../../../tests/api/tls/future.pem");
        assert!(told(future, NEW_YEAR_2026).unwrap().starts_with("valid in 36"));
    }

    #[test]
    fn what_cannot_be_read_has_a_fingerprint() {
        let facts = of(&CertificateDer::from(vec![0x30, 0x01]), UnixTime::now());
        assert!(facts.summary.starts_with("a certificate that can't be read, SHA-256 "), "{}", facts.summary);
    }
}
