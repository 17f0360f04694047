//! What protects a file, and what of that Java doesn't read.

use super::{
    mac::{self, Mac},
    safe::Encrypted,
    scheme::Scheme,
};
use crate::{
    domain::secret::Secret,
    keystore::store::{Protected, Protection},
};

/// Before JDK-8348732 Java took no password but of printable ASCII, whatever it was for in a PKCS#12.
const SINCE_8348732: &str = "25";

/// The facts, each once.
#[derive(Debug)]
pub struct Facts {
    pub protections: Vec<Protection>,
    pub refused: Vec<String>,
    /// The password has something else in it than printable ASCII.
    is_beyond_ascii: bool,
}

impl Facts {
    /// No facts so far, of a file that this password is for.
    pub fn new(password: Option<&Secret>) -> Self {
        let is_plain = |c: char| matches!(c, ' '..='~');
        let is_beyond_ascii = password.is_some_and(|password| !password.expose().chars().all(is_plain));
        Self { protections: Vec::new(), refused: Vec::new(), is_beyond_ascii }
    }

    /// A MAC protects the file.
    pub fn mac(&mut self, mac: &Mac) {
        self.protection(Protection {
            of: Protected::Integrity,
            algorithm: mac.name(),
            since: self.since(mac.since()),
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
            since: self.since(scheme.since),
            iterations: scheme.iterations(),
        });
        if self.is_beyond_ascii && scheme.is_of_pkcs12() {
            self.refused(format!(
                "no JDK takes a password with letters beyond ASCII for {}: give the file another password",
                scheme.name
            ));
        }
        if let Some(why) = scheme.refused_by_java() {
            self.refused(why);
        }
    }

    /// The first JDKs that read an algorithm, with this password.
    fn since(&self, algorithm: Option<&'static str>) -> Option<&'static str> {
        let is_later = algorithm == Some(mac::SINCE_8343232);
        if self.is_beyond_ascii && !is_later { Some(SINCE_8348732) } else { algorithm }
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
