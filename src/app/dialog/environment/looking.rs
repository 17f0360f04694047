//! Done looks at the chosen file once more, and so does Enter where it couldn't be read: it may have been mended in
//! place, copied again or put there meanwhile, often with the very command that a finding names.
//!
//! What is taken over is what was judged and shown. So another file than the one in the form is shown first, and Done
//! asked for again; one that can't be read any more is taken over as it was read.

use super::{EnvironmentForm, FileState, FormField, Remark, ahead, form_mut};
use crate::{
    app::{
        effect::Effect,
        message::FileProblem,
        model::{Model, Tone},
        remote::Ticket,
    },
    domain::{
        file::{Content, NewFile},
        text,
    },
};

/// A look at the file that is under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    ticket: Ticket,
    /// Enter asked, to go on to the password.
    goes_on: bool,
}

impl EnvironmentForm {
    /// Whether the chosen file is being looked at once more.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// Whether this is what the look waits for.
    pub(super) fn looks_with(&self, ticket: Ticket) -> bool {
        self.looking.is_some_and(|look| look.ticket == ticket)
    }

    /// The look waits for another answer.
    pub(super) fn looks_on_with(&mut self, ticket: Ticket) {
        if let Some(look) = &mut self.looking {
            look.ticket = ticket;
        }
    }

    /// The look is no longer waited for.
    pub(super) fn stop_looking(&mut self) -> Option<Effect> {
        self.meant = None;
        self.looking.take().map(|look| Effect::Cancel(look.ticket))
    }

    fn look(&mut self, ticket: Ticket, goes_on: bool) -> Option<Effect> {
        let has_path = match &self.file {
            FileState::Ready(file) => !file.is_put_back,
            FileState::Bad(_) => true,
            FileState::Untouched | FileState::Reading(_) => false,
        };
        if !has_path {
            return None;
        }
        self.looking = Some(Look { ticket, goes_on });
        Some(Effect::ReadFile(ticket, self.path.text().trim().to_owned()))
    }
}

/// Looks at the chosen file once more, where there is one that was read from a path.
pub(super) fn look(model: &mut Model) -> Option<Effect> {
    let ticket = model.ticket();
    form_mut(model)?.look(ticket, false)
}

/// The same, to go on to the password if it can be read now.
pub(super) fn look_and_go_on(model: &mut Model) -> Option<Effect> {
    let ticket = model.ticket();
    form_mut(model)?.look(ticket, true)
}

/// What a look came to.
pub(super) fn came(model: &mut Model, answer: Result<Content, FileProblem>) {
    let Some(form) = form_mut(model) else { return };
    let Some(look) = form.looking.take() else { return };
    let changed = match (&form.file, answer) {
        (FileState::Ready(before), Ok(content)) if before.content == content => None,
        (FileState::Ready(_), Ok(content)) => Some((content, "the file has changed since it was read")),
        (FileState::Ready(file), Err(problem)) => {
            let path = text::shown(&file.path);
            let words =
                format!("{path} can't be read any more ({problem}): it is taken as it was read before");
            model.say(Tone::Warning, words);
            return;
        }
        (_, Ok(content)) => Some((content, "the file can be read now")),
        (_, Err(problem)) => {
            form.file = FileState::Bad(problem);
            None
        }
    };
    if let Some((content, what)) = changed {
        form.file = FileState::Ready(NewFile::new(form.path.text().trim().to_owned(), content));
        form.touched = true;
        if look.goes_on {
            form.focus = FormField::Password;
            return;
        }
        form.taking = None;
        form.remark =
            Some(Remark::Changed(format!("{what}; above is what it is now: Done again takes it over")));
        ahead::drop_held(model);
    } else if look.goes_on
        && let Some(obstacle) = form.obstacle()
    {
        form.remark = Some(Remark::Refusal(obstacle));
        ahead::drop_held(model);
    }
}
