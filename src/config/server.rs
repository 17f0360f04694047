//! A gateway's address, as operators write it, and what the requests' paths are put behind.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::domain::address;

/// The address of a gateway's Management API: http or https, a host, and a path that ends in `/apiops/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    base: Url,
}

impl Server {
    /// What paths such as `projects/` are joined to; it ends in `/apiops/`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Host and, where it isn't the scheme's own, port: what an operator tells gateways apart by.
    pub fn authority(&self) -> &str {
        self.base.authority()
    }

    /// Whether what is sent, token included, can be read on its way: http to a host that isn't this one.
    pub fn is_plain_http_remote(&self) -> bool {
        let here = self.base.host().is_some_and(|host| address::is_loopback(&host));
        self.base.scheme() == "http" && !here
    }

    /// The same server, when plain http to it is all right: on loopback, or because it is `allowed`.
    ///
    /// # Errors
    /// [`ServerError::PlainHttp`] otherwise.
    pub fn permit(self, allowed: bool) -> Result<Self, ServerError> {
        if self.is_plain_http_remote() && !allowed {
            return Err(ServerError::PlainHttp { authority: self.authority().to_owned() });
        }
        Ok(self)
    }
}

impl FromStr for Server {
    type Err = ServerError;

    /// Takes the address with and without `/apiops`, with and without a slash at its end, and with a path
    /// before it.
    fn from_str(text: &str) -> Result<Self, ServerError> {
        let text = text.trim();
        // `Url` drops tabs and newlines and turns backslashes around; a mistyped address shall be said.
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(ServerError::Characters);
        }
        // `gateway:8443` would be a URL of the scheme `gateway`.
        let Some((scheme, rest)) = text.split_once("://") else {
            // What holds an `@` may hold a password, which isn't repeated.
            let host = (!text.contains('@')).then(|| text.to_owned());
            return Err(ServerError::NoScheme { host });
        };
        if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
            return Err(ServerError::Scheme);
        }
        // `Url` takes `https:///a@b` for `https://a@b`.
        if rest.starts_with('/') {
            return Err(ServerError::Malformed(url::ParseError::EmptyHost));
        }
        let mut base = Url::parse(text).map_err(ServerError::Malformed)?;
        // An empty user (`https://@host`) leaves no trace in the parsed form.
        let authority = rest.split(['/', '?', '#']).next();
        if authority.is_some_and(|part| part.contains('@')) {
            return Err(ServerError::UserInfo);
        }
        if base.query().is_some() {
            return Err(ServerError::Query);
        }
        if base.fragment().is_some() {
            return Err(ServerError::Fragment);
        }
        let path = base_path(base.path())?;
        base.set_path(&path);
        Ok(Self { base })
    }
}

/// The path with exactly one `/apiops/` at its end.
fn base_path(path: &str) -> Result<String, ServerError> {
    let path = path.trim_end_matches('/');
    let prefix = match path.strip_suffix("/apiops") {
        Some(prefix) => prefix.trim_end_matches('/'),
        None if path.split('/').any(|segment| segment == "apiops") => {
            return Err(ServerError::BeyondBase);
        }
        None => path,
    };
    Ok(format!("{prefix}/apiops/"))
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str())
    }
}

/// Why a text isn't a gateway's address. None of them repeats user or password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// A space, a control character or a backslash is in it.
    Characters,
    /// It doesn't say http or https; `host` is what it says.
    NoScheme {
        /// What was given, unless it may hold a password.
        host: Option<String>,
    },
    /// A scheme other than http and https.
    Scheme,
    /// What the URL parser found.
    Malformed(url::ParseError),
    /// A user or password before the host.
    UserInfo,
    /// A `?` and what follows.
    Query,
    /// A `#` and what follows.
    Fragment,
    /// The path goes on after `/apiops`.
    BeyondBase,
    /// Plain http to another host, which nothing allowed.
    PlainHttp {
        /// Host and port.
        authority: String,
    },
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters => f.write_str(
                "the address holds a space, a control character or a backslash; \
                 write it as https://gateway.example.com",
            ),
            Self::NoScheme { host: Some(host) } if !host.is_empty() => {
                write!(f, "the address doesn't say how to connect; write https://{host}")
            }
            Self::NoScheme { .. } => f.write_str(
                "the address doesn't say how to connect; \
                 write it as https://gateway.example.com",
            ),
            Self::Scheme => f.write_str("the address must begin with https://, or http:// for this machine"),
            Self::Malformed(error) => {
                write!(
                    f,
                    "the address can't be read: {error}; \
                 write it as https://gateway.example.com"
                )
            }
            Self::UserInfo => f.write_str(
                "the address names a user or password; leave out what is before the @, \
                 and give the token by --token-file, --token-command or KEYWRIGHT_TOKEN",
            ),
            Self::Query => f.write_str("the address holds a query; leave out the ? and what follows"),
            Self::Fragment => f.write_str("the address holds a fragment; leave out the # and what follows"),
            Self::BeyondBase => f.write_str("the address goes on after /apiops; leave out what follows it"),
            Self::PlainHttp { authority } => write!(
                f,
                "plain http to {authority} would send the token readable by anyone on the way; write https://, \
                 or allow it by --allow-http (KEYWRIGHT_ALLOW_HTTP=1, or allow_http = true in the profile)"
            ),
        }
    }
}

impl std::error::Error for ServerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Malformed(error) => Some(error),
            _ => None,
        }
    }
}
