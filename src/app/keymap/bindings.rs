//! The table itself: every key that does anything, and where.

use super::{Action, Binding, Context, Needs};
use crate::app::key::{Key, KeyCode};

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
pub(super) const LISTS: &[Context] = &[
    C::Browse,
    C::Keystore,
    C::AddEnvironment,
    C::Files,
    C::Deploying,
    C::Deployment,
    C::Merge,
    C::Json,
    C::Entry,
    C::Profiles,
    C::Submit,
    C::FormChoice,
    C::Confirm,
    C::Problem,
    C::Unknown,
    C::Kept,
];
const ENTER: Key = p(KeyCode::Enter);
const ESC: Key = p(KeyCode::Esc);

/// Every binding. The first that fits wins; the order is that of the footer.
pub const BINDINGS: &[Binding] = &[
    // Browse, Keystore
    row(&[C::Browse], &[ENTER], Action::Accept, "open", "Open: into the next column, or the keystore"),
    row(&[C::Browse, C::Files], &[k('/')], Action::Filter, "filter", "Filter the focused list, fuzzily"),
    edit(row(&[C::Browse], &[k('e')], Action::Edit, "edit", "Open the keystore to edit it")),
    row(
        &[C::Browse],
        &[k('s')],
        Action::Sort,
        "sort",
        "Sort the keystores by expiry, the worst first, or by name",
    ),
    edit(row(&[C::Keystore], &[ENTER, k('e')], Action::Accept, "edit", "Edit the environment's entry")),
    row(
        &[C::Browse, C::Keystore],
        &[k('v')],
        Action::View,
        "view",
        "What is inside the files: entries, chains, every field of a certificate",
    ),
    row(
        &[C::Browse],
        &[k('p')],
        Action::Password,
        "unlock",
        "Give the password of a locked or unchecked file; it is kept for this session only",
    ),
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
    // Entries of a file
    row(&[C::Entry], &[ENTER], Action::Accept, "facts", "Into the facts, to scroll them"),
    row(&[C::Entry], &[k('y')], Action::Copy, "copy", "Copy the certificate's SHA-256 fingerprint (OSC 52)"),
    row(&[C::Entry], &[k('Y')], Action::CopySha1, "", "Copy its SHA-1 fingerprint"),
    row(&[C::Entry], &[k('w')], Action::Save, "save", "Save the certificate, or an entry's chain, as PEM"),
    row(
        &[C::Keystore, C::Entry],
        &[k('p')],
        Action::Password,
        "unlock",
        "Give the password of the stored file; it is kept for this session only",
    ),
    row(&[C::Keystore], &[k('w')], Action::Save, "save", "Save the stored file on this machine, as it is"),
    row(&[C::Entry], &[p(KeyCode::Tab)], Action::Next, "next file", "The next environment's file"),
    row(&[C::Entry], &[p(KeyCode::BackTab)], Action::Previous, "", "The file before"),
    row(&[C::Entry], &[k('h'), p(KeyCode::Left)], Action::Left, "", "Back to the entries"),
    row(&[C::Entry], &[k('l'), p(KeyCode::Right)], Action::Right, "", "Into the facts"),
    row(
        &[C::Keystore, C::Submit],
        &[k('f'), p(KeyCode::F(3))],
        Action::Findings,
        "findings",
        "What the rules say of what would be sent, in full, and how to mend it",
    ),
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
    row(&[C::FormText, C::FormAlias, C::FormPath], &[ENTER], Action::Accept, "", "To the next field"),
    row(&[C::FormChoice], &[ENTER], Action::Accept, "choose", "Choose, or press the button"),
    row(&[C::FormChoice], &[k(' ')], Action::Accept, "", "Choose, or press the button"),
    row(
        &[C::FormAlias],
        &[p(KeyCode::Tab)],
        Action::Complete,
        "complete",
        "Complete the alias from those in the file; on one that is there, next field",
    ),
    row(
        &[C::FormAlias],
        &[p(KeyCode::Down)],
        Action::Down,
        "choose",
        "The file's next alias; where there is no other, next field",
    ),
    row(
        &[C::FormAlias],
        &[p(KeyCode::Up)],
        Action::Up,
        "",
        "The file's alias before; where there is no other, field before",
    ),
    row(&[C::FormText, C::FormPath], &[p(KeyCode::Down)], Action::Next, "", "To the next field"),
    row(&[C::FormText, C::FormPath], &[p(KeyCode::Up)], Action::Previous, "", "To the field before"),
    row(&[C::FormText, C::FormChoice], &[p(KeyCode::Tab)], Action::Next, "next", "To the next field"),
    row(
        &[C::FormText, C::FormAlias, C::FormPath, C::FormChoice],
        &[p(KeyCode::BackTab)],
        Action::Previous,
        "",
        "To the field before",
    ),
    row(
        &[C::FormText, C::FormAlias, C::FormPath, C::FormChoice],
        &[Key::ctrl('s')],
        Action::Done,
        "done",
        "Take the entry over into the keystore's form",
    ),
    row(
        &[C::FormText, C::FormAlias, C::FormPath, C::FormChoice],
        &[p(KeyCode::F(3))],
        Action::Findings,
        "findings",
        "What the rules say of it, in full, and how to mend it",
    ),
    row(
        &[C::FormText, C::FormAlias, C::FormPath, C::FormChoice],
        &[Key::ctrl('r')],
        Action::Revert,
        "undo field",
        "Put back what is stored",
    ),
    row(
        &[C::FormText, C::FormAlias, C::FormPath, C::FormChoice],
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
    row(
        &[C::SubmitTyping, C::KeystoreField, C::Line, C::Lines],
        &[p(KeyCode::F(3))],
        Action::Findings,
        "findings",
        "What the rules say of what would be sent, in full, and how to mend it",
    ),
    row(&[C::Submit, C::SubmitTyping], &[ESC], Action::Back, "cancel", "Back to the form; nothing is sent"),
    // Password, Save
    row(&[C::Password], &[ENTER], Action::Accept, "open", "Open the file with this password"),
    row(
        &[C::Password],
        &[p(KeyCode::Tab), p(KeyCode::Down)],
        Action::Next,
        "next file",
        "Another file of the keystore",
    ),
    row(&[C::Password], &[p(KeyCode::BackTab), p(KeyCode::Up)], Action::Previous, "", "The file before"),
    row(&[C::Password], &[ESC], Action::Back, "cancel", "Leave it as it is"),
    row(&[C::Save], &[ENTER], Action::Accept, "save", "Write the file; asks before it replaces one"),
    row(&[C::Save], &[ESC], Action::Back, "cancel", "Save nothing"),
    // Deployment
    edit(danger(row(
        &[C::Deployment],
        &[k('R')],
        Action::ReviewAgain,
        "review again",
        "Open the submit dialog again, with everything to be confirmed",
    ))),
    edit(danger(row(
        &[C::Deployment],
        &[k('W')],
        Action::WithoutKeeping,
        "",
        "Where the version before couldn't be kept: review the update to send it all the same",
    ))),
    edit(row(
        &[C::Deployment],
        &[k('m')],
        Action::Merge,
        "",
        "Choose between somebody else's change and yours, place by place",
    )),
    // Merge
    row(&[C::Merge], &[k('t')], Action::TakeTheirs, "theirs", "Take theirs"),
    row(&[C::Merge], &[k('m')], Action::KeepMine, "mine", "Keep mine"),
    edit(danger(row(
        &[C::Merge],
        &[Key::ctrl('s'), ENTER],
        Action::Review,
        "submit",
        "See what an update with these choices would do, and submit it",
    ))),
    row(&[C::Merge], &[k('T')], Action::TakeAllTheirs, "all theirs", "Take theirs everywhere"),
    row(&[C::Merge], &[k('M')], Action::KeepAllMine, "all mine", "Keep mine everywhere"),
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
        &[C::FormChoice, C::Submit, C::Confirm, C::Kept],
        &[k('h'), p(KeyCode::Left)],
        Action::Left,
        "",
        "To the choice before",
    ),
    row(
        &[C::FormChoice, C::Submit, C::Confirm, C::Kept],
        &[k('l'), p(KeyCode::Right)],
        Action::Right,
        "",
        "To the next choice",
    ),
    row(LISTS, &[p(KeyCode::PageDown), Key::ctrl('f')], Action::PageDown, "", "A page down"),
    row(LISTS, &[p(KeyCode::PageUp), Key::ctrl('b')], Action::PageUp, "", "A page up"),
    row(&[C::Help, C::Filter], &[p(KeyCode::PageDown)], Action::PageDown, "", "A page down"),
    row(&[C::Help, C::Filter], &[p(KeyCode::PageUp)], Action::PageUp, "", "A page up"),
    row(
        &[C::SubmitTyping],
        &[p(KeyCode::PageDown)],
        Action::PageDown,
        "",
        "More of the changes, or of what is said of them",
    ),
    row(&[C::SubmitTyping], &[p(KeyCode::PageUp)], Action::PageUp, "", "Back up in them"),
    row(LISTS, &[k('g'), p(KeyCode::Home)], Action::First, "", "To the first"),
    row(LISTS, &[k('G'), p(KeyCode::End)], Action::Last, "", "To the last"),
    // Questions
    row(&[C::Confirm], &[ENTER], Action::Accept, "choose", "Press the button"),
    row(&[C::Confirm], &[p(KeyCode::Tab), p(KeyCode::BackTab)], Action::Next, "", "The other button"),
    danger(row(&[C::Confirm], &[k('y')], Action::Yes, "yes", "Yes")),
    row(&[C::Confirm], &[k('n'), ESC, k('q')], Action::No, "no", "No"),
    row(&[C::Problem], &[ENTER, ESC, k('q')], Action::Back, "close", "Close the message"),
    // Unknown outcomes
    row(
        &[C::Unknown],
        &[ENTER],
        Action::Accept,
        "look now",
        "Read what is stored, and say whether the update was applied; on to the next where that is known",
    ),
    row(
        &[C::Unknown],
        &[ESC, k('q')],
        Action::Back,
        "later",
        "Leave them: they are shown again at the next start",
    ),
    // Kept edits
    row(&[C::Kept], &[ENTER], Action::Accept, "choose", "Press the button"),
    row(&[C::Kept], &[p(KeyCode::Tab)], Action::Next, "", "The next button"),
    row(&[C::Kept], &[p(KeyCode::BackTab)], Action::Previous, "", "The button before"),
    edit(row(&[C::Kept], &[k('t')], Action::TakeUp, "take up", "Take up the edits that weren't submitted")),
    edit(danger(row(&[C::Kept], &[k('x')], Action::Remove, "drop", "Drop them"))),
    row(
        &[C::Kept],
        &[ESC, k('q')],
        Action::Back,
        "later",
        "Leave them: they are offered again before anything is edited",
    ),
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
            C::Merge,
            C::Json,
            C::Entry,
            C::Confirm,
            C::Problem,
            C::Unknown,
            C::Kept,
        ],
        &[k('?'), p(KeyCode::F(1))],
        Action::Help,
        "help",
        "Every key, searchable",
    ),
    row(
        &[
            C::Line,
            C::Lines,
            C::FormText,
            C::FormAlias,
            C::FormPath,
            C::SubmitTyping,
            C::Filter,
            C::Token,
            C::Password,
            C::Save,
        ],
        &[p(KeyCode::F(1))],
        Action::Help,
        "help",
        "Every key, searchable",
    ),
    row(&[C::Browse, C::Profiles], &[k('q')], Action::Quit, "quit", "Quit"),
    row(&[C::Browse], &[ESC], Action::Back, "", "Back: drop the filter, stop loading, to the column before"),
    row(
        &[C::Keystore, C::AddEnvironment, C::Files, C::Merge, C::Json, C::Entry],
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
