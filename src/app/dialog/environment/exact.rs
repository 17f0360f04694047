//! The alias field. An alias is a key to look an entry up by, so one that comes from a file or the server keeps every
//! character that it has there, also blanks at its ends and what no field takes; what is typed is trimmed.

use crate::{
    app::{field::TextField, key::Key},
    domain::text,
};

/// A field of one line that holds an alias.
#[derive(Clone, Debug)]
pub struct AliasField {
    field: TextField,
    /// What was put in, exactly.
    given: String,
    /// What stood in the field then: harmless stand-ins where the alias has what would do harm.
    shown: String,
}

impl AliasField {
    /// A field that holds an alias as it is in a file or in the stored entry.
    pub fn of(alias: &str) -> Self {
        let field = TextField::line(&text::words(alias));
        Self { given: alias.to_owned(), shown: field.text(), field }
    }

    /// Puts another alias in place, the cursor at its end.
    pub fn set(&mut self, alias: &str) {
        *self = Self::of(alias);
    }

    /// The alias that is meant: what was put in, as long as nobody edits it; else what was typed, without blanks at
    /// its ends. Empty: none.
    pub fn alias(&self) -> String {
        let text = self.field.text();
        if text == self.shown { self.given.clone() } else { text.trim().to_owned() }
    }

    /// What stands in the field.
    pub fn text(&self) -> String {
        self.field.text()
    }

    /// The field itself, to be drawn.
    pub fn field(&self) -> &TextField {
        &self.field
    }

    /// Takes a key. Returns whether that changed what stands in it.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.field.text();
        self.field.key(key);
        self.field.text() != before
    }

    /// Inserts pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.field.paste(pasted);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::key::KeyCode;

    #[test]
    fn what_is_edited_is_typed_and_what_is_edited_back_is_as_it_was() {
        let mut field = AliasField::of(" lead\ttrail ");
        assert_eq!((field.text().as_str(), field.alias().as_str()), (" lead trail ", " lead\ttrail "));
        assert!(field.key(Key::char('x')));
        assert_eq!(field.alias(), "lead trail x");
        assert!(field.key(KeyCode::Backspace.into()));
        assert_eq!(field.alias(), " lead\ttrail ");
        assert!(!field.key(KeyCode::Left.into()));
    }

    #[test]
    fn what_is_typed_is_trimmed() {
        let mut field = AliasField::of("");
        field.paste("  partner ");
        assert_eq!(field.alias(), "partner");
    }

    proptest! {
        #[test]
        fn an_alias_stays_as_it_is_and_is_shown_harmlessly(alias in "(?s).{0,40}") {
            let field = AliasField::of(&alias);
            prop_assert_eq!(field.alias(), alias);
            prop_assert!(!field.text().chars().any(text::is_hostile));
        }
    }
}
