//! What protects a file, and what of that Java doesn't read.

use super::{mac::Mac, safe::Encrypted, scheme::Scheme};
use crate::keystore::store::{Protected, Protection};

/// The facts, each once.
#[derive(Debug, Default)]
pub struct Facts {
    pub protections: Vec<Protection>,
    pub refused: Vec<String>,
}

impl Facts {
    /// A MAC protects the file.
    pub fn mac(&mut self, mac: &Mac) {
        self.protection(Protection {
            of: Protected::Integrity,
            algorithm: mac.name(),
            since: mac.since(),
            iterations: mac.iterations(),
        });
        self.refused.extend(mac.refused_by_java());
    }

    /// Something in it is encrypted.
    pub fn encryption(&mut self, of: Protected, encrypted: &Encrypted) {
        match &encrypted.scheme {
            Ok(scheme) => self.scheme(of, scheme),
            Err(unknown) => {
                let algorithm = unknown.clone();
                self.protection(Protection { of, algorithm, since: None, iterations: 0 });
            }
        }
    }

    fn scheme(&mut self, of: Protected, scheme: &Scheme) {
        self.protection(Protection {
            of,
            algorithm: scheme.name.clone(),
            since: scheme.since,
            iterations: scheme.iterations(),
        });
        if let Some(why) = scheme.refused_by_java() {
            self.refused(why);
        }
    }

    /// Java refuses the file, or a key in it: why.
    pub fn refused(&mut self, why: String) {
        if !self.refused.contains(&why) {
            self.refused.push(why);
        }
    }

    fn protection(&mut self, new: Protection) {
        let same = |old: &&mut Protection| old.of == new.of && old.algorithm == new.algorithm;
        match self.protections.iter_mut().find(same) {
            Some(old) => old.iterations = old.iterations.min(new.iterations),
            None => self.protections.push(new),
        }
    }
}
