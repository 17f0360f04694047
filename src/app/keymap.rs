//! The keymap: one table gives dispatch, footer, help, and the README's key table.

mod bindings;

pub use bindings::BINDINGS;
use bindings::LISTS;

use super::key::Key;

/// Where a key is pressed. What has the keyboard is in one context at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Choosing a profile at the start.
    Profiles,
    /// Projects, keystores, preview.
    Browse,
    /// The table of environments of an opened keystore.
    Keystore,
    /// Name or description of an opened keystore, not being edited.
    KeystoreField,
    /// A field of one line being edited.
    Line,
    /// The description being edited.
    Lines,
    /// Choosing an environment to add.
    AddEnvironment,
    /// The password field of the environment form.
    FormText,
    /// The alias field of the environment form.
    FormAlias,
    /// The path field of the environment form.
    FormPath,
    /// A choice or a button of the environment form.
    FormChoice,
    /// The file browser.
    Files,
    /// The submit dialog: choices and buttons.
    Submit,
    /// The submit dialog: typing to confirm.
    SubmitTyping,
    /// The deployment screen, while the update is under way.
    Deploying,
    /// The same, once it is over.
    Deployment,
    /// The three versions of a keystore that two people changed.
    Merge,
    /// The raw JSON.
    Json,
    /// What is inside an environment's file.
    Entry,
    /// The updates of the journal.
    History,
    /// What is known of one of them.
    Record,
    /// The prompt for a file's password.
    Password,
    /// The path of a file to be written.
    Save,
    /// The updates of which nobody knows what came.
    Unknown,
    /// Edits that weren't submitted.
    Kept,
    /// The help, whose search field takes the letters.
    Help,
    /// A filter being typed.
    Filter,
    /// A question with two answers.
    Confirm,
    /// An error, until it has been read.
    Problem,
    /// What the rules say, in full.
    Findings,
    /// The prompt for a token.
    Token,
}

impl Context {
    /// Every context, in the order in which the help shows them.
    pub const ALL: [Self; 31] = [
        Self::Browse,
        Self::Filter,
        Self::Keystore,
        Self::KeystoreField,
        Self::Line,
        Self::Lines,
        Self::AddEnvironment,
        Self::FormPath,
        Self::FormText,
        Self::FormAlias,
        Self::FormChoice,
        Self::Files,
        Self::Submit,
        Self::SubmitTyping,
        Self::Findings,
        Self::Deploying,
        Self::Deployment,
        Self::Merge,
        Self::Json,
        Self::Entry,
        Self::History,
        Self::Record,
        Self::Password,
        Self::Save,
        Self::Help,
        Self::Confirm,
        Self::Problem,
        Self::Unknown,
        Self::Kept,
        Self::Token,
        Self::Profiles,
    ];

    /// Its name in help and README.
    pub fn title(self) -> &'static str {
        match self {
            Self::Profiles => "Profiles",
            Self::Browse => "Browse",
            Self::Keystore => "Keystore: environments",
            Self::KeystoreField => "Keystore: name, description",
            Self::Line => "Editing a line",
            Self::Lines => "Editing the description",
            Self::AddEnvironment => "Add an environment",
            Self::FormText => "Environment: password",
            Self::FormAlias => "Environment: alias",
            Self::FormPath => "Environment: file",
            Self::FormChoice => "Environment: type, buttons",
            Self::Files => "File browser",
            Self::Submit => "Submit",
            Self::SubmitTyping => "Submit: typing to confirm",
            Self::Deploying => "Deployment, under way",
            Self::Deployment => "Deployment, over",
            Self::Merge => "Merge",
            Self::Json => "Raw JSON",
            Self::Entry => "Entries of a file",
            Self::History => "History",
            Self::Record => "History: one update",
            Self::Password => "Password",
            Self::Save => "Save as",
            Self::Unknown => "Unknown outcomes",
            Self::Kept => "Edits that weren't submitted",
            Self::Help => "Help",
            Self::Filter => "Filter",
            Self::Confirm => "Question",
            Self::Problem => "Message",
            Self::Findings => "Findings",
            Self::Token => "Token",
        }
    }

    /// Whether printable keys are text here: then no binding of one fires.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Line
                | Self::Lines
                | Self::FormText
                | Self::FormAlias
                | Self::FormPath
                | Self::SubmitTyping
                | Self::Help
                | Self::Filter
                | Self::Token
                | Self::Password
                | Self::Save
        )
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    /// Open, choose, press: what Enter does to the thing under the cursor.
    Accept,
    Back,
    Quit,
    Leave,
    Help,
    Suspend,
    Redraw,
    Filter,
    Refresh,
    /// Look what came of an update whose outcome is unknown.
    Outcome,
    Sort,
    View,
    Password,
    Save,
    Copy,
    CopySha1,
    Edit,
    Json,
    Deployment,
    Findings,
    Add,
    Remove,
    Revert,
    RevertAll,
    Review,
    ReviewAgain,
    WithoutKeeping,
    History,
    /// All updates, or those of one keystore.
    Widen,
    RollBack,
    TakeUp,
    Merge,
    TakeTheirs,
    KeepMine,
    TakeAllTheirs,
    KeepAllMine,
    Next,
    Previous,
    Complete,
    Browse,
    Done,
    Yes,
    No,
}

/// What a binding needs to do anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A session that may write; elsewhere the key doesn't exist, and says why.
    Edit,
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub contexts: &'static [Context],
    /// Any of these.
    pub keys: &'static [Key],
    pub action: Action,
    /// The footer's word; empty for what isn't in the footer.
    pub label: &'static str,
    /// A sentence for help and README.
    pub help: &'static str,
    pub needs: Needs,
    /// Can lose or deploy something.
    pub danger: bool,
}

/// The binding of a key in a context. Where letters are text, only keys that aren't text count.
pub fn lookup(context: Context, key: Key) -> Option<&'static Binding> {
    if context.takes_text() && key.printable().is_some() {
        return None;
    }
    BINDINGS.iter().find(|binding| binding.contexts.contains(&context) && binding.keys.contains(&key))
}

/// The bindings of a context, in the order of the footer.
pub fn of(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.contexts.contains(&context))
}

impl Binding {
    /// Its keys in words: `j ↓`.
    pub fn keys_text(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// The README's key table: a row for each binding, as Markdown. `!` marks what can lose or deploy
/// something, `*` what doesn't exist in read-only mode.
pub fn markdown() -> String {
    let mut text = String::from("| keys | what they do | where |\n|---|---|---|\n");
    for binding in BINDINGS {
        let keys = binding.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
        let danger = if binding.danger { " **!**" } else { "" };
        let edits = if binding.needs == Needs::Edit { " \\*" } else { "" };
        text += &format!("| {keys}{danger}{edits} | {} | {} |\n", binding.help, places(binding.contexts));
    }
    text
}

/// Where a binding holds, in words.
fn places(contexts: &[Context]) -> String {
    if contexts.len() == Context::ALL.len() {
        return "everywhere".into();
    }
    if contexts == LISTS {
        return "every list and dialog without a text field".into();
    }
    contexts.iter().map(|context| context.title()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_in_one_context() {
        for context in Context::ALL {
            let mut seen: Vec<Key> = Vec::new();
            for key in of(context).flat_map(|binding| binding.keys.iter().copied()) {
                assert!(!seen.contains(&key), "{key} twice in {context:?}");
                seen.push(key);
            }
        }
    }

    #[test]
    fn no_letter_fires_where_letters_are_text() {
        for context in Context::ALL.into_iter().filter(|context| context.takes_text()) {
            for c in ' '..='~' {
                assert!(lookup(context, Key::char(c)).is_none(), "{c:?} in {context:?}");
            }
            for binding in of(context) {
                let reachable = binding.keys.iter().any(|key| key.printable().is_none());
                assert!(reachable, "{binding:?} can't be pressed in {context:?}");
            }
        }
    }

    #[test]
    fn every_context_is_listed_once_and_can_be_left() {
        for context in Context::ALL {
            assert_eq!(Context::ALL.iter().filter(|other| **other == context).count(), 1);
            let ways_out = [Action::Back, Action::Quit, Action::No];
            assert!(of(context).any(|binding| ways_out.contains(&binding.action)), "{context:?}");
            assert!(lookup(context, Key::ctrl('c')).is_some());
        }
    }
}
