//! What a server said beside its no.

/// The most characters of a server's words that are kept.
pub const MAX_WORDS: usize = 2_000;

/// The most characters that are heard before what must not be repeated is taken out of them, so that none of
/// it is cut in two and no longer known.
pub const MAX_HEARD: usize = 16 * 1024;

/// The most complaints about single fields that are kept.
const MAX_FIELDS: usize = 50;

/// A server's no, in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The HTTP status; 200 where the no came under it.
    pub status: u16,
    /// Bounded, with [`fields`](Self::fields) on lines of their own; may be hostile.
    pub words: Option<String>,
    pub fields: Vec<FieldError>,
}

/// What a server has against one field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl Said {
    /// A status and nothing more.
    pub fn nothing(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Takes up to [`MAX_HEARD`] characters of everything.
    pub fn new(status: u16, words: Option<&str>, mut fields: Vec<FieldError>) -> Self {
        fields.truncate(MAX_FIELDS);
        for field in &mut fields {
            for text in [&mut field.field, &mut field.message] {
                *text = bounded(text, MAX_HEARD).unwrap_or_default();
            }
        }
        let words = words.and_then(|words| bounded(words, MAX_HEARD));
        let lines = fields.iter().map(|field| format!("{}: {}", field.field, field.message));
        let all: Vec<String> = words.into_iter().chain(lines).collect();
        Self { status, words: bounded(&all.join("\n"), MAX_HEARD), fields }
    }
}

/// At most `most` characters of a text, with `…` where it was cut; `None` where nothing is in it.
pub fn bounded(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    match text.char_indices().nth(most) {
        _ if text.is_empty() => None,
        None => Some(text.to_owned()),
        Some((end, _)) => Some(format!("{}…", text.get(..end).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bounded_and_fields_are_lines() {
        let field = FieldError { field: "name".into(), message: "is required".into() };
        let said = Said::new(400, Some("Validation failed"), vec![field]);
        assert_eq!(said.words.as_deref(), Some("Validation failed\nname: is required"));
        assert_eq!(Said::new(400, Some("  "), vec![]).words, None);
        assert_eq!(bounded("äöü", 2).unwrap(), "äö…");
        let endless = FieldError { field: "x".repeat(99_999), message: "x".repeat(99_999) };
        let said = Said::new(400, Some(&"x".repeat(99_999)), vec![endless]);
        assert_eq!(said.words.unwrap().chars().count(), MAX_HEARD + 1);
        assert_eq!(said.fields[0].message.chars().count(), MAX_HEARD + 1);
    }
}
