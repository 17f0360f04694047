//! Completing the path of a file: Tab lists the directory, and what begins as typed is offered.

use super::{FileState, form_mut, path::path_changed};
use crate::{
    app::{
        effect::Effect,
        message::{DirectoryEntry, FileProblem},
        model::Model,
        remote::Ticket,
    },
    domain::text,
};

/// Tab in the path: on a file that is there, to the next field; else it completes.
pub(super) fn complete(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(form) = form_mut(model) else { return Vec::new() };
    let path = form.path.text();
    if matches!(form.file, FileState::Ready(_)) || path.is_empty() {
        form.focus = form.focus.moved(1);
        return Vec::new();
    }
    if path == "~" {
        form.path.set("~/");
        return path_changed(model);
    }
    let directory = path.rfind('/').map_or("./", |end| path.get(..=end).unwrap_or("./")).to_owned();
    let before = form.completing.replace(ticket);
    before.map(Effect::Cancel).into_iter().chain([Effect::ListDirectory(ticket, directory)]).collect()
}

/// The directory to complete in has been listed.
pub fn listed(
    model: &mut Model,
    ticket: Ticket,
    answer: &Result<Vec<DirectoryEntry>, FileProblem>,
) -> Vec<Effect> {
    let Some(form) = form_mut(model).filter(|form| form.completing == Some(ticket)) else {
        return Vec::new();
    };
    form.completing = None;
    let path = form.path.text();
    let start = path.rfind('/').map_or(0, |end| end + 1);
    let (directory, prefix) = path.split_at(start);
    let entries = match answer {
        Ok(entries) => entries,
        Err(problem) => {
            form.complaint = Some(format!("{}: {problem}", text::shown(directory)));
            return Vec::new();
        }
    };
    let matching = matching(entries, prefix);
    let Some(common) = common_prefix(&matching) else {
        form.complaint = Some("nothing begins so".into());
        return Vec::new();
    };
    let only = match matching.as_slice() {
        [only] if only.directory => "/",
        _ => "",
    };
    let completed = format!("{directory}{common}{only}");
    let offers = if matching.len() > 1 { matching } else { Vec::new() };
    if completed == path {
        form.offers = offers;
        return Vec::new();
    }
    form.path.set(&completed);
    let effects = path_changed(model);
    if let Some(form) = form_mut(model) {
        form.offers = offers;
    }
    effects
}

/// The entries that begin so: keystores first, then directories, then the rest. Hidden ones only
/// where the prefix begins with a dot.
fn matching(entries: &[DirectoryEntry], prefix: &str) -> Vec<DirectoryEntry> {
    let mut matching: Vec<DirectoryEntry> = entries
        .iter()
        .filter(|entry| entry.name.starts_with(prefix))
        .filter(|entry| prefix.starts_with('.') || !entry.name.starts_with('.'))
        .cloned()
        .collect();
    matching.sort_by_key(|entry| (!entry.looks_like_keystore(), !entry.directory, entry.name.clone()));
    // Where keystores match, other files aren't meant.
    if matching.iter().any(DirectoryEntry::looks_like_keystore) {
        matching.retain(|entry| entry.directory || entry.looks_like_keystore());
    }
    matching
}

fn common_prefix(entries: &[DirectoryEntry]) -> Option<String> {
    let (first, rest) = entries.split_first()?;
    let mut common = first.name.as_str();
    for entry in rest {
        let same = common.char_indices().zip(entry.name.chars()).take_while(|((_, a), b)| a == b);
        let end = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        common = common.get(..end).unwrap_or_default();
    }
    Some(common.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, directory: bool) -> DirectoryEntry {
        DirectoryEntry { name: name.into(), directory, size: 1 }
    }

    #[test]
    fn completion_prefers_keystores_and_hides_dot_files() {
        let entries = [
            entry("partner.txt", false),
            entry("partner.p12", false),
            entry("parts", true),
            entry(".part", false),
        ];
        let names: Vec<_> = matching(&entries, "par").into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["partner.p12", "parts"]);
        assert_eq!(matching(&entries, "").len(), 2);
        assert_eq!(matching(&entries, ".").len(), 1);
    }

    #[test]
    fn the_common_prefix_respects_characters() {
        assert_eq!(common_prefix(&[entry("şube1", false), entry("şube2", false)]).as_deref(), Some("şube"));
        assert_eq!(common_prefix(&[entry("şa", false), entry("sa", false)]).as_deref(), Some(""));
        assert_eq!(common_prefix(&[]), None);
    }
}
