//! Who runs this keywright.

use std::{fs::File, io::Read, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::domain::holder::Who;

/// More than any local user list that is worth reading.
const MAX_USERS: u64 = 4 * 1024 * 1024;

/// The longest name that is believed.
const MAX_NAME: usize = 256;

/// The user by the system's word, the host, and where the SSH session came from. `variable` tells an
/// environment variable: they are the operator's own, so they say who where the system doesn't, and never
/// overrule it.
pub fn who(variable: &dyn Fn(&str) -> Option<String>) -> Who {
    let uid = rustix::process::geteuid().as_raw();
    let text = |name: &str| variable(name).filter(|text| !text.is_empty() && text.len() <= MAX_NAME);
    let local = || {
        let mut users = String::new();
        File::open("/etc/passwd").ok()?.take(MAX_USERS).read_to_string(&mut users).ok()?;
        user_of(&users, uid)
    };
    // A user of a directory service isn't in the file; the login says the name.
    let user = local().or_else(|| text("LOGNAME")).or_else(|| text("USER"));
    Who {
        user: user.unwrap_or_else(|| uid.to_string()),
        uid: Some(uid),
        sudo_user: text("SUDO_USER"),
        host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
        ssh_client: text("SSH_CONNECTION").as_deref().and_then(client),
    }
}

/// The name of a user in the text of `/etc/passwd` (passwd(5)).
fn user_of(users: &str, uid: u32) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty() && name.len() <= MAX_NAME)?;
        let number: u32 = fields.nth(1)?.parse().ok()?;
        (number == uid).then(|| name.to_owned())
    })
}

/// The client's address: the first field of `SSH_CONNECTION` (ssh(1)), perhaps with an IPv6 zone.
fn client(connection: &str) -> Option<String> {
    let address = connection.split(' ').next()?;
    let bare = address.split('%').next()?;
    bare.parse::<IpAddr>().ok().map(|_| address.to_owned())
}

/// A person as JSON.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WhoFields {
    user: String,
    uid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sudo_user: Option<String>,
    host: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ssh_client: Option<String>,
}

impl From<&Who> for WhoFields {
    fn from(who: &Who) -> Self {
        let Who { user, uid, sudo_user, host, ssh_client } = who.clone();
        Self { user, uid, sudo_user, host, ssh_client }
    }
}

impl From<WhoFields> for Who {
    fn from(fields: WhoFields) -> Self {
        let WhoFields { user, uid, sudo_user, host, ssh_client } = fields;
        Self { user, uid, sudo_user, host, ssh_client }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\nbroken\n:x:7:7::/:\nops:x:1000:1000:Ops,,,:/home/ops:/bin/sh\n";
        assert_eq!(user_of(users, 1000).as_deref(), Some("ops"));
        assert_eq!(user_of(users, 0).as_deref(), Some("root"));
        assert_eq!(user_of(users, 7), None);
        assert_eq!(user_of("", 0), None);
    }

    #[test]
    fn the_client_is_an_address_or_nothing() {
        assert_eq!(client("10.0.0.7 51022 10.0.0.1 22").as_deref(), Some("10.0.0.7"));
        assert_eq!(client("fe80::1%eth0 51022 fe80::2%eth0 22").as_deref(), Some("fe80::1%eth0"));
        for odd in ["", "\x1b[31m 1 2 3", "example.com 1 2 3", "10.0.0.7;rm 1 2 3"] {
            assert_eq!(client(odd), None, "{odd}");
        }
    }

    #[test]
    fn this_process_has_a_user_and_a_host() {
        let variable = |name: &str| match name {
            "SUDO_USER" => Some("ada".to_owned()),
            "SSH_CONNECTION" => Some("10.0.0.7 1 10.0.0.1 22".to_owned()),
            // Longer than any name: not believed.
            _ => Some("x".repeat(MAX_NAME + 1)),
        };
        let who = who(&variable);
        assert!(!who.user.is_empty() && who.user.len() <= MAX_NAME);
        assert!(who.uid.is_some() && !who.host.is_empty());
        assert_eq!((who.sudo_user.as_deref(), who.ssh_client.as_deref()), (Some("ada"), Some("10.0.0.7")));
    }
}
