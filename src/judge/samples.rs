//! What the tests judge: real certificates, made as they are asked for, in stores put together by hand.

pub mod any;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};

use super::{Candidate, Case, Finding, Present, Rule, judge};
use crate::{
    domain::{
        environment::Kind,
        file::{FileDigest, Format, StoreType},
        java::Java,
    },
    keystore::{
        Certificate, Entry, EntryKind, OpenError, Store,
        certificate::{KeyAlgorithm, KeyKind},
        store::{Integrity, PrivateKey},
    },
};

/// When everything is judged.
pub const NOW: &str = "2026-11-23T18:00:00Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a certificate is to say; valid from 2026-01-01 to 2028-01-01.
pub fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2028, 1, 1);
    params
}

/// Of a server.
pub fn server(host: &str) -> CertificateParams {
    let mut params = params(host);
    params.subject_alt_names = vec![dns(host)];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params
}

pub fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

/// Signs itself, with a key of its own.
pub fn self_signed(params: &CertificateParams) -> Certificate {
    let key = KeyPair::generate().unwrap();
    Certificate::read(params.self_signed(&key).unwrap().der()).unwrap()
}

/// Who issues certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub certificate: Certificate,
}

impl Authority {
    pub fn root(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = Self::params(name);
        let certificate = Certificate::read(params.self_signed(&key).unwrap().der()).unwrap();
        Self { issuer: Issuer::new(params, key), certificate }
    }

    pub fn params(name: &str) -> CertificateParams {
        let mut params = params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }

    /// Another authority below it.
    pub fn authority(&self, name: &str) -> Self {
        self.below(Self::params(name))
    }

    /// Somebody below it who issues certificates, whether entitled or not.
    pub fn below(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = self.issue_for(&params, &key);
        Self { issuer: Issuer::new(params, key), certificate }
    }

    pub fn issue(&self, params: &CertificateParams) -> Certificate {
        self.issue_for(params, &KeyPair::generate().unwrap())
    }

    pub fn issue_for(&self, params: &CertificateParams, key: &KeyPair) -> Certificate {
        Certificate::read(params.signed_by(key, &self.issuer).unwrap().der()).unwrap()
    }
}

/// Leaf, issuing authority and root of a server.
pub fn chain(host: &str) -> Vec<Certificate> {
    let root = Authority::root("Acme Root");
    let issuing = root.authority("Acme Issuing");
    vec![issuing.issue(&server(host)), issuing.certificate, root.certificate]
}

pub fn key(alias: &str, chain: Vec<Certificate>) -> Entry {
    key_that(alias, open(Some(true)), chain)
}

/// A key on P-256, as those of the certificates here are.
pub fn open(fits: Option<bool>) -> PrivateKey {
    PrivateKey::Open { kind: KeyKind { algorithm: KeyAlgorithm::Ec("P-256".into()), bits: Some(256) }, fits }
}

pub fn key_that(alias: &str, key: PrivateKey, chain: Vec<Certificate>) -> Entry {
    Entry { alias: alias.into(), kind: EntryKind::PrivateKey { key, chain }, created: None }
}

pub fn trusted(alias: &str, certificate: Certificate) -> Entry {
    let kind = EntryKind::TrustedCertificate(Box::new(certificate));
    Entry { alias: alias.into(), kind, created: None }
}

/// A secret key.
pub fn secret(alias: &str) -> Entry {
    let kind = EntryKind::SecretKey { algorithm: Some("AES".into()) };
    Entry { alias: alias.into(), created: None, kind }
}

pub fn unreadable(alias: &str, why: &str) -> Entry {
    Entry { alias: alias.into(), kind: EntryKind::Unreadable(why.into()), created: None }
}

pub fn store(entries: Vec<Entry>) -> Store {
    Store {
        format: Format::Pkcs12,
        integrity: Integrity::Checked,
        entries,
        protections: Vec::new(),
        loose: Vec::new(),
        ignored: Vec::new(),
        refused: Vec::new(),
    }
}

/// A case that owns what it is about, and is sound until a test changes it.
#[derive(Clone, Debug)]
pub struct Scene {
    pub format: Format,
    pub file: &'static str,
    pub opened: Result<Store, OpenError>,
    pub alias: Option<&'static str>,
    pub store_type: Option<StoreType>,
    pub has_odd_password: bool,
    pub stays: bool,
    /// The file, what is in it, its alias.
    pub present: Option<(&'static str, Result<Store, OpenError>, Option<&'static str>)>,
    pub elsewhere: Vec<(&'static str, Kind)>,
    pub kind: Option<Kind>,
    pub soon: SignedDuration,
    pub java: Option<Java>,
}

impl Scene {
    pub fn of(entries: Vec<Entry>) -> Self {
        Self {
            format: Format::Pkcs12,
            file: "new",
            opened: Ok(store(entries)),
            alias: None,
            store_type: None,
            has_odd_password: false,
            stays: false,
            present: None,
            elsewhere: Vec::new(),
            kind: Some(Kind::Production),
            soon: SignedDuration::from_hours(30 * 24),
            java: None,
        }
    }

    /// That it doesn't open.
    pub fn closed(error: OpenError) -> Self {
        Self { opened: Err(error), ..Self::of(Vec::new()) }
    }

    pub fn alias(mut self, alias: &'static str) -> Self {
        self.alias = Some(alias);
        self
    }

    /// What is there now.
    pub fn before(mut self, entries: Vec<Entry>) -> Self {
        self.present = Some(("old", Ok(store(entries)), None));
        self
    }

    /// The store, to be changed.
    pub fn store(&mut self) -> &mut Store {
        self.opened.as_mut().unwrap()
    }

    /// The first entry's leaf, to be changed.
    pub fn leaf(&mut self) -> &mut Certificate {
        match &mut self.store().entries[0].kind {
            EntryKind::PrivateKey { chain, .. } => &mut chain[0],
            EntryKind::TrustedCertificate(certificate) => certificate,
            _ => panic!("no certificate"),
        }
    }

    pub fn findings(&self) -> Vec<Finding> {
        let present = self.present.as_ref().map(|(file, opened, alias)| Present {
            digest: FileDigest::of(file.as_bytes()),
            opened: opened.as_ref(),
            alias: *alias,
            unlock: "unlock the present one",
        });
        judge(&Case {
            candidate: Candidate {
                stays: self.stays,
                format: self.format,
                digest: FileDigest::of(self.file.as_bytes()),
                opened: self.opened.as_ref(),
                store_type: self.store_type,
                alias: self.alias,
                has_odd_password: self.has_odd_password,
                unlock: "unlock the new one",
            },
            present,
            elsewhere: self.elsewhere.iter().map(|(name, kind)| (*name, kind)).collect(),
            kind: self.kind.as_ref(),
            now: at(NOW),
            soon: self.soon,
            java: self.java,
            name_java: "say which it is",
        })
    }

    /// What the rule says, and how to mend it; nothing where it is silent.
    pub fn said(&self, rule: Rule) -> Option<(String, String)> {
        let finding = self.findings().into_iter().find(|finding| finding.rule == rule)?;
        Some((finding.says, finding.mend))
    }

    #[track_caller]
    pub fn says(&self, rule: Rule, expected: &str) {
        match self.said(rule) {
            Some((says, mend)) => {
                assert_eq!(says, expected, "{}", rule.name());
                assert!(!mend.is_empty());
            }
            None => panic!("{} is silent; there is {:?}", rule.name(), self.findings()),
        }
    }

    #[track_caller]
    pub fn silent(&self, rule: Rule) {
        assert_eq!(self.said(rule), None, "{}", rule.name());
    }
}
