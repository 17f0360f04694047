//! The choice of what happens to the JWKs, and which they are.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::Page;
use crate::{
    app::dialog::submit::Focus,
    domain::{cascade::JwkCascade, jwk::MadeFrom, text},
    view::widget,
};

/// What the names stand below their choice by.
const INDENT: &str = "       ";

impl Page<'_> {
    /// The three choices, with the JWKs that each reaches; their names stand below their choice where they
    /// don't fit beside it.
    pub(super) fn jwks(&self, names: Vec<String>) -> Vec<Line<'static>> {
        let mut lines = vec![Line::styled("JWKs made from this keystore", self.theme.bold())];
        for cascade in JwkCascade::ALL {
            let mark = if self.submit.cascade == Some(cascade) { "(•)" } else { "( )" };
            let focused = self.submit.focus == Focus::Cascade(cascade);
            let choice = format!("{mark} {}", widget::cell(cascade.label(), 28));
            let below = cascade == JwkCascade::ThisProject && !names.is_empty();
            let reaches = match below {
                true => format!("{}:", self.made_here().len()),
                false => widget::cut(&self.reaches(cascade), self.beside()),
            };
            lines.push(Line::from(vec![
                Span::raw(" "),
                Span::styled(choice, self.theme.button(focused)),
                Span::raw(format!("  {reaches}")),
            ]));
            if below {
                lines.extend(names.iter().map(|line| Line::raw(format!("{INDENT}{line}"))));
            }
        }
        lines
    }

    /// The columns beside a choice.
    fn beside(&self) -> usize {
        self.width.saturating_sub(36)
    }

    /// The names of the JWKs that were made from the keystore, in lines below their choice; none where they
    /// fit beside it, or where there are none.
    pub(super) fn names(&self, most: usize) -> Vec<String> {
        let names = self.made_here();
        if names.is_empty() || most == 0 || self.in_this_project().width() <= self.beside() {
            return Vec::new();
        }
        let width = self.width.saturating_sub(INDENT.len());
        // The longest name leaves room for the count of the others.
        let longest = (width * most).saturating_sub(24);
        let mut named = String::new();
        let mut fitting = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            named = format!("{named}{comma}{}", widget::cut(&text::shown(name), longest));
            let words = match names.len() - at - 1 {
                0 => named.clone(),
                more => format!("{named} and {more} more"),
            };
            let lines = widget::wrap(&words, width);
            if lines.len() <= most {
                fitting = lines;
            } else if widget::wrap(&named, width).len() > most {
                break;
            }
        }
        fitting
    }

    /// The JWKs of the project that are known to be made from the keystore.
    fn made_here(&self) -> Vec<String> {
        let project = &self.form.project;
        let jwks = self.model.catalog.project(project).map(|data| &data.jwks);
        if jwks.is_some_and(|jwks| jwks.pending().is_some() || jwks.error().is_some()) {
            return Vec::new();
        }
        match self.model.catalog.made_from(project, self.form.draft.base()) {
            Some(MadeFrom::Known(names)) => names,
            _ => Vec::new(),
        }
    }

    fn reaches(&self, cascade: JwkCascade) -> String {
        match cascade {
            JwkCascade::Leave => String::new(),
            JwkCascade::AllProjects => "in every project; not listed here".into(),
            JwkCascade::ThisProject => self.in_this_project(),
        }
    }

    fn in_this_project(&self) -> String {
        let project = &self.form.project;
        let jwks = self.model.catalog.project(project).map(|data| &data.jwks);
        match (self.model.catalog.made_from(project, self.form.draft.base()), jwks) {
            (_, Some(jwks)) if jwks.pending().is_some() => "reading them".into(),
            (_, Some(jwks)) if jwks.error().is_some() => "unknown: they could not be read".into(),
            (Some(MadeFrom::Known(names)), _) if names.is_empty() => "none".into(),
            (Some(MadeFrom::Known(names)), _) => {
                let listed = names.iter().map(|name| text::shown(name)).collect::<Vec<_>>().join(", ");
                format!("{}: {listed}", names.len())
            }
            (Some(MadeFrom::Unknown { candidates }), _) => {
                format!("unknown; {candidates} made from some keystore")
            }
            (None, _) => "unknown".into(),
        }
    }
}
