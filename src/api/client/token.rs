//! The token, shared: a new one reaches every client at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::{api::error::Error, domain::secret::Secret};

/// A cell that holds the token, or none; its clones are the same cell. Never shown by `Debug`.
#[derive(Clone, Debug, Default)]
pub struct TokenCell(Arc<Mutex<Option<Secret>>>);

impl TokenCell {
    /// A cell with a token in it.
    pub fn new(token: Secret) -> Self {
        Self(Arc::new(Mutex::new(Some(token))))
    }

    /// Puts another token in place.
    pub fn set(&self, token: Secret) {
        *self.lock() = Some(token);
    }

    /// Takes the token out: requests fail from now on, before anything is sent.
    pub fn clear(&self) {
        *self.lock() = None;
    }

    pub(super) fn get(&self) -> Result<Secret, Error> {
        let unusable = |why: &str| Error::NoToken { why: why.into() };
        match self.lock().clone() {
            None => Err(unusable("none was given")),
            Some(token) if token.is_empty() => Err(unusable("it is empty")),
            Some(token) if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) => {
                Err(unusable("it holds a space, a line break, or another character that no token has"))
            }
            Some(token) => Ok(token),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Secret>> {
        // A panic elsewhere leaves a whole token behind: nothing in here can fail half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `Bearer …`, marked so that neither logs nor HTTP/2's compression keep it, and wiped when dropped.
pub(super) fn bearer(token: &Secret) -> Result<HeaderValue, Error> {
    let text = Zeroizing::new(format!("Bearer {}", token.expose()).into_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text))
        .map_err(|_| Error::NoToken { why: "no header can carry it".into() })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_that_a_header_can_carry_is_given_out() {
        let cell = TokenCell::default();
        assert!(cell.get().unwrap_err().is_token_refused());
        for bad in ["", "a b", "a\n", "é", "a\0"] {
            cell.set(Secret::new(bad.into()));
            assert!(cell.get().is_err(), "{bad:?}");
        }
        let other = cell.clone();
        other.set(Secret::new("t0ken".into()));
        let value = bearer(&cell.get().unwrap()).unwrap();
        assert_eq!(value.to_str().unwrap(), "Bearer t0ken");
        assert!(!format!("{value:?} {cell:?}").contains("t0ken"));
        cell.clear();
        assert!(other.get().is_err());
    }
}
