//! What reqwest says went wrong → [`Error`].

use std::{error::Error as StdError, io, sync::Arc};

use rustls::AlertDescription;

use super::tls::{Asked, NotBelieved};
use crate::{
    api::error::{Error, TlsReason, bounded},
    domain::timeouts::Timeouts,
};

/// What is said about a failure beside its cause.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub server: String,
    pub timeouts: Timeouts,
    /// Whether the whole exchange had a limit of time, or only each silence.
    pub whole: bool,
    /// What the server asked of this side.
    pub asked: Arc<Asked>,
    /// Whether there is a certificate to show it.
    pub identified: bool,
}

impl Place {
    /// The error of a request that got no answer, or not all of it.
    pub fn error(&self, error: &reqwest::Error) -> Error {
        let (server, why) = (self.server.clone(), causes(error));
        let tls = find::<rustls::Error>(error).and_then(|tls| self.tls(tls, why.clone()));
        match tls {
            Some((reason, why)) => Error::Tls { server, reason, why },
            None if error.is_connect() && error.is_timeout() && !system_gave_up(error) => {
                let why = format!("no connection within {:?}", self.timeouts.connect);
                Error::Unreachable { server, why }
            }
            None if error.is_connect() => Error::Unreachable { server, why },
            None if error.is_builder() => Error::Setup { why },
            None if error.is_timeout() => {
                Error::TimedOut { after: if self.whole { self.timeouts.update } else { self.timeouts.read } }
            }
            None if is_no_http(error) => Error::Unreadable { why },
            None => Error::CutOff { why },
        }
    }
}

/// Whether what came isn't HTTP, or more of it than is read: its head, or what frames its body.
fn is_no_http(error: &reqwest::Error) -> bool {
    let of_head = find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse);
    // What hyper makes of a broken chunk, in a body.
    let of_body = find::<io::Error>(error).is_some_and(|error| {
        matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
    });
    of_head || of_body
}

/// Whether a limit of time was the operating system's (nothing acknowledged what was sent), not ours.
fn system_gave_up(error: &reqwest::Error) -> bool {
    find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

/// Whether it is certain that nothing of the request reached a server: a request is only written
/// once a connection stands, TLS included. Every other failure may have struck after a byte was sent.
pub(super) fn proves_that_nothing_was_sent(error: &reqwest::Error) -> bool {
    error.is_connect() || error.is_builder()
}

/// The chain of causes, outermost first, without the wrappers that say nothing, and without the
/// address, which a proxy's credentials may stand in.
pub(super) fn causes(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let part = cause.to_string();
        let says_nothing = part.starts_with("client error (") || part.contains("://");
        if !says_nothing && !parts.iter().any(|known| known.contains(&part)) {
            parts.push(part);
        }
        next = cause.source();
    }
    if parts.is_empty() {
        parts.push("no cause is known".into());
    }
    bounded(&parts.join(": "), 500).unwrap_or_default()
}

/// The first cause of a type. Looks into `io::Error`, whose `source` passes over what it wraps.
fn find<T: StdError + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        let mut wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        while let Some(inner) = wrapped {
            if let Some(found) = inner.downcast_ref() {
                return Some(found);
            }
            wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        }
        next = cause.source();
    }
    None
}

impl Place {
    /// What TLS says went wrong, and about what. `None`: it broke off, which is no fault of TLS.
    fn tls(&self, error: &rustls::Error, causes: String) -> Option<(TlsReason, String)> {
        use rustls::{CertificateError::Other, Error as Tls, PeerIncompatible as Peer};
        Some(match error {
            Tls::InvalidCertificate(Other(wrapped)) => match wrapped.0.downcast_ref::<NotBelieved>() {
                Some(NotBelieved { reason, why }) => (*reason, why.clone()),
                None => (TlsReason::Other, causes),
            },
            Tls::InvalidMessage(_) => (TlsReason::NotTls, causes),
            Tls::PeerIncompatible(
                Peer::ServerDoesNotSupportTls12Or13 | Peer::ServerTlsVersionIsDisabledByOurConfig,
            ) => (TlsReason::TooOld, causes),
            Tls::AlertReceived(alert) => self.alert(*alert, causes)?,
            _ => (TlsReason::Other, causes),
        })
    }

    /// What an alert (RFC 8446, 6.2) means depends on what the server asked for: there are none that say
    /// "your certificate" but by the way.
    fn alert(&self, alert: AlertDescription, causes: String) -> Option<(TlsReason, String)> {
        use AlertDescription as Alert;
        let asked = self.asked.of();
        let of_certificates = matches!(
            alert,
            Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::HandshakeFailure
                | Alert::DecryptError
        );
        let reason = match alert {
            Alert::CloseNotify | Alert::UserCanceled => return None,
            Alert::ProtocolVersion => TlsReason::TooOld,
            Alert::CertificateRequired if self.identified => TlsReason::ClientCertificateRefused,
            Alert::CertificateRequired => TlsReason::WantsClientCertificate,
            _ if of_certificates && asked.is_some() && self.identified => TlsReason::ClientCertificateRefused,
            _ if of_certificates && asked.is_some() => TlsReason::WantsClientCertificate,
            _ => TlsReason::Other,
        };
        let wants = matches!(reason, TlsReason::ClientCertificateRefused | TlsReason::WantsClientCertificate);
        let why = match asked {
            Some(authorities) if wants && !authorities.is_empty() => {
                format!("{causes}; it takes those issued by {}", authorities.join("; "))
            }
            _ => causes,
        };
        Some((reason, why))
    }
}
