//! Subject alternative names (RFC 5280, 4.2.1.6), and which names they cover.

// An address is a value: nothing here speaks to a network.
use core::net::IpAddr;
use std::fmt;

/// A name that a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// May begin with `*.`.
    Dns(String),
    Ip(IpAddr),
    Email(String),
    Uri(String),
    /// A directory name, RFC 4514.
    Directory(String),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) | Self::Email(name) | Self::Uri(name) | Self::Other(name) => f.write_str(name),
            Self::Ip(address) => write!(f, "{address}"),
            Self::Directory(name) => f.write_str(name),
        }
    }
}
