//! A text that must not be seen: a token, a password. Redacted when printed, kept out of swap where the
//! system grants it, wiped when dropped.

mod pages;

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use pages::Pages;
pub use pages::all_are_locked;

/// A token or a password.
///
/// Its `Debug` shows nothing of it, it has no `Display`, its memory is kept out of swap as far as the system
/// grants that, and is overwritten on drop.
pub struct Secret(Pages);

impl Secret {
    /// Takes the text over and wipes the buffer that it came in.
    pub fn new(mut text: String) -> Self {
        let secret = Self::copied(&text);
        text.zeroize();
        secret
    }

    /// Keeps a copy; wiping the original stays with whoever owns it.
    pub fn copied(text: &str) -> Self {
        Self(Pages::new(text))
    }

    /// The text itself: to be sent or typed, never to be stored, logged or shown.
    pub fn expose(&self) -> &str {
        self.0.text()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl Clone for Secret {
    fn clone(&self) -> Self {
        Self::copied(self.expose())
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::copied("")
    }
}

impl From<Zeroizing<String>> for Secret {
    fn from(text: Zeroizing<String>) -> Self {
        Self::copied(&text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Equal text. For telling whether an edit changed a secret, not for checking someone else's guess:
/// the time that it takes depends on the contents.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_is_printed() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(format!("{:#?}", Some(&secret)), "Some(\n    Secret(…),\n)");
    }

    #[test]
    fn it_holds_what_was_given() {
        let mut roomy = String::with_capacity(100);
        roomy.push_str("pässword");
        let secret = Secret::new(roomy);
        assert_eq!(secret.expose(), "pässword");
        assert_eq!(secret, Secret::from(Zeroizing::new("pässword".to_owned())));
        assert_ne!(secret, Secret::default());
        assert!(Secret::default().is_empty() && !secret.is_empty());
    }
}
