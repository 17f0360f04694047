//! A browser over this machine's file system, for the file of an environment.

use super::{Dialog, environment};
use crate::app::{
    effect::Effect,
    keymap::Action,
    message::{DirectoryEntry, FileProblem},
    model::Model,
    picker::Picker,
    remote::Ticket,
};

/// A directory, its entries, and the cursor.
#[derive(Debug)]
pub struct Files {
    /// As it is shown and read; ends in `/`.
    pub directory: String,
    pub entries: Vec<DirectoryEntry>,
    pub picker: Picker,
    pub reading: Option<Ticket>,
    pub problem: Option<FileProblem>,
    /// Where the cursor goes once the entries are there: the directory that was left.
    came_from: Option<String>,
}

/// Opens the browser at the directory of a path.
pub fn open(model: &mut Model, path: &str) -> Vec<Effect> {
    let directory = match path.rfind('/') {
        Some(end) => path.get(..=end).unwrap_or("./").to_owned(),
        None => "./".to_owned(),
    };
    model.dialogs.push(Dialog::Files(Files {
        directory: String::new(),
        entries: Vec::new(),
        picker: Picker::default(),
        reading: None,
        problem: None,
        came_from: None,
    }));
    go(model, directory, None)
}

fn go(model: &mut Model, directory: String, came_from: Option<String>) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(Dialog::Files(files)) = model.dialogs.last_mut() else { return Vec::new() };
    files.directory.clone_from(&directory);
    files.entries.clear();
    files.picker.clear();
    files.problem = None;
    files.came_from = came_from;
    let before = files.reading.replace(ticket);
    before.map(Effect::Cancel).into_iter().chain([Effect::ListDirectory(ticket, directory)]).collect()
}

/// The entries have come in.
pub fn listed(model: &mut Model, ticket: Ticket, answer: &Result<Vec<DirectoryEntry>, FileProblem>) {
    let Some(files) = model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Files(files) if files.reading == Some(ticket) => Some(files),
        _ => None,
    }) else {
        return;
    };
    files.reading = None;
    match answer {
        Ok(entries) => {
            files.entries.clone_from(entries);
            files
                .entries
                .sort_by_key(|entry| (!entry.directory, !entry.looks_like_keystore(), entry.name.clone()));
            if let Some(name) = files.came_from.take() {
                let names: Vec<&str> = files.entries.iter().map(|entry| entry.name.as_str()).collect();
                files.picker.select(names, &name);
            }
        }
        Err(problem) => files.problem = Some(problem.clone()),
    }
}

/// Does what a key asks.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Dialog::Files(files)) = model.dialogs.last_mut() else { return Vec::new() };
    let names = || files.entries.iter().map(|entry| entry.name.as_str());
    let (len, chosen) = (files.picker.hits(names()).len(), files.picker.chosen(names()));
    if files.picker.is_typing() {
        match action {
            Action::Accept => files.picker.keep(),
            Action::Back => files.picker.clear(),
            _ => {
                files.picker.step(action, len);
            }
        }
        return Vec::new();
    }
    if files.picker.step(action, len) {
        return Vec::new();
    }
    match action {
        Action::Filter => files.picker.begin(),
        Action::Back if files.picker.is_filtered() => files.picker.clear(),
        Action::Back => drop(model.dialogs.pop()),
        Action::Left => {
            let (parent, left) = parent(&files.directory);
            return go(model, parent, left);
        }
        Action::Accept => {
            let Some(entry) = chosen.and_then(|index| files.entries.get(index)) else { return Vec::new() };
            let path = format!("{}{}", files.directory, entry.name);
            if entry.directory {
                return go(model, format!("{path}/"), None);
            }
            model.dialogs.pop();
            return environment::choose_file(model, &path);
        }
        _ => {}
    }
    Vec::new()
}

/// The directory above, and the name of the one that is left.
fn parent(directory: &str) -> (String, Option<String>) {
    let trimmed = directory.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((above, name)) if !matches!(name, "." | ".." | "~") => {
            (format!("{above}/"), Some(name.to_owned()))
        }
        None if !matches!(trimmed, "" | "." | ".." | "~") => ("./".into(), Some(trimmed.to_owned())),
        _ if trimmed.is_empty() => ("/".into(), None),
        _ if trimmed == "." => ("../".into(), None),
        _ => (format!("{trimmed}/../"), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_up() {
        for (from, to, left) in [
            ("/home/op/", "/home/", Some("op")),
            ("/home/", "/", Some("home")),
            ("/", "/", None),
            ("~/", "~/../", None),
            ("~/keys/", "~/", Some("keys")),
            ("./", "../", None),
            ("keys/", "./", Some("keys")),
            ("../", "../../", None),
        ] {
            assert_eq!(parent(from), (to.to_owned(), left.map(str::to_owned)), "{from}");
        }
    }
}
