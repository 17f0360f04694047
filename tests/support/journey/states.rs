//! The states that journeys begin from, and what can be looked at in one.

use keywright::app::{
    dialog::{Dialog, environment::EnvironmentForm, submit},
    judgement::Review,
    keymap::Context,
    model::Tone,
    screen::{browse::Browse, keystore},
    session::Session,
    submission::Submission,
};

use super::{Journey, session};

impl Journey {
    /// The browse screen with Payments' keystores: acquirer, partner-mtls, sepa-qwac.
    pub fn browsing() -> Self {
        Self::browsing_in(session())
    }

    /// The same, in another session.
    pub fn browsing_in(session: Session) -> Self {
        let mut journey = Self::begin(session);
        journey.settle();
        journey.go("j<Enter>");
        journey
    }

    /// partner-mtls opened: production, staging, sandbox.
    pub fn editing() -> Self {
        let mut journey = Self::browsing();
        journey.go("j<Enter>");
        assert_eq!(journey.form().draft.name(), "partner-mtls");
        journey
    }

    /// partner-mtls opened with another description, which leaves production at stake.
    pub fn changed() -> Self {
        let mut journey = Self::editing();
        journey.describe("changed");
        journey
    }

    /// The same, with the submit dialog over it.
    pub fn reviewing() -> Self {
        let mut journey = Self::changed();
        journey.go("<C-s>");
        assert_eq!(journey.context(), Context::Submit);
        journey
    }

    /// The same, confirmed: the keystore is being read again.
    pub fn submitting() -> Self {
        let mut journey = Self::reviewing();
        journey.confirm(&["production"]);
        journey
    }

    /// The same, checked: the update has gone out.
    pub fn sent() -> Self {
        let mut journey = Self::submitting();
        journey.settle();
        assert_eq!(journey.puts.len(), 1);
        journey
    }

    /// Gives the opened keystore another description.
    pub fn describe(&mut self, text: &str) {
        let turns = match self.form().focus {
            keystore::Focus::Environments => "<Tab><Tab>",
            keystore::Focus::Name => "<Tab>",
            keystore::Focus::Description => "",
        };
        self.keys(turns);
        self.keys(&format!("<Enter><C-u>{text}<C-s><Tab>"));
        assert_eq!(self.form().draft.description(), text);
    }

    /// In the submit dialog just opened: leaves the JWKs, types the phrases, ticks warnings as read where
    /// there are any, presses the button.
    pub fn confirm(&mut self, phrases: &[&str]) {
        self.keys("<Tab><Tab><Enter>");
        let submit = self.submit();
        assert!(submit.cascade.is_some(), "{submit:?}");
        self.type_phrases(phrases);
        self.tick_warnings();
        assert_eq!(self.submit().focus, submit::Focus::Confirm);
        self.keys("<Enter>");
    }

    /// In the submit dialog with everything typed: ticks the warnings as read, where there are any; the focus
    /// is then on the button.
    pub fn tick_warnings(&mut self) {
        if Review::of(&self.model).warnings().is_empty() {
            return;
        }
        self.tick_warnings_only();
        self.keys("<Tab><Tab>");
        assert_eq!(self.submit().focus, submit::Focus::Confirm);
    }

    /// In the submit dialog: ticks the warnings as read; the focus stays there.
    pub fn tick_warnings_only(&mut self) {
        while self.submit().focus != submit::Focus::Warnings {
            self.keys("<S-Tab>");
        }
        self.keys(" ");
        assert!(self.submit().has_read(&Review::of(&self.model)));
    }

    /// In the submit dialog with a cascade chosen: types the phrases; the focus is then on the button.
    pub fn type_phrases(&mut self, phrases: &[&str]) {
        // Choosing a cascade leads to what is to be typed, where something is.
        assert_eq!(self.context() == Context::SubmitTyping, !phrases.is_empty());
        for phrase in phrases {
            self.keys(&format!("{phrase}<Enter>"));
            assert_eq!(self.submit().complaint, None, "after {phrase:?}");
        }
        // The last phrase leads to Cancel, never to the button by itself.
        if !phrases.is_empty() {
            assert_eq!(self.submit().focus, submit::Focus::Cancel);
        }
        while self.submit().focus != submit::Focus::Confirm {
            assert_ne!(self.context(), Context::SubmitTyping, "more is to be typed");
            self.keys("<Tab>");
        }
    }
}

impl Journey {
    /// Where a key pressed now belongs.
    pub fn context(&self) -> Context {
        self.model.context()
    }

    /// The opened keystore.
    #[track_caller]
    pub fn form(&self) -> &keystore::KeystoreScreen {
        self.model.form().expect("a keystore is open")
    }

    pub fn browse(&self) -> &Browse {
        self.model.browse().expect("the browse screen is there")
    }

    /// The submit dialog.
    #[track_caller]
    pub fn submit(&self) -> &submit::Submit {
        match self.model.dialog() {
            Some(Dialog::Submit(submit)) => submit,
            other => panic!("not the submit dialog but {other:?}"),
        }
    }

    /// The form of an environment's entry.
    #[track_caller]
    pub fn entry_form(&self) -> &EnvironmentForm {
        match self.model.dialog() {
            Some(Dialog::Environment(form)) => form,
            other => panic!("not the form of an entry but {other:?}"),
        }
    }

    #[track_caller]
    pub fn submission(&self) -> &Submission {
        self.model.submission.as_ref().expect("something was submitted")
    }

    /// The line above the footer.
    pub fn notice(&self) -> &str {
        self.model.notice.as_ref().map_or("", |notice| notice.text.as_str())
    }

    /// How the submission stands, in one line.
    #[track_caller]
    pub fn headline(&self) -> (Tone, String) {
        self.submission().headline()
    }

    /// The environments of the opened keystore with their marks: `~production staging -sandbox`.
    pub fn marks(&self) -> String {
        let draft = &self.form().draft;
        let word = |entry| format!("{}{}", draft.mark(entry).sign(), draft.label(entry)).trim().to_owned();
        draft.entries().iter().map(word).collect::<Vec<_>>().join(" ")
    }
}
