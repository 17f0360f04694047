//! Everything that is said of what would be sent, together: what forbids sending it, what has to be
//! typed for, what has to be read.

use jiff::Timestamp;

use super::{Judgement, of_draft};
use crate::{
    app::model::Model,
    domain::stake::Stake,
    judge::{Finding, Grade},
};

/// What is said of each entry that is edited, in the order of the form.
#[derive(Debug)]
pub struct Review<'a> {
    pub entries: Vec<(&'a str, Judgement<'a>)>,
}

/// A finding, and the environment that it is about.
pub type About<'a> = (&'a str, &'a Finding);

impl<'a> Review<'a> {
    /// Of the opened keystore.
    pub fn of(model: &'a Model) -> Self {
        let Some(form) = model.form() else { return Self { entries: Vec::new() } };
        let entries = form.draft.entries().iter().enumerate();
        let edited = entries.filter(|(_, entry)| !entry.removed && !entry.edits.is_empty());
        let judged = edited.filter_map(|(place, entry)| {
            let proposal = of_draft(model, form, place)?;
            Some((form.draft.label(entry), proposal.judgement(model)))
        });
        Self { entries: judged.collect() }
    }

    /// The first environment whose file is still being opened, and since when.
    pub fn opening(&self) -> Option<(&'a str, Timestamp)> {
        self.entries.iter().find_map(|(name, judgement)| match judgement {
            Judgement::Opening(since) => Some((*name, *since)),
            _ => None,
        })
    }

    /// The findings of one grade.
    pub fn of_grade(&self, grade: Grade) -> impl Iterator<Item = About<'a>> {
        self.entries
            .iter()
            .flat_map(move |(name, judgement)| judgement.of_grade(grade).map(move |finding| (*name, finding)))
    }

    /// The same, each once with the environments that it is about.
    pub fn together(&self, grade: Grade) -> Vec<(Vec<&'a str>, &'a Finding)> {
        let mut together: Vec<(Vec<&str>, &Finding)> = Vec::new();
        for (name, finding) in self.of_grade(grade) {
            match together.iter_mut().find(|(_, other)| *other == finding) {
                Some((names, _)) => names.push(name),
                None => together.push((vec![name], finding)),
            }
        }
        together
    }

    /// The first finding that nobody gets past.
    pub fn block(&self) -> Option<About<'a>> {
        self.of_grade(Grade::Blocks).next()
    }

    /// The warnings, to be remembered as read.
    pub fn warnings(&self) -> Vec<(String, Finding)> {
        self.of_grade(Grade::Warning).map(|(name, finding)| (name.to_owned(), finding.clone())).collect()
    }

    /// What is typed to get past what stops: one stake for all of it, which says which environments
    /// and what for.
    pub fn stake(&self) -> Option<Stake> {
        let said = self.together(Grade::Stops);
        if said.is_empty() {
            return None;
        }
        let together = |how: fn(&[&str]) -> String| {
            let clauses = said.iter().map(|(names, finding)| format!("{}: {}", how(names), finding.says));
            clauses.collect::<Vec<_>>().join("; ")
        };
        Some(Stake::anyway(together(some), together(|names| names.join(", "))))
    }

    /// How many findings there are of each grade, the gravest first: `1 blocks, 2 stop, 3 warnings`; empty
    /// where there is none.
    pub fn summary(&self) -> String {
        summary(self.entries.iter().flat_map(|(_, judgement)| judgement.findings()))
    }
}

/// Names, and of many the first: `production, staging and 37 more`.
pub fn some(names: &[&str]) -> String {
    const MOST: usize = 3;
    match names {
        [first, second, rest @ ..] if names.len() > MOST => {
            format!("{first}, {second} and {} more", rest.len())
        }
        names => names.join(", "),
    }
}

/// The same of some findings.
pub fn summary<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> String {
    let mut counts = [(Grade::Blocks, 0), (Grade::Stops, 0), (Grade::Warning, 0)];
    for finding in findings {
        for (grade, count) in &mut counts {
            *count += usize::from(*grade == finding.grade());
        }
    }
    let words = |(grade, count): (Grade, usize)| match (grade, count) {
        (_, 0) => None,
        (Grade::Blocks, 1) => Some("1 blocks".to_owned()),
        (Grade::Blocks, count) => Some(format!("{count} block")),
        (Grade::Stops, 1) => Some("1 stops".to_owned()),
        (Grade::Stops, count) => Some(format!("{count} stop")),
        (Grade::Warning, 1) => Some("1 warning".to_owned()),
        (Grade::Warning, count) => Some(format!("{count} warnings")),
    };
    counts.into_iter().filter_map(words).collect::<Vec<_>>().join(", ")
}
