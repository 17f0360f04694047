//! What protects a file, and what of that Java doesn't read.

use super::{mac::Mac, safe::Encrypted, scheme::Scheme};
use crate::{
    domain::{java::Needs, secret::Secret},
    keystore::store::{Cause, Protected, Protection, Refusal},
};

/// The most facts of a kind: real files have three, a hostile one could name thousands of algorithms.
const MAX_FACTS: usize = 64;

/// The facts, each once.
#[derive(Debug)]
pub struct Facts {
    /// Whether the password is printable ASCII, or none is given.
    is_ascii: bool,
    pub protections: Vec<Protection>,
    pub refused: Vec<Refusal>,
}

impl Facts {
    /// None so far.
    pub fn new(password: Option<&Secret>) -> Self {
        let is_ascii =
            password.is_none_or(|password| password.expose().chars().all(|c| matches!(c, ' '..='~')));
        Self { is_ascii, protections: Vec::new(), refused: Vec::new() }
    }

    /// A MAC protects the file.
    pub fn mac(&mut self, mac: &Mac) {
        self.protection(Protection {
            of: Protected::Integrity,
            algorithm: mac.name(),
            needs: self.needs(mac.needs()),
            iterations: mac.iterations(),
        });
        if let Some(why) = mac.refused_by_java() {
            self.refused(Refusal { why, cause: Cause::Making });
        }
    }

    /// Something in it is encrypted.
    pub fn encryption(&mut self, of: Protected, encrypted: &Encrypted) {
        match &encrypted.scheme {
            Ok(scheme) => self.scheme(of, scheme),
            Err(unknown) => {
                let algorithm = unknown.clone();
                self.protection(Protection { of, algorithm, needs: None, iterations: 0 });
            }
        }
    }

    fn scheme(&mut self, of: Protected, scheme: &Scheme) {
        self.protection(Protection {
            of,
            algorithm: scheme.name.clone(),
            needs: self.needs(scheme.needs),
            iterations: scheme.iterations(),
        });
        if let Some(refusal) = scheme.refused_by_java(self.is_ascii) {
            self.refused(refusal);
        }
    }

    /// What an algorithm asks of a JDK with this password: before JDK-8348732 Java took none but of printable
    /// ASCII, whatever it was for in a PKCS#12.
    fn needs(&self, algorithm: Option<Needs>) -> Option<Needs> {
        if self.is_ascii { algorithm } else { algorithm.max(Some(Needs::AnyPassword)) }
    }

    /// Java refuses the file, or a key in it: why.
    pub fn refused(&mut self, refusal: Refusal) {
        if self.refused.len() < MAX_FACTS && !self.refused.contains(&refusal) {
            self.refused.push(refusal);
        }
    }

    fn protection(&mut self, new: Protection) {
        let same = |old: &&mut Protection| old.of == new.of && old.algorithm == new.algorithm;
        if let Some(old) = self.protections.iter_mut().find(same) {
            old.iterations = old.iterations.min(new.iterations);
        } else if self.protections.len() < MAX_FACTS {
            self.protections.push(new);
        }
    }
}
