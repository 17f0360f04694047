//! Any case at all: what no file would hold, too.

use jiff::{SignedDuration, Timestamp};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::Scene;
use crate::{
    domain::{
        environment::Kind,
        file::{Format, Inside, StoreType},
        java::{Java, Needs},
    },
    keystore::{
        Certificate, Entry, EntryKind, Limit, OpenError, Store,
        certificate::{Fingerprint, KeyAlgorithm, PublicKey, Serial},
        name::GeneralName,
        store::{Cause, Ignored, Integrity, PrivateKey, Protected, Protection, Refusal},
    },
};

/// Any text, and now and then one of few, so that there are equal ones.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec!["", "a", "A", "partner", "CN=a.example", "CN=b.example, O=\\", "*.example", "a.example."])
            .prop_map(str::to_owned),
        1 => "(?s).{0,40}",
        1 => "(?s).{400}",
    ]
}

pub fn moment() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        Just(Timestamp::MIN),
        Just(Timestamp::MAX),
        (0_i64..4_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap()),
    ]
}

fn names() -> impl Strategy<Value = Vec<GeneralName>> {
    let name = prop_oneof![
        text().prop_map(GeneralName::Dns),
        text().prop_map(GeneralName::Email),
        text().prop_map(GeneralName::Uri),
        text().prop_map(GeneralName::Directory),
        text().prop_map(GeneralName::Other),
        any::<[u8; 4]>().prop_map(|bytes| GeneralName::Ip(bytes.into())),
    ];
    vec(name, 0..4)
}

fn public_key() -> impl Strategy<Value = PublicKey> {
    let algorithm = prop_oneof![
        Just(KeyAlgorithm::Rsa),
        Just(KeyAlgorithm::Ed25519),
        text().prop_map(KeyAlgorithm::Ec),
        text().prop_map(KeyAlgorithm::Other),
    ];
    (algorithm, option::of(any::<u32>()), 0_u8..3).prop_map(|(algorithm, bits, n)| PublicKey {
        algorithm,
        bits,
        spki: Fingerprint([n; 32]),
    })
}

fn certificate() -> impl Strategy<Value = Certificate> {
    let usages = option::of(vec(select(vec!["digitalSignature", "keyCertSign", "cRLSign"]), 0..3));
    let purposes = vec(prop_oneof![Just("timeStamping".to_owned()), text()], 0..3);
    let facts = (text(), text(), moment(), moment(), names(), public_key());
    let uses = (usages, purposes, any::<Option<bool>>(), text(), any::<bool>(), vec(any::<u8>(), 0..30));
    (facts, uses).prop_map(|((subject, issuer, not_before, not_after, names, key), uses)| {
        let (key_usage, extended_key_usage, is_authority, signature_algorithm, has_weak_digest, bytes) = uses;
        Certificate {
            der: bytes.as_slice().into(),
            subject,
            issuer,
            serial: Serial(bytes),
            not_before,
            not_after,
            names,
            sha256: key.spki,
            key,
            key_usage,
            extended_key_usage,
            is_authority,
            signature_algorithm,
            has_weak_digest,
            sha1: Fingerprint([0; 20]),
        }
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let private = prop_oneof![
        (public_key(), any::<Option<bool>>())
            .prop_map(|(key, fits)| PrivateKey::Open { kind: key.kind(), fits }),
        Just(PrivateKey::Locked),
        Just(PrivateKey::OtherPassword),
        text().prop_map(PrivateKey::Unsupported),
        text().prop_map(PrivateKey::Damaged),
    ];
    let kind = prop_oneof![
        3 => (private, vec(certificate(), 0..4)).prop_map(|(key, chain)| EntryKind::PrivateKey { key, chain }),
        2 => certificate().prop_map(|one| EntryKind::TrustedCertificate(Box::new(one))),
        1 => option::of(text()).prop_map(|algorithm| EntryKind::SecretKey { algorithm }),
        1 => text().prop_map(EntryKind::Unreadable),
    ];
    (text(), kind).prop_map(|(alias, kind)| Entry { alias, kind, created: None })
}

pub fn store() -> impl Strategy<Value = Store> {
    let needs = select(vec![None, Some(Needs::ModernPkcs12), Some(Needs::AnyPassword), Some(Needs::Pbmac1)]);
    let of = select(vec![Protected::Integrity, Protected::Certificates, Protected::Keys]);
    let protection = (of, text(), needs, any::<u32>())
        .prop_map(|(of, algorithm, needs, iterations)| Protection { of, algorithm, needs, iterations });
    let ignored =
        option::of(text()).prop_map(|alias| (alias, select(vec!["it is a CRL", Ignored::PLAIN_KEY])));
    let ignored =
        ignored.prop_flat_map(|(alias, why)| why.prop_map(move |why| Ignored { alias: alias.clone(), why }));
    let integrity = select(vec![Integrity::Checked, Integrity::NotChecked, Integrity::None]);
    let what = (vec(entry(), 0..7), vec(protection, 0..7), vec(certificate(), 0..7));
    (format(), integrity, what, vec(ignored, 0..7), vec(refusal(), 0..7)).prop_map(
        |(format, integrity, (entries, protections, loose), ignored, refused)| Store {
            format,
            integrity,
            entries,
            protections,
            loose,
            ignored,
            refused,
        },
    )
}

fn format() -> impl Strategy<Value = Format> {
    select(vec![
        Format::Jks,
        Format::Jceks,
        Format::Pkcs12,
        Format::Pem(Inside::Certificates),
        Format::Der(Inside::Pkcs7),
        Format::Unknown,
    ])
}

pub fn opened() -> impl Strategy<Value = Result<Store, OpenError>> {
    let error = prop_oneof![
        Just(OpenError::Locked),
        Just(OpenError::WrongPassword),
        Just(OpenError::Altered),
        text().prop_map(OpenError::Damaged),
        text().prop_map(OpenError::Unsupported),
        Just(OpenError::TwoPasswords),
        text().prop_map(|what| OpenError::TooCostly(Limit::Entries, what)),
        format().prop_map(OpenError::NotAKeystore),
    ];
    prop_oneof![4 => store().prop_map(Ok), 1 => error.prop_map(Err)]
}

fn alias() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![None, Some(""), Some("a"), Some("A"), Some("partner"), Some("\u{202E}x")])
}

fn java() -> impl Strategy<Value = Option<Java>> {
    option::of(select(vec!["8", "8u310", "11.0.20", "17", "25"]).prop_map(|java| Java::parse(java).unwrap()))
}

pub fn scene() -> impl Strategy<Value = Scene> {
    let file = || select(vec!["one", "two"]);
    let present = option::of((file(), opened(), alias()));
    let kinds = vec![Kind::Production, Kind::Test, Kind::Other(String::new())];
    let elsewhere = vec((Just("there"), select(kinds.clone())), 0..3);
    let store_type = select(vec![None, Some(StoreType::Jks), Some(StoreType::Pkcs12)]);
    let sent = (format(), opened(), alias(), store_type, any::<[bool; 2]>(), file());
    let around = (present, elsewhere, option::of(select(kinds)), any::<i64>(), java());
    (sent, around).prop_map(|(sent, (present, elsewhere, kind, soon, java))| {
        let (format, opened, alias, store_type, [has_odd_password, stays], file) = sent;
        let soon = SignedDuration::from_secs(soon);
        Scene {
            format,
            file,
            opened,
            alias,
            store_type,
            has_odd_password,
            stays,
            present,
            elsewhere,
            kind,
            soon,
            java,
        }
    })
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let cause = select(vec![Cause::Making, Cause::Password, Cause::Certificate]);
    (".{1,300}", cause).prop_map(|(why, cause)| Refusal { why, cause })
}
