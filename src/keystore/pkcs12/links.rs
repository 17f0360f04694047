//! Which certificate of a file issued which, as Java links them into chains: by name, and by key
//! identifier where both have one (`PKCS12KeyStore.findIssuer`). Signatures aren't asked.

use std::collections::HashMap;

use x509_parser::{
    oid_registry::{OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, OID_X509_EXT_SUBJECT_KEY_IDENTIFIER, Oid},
    prelude::X509Certificate,
};

use crate::keystore::{
    Certificate,
    certificate::parse,
    der::{OCTET_STRING, Reader},
};

/// The `keyIdentifier` of an authority key identifier: `[0] IMPLICIT` (RFC 5280, 4.2.1.1).
const KEY_IDENTIFIER: u8 = 0x80;

/// The certificates of a file, by index, and who issued whom.
pub struct Links {
    issuers: Vec<Option<usize>>,
    first: Vec<usize>,
}

/// What links a certificate to others.
struct Ends {
    subject: String,
    issuer: String,
    subject_key: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
}

impl Links {
    /// Links certificates.
    pub fn of(certificates: &[&Certificate]) -> Self {
        let ends: Vec<Ends> = certificates.iter().map(|certificate| Ends::of(certificate)).collect();
        let mut by_subject: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, end) in ends.iter().enumerate() {
            by_subject.entry(&end.subject).or_default().push(index);
        }
        let issuer = |end: &Ends| {
            if end.is_self_signed() {
                return None;
            }
            let mut fallback = None;
            for &index in by_subject.get(end.issuer.as_str())? {
                match (&end.authority_key, &ends[index].subject_key) {
                    (Some(wanted), Some(has)) if wanted == has => return Some(index),
                    (Some(_), Some(_)) => {}
                    // The last one without an identifier, if none has the right one.
                    (Some(_), None) => fallback = Some(index),
                    (None, _) => return Some(index),
                }
            }
            fallback
        };
        let issuers = ends.iter().map(issuer).collect();
        let mut seen: HashMap<&[u8], usize> = HashMap::new();
        let all = certificates.iter().enumerate();
        let first = all.map(|(index, one)| *seen.entry(&one.der).or_insert(index)).collect();
        Self { issuers, first }
    }

    /// The chain from a leaf on, up to a certificate that issued itself, that the file doesn't have the
    /// issuer of, or that would stand in it twice.
    pub fn chain(&self, leaf: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut next = Some(leaf);
        while let Some(index) = next {
            if !seen.insert(self.first(index)) {
                break;
            }
            chain.push(index);
            next = self.issuers.get(index).copied().flatten();
        }
        chain
    }
}

impl Links {
    /// The first certificate that is the same, byte for byte: itself mostly.
    pub fn first(&self, index: usize) -> usize {
        self.first.get(index).copied().unwrap_or(index)
    }
}

impl Ends {
    fn of(certificate: &Certificate) -> Self {
        let parsed = parse(&certificate.der).ok();
        let extension = |oid: &Oid<'_>| Some(raw(parsed.as_ref()?, oid)?.to_vec());
        let subject_key = extension(&OID_X509_EXT_SUBJECT_KEY_IDENTIFIER);
        let authority_key = extension(&OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER);
        Self {
            subject: folded(&certificate.subject),
            issuer: folded(&certificate.issuer),
            subject_key: subject_key
                .and_then(|value| Reader::new(&value).take(OCTET_STRING).map(<[u8]>::to_vec)),
            authority_key: authority_key
                .and_then(|value| Reader::sequence(&value)?.take(KEY_IDENTIFIER).map(<[u8]>::to_vec)),
        }
    }

    /// It names itself as its issuer, and no other key. Java verifies the signature instead.
    fn is_self_signed(&self) -> bool {
        let other_key = matches!((&self.authority_key, &self.subject_key), (Some(a), Some(s)) if a != s);
        self.subject == self.issuer && !other_key
    }
}

/// The value of an extension.
fn raw<'a>(certificate: &'a X509Certificate<'_>, oid: &Oid<'_>) -> Option<&'a [u8]> {
    certificate.extensions().iter().find(|extension| extension.oid == *oid).map(|extension| extension.value)
}

/// A name as it is compared: without case, and with runs of spaces as one (RFC 5280, 7.1).
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
