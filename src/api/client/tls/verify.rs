//! Which certificate of a server is believed: one that an authority of this machine, or of the CA file, stands
//! for; or, where one is pinned, that one and no other.

use std::{error, fmt, sync::Arc};

use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::facts::{self, Facts};
use crate::{api::error::TlsReason, keystore::certificate::Fingerprint};

/// The one certificate that a host is to have.
#[derive(Clone, Debug)]
pub struct Pin {
    /// A proxy on the way has one of its own.
    host: String,
    fingerprint: Fingerprint<32>,
}

impl Pin {
    /// `host` as a URL has it.
    pub fn new(host: &str, fingerprint: Fingerprint<32>) -> Self {
        Self { host: host.trim_matches(['[', ']']).to_owned(), fingerprint }
    }
}

/// Why a certificate isn't believed, on its way through rustls and reqwest.
#[derive(Clone, Debug)]
pub struct NotBelieved {
    pub reason: TlsReason,
    /// Which certificate, and what is wrong with it.
    pub why: String,
}

impl fmt::Display for NotBelieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl error::Error for NotBelieved {}

/// A pinned certificate is believed whoever signed it, whatever names and dates it has: the operator named this
/// very certificate, and the handshake proves that the server has its key. Any other is refused, be its chain as
/// good as it may.
#[derive(Debug)]
pub struct Verifier {
    /// `None`: this machine has no authorities, and none are needed beside the pin.
    authorities: Option<Arc<dyn ServerCertVerifier>>,
    pin: Option<Pin>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub fn new(
        authorities: Option<Arc<dyn ServerCertVerifier>>,
        pin: Option<Pin>,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> Self {
        Self { authorities, pin, algorithms }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let pin = self.pin.as_ref().filter(|pin| server.to_str().eq_ignore_ascii_case(&pin.host));
        let error = match (pin, &self.authorities) {
            (Some(pin), _) if facts::fingerprint(certificate) == pin.fingerprint => {
                return Ok(ServerCertVerified::assertion());
            }
            (Some(pin), _) => {
                let Facts { summary, .. } = facts::of(certificate, now);
                let why = format!("{summary}; the one that is pinned has SHA-256 {}", pin.fingerprint);
                return Err(not_believed(TlsReason::OtherThanPinned, why));
            }
            (None, Some(authorities)) => {
                match authorities.verify_server_cert(certificate, intermediates, server, ocsp, now) {
                    Err(Error::InvalidCertificate(error)) => error,
                    result => return result,
                }
            }
            (None, None) => CertificateError::UnknownIssuer,
        };
        Err(explained(&error, certificate, server, now))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn not_believed(reason: TlsReason, why: String) -> Error {
    let error = OtherError(Arc::new(NotBelieved { reason, why }));
    Error::InvalidCertificate(CertificateError::Other(error))
}

/// The same error with the certificate that it is about, and what of it is wrong.
fn explained(
    error: &CertificateError,
    certificate: &CertificateDer<'_>,
    server: &ServerName<'_>,
    now: UnixTime,
) -> Error {
    let Facts { summary, names, self_issued, out_of_date } = facts::of(certificate, now);
    let reason = match error {
        CertificateError::UnknownIssuer if self_issued => TlsReason::SelfSigned,
        CertificateError::UnknownIssuer => TlsReason::UnknownIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsReason::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsReason::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsReason::WrongName
        }
        CertificateError::Revoked => TlsReason::Revoked,
        // webpki's kind for it is wrapped beyond reach.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => TlsReason::OwnAuthority,
        _ => TlsReason::Other,
    };
    let wrong = match reason {
        // The certificate at fault may be another of the chain.
        TlsReason::Expired | TlsReason::NotYetValid => {
            Some(out_of_date.unwrap_or_else(|| "a certificate of its chain is out of date".into()))
        }
        TlsReason::WrongName if names.is_empty() => {
            Some(format!("it is for no host at all, and {} was asked for", server.to_str()))
        }
        TlsReason::WrongName => {
            Some(format!("it is for {}, and {} was asked for", names.join(", "), server.to_str()))
        }
        TlsReason::Other => Some(error.to_string()),
        _ => None,
    };
    not_believed(reason, wrong.map_or(summary.clone(), |wrong| format!("{wrong}: {summary}")))
}
