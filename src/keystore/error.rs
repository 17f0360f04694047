//! Why a keystore file can't be opened: one variant for each thing that the operator can do about it.

use std::fmt;

use crate::domain::file::Format;

/// Why a keystore file can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// It is read with a password only, and none was given.
    Locked,
    /// The password given isn't the file's; or it is, and of a JKS or JCEKS was altered what only the digest could tell:
    /// where no private key in it opens with the password either, the one looks like the other.
    WrongPassword,
    /// The password given opens a private key in a JKS or JCEKS, but the file's digest isn't over this password and what is
    /// in it: it was altered, or the key has a password of its own, which is this one.
    Altered,
    /// The bytes aren't what the format asks for: cut off, altered, or never whole. What, and where.
    Damaged(String),
    /// It is protected by what keywright can't read (PBMAC1, an unknown part of PBES2, public-key
    /// protection): not a wrong password. The algorithm, by name or by object identifier.
    Unsupported(String),
    /// The password given is that of its MAC, and another that of what is in it (`openssl pkcs12 -twopass`).
    TwoPasswords,
    /// It asks for more work or memory than keywright grants a file. Of what, and in words how much, and the limit.
    TooCostly(Limit, String),
    /// Another kind of file; `Format::advice` says what to do.
    NotAKeystore(Format),
    /// What is stored isn't shown, or not as a keystore's bytes.
    NotShown,
}

/// What a file has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes.
    Size,
    /// Entries, or keys or certificates in all.
    Entries,
    /// Certificates of one chain.
    Chain,
    /// Iterations of the derivation of one key, or of all.
    Iterations,
    /// Memory for the derivation of a key.
    Memory,
}

impl Limit {
    fn next_step(self) -> &'static str {
        match self {
            Self::Size | Self::Entries => {
                "put what is needed of it into a file of its own, one entry at a time: keytool -importkeystore \
                 -srckeystore FILE -srcalias ALIAS -destkeystore NEW.p12 -deststoretype PKCS12"
            }
            Self::Chain => {
                "join the key with its certificate and its issuers alone: openssl pkcs12 -export -inkey KEY -in \
                 CERTIFICATE -certfile CHAIN -name ALIAS -out NEW.p12"
            }
            Self::Iterations => {
                "make it anew with an ordinary number of iterations, as keytool and openssl do by default"
            }
            Self::Memory => "make it anew with PBKDF2 in place of scrypt, which Java doesn't read either",
        }
    }
}

impl OpenError {
    /// What the operator can do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::Locked => "give its password".into(),
            Self::WrongPassword => {
                "give the password that the file was made with; if this is it, get the file anew from where it was made".into()
            }
            Self::Altered => {
                "copy it again from where it was made, and compare the digests; or if the key has a password of its own, \
                 give the file's"
                    .into()
            }
            Self::Damaged(_) => "copy it again from where it was made, and compare the digests".into(),
            Self::Unsupported(_) => {
                "make it anew with algorithms that Java reads: openssl pkcs12 -in FILE -out ALL.pem, then \
                 openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12"
                    .into()
            }
            Self::TwoPasswords => {
                "make it anew with one: openssl pkcs12 -twopass -in FILE -out ALL.pem, then \
                 openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12"
                    .into()
            }
            Self::TooCostly(limit, _) => limit.next_step().into(),
            Self::NotAKeystore(format) => {
                format.advice().unwrap_or("choose a JKS or PKCS#12 file").to_owned()
            }
            Self::NotShown => "choose the file again: it is then sent anew, and checked before".into(),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("it can't be read without its password"),
            Self::WrongPassword => f.write_str("it doesn't open with this password, or it was altered"),
            Self::Altered => f.write_str(
                "its digest isn't that of its contents, though the password opens a private key in it: it was altered after \
                 it was made, or the password is the key's alone",
            ),
            Self::Damaged(what) => write!(f, "the file is damaged: {what}"),
            Self::Unsupported(what) => write!(f, "it is protected by {what}, which keywright can't read"),
            Self::TwoPasswords => f.write_str(
                "it has two passwords, mostly one for its MAC and one for what is in it, and Java takes but one",
            ),
            Self::TooCostly(_, what) => write!(f, "it asks for too much work: {what}"),
            Self::NotAKeystore(Format::Unknown) => f.write_str("it is not a keystore"),
            Self::NotAKeystore(format) => write!(f, "it is {format}, which the gateway doesn't take"),
            Self::NotShown => f.write_str("the server shows no keystore that could be read"),
        }
    }
}

impl std::error::Error for OpenError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_too_much_of_is_what_is_to_become_less() {
        let step = |limit| OpenError::TooCostly(limit, "too much".into()).next_step();
        for limit in [Limit::Size, Limit::Entries] {
            assert!(
                step(limit).contains("keytool -importkeystore -srckeystore FILE -srcalias ALIAS"),
                "{limit:?}"
            );
        }
        assert!(step(Limit::Chain).contains("-certfile CHAIN"));
        assert!(step(Limit::Memory).contains("scrypt"));
        let limits = [Limit::Size, Limit::Entries, Limit::Chain, Limit::Iterations, Limit::Memory];
        for limit in limits {
            assert_eq!(step(limit).contains("iterations"), limit == Limit::Iterations, "{limit:?}");
        }
    }
}
