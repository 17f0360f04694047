//! From the bytes of a certificate to its facts.

use jiff::Timestamp;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use x509_parser::{
    certificate::{X509Certificate, X509CertificateParser},
    nom::Parser,
    time::ASN1Time,
};

use super::{
    Certificate, Fingerprint, KeyKind, PublicKey, Serial, algorithms, distinguished, extensions::Extensions,
};
use crate::keystore::der;

/// The largest certificate that is read: 128 KiB. Ordinary ones are 1 to 3 KiB, the largest real ones
/// those with a post-quantum signature (SLH-DSA: 50 KB). The limit bounds how many names one file can
/// have compared with another's.
pub const MAX_CERTIFICATE: usize = 128 * 1024;

impl Certificate {
    /// Reads one certificate, DER. What is wrong comes in words that go after "the certificate can't
    /// be read: ".
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let certificate = parse(bytes)?;
        let signature = algorithms::SignatureAlgorithm::of(&certificate.signature_algorithm);
        let Extensions { names, key_usage, extended_key_usage, is_authority } =
            Extensions::read(certificate.extensions())?;
        let spki = certificate.public_key();
        let KeyKind { algorithm, bits } = algorithms::key(&spki.algorithm, &spki.subject_public_key.data);
        Ok(Self {
            der: bytes.into(),
            subject: distinguished::text(certificate.subject()),
            issuer: distinguished::text(certificate.issuer()),
            serial: Serial(der::trimmed(certificate.raw_serial()).to_vec()),
            not_before: moment(certificate.validity().not_before),
            not_after: moment(certificate.validity().not_after),
            names,
            key: PublicKey { algorithm, bits, spki: Fingerprint(Sha256::digest(spki.raw).into()) },
            key_usage,
            extended_key_usage,
            is_authority,
            signature_algorithm: signature.name,
            has_weak_digest: signature.is_weak,
            sha1: Fingerprint(Sha1::digest(bytes).into()),
            sha256: Fingerprint(Sha256::digest(bytes).into()),
        })
    }
}

/// The structure of a certificate; its extensions as bytes.
pub fn parse(bytes: &[u8]) -> Result<X509Certificate<'_>, String> {
    if bytes.len() > MAX_CERTIFICATE {
        return Err(format!("it has {} bytes, and at most {MAX_CERTIFICATE} are read", bytes.len()));
    }
    let parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    match { parser }.parse(bytes) {
        Ok(([], certificate)) => Ok(certificate),
        Ok((rest, _)) => Err(format!("{} bytes follow its end", rest.len())),
        Err(_) => Err("it isn't an X.509 certificate in DER".into()),
    }
}

/// RFC 5280 ends what has no end at 9999-12-31, a day after the last that `Timestamp` has.
fn moment(time: ASN1Time) -> Timestamp {
    let seconds = time.timestamp();
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests;
