//! What can go wrong with a request: one variant for each thing that the operator can do about it.
//! Causes are kept as text, so that an error can be cloned, compared, and journalled.

mod explain;
mod said;

use std::{fmt, time::Duration};

pub use said::{FieldError, MAX_HEARD, MAX_WORDS, Said, bounded};

use super::request::BadName;
use crate::domain::redaction::Redaction;

/// A request that did not end well. What a server said may be hostile: it is bounded here, and made
/// harmless where it is shown. Never holds a token, a password or a file: see [`Error::without`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A name that no path can carry; nothing was sent.
    BadName(BadName),
    /// No token, or one that no header can carry; nothing was sent.
    NoToken { why: String },
    /// The client can't be set up: a CA file that can't be read, no CA store; nothing was sent.
    Setup { why: String },
    /// No connection could be made.
    Unreachable { server: String, why: String },
    /// The server can't prove who it is.
    Tls { server: String, reason: TlsReason, why: String },
    /// Silence for as long as was allowed.
    TimedOut { after: Duration },
    /// The connection broke before the whole answer came.
    CutOff { why: String },
    /// 401.
    TokenRefused(Said),
    /// 403.
    Forbidden(Said),
    /// 404, or an answer without what was asked for.
    NotFound(Said),
    /// 409: the name is taken.
    Conflict(Said),
    /// 400: for this server almost anything.
    Invalid(Said),
    /// 429. `retry_after`: what the server asks for, if it does.
    TooMany { said: Said, retry_after: Option<Duration> },
    /// 500 and its like, from the Manager itself.
    ServerFault(Said),
    /// Something in front of the Manager answered: 502, 503, 504, or a web page (`html`).
    Proxy { said: Said, html: bool },
    /// 3xx. Not followed: the token is meant for one server. `to`: without query and credentials.
    Redirected { status: u16, to: Option<String> },
    /// Some other no: an unexpected status, or a failure told under HTTP 200.
    Refused(Said),
    /// The answer is larger than `limit` bytes.
    TooLarge { limit: u64 },
    /// The answer can't be understood.
    Unreadable { why: String },
}

/// Why no secure connection could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsReason {
    /// No known authority signed it.
    UnknownIssuer,
    /// It signed itself.
    SelfSigned,
    /// It signed itself and calls itself an authority: refused even when given as one.
    OwnAuthority,
    /// A certificate is pinned, and this is another one.
    OtherThanPinned,
    Expired,
    NotYetValid,
    /// It is for other host names.
    WrongName,
    Revoked,
    /// What answered doesn't speak TLS.
    NotTls,
    /// It speaks no version of TLS from 1.2 on.
    TooOld,
    /// The server wants a certificate from the client.
    WantsClientCertificate,
    /// The server doesn't take the certificate that it was shown.
    ClientCertificateRefused,
    Other,
}

impl Error {
    /// What the server answered, where it did.
    pub fn said(&self) -> Option<&Said> {
        match self {
            Self::TokenRefused(said)
            | Self::Forbidden(said)
            | Self::NotFound(said)
            | Self::Conflict(said)
            | Self::Invalid(said)
            | Self::ServerFault(said)
            | Self::Refused(said)
            | Self::TooMany { said, .. }
            | Self::Proxy { said, .. } => Some(said),
            _ => None,
        }
    }

    /// The server's own words, at most [`MAX_WORDS`] characters; may be hostile.
    pub fn words(&self) -> Option<&str> {
        self.said()?.words.as_deref()
    }

    /// The HTTP status, where one came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Redirected { status, .. } => Some(*status),
            _ => self.said().map(|said| said.status),
        }
    }

    /// What the server has against single fields of the request.
    pub fn fields(&self) -> &[FieldError] {
        self.said().map_or(&[], |said| &said.fields)
    }

    /// Whether another token may help: the dialog that asks for one follows.
    pub fn is_token_refused(&self) -> bool {
        matches!(self, Self::TokenRefused(_) | Self::NoToken { .. })
    }

    /// The same error without what was sent in any text of it: a server may repeat it. Only then is each text
    /// brought to its final length.
    pub fn without(mut self, sent: &Redaction) -> Self {
        let mut cleaner = sent.cleaner();
        self.texts(|text| {
            cleaner.clean(text);
            *text = bounded(text, MAX_WORDS).unwrap_or_default();
        });
        self
    }

    fn texts(&mut self, mut each: impl FnMut(&mut String)) {
        match self {
            Self::NoToken { why }
            | Self::Setup { why }
            | Self::CutOff { why }
            | Self::Unreadable { why }
            | Self::Unreachable { why, .. }
            | Self::Tls { why, .. } => each(why),
            Self::Redirected { to, .. } => to.iter_mut().for_each(each),
            Self::TokenRefused(said)
            | Self::Forbidden(said)
            | Self::NotFound(said)
            | Self::Conflict(said)
            | Self::Invalid(said)
            | Self::ServerFault(said)
            | Self::Refused(said)
            | Self::TooMany { said, .. }
            | Self::Proxy { said, .. } => {
                said.words.iter_mut().for_each(&mut each);
                for field in &mut said.fields {
                    each(&mut field.field);
                    each(&mut field.message);
                }
            }
            Self::BadName(_) | Self::TimedOut { .. } | Self::TooLarge { .. } => {}
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.meaning())?;
        match self.words() {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::BadName(name) => Some(name),
            _ => None,
        }
    }
}

impl From<BadName> for Error {
    fn from(name: BadName) -> Self {
        Self::BadName(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;

    #[test]
    fn a_secret_is_taken_out_of_every_text() {
        let said = Said {
            status: 401,
            words: Some("Token t0ken is not valid!".into()),
            fields: vec![FieldError { field: "t0ken".into(), message: "t0ken".into() }],
        };
        let why = || "bad t0ken".to_owned();
        for error in [
            Error::TokenRefused(said.clone()),
            Error::Proxy { said, html: false },
            Error::Redirected { status: 302, to: Some("http://h/t0ken".into()) },
            Error::CutOff { why: why() },
            Error::Unreachable { server: "h".into(), why: why() },
        ] {
            let sent = Redaction::of_token(&Secret::new("t0ken".into()));
            let shown = format!("{:?} {0}", error.clone().without(&sent));
            assert!(!shown.contains("t0ken") && shown.contains("[token]"), "{shown}");
            assert_eq!(error.clone().without(&Redaction::default()), error);
        }
    }
}
