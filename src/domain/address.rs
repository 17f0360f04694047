//! Which addresses are this machine's own.

use url::Host;

/// Whether a host is this machine, so that what is sent there, token included, doesn't leave it: plain http is
/// all right then, and no proxy is asked. `localhost` and every name below it count (RFC 6761, 6.3) because
/// the client never asks a resolver for them: see [`is_loopback_name`]. No other name does, wherever it
/// leads today.
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_loopback_name(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => {
            address.to_ipv4_mapped().map_or_else(|| address.is_loopback(), |v4| v4.is_loopback())
        }
    }
}

/// Whether a name is `localhost` or below it. Who connects to one must connect to a loopback address, whatever
/// a resolver would say.
pub fn is_loopback_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn told(base: &str) -> bool {
        is_loopback(&Url::parse(base).unwrap().host().unwrap())
    }

    #[test]
    fn loopback_is_known_in_every_form() {
        for base in [
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://127.1.2.3:80/",
            "http://127.1/",
            "https://[::1]:8443/",
            "https://[::ffff:127.0.0.1]/",
        ] {
            assert!(told(base), "{base}");
        }
    }

    #[test]
    fn no_other_name_or_address_is_this_machine() {
        for base in [
            "http://localhost.example/",
            "http://alocalhost/",
            "http://0.0.0.0/",
            "http://[::2]/",
            "http://[::ffff:128.0.0.1]/",
            "http://127.0.0.1.example.com/",
        ] {
            assert!(!told(base), "{base}");
        }
    }
}
