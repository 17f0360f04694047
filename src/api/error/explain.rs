//! Each error in words: what it means, and what to do about it.

use std::time::Duration;

use super::{Error, TlsReason};
use crate::domain::text;

impl Error {
    /// What it means, in one line without the server's words.
    pub fn meaning(&self) -> String {
        match self {
            Self::BadName(name) => {
                // The name last: it may be longer than there is room.
                format!("No request can be made: {name}: {:?}", text::shown(&name.name))
            }
            Self::NoToken { why } => format!("There is no usable token: {why}"),
            Self::Setup { why } => format!("The connection can't be set up: {why}"),
            Self::Unreachable { server, why } => format!("{server} can't be reached: {why}"),
            Self::Tls { server, reason, why } => format!("{server} {}: {why}", reason.meaning()),
            Self::TimedOut { after } => format!("No answer within {}", seconds(*after)),
            Self::CutOff { why } => format!("The connection broke before the whole answer came: {why}"),
            Self::TokenRefused(_) => "The server doesn't accept the token (401)".into(),
            Self::Forbidden(_) => "The token's user isn't allowed to do this (403)".into(),
            Self::NotFound(_) => "The server has no such thing (404)".into(),
            Self::Conflict(_) => "The name is taken (409)".into(),
            Self::Invalid(_) => "The server rejected the request (400)".into(),
            Self::TooMany { retry_after: Some(wait), .. } => {
                format!("Too many requests; the server wants {} of rest (429)", seconds(*wait))
            }
            Self::TooMany { retry_after: None, .. } => "Too many requests (429)".into(),
            Self::ServerFault(said) => format!("Something failed inside the Manager ({})", said.status),
            Self::Proxy { said, html: true } => {
                format!("A web page came instead of an API's answer (HTTP {})", said.status)
            }
            Self::Proxy { said, html: false } if said.status == 407 => {
                "The proxy on the way wants credentials (407)".into()
            }
            Self::Proxy { said, html: false } => {
                format!("What stands in front of the Manager got no answer from it ({})", said.status)
            }
            Self::Redirected { status, to: Some(to) } => {
                format!("The server sends elsewhere ({status}): {}", text::words(to))
            }
            Self::Redirected { status, to: None } => {
                format!("The server sends elsewhere ({status}), and doesn't say where")
            }
            Self::Refused(said) => format!("The server said no (HTTP {})", said.status),
            Self::TooLarge { limit } => format!("The answer is larger than {}", text::size(*limit)),
            Self::Unreadable { why } => format!("The answer can't be understood: {why}"),
        }
    }

    /// What the operator can do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::BadName(_) => "Rename it in the Manager's own console.",
            Self::NoToken { .. } => "Give a personal API access token of the Manager.",
            Self::Setup { .. } => {
                "Give the server's CA with --ca-cert FILE (PEM), or install the system's CA certificates."
            }
            Self::Unreachable { .. } => {
                "Check the server's address, the network, a VPN, and HTTPS_PROXY; then try again."
            }
            Self::Tls { reason, .. } => reason.next_step(),
            Self::TimedOut { .. } => "Try again; if the server is just slow, allow more time in the profile.",
            Self::CutOff { .. } => "Try again; if it keeps happening, look at the proxy before the Manager.",
            Self::TokenRefused(_) => "Give a new token; create one in the Manager if this one has expired.",
            Self::Forbidden(_) => {
                "Reading needs membership of the project; writing needs the roles for API security and deployment."
            }
            Self::NotFound(_) => {
                "It may have been renamed or removed: refresh the list. Names are case-sensitive."
            }
            Self::Conflict(_) => "Choose another name.",
            Self::Invalid(_) => {
                "Read its words: it answers so to wrong fields, a missing project or keystore, and missing roles."
            }
            Self::TooMany { .. } => "Wait, then try again.",
            Self::ServerFault(_) => "Read the Manager's log, or ask who runs it; then try again.",
            Self::Proxy { html: true, .. } => {
                "Check the server's address: a login page or a firewall may stand before the Manager."
            }
            Self::Proxy { said, html: false } if said.status == 407 => {
                "Give them in HTTPS_PROXY or HTTP_PROXY, or name the server in NO_PROXY."
            }
            Self::Proxy { html: false, .. } => "See whether the Manager is running; then try again.",
            Self::Redirected { .. } => {
                "If that address is right, give it as the server: the token isn't sent elsewhere by itself."
            }
            Self::Refused(_) => "Read its words; change what it objects to.",
            Self::TooLarge { .. } => "Look at the project in the Manager's own console.",
            Self::Unreadable { .. } => {
                "Check that the address is that of an Apinizer Manager, and read the log (--log-file)."
            }
        }
        .into()
    }
}

impl TlsReason {
    fn meaning(self) -> &'static str {
        match self {
            Self::UnknownIssuer => "has a certificate from an authority that isn't known here",
            Self::SelfSigned => "has a certificate that it signed itself",
            Self::OwnAuthority => "has a certificate that is its own authority, which isn't accepted",
            Self::OtherThanPinned => "has another certificate than the one that is pinned",
            Self::Expired => "has a certificate that has expired",
            Self::NotYetValid => "has a certificate that isn't valid yet",
            Self::WrongName => "has a certificate for another name",
            Self::Revoked => "has a certificate that was revoked",
            Self::NotTls => "doesn't speak TLS here",
            Self::TooOld => "speaks only versions of TLS before 1.2, which can be broken",
            Self::WantsClientCertificate => "wants a certificate from this side",
            Self::ClientCertificateRefused => "doesn't take the certificate of this side",
            Self::Other => "could not agree on a secure connection",
        }
    }

    fn next_step(self) -> &'static str {
        match self {
            Self::UnknownIssuer => {
                "If the authority is your own, give its certificate: --ca-cert FILE (PEM); or pin the server's: \
                 --server-fingerprint."
            }
            Self::SelfSigned | Self::OwnAuthority => {
                "Compare the SHA-256 with the server's own (keytool -printcert); if it is the same, pin it: \
                 --server-fingerprint."
            }
            Self::OtherThanPinned => {
                "Send no token there before it is clear why. If the server's certificate was renewed, compare the \
                 SHA-256 with the server's own, and pin the new one."
            }
            Self::Expired => "Have the certificate renewed; check this machine's clock.",
            Self::NotYetValid => "Check this machine's clock, and from when on the certificate is valid.",
            Self::WrongName => "Use the name that the certificate is for as the server's address.",
            Self::Revoked => "Don't send a token there; ask who runs the server.",
            Self::NotTls => "Check the port, and whether the address should begin with http://.",
            Self::TooOld => "Have TLS 1.2 or 1.3 switched on there; keywright speaks no older one.",
            Self::WantsClientCertificate => "Give one: --client-cert FILE and --client-key FILE (PEM).",
            Self::ClientCertificateRefused => {
                "Give one that the server takes: of the right authority, and neither expired nor revoked."
            }
            Self::Other => "Ask who runs the server which TLS versions and certificates it offers.",
        }
    }
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds => format!("{seconds} s"),
    }
}
