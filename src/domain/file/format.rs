//! What a file is, told from its bytes.

use std::fmt;

use super::StoreType;

/// What a file is, told from its first bytes; never from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Java KeyStore: `FE ED FE ED`.
    Jks,
    /// Java Cryptography Extension KeyStore: `CE CE CE CE`.
    Jceks,
    /// A PFX (RFC 7292): a SEQUENCE that begins with INTEGER 3.
    Pkcs12,
    /// Bouncy Castle's keystore: version 1 or 2, a salt, a count of iterations.
    Bks,
    /// Text with a `-----BEGIN` line (RFC 7468).
    Pem(Inside),
    /// Some other ASN.1 SEQUENCE.
    Der(Inside),
    Unknown,
}

/// What is in a file that is no keystore, as far as that is told from how it begins, or from its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    Certificates,
    PrivateKey,
    PrivateKeyAndCertificates,
    /// A bundle of certificates as authorities send them, mostly `.p7b` (RFC 5652, 5).
    Pkcs7,
    /// A certificate request (RFC 2986).
    Request,
    /// Nothing that a keystore is made of, or nothing that is told.
    Else,
}

impl Format {
    /// Recognises a file by its first bytes (64 are enough, save for PEM, whose labels are looked for in the first MiB).
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFE, 0xED, 0xFE, 0xED, ..] => Self::Jks,
            [0xCE, 0xCE, 0xCE, 0xCE, ..] => Self::Jceks,
            [0x30, rest @ ..] => match after_length(rest) {
                Some([0x02, 0x01, 0x03, ..]) => Self::Pkcs12,
                Some(content) => Self::Der(Inside::of_sequence(content)),
                None => Self::Unknown,
            },
            _ if is_bks(bytes) => Self::Bks,
            _ if bytes.windows(10).take(4096).any(|window| window == b"-----BEGIN") => {
                Self::Pem(Inside::of_labels(bytes))
            }
            _ => Self::Unknown,
        }
    }

    /// The type under which the gateway takes it; `None` where it doesn't.
    pub fn store_type(self) -> Option<StoreType> {
        match self {
            Self::Jks => Some(StoreType::Jks),
            Self::Pkcs12 => Some(StoreType::Pkcs12),
            Self::Jceks | Self::Bks | Self::Pem(_) | Self::Der(_) | Self::Unknown => None,
        }
    }

    /// For a file that the gateway doesn't take: what the operator can do about it.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Jks | Self::Pkcs12 => None,
            Self::Jceks => Some(
                "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS \
                 -destkeystore NEW.p12 -deststoretype PKCS12",
            ),
            Self::Bks => Some(
                "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype BKS \
                 -destkeystore NEW.p12 -deststoretype PKCS12 \
                 -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath BCPROV.jar",
            ),
            Self::Pem(Inside::Certificates) => Some(
                "bundle it with its key, and with its issuers' certificates if they are in a file of their own: \
                 openssl pkcs12 -export -in FILE -inkey KEY.pem -certfile CHAIN.pem -name ALIAS -out NEW.p12",
            ),
            Self::Pem(Inside::PrivateKey) => Some(
                "bundle it with its certificate and the issuers': openssl pkcs12 -export -in CERTIFICATE.pem \
                 -inkey FILE -certfile CHAIN.pem -name ALIAS -out NEW.p12",
            ),
            Self::Pem(Inside::PrivateKeyAndCertificates) => {
                Some("make a keystore of it: openssl pkcs12 -export -in FILE -name ALIAS -out NEW.p12")
            }
            Self::Pem(Inside::Pkcs7) => Some(
                "it holds certificates without a key. Take them out (openssl pkcs7 -in FILE -print_certs \
                 -out CHAIN.pem), and bundle them with their key: openssl pkcs12 -export -in CHAIN.pem \
                 -inkey KEY.pem -name ALIAS -out NEW.p12",
            ),
            Self::Der(Inside::Pkcs7) => Some(
                "it holds certificates without a key. Take them out (openssl pkcs7 -inform DER -in FILE -print_certs \
                 -out CHAIN.pem), and bundle them with their key: openssl pkcs12 -export -in CHAIN.pem \
                 -inkey KEY.pem -name ALIAS -out NEW.p12",
            ),
            Self::Der(Inside::Certificates) => Some(
                "make it PEM (openssl x509 -inform DER -in FILE -out CERTIFICATE.pem), and bundle it with its key and \
                 its issuers' certificates: openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem \
                 -certfile CHAIN.pem -name ALIAS -out NEW.p12",
            ),
            Self::Der(Inside::PrivateKey) => Some(
                "make it PEM (openssl pkey -inform DER -in FILE -out KEY.pem), and bundle it with its certificate and \
                 the issuers': openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem -certfile CHAIN.pem \
                 -name ALIAS -out NEW.p12",
            ),
            Self::Pem(Inside::Request) | Self::Der(Inside::Request) => Some(
                "a request is what the authority is sent; bundle the certificate that came back with the key: openssl \
                 pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem -certfile CHAIN.pem -name ALIAS -out NEW.p12",
            ),
            Self::Pem(Inside::Else)
            | Self::Der(Inside::Else | Inside::PrivateKeyAndCertificates)
            | Self::Unknown => Some("choose a JKS or PKCS#12 file"),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jks => "JKS",
            Self::Jceks => "JCEKS",
            Self::Pkcs12 => "PKCS12",
            Self::Bks => "BKS",
            Self::Pem(inside) => return write!(f, "PEM{inside}"),
            Self::Der(inside) => return write!(f, "DER{inside}"),
            Self::Unknown => "not a keystore",
        })
    }
}

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificates => " (certificate)",
            Self::PrivateKey => " (private key)",
            Self::PrivateKeyAndCertificates => " (private key and certificate)",
            Self::Pkcs7 => " (PKCS#7 certificates)",
            Self::Request => " (certificate request)",
            Self::Else => "",
        })
    }
}

/// How far labels are looked for.
const LABELS_WITHIN: usize = 1024 * 1024;

/// signedData (RFC 5652, 5.1).
const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
/// PKCS#5's schemes (RFC 8018, A), and PKCS#12's (RFC 7292, C), without their last number.
const PBES: [&[u8]; 2] =
    [b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05", b"\x06\x0A\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01"];

impl Inside {
    /// By the labels of PEM (RFC 7468, 4): whether there is a key, a certificate, or something else.
    fn of_labels(bytes: &[u8]) -> Self {
        let within = bytes.get(..LABELS_WITHIN).unwrap_or(bytes);
        let lines = || within.split(|byte| *byte == b'\n');
        let labelled = |labels: &[&str]| {
            lines()
                .filter_map(|line| line.trim_ascii().strip_prefix(b"-----BEGIN "))
                .any(|label| labels.iter().any(|with| label.strip_suffix(b"-----") == Some(with.as_bytes())))
        };
        let key = labelled(&["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]);
        let certificate = labelled(&["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]);
        match (key, certificate) {
            (true, true) => Self::PrivateKeyAndCertificates,
            (true, false) => Self::PrivateKey,
            (false, true) => Self::Certificates,
            (false, false) if labelled(&["PKCS7", "CMS"]) => Self::Pkcs7,
            (false, false) if labelled(&["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]) => Self::Request,
            (false, false) => Self::Else,
        }
    }

    /// By what a SEQUENCE begins with.
    fn of_sequence(content: &[u8]) -> Self {
        match content {
            _ if content.starts_with(SIGNED_DATA) => Self::Pkcs7,
            // PrivateKeyInfo (RFC 5958) or RSAPrivateKey (RFC 8017, A.1.2), ECPrivateKey (RFC 5915).
            [0x02, 0x01, 0x00, 0x30 | 0x02, ..] | [0x02, 0x01, 0x01, 0x30 | 0x04, ..] => Self::PrivateKey,
            [0x30, inner @ ..] => match after_length(inner) {
                // The version of a TBSCertificate (RFC 5280, 4.1), which only the oldest do without.
                Some([0xA0, 0x03, 0x02, 0x01, ..]) => Self::Certificates,
                Some([0x02, 0x01, 0x00, 0x30, ..]) => Self::Request,
                Some(inner) if PBES.iter().any(|scheme| inner.starts_with(scheme)) => Self::PrivateKey,
                _ => Self::Else,
            },
            _ => Self::Else,
        }
    }
}

/// Whether it begins as Bouncy Castle's `BcKeyStoreSpi` writes: version, length of the salt (20; others are
/// read), the salt, the count of iterations (1,024 to 2,047), the kind of the first entry or 0. No four bytes
/// of magic are in it, so all of this has to fit. Its UBER is encrypted from the entries on, and fits by
/// chance only.
fn is_bks(bytes: &[u8]) -> bool {
    let Some((&[0, 0, 0, 1 | 2, 0, 0, 0, length @ 8..=64], rest)) = bytes.split_first_chunk() else {
        return false;
    };
    match rest.split_at_checked(length.into()) {
        Some((_, [0, 0, high, low, kind, ..])) => (*high, *low) != (0, 0) && *kind <= 4,
        _ => false,
    }
}

/// Skips an ASN.1 length (X.690 8.1.3), definite or indefinite.
fn after_length(bytes: &[u8]) -> Option<&[u8]> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x80 => Some(rest),
        0x81..=0x84 => rest.get(usize::from(first & 0x7F)..),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(Format::of(b"\xFE\xED\xFE\xED\0\0\0\x02"), Format::Jks);
        assert_eq!(Format::of(b"\xCE\xCE\xCE\xCE\0\0\0\x02"), Format::Jceks);
        assert_eq!(Format::of(b"\x30\x82\x0A\x00\x02\x01\x03\x30"), Format::Pkcs12);
        assert_eq!(Format::of(b"\x30\x80\x02\x01\x03\x30"), Format::Pkcs12);
        assert_eq!(Format::of(b"\x30\x82\x03\x00\x30\x82"), Format::Der(Inside::Else));
        assert_eq!(
            Format::of(b"Bag Attributes\n-----BEGIN CERTIFICATE-----\n"),
            Format::Pem(Inside::Certificates)
        );
        assert_eq!(Format::of(&bks(2, 20, 1_500, 1)), Format::Bks);
        assert_eq!(Format::of(&bks(1, 20, 1_024, 0)), Format::Bks);
        assert_eq!(Format::of(b"hello"), Format::Unknown);
        assert_eq!(Format::of(b""), Format::Unknown);
        assert_eq!(Format::of(b"\x30\x84\x01"), Format::Unknown);
    }

    fn bks(version: u8, salt: u8, iterations: u16, kind: u8) -> Vec<u8> {
        let salt = [&[0, 0, 0, salt][..], &vec![0xA5; salt.into()]].concat();
        [&[0, 0, 0, version][..], &salt, &[0, 0], &iterations.to_be_bytes(), &[kind, 0, 3]].concat()
    }

    #[test]
    fn what_only_resembles_a_bks_is_none() {
        for bytes in [bks(0, 20, 1_500, 1), bks(3, 20, 1_500, 1), bks(2, 7, 1_500, 1), bks(2, 20, 0, 1)] {
            assert_eq!(Format::of(&bytes), Format::Unknown, "{bytes:?}");
        }
        assert_eq!(Format::of(&bks(2, 20, 1_500, 5)), Format::Unknown);
        let whole = bks(2, 20, 1_500, 1);
        assert_eq!(Format::of(&whole[..32]), Format::Unknown);
        assert_eq!(Format::of(&[0; 64]), Format::Unknown);
    }

    #[test]
    fn what_is_in_pem_is_told_by_its_labels() {
        let pem = |labels: &[&str]| {
            let part = |label: &&str| format!("-----BEGIN {label}-----\r\nMA==\r\n-----END {label}-----\r\n");
            Format::of(labels.iter().map(part).collect::<String>().as_bytes()).to_string()
        };
        assert_eq!(pem(&["CERTIFICATE", "CERTIFICATE"]), "PEM (certificate)");
        assert_eq!(pem(&["ENCRYPTED PRIVATE KEY"]), "PEM (private key)");
        assert_eq!(
            pem(&["CERTIFICATE", "EC PARAMETERS", "EC PRIVATE KEY"]),
            "PEM (private key and certificate)"
        );
        assert_eq!(pem(&["PKCS7"]), "PEM (PKCS#7 certificates)");
        assert_eq!(pem(&["NEW CERTIFICATE REQUEST"]), "PEM (certificate request)");
        assert_eq!(pem(&["PUBLIC KEY"]), "PEM");
        assert_eq!(pem(&["DH PARAMETERS"]), "PEM");
    }

    #[test]
    fn der_without_an_end_or_of_something_else_holds_nothing_that_is_known() {
        for bytes in [&b"\x30\x03\x30"[..], b"\x30\x03\x30\x01\xA0", b"\x30\x02\x06\x00", b"\x30\x80"] {
            assert_eq!(Format::of(bytes), Format::Der(Inside::Else), "{bytes:02x?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_recognised_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let format = Format::of(&bytes);
            prop_assert_eq!(format.store_type().is_none(), format.advice().is_some());
        }

        #[test]
        fn any_der_is_recognised_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let bytes = [&b"\x30"[..], &bytes].concat();
            let format = Format::of(&bytes);
            prop_assert_eq!(format.store_type().is_none(), format.advice().is_some());
        }
    }
}
