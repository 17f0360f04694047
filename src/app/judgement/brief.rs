//! A case for the rules with everything in it, so that another thread can ask them.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::vault::Opened,
    domain::{
        environment::Kind,
        file::{FileDigest, Format, StoreType},
        java::Java,
    },
    judge::{self, Candidate, Case, Finding, Present},
};

/// What to do about a file that is closed.
const GIVE: &str = "give its password";
const UNLOCK: &str = "press p in the table of environments, and give the password of the stored file";

/// One entry as it would be sent, beside what is there now. Holds no secret.
#[derive(Clone, Debug)]
pub struct Brief {
    pub(super) candidate: File,
    /// The file stays; something else of the entry changes.
    pub(super) stays: bool,
    pub(super) format: Format,
    pub(super) store_type: Option<StoreType>,
    pub(super) has_odd_password: bool,
    pub(super) present: Option<File>,
    /// Who else in the keystore would hold the same file.
    pub(super) elsewhere: Vec<(String, Kind)>,
    pub(super) kind: Kind,
    pub(super) now: Timestamp,
    pub(super) soon: SignedDuration,
    pub(super) java: Option<Java>,
}

/// A file, and the alias that it serves under.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub digest: FileDigest,
    pub opened: Opened,
    pub alias: Option<String>,
}

/// What the rules say of a case.
#[derive(Debug)]
pub struct Verdict {
    pub brief: Brief,
    pub findings: Vec<Finding>,
}

impl Brief {
    /// Asks the rules. Verifies signatures: never on the screen's thread.
    pub fn judge(self) -> Verdict {
        let findings = judge::judge(&self.case());
        Verdict { brief: self, findings }
    }

    fn case(&self) -> Case<'_> {
        let candidate = Candidate {
            stays: self.stays,
            format: self.format,
            digest: self.candidate.digest,
            opened: self.candidate.opened.as_deref(),
            store_type: self.store_type,
            alias: self.candidate.alias.as_deref(),
            has_odd_password: self.has_odd_password,
            unlock: if self.stays { UNLOCK } else { GIVE },
        };
        let present = self.present.as_ref().map(|present| Present {
            digest: present.digest,
            opened: present.opened.as_deref(),
            alias: present.alias.as_deref(),
            unlock: UNLOCK,
        });
        Case {
            candidate,
            present,
            elsewhere: self.elsewhere.iter().map(|(name, kind)| (name.as_str(), kind)).collect(),
            kind: Some(&self.kind),
            now: self.now,
            soon: self.soon,
            java: self.java,
            name_java: "--gateway-java 17, or gateway_java in the profile",
        }
    }

    /// When it is judged.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }
}

/// The same case, whenever it is judged.
impl PartialEq for Brief {
    fn eq(&self, other: &Self) -> bool {
        self.candidate == other.candidate
            && self.stays == other.stays
            && self.format == other.format
            && self.store_type == other.store_type
            && self.has_odd_password == other.has_odd_password
            && self.present == other.present
            && self.elsewhere == other.elsewhere
            && self.kind == other.kind
            && self.soon == other.soon
            && self.java == other.java
    }
}

/// The same bytes, opened by the same attempt.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.opened, &other.opened) {
            (Ok(one), Ok(other)) => Arc::ptr_eq(one, other),
            (Err(one), Err(other)) => one == other,
            _ => false,
        };
        same && self.digest == other.digest && self.alias == other.alias
    }
}
