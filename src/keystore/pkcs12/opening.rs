//! A password at work on one file: within the file's grant, in each of its spellings.

use zeroize::Zeroizing;

use super::{
    ber::{Damage, Reader},
    cost::Budget,
    mac::Mac,
    names,
    password::Spelling,
    safe::{Bag, Contents, Encrypted, is_whole},
    scheme::Scheme,
};
use crate::keystore::{Certificate, OpenError, key, parallel, store::PrivateKey};

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

    /// Whether the MAC is that of the file; the spelling for which it is gets tried first from now on. What can be decrypted
    /// meanwhile is, for [`Self::content`].
    pub fn check(&mut self, mac: &Mac, safe: &[u8], contents: &[Contents]) -> (bool, Ahead) {
        let fits = || self.spellings.iter().position(|spelling| mac.fits(spelling, safe));
        // With two spellings only the MAC tells which to decrypt with.
        let (right, ahead) = match self.spellings.as_slice() {
            [only] => {
                let ahead = contents.iter().find_map(Contents::encrypted).map_or(0, Encrypted::work);
                parallel::both(mac.cost().work().min(ahead), fits, || Ahead::of(contents, only))
            }
            _ => (fits(), Ahead::none()),
        };
        if let Some(right) = right {
            self.spellings.swap(0, right);
            self.is_right = true;
        }
        (right.is_some(), ahead)
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
    pub fn content(
        &mut self,
        encrypted: &Encrypted,
        ahead: &mut Ahead,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let scheme = encrypted.scheme.as_ref().map_err(|unknown| OpenError::Unsupported(unknown.clone()))?;
        let opened = match ahead.next() {
            Some(opened) => opened,
            None => self.decrypt(scheme, &encrypted.data),
        };
        // The right one for something else in the file: as `openssl pkcs12 -export -twopass` makes them, which Java can't
        // open either.
        opened.ok_or(if self.is_right { OpenError::TwoPasswords } else { OpenError::WrongPassword })
    }

    /// Why the MAC isn't that of the contents: with the wrong password nothing in it opens either.
    pub fn why_the_mac_differs(&mut self, contents: &[Contents]) -> OpenError {
        let encrypted = contents.iter().find_map(Contents::encrypted);
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
        let (index, opened) = self.open(scheme, data)?;
        self.spellings.swap(0, index);
        self.is_right = true;
        Some(opened)
    }

    /// What the first spelling that decrypts it makes of it, and which one that is.
    fn open(&self, scheme: &Scheme, data: &[u8]) -> Option<(usize, Zeroizing<Vec<u8>>)> {
        let mut spellings = self.spellings_for(scheme).iter().enumerate();
        spellings.find_map(|(index, spelling)| Some((index, open(scheme, data, spelling)?)))
    }

    fn spellings_for(&self, scheme: &Scheme) -> &[Spelling] {
        let some = if scheme.tells_spellings_apart() { self.spellings.len() } else { 1 };
        self.spellings.get(..some).unwrap_or_default()
    }

    /// Looks at a private key, beside the certificate that is said to be its own. What that tells of the password is
    /// for [`Self::learn`], since many are looked at at once.
    pub fn private_key(&self, key: &Encrypted, leaf: Option<&Certificate>) -> PrivateKey {
        if self.spellings.is_empty() {
            return PrivateKey::Locked;
        }
        match &key.scheme {
            Err(unknown) => PrivateKey::Unsupported(unknown.clone()),
            Ok(scheme) => match self.open(scheme, &key.data) {
                Some((_, opened)) => key::examine(&opened, leaf),
                None => PrivateKey::OtherPassword,
            },
        }
    }

    /// Takes into account what became of a key.
    pub fn learn(&mut self, key: &PrivateKey) {
        match key {
            PrivateKey::Open { .. } | PrivateKey::Damaged(_) => self.is_right = true,
            PrivateKey::OtherPassword => self.is_refused = true,
            PrivateKey::Locked | PrivateKey::Unsupported(_) => {}
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

/// What a spelling decrypts something to, where that has the form of what may be in it.
fn open(scheme: &Scheme, data: &[u8], spelling: &Spelling) -> Option<Zeroizing<Vec<u8>>> {
    scheme.decrypt(spelling, data).filter(is_whole)
}

/// A file's encrypted contents as the password decrypts them, while its MAC is checked: the first of them, which in real
/// files is the only one.
pub struct Ahead(Option<Option<Zeroizing<Vec<u8>>>>);

impl Ahead {
    /// Nothing was decrypted ahead.
    pub fn none() -> Self {
        Self(None)
    }

    fn of(contents: &[Contents], spelling: &Spelling) -> Self {
        let first = contents.iter().find_map(Contents::encrypted);
        let scheme = first.and_then(|first| Some((first.scheme.as_ref().ok()?, &first.data)));
        Self(scheme.map(|(scheme, data)| open(scheme, data, spelling)))
    }

    /// What the next of them was decrypted to; the outer `None` where it is still to be done.
    fn next(&mut self) -> Option<Option<Zeroizing<Vec<u8>>>> {
        self.0.take()
    }
}

/// The algorithm of a secret key: Java keeps it in a PrivateKeyInfo, as if it were a private one.
fn secret_key_oid(opened: &[u8]) -> Result<String, Damage> {
    let mut info = Reader::new(opened, "a secret key").sequence("a secret key")?;
    info.number("the version of a key")?;
    info.sequence("the algorithm of a key")?.oid("the algorithm of a key")
}
