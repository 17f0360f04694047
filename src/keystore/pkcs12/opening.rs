//! A password at work on one file: within the file's grant, in each of its spellings.

use zeroize::Zeroizing;

use super::{
    ber::{Damage, Reader},
    cost::Budget,
    names,
    password::Spelling,
    safe::{Bag, Contents, Encrypted, is_whole},
    scheme::Scheme,
};
use crate::keystore::{Certificate, OpenError, key, store::PrivateKey};

/// A password at work; without spellings, none was given.
pub struct Opening {
    spellings: Vec<Spelling>,
    pub budget: Budget,
    /// The MAC fits it, or something was decrypted with it.
    is_right: bool,
    /// Some key wasn't opened by it.
    is_refused: bool,
}

impl Opening {
    /// Sets to work.
    pub fn new(spellings: Vec<Spelling>) -> Self {
        Self { spellings, budget: Budget::new(), is_right: false, is_refused: false }
    }

    /// How many derivations a MAC may take.
    pub fn tries(&self) -> usize {
        self.spellings.len()
    }

    /// The spelling for which something holds is the right one, and is tried first from now on.
    pub fn settle(&mut self, holds: impl Fn(&Spelling) -> bool) -> bool {
        let right = self.spellings.iter().position(holds);
        if let Some(right) = right {
            self.spellings.swap(0, right);
            self.is_right = true;
        }
        right.is_some()
    }

    /// Whether nothing opened by it, and something didn't.
    pub fn is_wrong(&self) -> bool {
        self.is_refused && !self.is_right
    }

    /// Asks for the cost of a decryption.
    pub fn charge(&mut self, encrypted: &Encrypted) -> Result<(), OpenError> {
        match &encrypted.scheme {
            Ok(scheme) => self.budget.take(scheme.cost().times(self.spellings_for(scheme).len())),
            Err(_) => Ok(()),
        }
    }

    /// Decrypts a part of the safe.
    pub fn content(&mut self, encrypted: &Encrypted) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let scheme = encrypted.scheme.as_ref().map_err(|unknown| OpenError::Unsupported(unknown.clone()))?;
        self.decrypt(scheme, &encrypted.data).ok_or_else(|| {
            if self.is_right {
                // As `openssl pkcs12 -export -twopass` makes them; Java can't open those either.
                OpenError::Unsupported("two passwords, one for its MAC and one for its contents".into())
            } else {
                OpenError::WrongPassword
            }
        })
    }

    /// Why the MAC isn't that of the contents: with the wrong password nothing in it opens either.
    pub fn why_the_mac_differs(&mut self, contents: &[Contents]) -> OpenError {
        let encrypted = contents.iter().find_map(|part| match part {
            Contents::Encrypted(encrypted) => Some(encrypted),
            Contents::Plain(_) => None,
        });
        let key = || contents.iter().filter_map(Contents::bags).flatten().find_map(Bag::encrypted_key);
        match encrypted.or_else(key).map(|encrypted| (&encrypted.scheme, &encrypted.data)) {
            Some((Ok(scheme), data)) if self.decrypt(scheme, data).is_some() => OpenError::Damaged(
                "its MAC isn't that of its contents, though the password opens them: it was altered after \
                 it was made, or has a password of its own for the MAC"
                    .into(),
            ),
            _ => OpenError::WrongPassword,
        }
    }

    /// Decrypts with the spelling that does it, which is then tried first.
    fn decrypt(&mut self, scheme: &Scheme, data: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let found = self.spellings_for(scheme).iter().enumerate().find_map(|(index, spelling)| {
            let opened = scheme.decrypt(spelling, data)?;
            is_whole(&opened).then_some((index, opened))
        });
        let (index, opened) = found?;
        self.spellings.swap(0, index);
        self.is_right = true;
        Some(opened)
    }

    fn spellings_for(&self, scheme: &Scheme) -> &[Spelling] {
        let some = if scheme.tells_spellings_apart() { self.spellings.len() } else { 1 };
        self.spellings.get(..some).unwrap_or_default()
    }

    /// Looks at a private key, beside the certificate that is said to be its own.
    pub fn private_key(&mut self, key: &Encrypted, leaf: Option<&Certificate>) -> PrivateKey {
        if self.spellings.is_empty() {
            return PrivateKey::Locked;
        }
        match &key.scheme {
            Err(unknown) => PrivateKey::Unsupported(unknown.clone()),
            Ok(scheme) => match self.decrypt(scheme, &key.data) {
                Some(opened) => key::examine(&opened, leaf),
                None => {
                    self.is_refused = true;
                    PrivateKey::OtherPassword
                }
            },
        }
    }

    /// The algorithm of a secret key, where it can be told.
    pub fn secret_key(&mut self, key: &Encrypted) -> Option<String> {
        let scheme = key.scheme.as_ref().ok().filter(|_| !self.spellings.is_empty())?;
        let Some(opened) = self.decrypt(scheme, &key.data) else {
            self.is_refused = true;
            return None;
        };
        let oid = secret_key_oid(&opened).ok()?;
        Some(names::secret_key(&oid).map_or(oid, str::to_owned))
    }
}

/// The algorithm of a secret key: Java keeps it in a PrivateKeyInfo, as if it were a private one.
fn secret_key_oid(opened: &[u8]) -> Result<String, Damage> {
    let mut info = Reader::new(opened, "a secret key").sequence("a secret key")?;
    info.number("the version of a key")?;
    info.sequence("the algorithm of a key")?.oid("the algorithm of a key")
}
