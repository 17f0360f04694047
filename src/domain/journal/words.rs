//! What the journal says, in words: of the table that is printed and of the screen alike. Safe to show.

use super::{
    Ending, Found, ReadBack, Standing,
    plan::{Change, Held, Plan},
};
use crate::domain::{
    cascade::JwkCascade,
    text::{short_serial, shown, words},
};

impl Standing<'_> {
    /// What is known of an update, in a word or two. What isn't as it should be stands out without colour.
    pub fn says(&self) -> String {
        let words = match self {
            Self::Unknown | Self::Found(Found::Untold) | Self::Ended(Ending::Unknown) => "OUTCOME UNKNOWN",
            Self::Replaced => "replaced",
            Self::Found(Found::Applied) => "applied",
            Self::Found(Found::NotApplied) | Self::Ended(Ending::NotApplied) => "NOT APPLIED",
            Self::SoFar(Found::NotApplied) => "NOT APPLIED YET",
            Self::Found(Found::Neither(_)) => "NEITHER",
            Self::SoFar(_) => "NEITHER SO FAR",
            Self::Ended(Ending::Differs) => "DIFFERS",
            Self::Ended(Ending::Done) => "done",
            Self::Ended(Ending::Stored) => "STORED ONLY",
            Self::Ended(Ending::Refused) => "refused",
            Self::Ended(Ending::NotSent) => "not sent",
            Self::Ended(Ending::Other(word)) => return shown(word),
        };
        words.to_owned()
    }
}

impl Plan {
    /// What changes, one thing each: `renamed to x`, `description`, `~ production 4A:1F → 7F:02`. Empty where
    /// nothing does.
    pub fn says(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(name) = &self.new_name {
            parts.push(format!("renamed to {}", shown(name)));
        }
        if self.description.is_some() {
            parts.push("description".into());
        }
        parts.extend(self.changes.iter().map(Change::says));
        if self.omitted_changes > 0 {
            parts.push(format!("and {} more", self.omitted_changes));
        }
        parts
    }

    /// How far the update reaches JWKs.
    pub fn cascade_says(&self) -> &'static str {
        match self.cascade {
            Some(JwkCascade::Leave) => "JWKs left",
            Some(JwkCascade::ThisProject) => "JWKs of this project",
            Some(JwkCascade::AllProjects) => "JWKs of ALL projects",
            None => "JWKs in a way that only a newer keywright knows",
        }
    }
}

impl Change {
    /// `~ production 4A:1F → 7F:02, password`, `+ dr-site 7F:02`, `- sandbox`.
    pub fn says(&self) -> String {
        let name = shown(&self.environment);
        let mut what = match (&self.before, &self.after) {
            (Some(_), None) => return format!("- {name}"),
            (None, Some(after)) => vec![format!("+ {name} {}", after.content())],
            (Some(before), Some(after)) => {
                let mut what = Vec::new();
                if before.file != after.file {
                    what.push(format!("{} → {}", before.content(), after.content()));
                }
                let texts =
                    [("alias", &before.alias, &after.alias), ("type", &before.store_type, &after.store_type)];
                for (field, before, after) in texts.into_iter().filter(|(_, before, after)| before != after) {
                    let text = |text: &Option<String>| text.as_deref().map_or("none".into(), shown);
                    what.push(format!("{field} {} → {}", text(before), text(after)));
                }
                if what.is_empty() && !self.password {
                    what.push("written again".into());
                }
                if let Some(first) = what.first_mut() {
                    *first = format!("~ {name} {first}");
                } else {
                    what.push(format!("~ {name} password"));
                    return what.concat();
                }
                what
            }
            (None, None) => vec![format!("~ {name}")],
        };
        if self.password {
            what.push("password".into());
        }
        what.join(", ")
    }

    /// Whether it is changed, added, or removed: the sign before its name.
    pub fn sign(&self) -> char {
        match (&self.before, &self.after) {
            (_, None) if self.before.is_some() => '-',
            (None, Some(_)) => '+',
            _ => '~',
        }
    }
}

impl Held {
    /// A file by its certificate's serial number, or by the beginning of its digest.
    pub fn content(&self) -> String {
        match (&self.serial, &self.file) {
            (Some(serial), _) => short_serial(serial),
            (None, Some(file)) => format!("file {}", file.short()),
            (None, None) => "no file".into(),
        }
    }
}

impl ReadBack {
    /// What reading back showed, naming at most so many places; `None` where nobody looked.
    pub fn says(&self, most: usize) -> Option<String> {
        match self {
            Self::Never => None,
            Self::Equal { unseen } if unseen.is_empty() => Some("read back as sent".into()),
            Self::Equal { .. } => Some("read back as sent, as far as it is shown".into()),
            Self::Differs(places) => Some(format!("read back otherwise than sent: {}", named(places, most))),
            Self::AsBefore => Some("read back as it was before".into()),
            Self::Unreadable(why) => Some(format!("not read back: {}", words(why))),
        }
    }
}

impl Found {
    /// What a later look showed, naming at most so many places.
    pub fn says(&self, most: usize) -> String {
        match self {
            Self::Applied => "applied".into(),
            Self::NotApplied => "not applied".into(),
            Self::Neither(places) => format!("neither: {}", named(places, most)),
            Self::Untold => "what is stored reads the same with and without it".into(),
        }
    }
}

/// Places of a document, made safe to show: at most so many, and how many more there are.
pub fn named(places: &[String], most: usize) -> String {
    listed(&places.iter().map(|place| shown(place)).collect::<Vec<_>>(), most)
}

/// The first of a list, and how many more there are.
pub fn listed(list: &[String], most: usize) -> String {
    let first: Vec<&str> = list.iter().take(most).map(String::as_str).collect();
    match list.len().saturating_sub(most) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
