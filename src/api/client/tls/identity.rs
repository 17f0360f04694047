//! The certificate that this side shows to a server that asks for one.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rustls::{
    SignatureScheme,
    client::ResolvesClientCert,
    crypto::ring::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use x509_parser::{prelude::FromDer, x509::X509Name};
use zeroize::Zeroize;

use crate::{api::error::bounded, domain::text};

/// A certificate with its chain and its private key.
#[derive(Clone)]
pub struct Identity(Arc<CertifiedKey>);

/// Why two files aren't an identity. Nothing of a key is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityFault {
    /// The certificate's file holds none in PEM.
    NoCertificate,
    /// The key's file holds none in PEM.
    NoKey,
    /// The key is encrypted.
    Encrypted,
    /// PKCS#12, or bare DER.
    Binary,
    /// A kind of key that can't be used.
    Unsupported,
    /// The key is another certificate's.
    Mismatch,
}

impl Identity {
    /// Reads PEM; both may be the same file. The copies of the key that are made here are wiped; the one that
    /// signs stays in the memory of the TLS library.
    ///
    /// # Errors
    /// [`IdentityFault`].
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, IdentityFault> {
        if [certificate, key].iter().any(|file| file.first() == Some(&0x30)) {
            return Err(IdentityFault::Binary);
        }
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<_, _>>()
            .map_err(|_| IdentityFault::NoCertificate)?;
        if chain.is_empty() {
            return Err(IdentityFault::NoCertificate);
        }
        // `ENCRYPTED PRIVATE KEY` (RFC 7468), and the older `Proc-Type: 4,ENCRYPTED` (RFC 1421).
        if key.windows(9).any(|word| word == b"ENCRYPTED") {
            return Err(IdentityFault::Encrypted);
        }
        let mut der = PrivateKeyDer::from_pem_slice(key).map_err(|_| IdentityFault::NoKey)?;
        let signer = any_supported_type(&der);
        der.zeroize();
        let identity = CertifiedKey::new(chain, signer.map_err(|_| IdentityFault::Unsupported)?);
        match identity.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
                Ok(Self(Arc::new(identity)))
            }
            Err(rustls::Error::InconsistentKeys(_)) => Err(IdentityFault::Mismatch),
            Err(_) => Err(IdentityFault::NoCertificate),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl IdentityFault {
    /// Whether the fault is in the key's file, not the certificate's.
    pub fn is_of_key(self) -> bool {
        !matches!(self, Self::NoCertificate | Self::Binary)
    }
}

impl fmt::Display for IdentityFault {
    /// Continues a sentence whose subject is the file, and says what to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCertificate => "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)",
            Self::NoKey => {
                "holds no private key in PEM (-----BEGIN PRIVATE KEY-----); name the file that does by --client-key"
            }
            Self::Encrypted => {
                "holds a private key that is encrypted, and keywright asks for no passphrase; write it without: \
                 (umask 077; openssl pkey -in FILE -out NEW)"
            }
            Self::Binary => {
                "is not PEM; of a PKCS#12 file make it by (umask 077; openssl pkcs12 -in FILE -nodes -out NEW)"
            }
            Self::Unsupported => {
                "holds a private key of a kind that can't be used: RSA of 2048 bits or more, P-256, P-384 and \
                 Ed25519 can"
            }
            Self::Mismatch => "holds the private key of another certificate",
        })
    }
}

impl std::error::Error for IdentityFault {}

/// Whether a server asked for a certificate, and of whose: what its refusal means depends on it.
#[derive(Debug, Default)]
pub struct Asked(Mutex<Option<Vec<String>>>);

impl Asked {
    /// The authorities that it named, as far as it did; `None` where it didn't ask.
    pub fn of(&self) -> Option<Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, authorities: &[&[u8]]) {
        /// The most that are kept.
        const MOST: usize = 5;
        let named = authorities.iter().filter_map(|der| {
            let (_, name) = X509Name::from_der(der).ok()?;
            bounded(&text::shown(&name.to_string()), 100)
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(named.take(MOST).collect());
    }
}

/// Shows the identity, where there is one, to a server that asks for one.
#[derive(Debug)]
pub struct Shown {
    identity: Option<Identity>,
    asked: Arc<Asked>,
}

impl Shown {
    pub fn new(identity: Option<Identity>, asked: Arc<Asked>) -> Self {
        Self { identity, asked }
    }
}

impl ResolvesClientCert for Shown {
    fn resolve(&self, authorities: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.note(authorities);
        // Whether it takes one of another authority is the server's to say.
        self.identity.as_ref().map(|identity| Arc::clone(&identity.0))
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[u8] = include_bytes!("../../../../tests/api/tls/good.pem");
    const OTHER: &[u8] = include_bytes!("../../../../tests/api/tls/own.pem");

    #[test]
    fn certificate_and_key_belong_together() {
        let identity = Identity::from_pem(GOOD, GOOD).unwrap();
        assert_eq!(format!("{identity:?}"), "Identity(…)");
        assert_eq!(Identity::from_pem(GOOD, OTHER).unwrap_err(), IdentityFault::Mismatch);
    }

    #[test]
    fn what_is_no_identity_says_why() {
        let encrypted = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let older = b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        let junk = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let broken = b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n";
        let no_certificate = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let authority = include_bytes!("../../../../tests/api/tls/ca.pem");
        for (certificate, key, fault) in [
            (GOOD, &b""[..], IdentityFault::NoKey),
            (GOOD, &authority[..], IdentityFault::NoKey),
            (GOOD, &encrypted[..], IdentityFault::Encrypted),
            (GOOD, &older[..], IdentityFault::Encrypted),
            (GOOD, &junk[..], IdentityFault::Unsupported),
            (b"", GOOD, IdentityFault::NoCertificate),
            (broken, GOOD, IdentityFault::NoCertificate),
            (no_certificate, GOOD, IdentityFault::NoCertificate),
            (b"\x30\x82\x0A\x00", b"\x30\x82\x0A\x00", IdentityFault::Binary),
        ] {
            assert_eq!(Identity::from_pem(certificate, key).unwrap_err(), fault);
        }
    }
}
