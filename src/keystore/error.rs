//! Why a keystore file can't be opened: one variant for each thing that the operator can do about it.

use std::fmt;

use crate::domain::file::Format;

/// Why a keystore file can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// It is read with a password only, and none was given.
    Locked,
    /// The password given isn't the file's; or the file was altered where only its digest could tell:
    /// in the formats that there are, the one looks like the other.
    WrongPassword,
    /// The bytes aren't what the format asks for: cut off, altered, or never whole. What, and where.
    Damaged(String),
    /// It is protected by what keywright can't read (PBMAC1, an unknown part of PBES2, public-key
    /// protection): not a wrong password. The algorithm, by name or by object identifier.
    Unsupported(String),
    /// The password given is that of its MAC, and another that of what is in it (`openssl pkcs12 -twopass`).
    TwoPasswords,
    /// It asks for more work or memory than keywright grants a file. What, and the limit.
    TooCostly(String),
    /// Another kind of file; `Format::advice` says what to do.
    NotAKeystore(Format),
    /// What is stored isn't shown, or not as a keystore's bytes.
    NotShown,
}

impl OpenError {
    /// What the operator can do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::Locked => "give its password".into(),
            Self::WrongPassword => {
                "give the password that the file was made with; if this is it, get the file anew from where it was made".into()
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
            Self::TooCostly(_) => "make it anew with an ordinary number of iterations".into(),
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
            Self::Damaged(what) => write!(f, "the file is damaged: {what}"),
            Self::Unsupported(what) => write!(f, "it is protected by {what}, which keywright can't read"),
            Self::TwoPasswords => f.write_str(
                "it has two passwords, mostly one for its MAC and one for what is in it, and Java takes but one",
            ),
            Self::TooCostly(what) => write!(f, "it asks for too much work: {what}"),
            Self::NotAKeystore(Format::Unknown) => f.write_str("it is not a keystore"),
            Self::NotAKeystore(format) => write!(f, "it is {format}, which the gateway doesn't take"),
            Self::NotShown => f.write_str("the server shows no keystore that could be read"),
        }
    }
}

impl std::error::Error for OpenError {}
