//! Where a file is to be written on this machine. Nothing changes on the gateway: read-only sessions
//! may save too.

use super::{
    Dialog,
    completion::{self, Completed, For},
    confirm::{Confirm, Question},
};
use crate::{
    app::{
        effect::{Contents, Effect, Saving},
        field::TextField,
        key::Key,
        keymap::Action,
        message::{DirectoryEntry, FileProblem, SaveProblem},
        model::{Model, Tone},
        remote::Ticket,
    },
    domain::text,
};

/// The path, and what is to be written there.
#[derive(Debug)]
pub struct Save {
    /// What is written, in words.
    pub what: String,
    pub contents: Contents,
    pub path: TextField,
    /// It is being written.
    pub saving: Option<Ticket>,
    /// Why it couldn't be.
    pub problem: Option<SaveProblem>,
    /// What a Tab offered, where there were several.
    pub offers: Vec<DirectoryEntry>,
    /// Why a Tab completed nothing.
    pub complaint: Option<String>,
    completing: Option<Ticket>,
}

/// Asks for a path; `name` is the file's, until the operator writes another.
pub fn open(model: &mut Model, what: String, contents: Contents, name: &str) {
    let path = TextField::line(name);
    let offers = Vec::new();
    let (saving, problem, complaint, completing) = (None, None, None, None);
    model.dialogs.push(Dialog::Save(Save {
        what,
        contents,
        path,
        saving,
        problem,
        offers,
        complaint,
        completing,
    }));
}

impl Save {
    /// Takes a key for the path.
    pub fn key(&mut self, key: Key) {
        if self.saving.is_none() && self.path.key(key) {
            self.changed();
        }
    }

    /// Takes pasted text for the path.
    pub fn paste(&mut self, text: &str) {
        if self.saving.is_none() {
            self.path.paste(text);
            self.changed();
        }
    }

    /// The path is another one: what was said of the one before no longer holds, and what comes late for it is
    /// nobody's.
    fn changed(&mut self) {
        (self.problem, self.complaint, self.completing) = (None, None, None);
        self.offers.clear();
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Save(save)) = model.dialogs.last_mut() else { return Vec::new() };
    match action {
        Action::Accept if save.saving.is_none() => write(model, false),
        Action::Complete if save.saving.is_none() => complete(model),
        Action::Back => {
            if save.saving.is_some() {
                model.say(Tone::Info, "it is still being written: a notice says what came of it");
            }
            model.dialogs.pop();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Tab: what the path may go on with.
fn complete(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(save) = find(model) else { return Vec::new() };
    let path = save.path.text();
    if path == "~" {
        save.path.set("~/");
        save.changed();
        return Vec::new();
    }
    let before = save.completing.replace(ticket);
    let list = Effect::ListDirectory(ticket, completion::directory(&path).to_owned());
    before.map(Effect::Cancel).into_iter().chain([list]).collect()
}

/// The directory to complete in has been listed.
pub fn listed(model: &mut Model, ticket: Ticket, answer: &Result<Vec<DirectoryEntry>, FileProblem>) {
    let Some(save) = find(model).filter(|save| save.completing == Some(ticket)) else { return };
    let path = save.path.text();
    save.changed();
    match answer.as_ref().map(|entries| completion::complete(&path, entries, For::Saving)) {
        Ok(Some(Completed { path: completed, offers })) => {
            save.path.set(&completed);
            save.offers = offers;
        }
        Ok(None) => save.complaint = Some("nothing there begins so: a new name".into()),
        Err(problem) => {
            save.complaint = Some(format!("{}: {problem}", text::shown(completion::directory(&path))));
        }
    }
}

/// Has it written. With `replace`, which has been asked, over the file that is there.
pub fn write(model: &mut Model, replace: bool) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(save) = find(model) else { return Vec::new() };
    let path = save.path.text().trim().to_owned();
    if path.is_empty() {
        save.problem = Some(SaveProblem::NoName);
        return Vec::new();
    }
    save.changed();
    save.saving = Some(ticket);
    vec![Effect::Save(ticket, Saving { path, contents: save.contents.clone(), replace })]
}

fn find(model: &mut Model) -> Option<&mut Save> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Save(save) => Some(save),
        _ => None,
    })
}

/// What came of it; said also where the dialog was closed meanwhile.
pub fn saved(model: &mut Model, ticket: Ticket, answer: Result<String, SaveProblem>) -> Vec<Effect> {
    let waiting = find(model).filter(|save| save.saving == Some(ticket));
    match (answer, waiting) {
        (Ok(path), waiting) => {
            if waiting.is_some() {
                model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Save(_)));
            }
            model.say(Tone::Good, format!("saved as {}, which only you may read", text::words(&path)));
        }
        (Err(problem), Some(save)) => {
            save.saving = None;
            let exists = problem == SaveProblem::Exists;
            save.problem = Some(problem);
            let about = Some(save.path.text());
            // Asked where nothing else was opened meanwhile that takes the keys.
            if exists && matches!(model.dialogs.last(), Some(Dialog::Save(_))) {
                let question = Confirm { about, ..Question::ReplaceFile.into() };
                model.dialogs.push(Dialog::Confirm(question));
            }
        }
        (Err(problem), None) => model.say(Tone::Warning, format!("not saved: {problem}")),
    }
    Vec::new()
}

/// A file name made of words that may hold anything: no path, nothing hidden, nothing that looks like
/// an option.
pub fn file_name(words: &[&str], extension: &str) -> String {
    /// Characters; far below what any file system takes.
    const LONGEST: usize = 80;
    let mut name = String::new();
    for word in words {
        let parts: Vec<&str> = word.split(|c| !is_plain(c)).filter(|part| !part.is_empty()).collect();
        let part = parts.join("-");
        let part = part.trim_matches(['-', '.']);
        if !part.is_empty() {
            name = if name.is_empty() { part.to_owned() } else { format!("{name}-{part}") };
        }
    }
    let mut name: String = name.chars().take(LONGEST).collect();
    if name.is_empty() {
        name.push_str("keystore");
    }
    format!("{name}.{extension}")
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_says_what_it_is_and_leads_nowhere() {
        assert_eq!(file_name(&["partner-mtls", "production"], "jks"), "partner-mtls-production.jks");
        assert_eq!(file_name(&["şube imza", "k8s / eu"], "p12"), "şube-imza-k8s-eu.p12");
        assert_eq!(file_name(&["../../etc/passwd"], "pem"), "etc-passwd.pem");
        assert_eq!(file_name(&["-rf", ".hidden"], "pem"), "rf-hidden.pem");
        assert_eq!(file_name(&["\x1b[31m", ""], "pem"), "31m.pem");
        assert_eq!(file_name(&["", "***"], "pem"), "keystore.pem");
    }

    proptest! {
        #[test]
        fn any_words_make_a_name(words in proptest::collection::vec("(?s).{0,60}", 0..4)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let name = file_name(&words, "pem");
            prop_assert!(name.ends_with(".pem") && !name.contains('/') && name.len() < 400);
            prop_assert!(!name.starts_with(['.', '-']) && !name.chars().any(text::is_hostile));
        }
    }
}
