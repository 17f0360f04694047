//! The keymap: one table gives dispatch, footer, help, and the README's key table.

use super::key::{Key, KeyCode};

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
    /// A text field of the environment form.
    FormText,
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
    /// The raw JSON.
    Json,
    /// The help, whose search field takes the letters.
    Help,
    /// A filter being typed.
    Filter,
    /// A question with two answers.
    Confirm,
    /// An error, until it has been read.
    Problem,
    /// The prompt for a token.
    Token,
}

impl Context {
    /// Every context, in the order in which the help shows them.
    pub const ALL: [Self; 21] = [
        Self::Browse,
        Self::Filter,
        Self::Keystore,
        Self::KeystoreField,
        Self::Line,
        Self::Lines,
        Self::AddEnvironment,
        Self::FormPath,
        Self::FormText,
        Self::FormChoice,
        Self::Files,
        Self::Submit,
        Self::SubmitTyping,
        Self::Deploying,
        Self::Deployment,
        Self::Json,
        Self::Help,
        Self::Confirm,
        Self::Problem,
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
            Self::FormText => "Environment: password, alias",
            Self::FormPath => "Environment: file",
            Self::FormChoice => "Environment: type, buttons",
            Self::Files => "File browser",
            Self::Submit => "Submit",
            Self::SubmitTyping => "Submit: typing to confirm",
            Self::Deploying => "Deployment, under way",
            Self::Deployment => "Deployment, over",
            Self::Json => "Raw JSON",
            Self::Help => "Help",
            Self::Filter => "Filter",
            Self::Confirm => "Question",
            Self::Problem => "Message",
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
                | Self::FormPath
                | Self::SubmitTyping
                | Self::Help
                | Self::Filter
                | Self::Token
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
    Edit,
    Json,
    Deployment,
    Add,
    Remove,
    Revert,
    RevertAll,
    Review,
    ReviewAgain,
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

const fn k(c: char) -> Key {
    Key::char(c)
}

const fn p(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn row(
    contexts: &'static [Context],
    keys: &'static [Key],
    action: Action,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding { contexts, keys, action, label, help, needs: Needs::Nothing, danger: false }
}

const fn edit(binding: Binding) -> Binding {
    Binding { needs: Needs::Edit, ..binding }
}

const fn danger(binding: Binding) -> Binding {
    Binding { danger: true, ..binding }
}

use Context as C;

/// Contexts in which something is chosen from a list with letters free for commands.
const LISTS: &[Context] = &[
    C::Browse,
    C::Keystore,
    C::AddEnvironment,
    C::Files,
    C::Deploying,
    C::Deployment,
    C::Json,
    C::Profiles,
    C::Submit,
    C::FormChoice,
    C::Confirm,
    C::Problem,
];
const ENTER: Key = p(KeyCode::Enter);
const ESC: Key = p(KeyCode::Esc);

/// Every binding. The first that fits wins; the order is that of the footer.
pub const BINDINGS: &[Binding] = &[
    // Browse
    row(&[C::Browse], &[ENTER], Action::Accept, "open", "Open: into the next column, or the keystore"),
    row(&[C::Browse, C::Files], &[k('/')], Action::Filter, "filter", "Filter the focused list, fuzzily"),
    edit(row(&[C::Browse], &[k('e')], Action::Edit, "edit", "Open the keystore to edit it")),
    row(
        &[C::Browse],
        &[k('r')],
        Action::Refresh,
        "refresh",
        "Read the focused column again; retry what failed",
    ),
    // Profiles, Add
    row(&[C::Profiles], &[ENTER], Action::Accept, "connect", "Use the profile"),
    row(&[C::AddEnvironment], &[ENTER], Action::Accept, "add", "Add the environment"),
    row(&[C::Files], &[ENTER], Action::Accept, "choose", "Open the directory, choose the file"),
    row(
        &[C::Files],
        &[p(KeyCode::Backspace), k('h'), p(KeyCode::Left)],
        Action::Left,
        "parent",
        "To the parent directory",
    ),
    // Keystore
    edit(row(&[C::Keystore], &[ENTER, k('e')], Action::Accept, "edit", "Edit the environment's entry")),
    edit(row(&[C::Keystore], &[k('a')], Action::Add, "add", "Add one of the project's environments")),
    edit(row(&[C::Keystore], &[k('x')], Action::Remove, "remove", "Mark the environment for removal")),
    edit(row(&[C::Keystore], &[k('u')], Action::Revert, "undo", "Undo what was done to the environment")),
    edit(danger(row(&[C::Keystore], &[k('U')], Action::RevertAll, "", "Undo every change"))),
    edit(row(&[C::KeystoreField], &[ENTER], Action::Accept, "edit", "Edit the field")),
    edit(row(
        &[C::KeystoreField, C::Line, C::Lines],
        &[Key::ctrl('r')],
        Action::Revert,
        "undo field",
        "Put back what is stored",
    )),
    row(&[C::Line], &[ENTER, p(KeyCode::Tab)], Action::Done, "done", "End editing"),
    row(
        &[C::Lines],
        &[Key::ctrl('s'), p(KeyCode::Tab)],
        Action::Done,
        "done",
        "End editing (Enter begins a new line)",
    ),
    row(&[C::Line], &[Key::ctrl('s')], Action::Done, "", "End editing"),
    row(&[C::Line, C::Lines], &[ESC], Action::Back, "cancel", "Stop editing, leave the field as it was"),
    edit(danger(row(
        &[C::Keystore, C::KeystoreField],
        &[Key::ctrl('s')],
        Action::Review,
        "submit",
        "See what an update would do, and submit it",
    ))),
    row(&[C::Keystore], &[k('r')], Action::Refresh, "", "Read the keystore again"),
    row(
        &[C::Keystore, C::KeystoreField],
        &[p(KeyCode::Tab)],
        Action::Next,
        "next",
        "Name, description, environments in turn",
    ),
    row(
        &[C::Keystore, C::KeystoreField],
        &[p(KeyCode::BackTab)],
        Action::Previous,
        "",
        "The same, backwards",
    ),
    row(&[C::KeystoreField], &[p(KeyCode::Down)], Action::Next, "", "To the next field"),
    row(&[C::KeystoreField], &[p(KeyCode::Up)], Action::Previous, "", "To the field before"),
    // Environment form
    row(
        &[C::FormPath],
        &[p(KeyCode::Tab)],
        Action::Complete,
        "complete",
        "Complete the path; on a complete one, next field",
    ),
    row(&[C::FormPath], &[Key::ctrl('o')], Action::Browse, "browse", "Browse the file system"),
    row(&[C::FormText, C::FormPath], &[ENTER], Action::Accept, "", "To the next field"),
    row(&[C::FormChoice], &[ENTER], Action::Accept, "choose", "Choose, or press the button"),
    row(&[C::FormChoice], &[k(' ')], Action::Accept, "", "Choose, or press the button"),
    row(&[C::FormText, C::FormPath], &[p(KeyCode::Down)], Action::Next, "", "To the next field"),
    row(&[C::FormText, C::FormPath], &[p(KeyCode::Up)], Action::Previous, "", "To the field before"),
    row(&[C::FormText, C::FormChoice], &[p(KeyCode::Tab)], Action::Next, "next", "To the next field"),
    row(
        &[C::FormText, C::FormPath, C::FormChoice],
        &[p(KeyCode::BackTab)],
        Action::Previous,
        "",
        "To the field before",
    ),
    row(
        &[C::FormText, C::FormPath, C::FormChoice],
        &[Key::ctrl('s')],
        Action::Done,
        "done",
        "Take the entry over into the keystore's form",
    ),
    row(
        &[C::FormText, C::FormPath, C::FormChoice],
        &[Key::ctrl('r')],
        Action::Revert,
        "undo field",
        "Put back what is stored",
    ),
    row(
        &[C::FormText, C::FormPath, C::FormChoice],
        &[ESC],
        Action::Back,
        "cancel",
        "Leave the entry as it was",
    ),
    // Submit
    row(&[C::Submit], &[ENTER, k(' ')], Action::Accept, "choose", "Choose, or press the button"),
    row(
        &[C::Submit, C::SubmitTyping],
        &[p(KeyCode::Tab)],
        Action::Next,
        "next",
        "To the next choice, field or button",
    ),
    row(&[C::Submit, C::SubmitTyping], &[p(KeyCode::BackTab)], Action::Previous, "", "The same, backwards"),
    row(&[C::SubmitTyping], &[p(KeyCode::Down)], Action::Next, "", "To the next field"),
    row(&[C::SubmitTyping], &[p(KeyCode::Up)], Action::Previous, "", "To the field before"),
    row(&[C::SubmitTyping], &[ENTER], Action::Accept, "confirm", "Confirm what was typed"),
    row(&[C::Submit, C::SubmitTyping], &[ESC], Action::Back, "cancel", "Back to the form; nothing is sent"),
    // Deployment
    edit(danger(row(
        &[C::Deployment],
        &[k('R')],
        Action::ReviewAgain,
        "review again",
        "Open the submit dialog again, with everything to be confirmed",
    ))),
    // Lists
    row(&[C::Filter], &[ENTER], Action::Accept, "keep", "Keep the filter, go back to the list"),
    row(&[C::Filter], &[ESC], Action::Back, "clear", "Drop the filter"),
    row(&[C::Filter, C::Help], &[p(KeyCode::Down)], Action::Down, "", "Down"),
    row(&[C::Filter, C::Help], &[p(KeyCode::Up)], Action::Up, "", "Up"),
    row(&[C::Help], &[ESC, ENTER], Action::Back, "close", "Close the help"),
    row(LISTS, &[k('j'), p(KeyCode::Down)], Action::Down, "", "Down"),
    row(LISTS, &[k('k'), p(KeyCode::Up)], Action::Up, "", "Up"),
    row(&[C::Browse], &[k('h'), p(KeyCode::Left)], Action::Left, "", "To the column before"),
    row(&[C::Browse], &[k('l'), p(KeyCode::Right)], Action::Right, "", "To the next column"),
    row(
        &[C::FormChoice, C::Submit, C::Confirm],
        &[k('h'), p(KeyCode::Left)],
        Action::Left,
        "",
        "To the choice before",
    ),
    row(
        &[C::FormChoice, C::Submit, C::Confirm],
        &[k('l'), p(KeyCode::Right)],
        Action::Right,
        "",
        "To the next choice",
    ),
    row(LISTS, &[p(KeyCode::PageDown), Key::ctrl('f')], Action::PageDown, "", "A page down"),
    row(LISTS, &[p(KeyCode::PageUp), Key::ctrl('b')], Action::PageUp, "", "A page up"),
    row(&[C::Help, C::Filter], &[p(KeyCode::PageDown)], Action::PageDown, "", "A page down"),
    row(&[C::Help, C::Filter], &[p(KeyCode::PageUp)], Action::PageUp, "", "A page up"),
    row(&[C::SubmitTyping], &[p(KeyCode::PageDown)], Action::PageDown, "", "More of the changes"),
    row(&[C::SubmitTyping], &[p(KeyCode::PageUp)], Action::PageUp, "", "Back up in the changes"),
    row(LISTS, &[k('g'), p(KeyCode::Home)], Action::First, "", "To the first"),
    row(LISTS, &[k('G'), p(KeyCode::End)], Action::Last, "", "To the last"),
    // Questions
    row(&[C::Confirm], &[ENTER], Action::Accept, "choose", "Press the button"),
    row(&[C::Confirm], &[p(KeyCode::Tab), p(KeyCode::BackTab)], Action::Next, "", "The other button"),
    danger(row(&[C::Confirm], &[k('y')], Action::Yes, "yes", "Yes")),
    row(&[C::Confirm], &[k('n'), ESC, k('q')], Action::No, "no", "No"),
    row(&[C::Problem], &[ENTER, ESC, k('q')], Action::Back, "close", "Close the message"),
    row(&[C::Token], &[ENTER], Action::Accept, "use it", "Use the token"),
    row(&[C::Token], &[ESC], Action::Back, "cancel", "Go on without a token"),
    // Screens
    row(&[C::Browse, C::Keystore], &[k('J')], Action::Json, "JSON", "The raw JSON, file contents folded"),
    row(
        &[C::Browse, C::Keystore],
        &[p(KeyCode::F(2)), k('D')],
        Action::Deployment,
        "",
        "The deployment under way, or the last one",
    ),
    row(
        &[C::KeystoreField, C::Line, C::Lines],
        &[p(KeyCode::F(2))],
        Action::Deployment,
        "",
        "The deployment under way, or the last one",
    ),
    // Everywhere
    row(
        &[
            C::Browse,
            C::Profiles,
            C::Keystore,
            C::KeystoreField,
            C::AddEnvironment,
            C::Files,
            C::Submit,
            C::FormChoice,
            C::Deploying,
            C::Deployment,
            C::Json,
            C::Confirm,
            C::Problem,
        ],
        &[k('?'), p(KeyCode::F(1))],
        Action::Help,
        "help",
        "Every key, searchable",
    ),
    row(
        &[C::Line, C::Lines, C::FormText, C::FormPath, C::SubmitTyping, C::Filter, C::Token],
        &[p(KeyCode::F(1))],
        Action::Help,
        "help",
        "Every key, searchable",
    ),
    row(&[C::Browse, C::Profiles], &[k('q')], Action::Quit, "quit", "Quit"),
    row(&[C::Browse], &[ESC], Action::Back, "", "Back: drop the filter, stop loading, to the column before"),
    row(
        &[C::Keystore, C::AddEnvironment, C::Files, C::Json],
        &[ESC, k('q')],
        Action::Back,
        "back",
        "Back; asks first when there are changes",
    ),
    row(&[C::KeystoreField], &[ESC], Action::Back, "back", "Back; asks first when there are changes"),
    row(&[C::FormChoice], &[k('q')], Action::Back, "", "Leave the entry as it was"),
    row(&[C::Submit], &[k('q')], Action::Back, "", "Back to the form; nothing is sent"),
    row(
        &[C::Deploying],
        &[ESC, ENTER, k('q')],
        Action::Back,
        "leave it running",
        "Back; it goes on, the header shows it, and a notice says how it ended",
    ),
    row(&[C::Deployment], &[ESC, ENTER, k('q')], Action::Back, "back", "Back to the keystore"),
    row(
        &Context::ALL,
        &[Key::ctrl('c')],
        Action::Leave,
        "",
        "Quit; asks first when there are changes or a submission is under way",
    ),
    row(&Context::ALL, &[Key::ctrl('z')], Action::Suspend, "", "Suspend; `fg` comes back"),
    row(&Context::ALL, &[Key::ctrl('l')], Action::Redraw, "", "Draw the screen anew"),
];

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
