//! Subject alternative names (RFC 5280, 4.2.1.6), and which names they cover.

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

impl GeneralName {
    /// Whether a certificate for this name serves what one for the other name did.
    ///
    /// DNS names as RFC 9525, 6.3, compares them: without case, a `*` standing for exactly one label, the
    /// leftmost; a wildcard covers another only where they are the same. A trailing dot is ignored. Of an
    /// email address the host is compared without case (RFC 5280, 7.5); everything else must be equal.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dns(ours), Self::Dns(theirs)) => dns_covers(ours, theirs),
            (Self::Email(ours), Self::Email(theirs)) => {
                match (ours.rsplit_once('@'), theirs.rsplit_once('@')) {
                    (Some((box_of, host)), Some((other, other_host))) => {
                        box_of == other && host.eq_ignore_ascii_case(other_host)
                    }
                    _ => ours.eq_ignore_ascii_case(theirs),
                }
            }
            _ => self == other,
        }
    }
}

fn dns_covers(ours: &str, theirs: &str) -> bool {
    let [ours, theirs] = [ours, theirs].map(|name| name.strip_suffix('.').unwrap_or(name));
    if ours.eq_ignore_ascii_case(theirs) {
        return true;
    }
    match (ours.split_once('.'), theirs.split_once('.')) {
        (Some(("*", zone)), Some((label, rest))) => {
            !label.is_empty() && !label.contains('*') && zone.eq_ignore_ascii_case(rest)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dns(ours: &str, theirs: &str) -> bool {
        GeneralName::Dns(ours.into()).covers(&GeneralName::Dns(theirs.into()))
    }

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert!(dns("*.acme.example", "api.acme.example"));
        assert!(dns("*.acme.example", "*.acme.example"));
        assert!(dns("*.ACME.example.", "api.acme.EXAMPLE"));
        assert!(!dns("*.acme.example", "acme.example"));
        assert!(!dns("*.acme.example", ".acme.example"));
        assert!(!dns("*.acme.example", "v2.api.acme.example"));
        assert!(!dns("*.acme.example", "*.api.acme.example"));
        assert!(!dns("api.acme.example", "*.acme.example"));
    }

    #[test]
    fn a_star_elsewhere_is_only_itself() {
        assert!(!dns("a*.acme.example", "api.acme.example"));
        assert!(!dns("api.*.example", "api.acme.example"));
        assert!(!dns("*", "localhost"));
        assert!(!dns("*.*.example", "a.b.example"));
        assert!(!dns("*.acme.example", "a*.acme.example"));
        assert!(dns("a*.acme.example", "A*.acme.example"));
    }

    #[test]
    fn names_are_compared_without_case_or_trailing_dot() {
        assert!(dns("Api.Acme.example", "api.acme.example."));
        assert!(!dns("api.acme.example", "api.acme.examples"));
        assert!(!dns("", "a"));
        assert!(dns("", "."));
    }

    #[test]
    fn other_kinds_must_be_equal() {
        let ip = |address: &str| GeneralName::Ip(address.parse().unwrap());
        assert!(ip("10.0.0.1").covers(&ip("10.0.0.1")));
        assert!(!ip("10.0.0.1").covers(&ip("10.0.0.2")));
        assert!(!GeneralName::Dns("10.0.0.1".into()).covers(&ip("10.0.0.1")));
        let email = |address: &str| GeneralName::Email(address.into());
        assert!(email("a@Acme.example").covers(&email("a@acme.example")));
        assert!(!email("A@acme.example").covers(&email("a@acme.example")));
        assert!(email("Acme.example").covers(&email("acme.example")));
        let uri = |uri: &str| GeneralName::Uri(uri.into());
        assert!(
            uri("https://a/b").covers(&uri("https://a/b")) && !uri("https://a/b").covers(&uri("https://a/B"))
        );
    }
}
