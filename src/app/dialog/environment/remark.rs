//! What stands above the buttons of the form until the next key, and what stands against taking the entry over.

use super::{EnvironmentForm, FileState, Target};
use crate::domain::file::{FileProblem, Format};

/// What is said above the buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Something that a key asked for can't be.
    Complaint(String),
    /// Done was refused; the findings (F3) have it whole.
    Refusal(String),
    /// The file was read again and is another one: Done waits for the operator to have seen it.
    Changed(String),
}

impl Remark {
    /// The words.
    pub fn words(&self) -> &str {
        match self {
            Self::Complaint(words) | Self::Refusal(words) | Self::Changed(words) => words,
        }
    }
}

impl EnvironmentForm {
    /// What is said above the buttons.
    pub fn remark(&self) -> Option<&Remark> {
        self.remark.as_ref()
    }

    /// What stands in the way, as it is said above the buttons.
    pub fn complaint(&self) -> Option<&str> {
        match &self.remark {
            Some(Remark::Complaint(words) | Remark::Refusal(words)) => Some(words),
            Some(Remark::Changed(_)) | None => None,
        }
    }

    pub(super) fn complain(&mut self, words: impl Into<String>) {
        self.remark = Some(Remark::Complaint(words.into()));
    }

    /// Where nothing can be judged, because the chosen file can't be read: why, and what to do about it.
    pub fn unreadable(&self) -> Option<(&FileProblem, &'static str)> {
        let FileState::Bad(problem) = &self.file else { return None };
        Some((problem, mend(problem)))
    }

    /// Why it can't be taken over as it is.
    pub fn obstacle(&self) -> Option<String> {
        match &self.file {
            FileState::Reading(_) => return Some("the file is still being read".into()),
            FileState::Bad(problem) => return Some(format!("the file can't be used: {problem}")),
            FileState::Untouched if matches!(self.target, Target::New(_)) && self.stored.file.is_none() => {
                return Some("choose a file for the new environment".into());
            }
            FileState::Untouched | FileState::Ready(_) => {}
        }
        let format = self.format()?;
        if !matches!(self.file, FileState::Ready(_)) && self.chosen_type.is_none() {
            return None;
        }
        match (format.store_type(), self.store_type()) {
            (None, _) if format == Format::Unknown => {
                Some("the file is not a keystore: choose a JKS or PKCS#12 file".into())
            }
            (None, _) => Some(format!(
                "the gateway takes no {format}: F3 says how to convert it, and y copies the command"
            )),
            (Some(is), Some(chosen)) if is != chosen => {
                Some(format!("the type is {}, but the file is {format}", chosen.word()))
            }
            _ => None,
        }
    }
}

/// How to mend a file that can't be read.
fn mend(problem: &FileProblem) -> &'static str {
    match problem {
        FileProblem::NotFound => "check the path (Tab completes it, Ctrl-O browses), or put the file there",
        FileProblem::Directory => "choose a file in it: Ctrl-O browses",
        FileProblem::NotADirectory => "check the path: a part before the last is a file (Ctrl-O browses)",
        FileProblem::NotAFile => {
            "choose a file; what comes from a device or pipe has to be saved as one first"
        }
        FileProblem::Denied => {
            "let your user read it (ls -l FILE shows who may), or choose a copy that it can read"
        }
        FileProblem::Empty => "copy it again from where it was made",
        FileProblem::TooLarge(_) => "choose the keystore itself: what is so large is something else",
        FileProblem::Other(_) => "check the path and where it leads (ls -l FILE), or choose another file",
    }
}
