//! Who sits at the keyboard: half of the time somebody who wants to change a keystore and reads the screen, half of the
//! time a cat.

use crate::dice::Dice;
use crate::world::TOKEN;

/// Esc that isn't the beginning of anything: another key may follow at once.
pub const ESC: &str = "\x1b[27u";

/// What is done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Keys as `support/keys.rs` has them; `<Esc>` is [`ESC`].
    Keys(String),
    Paste(String),
    Resize(u16, u16),
    /// Something is on its way; nothing is pressed until the screen changes, or a moment is over.
    Wait,
    /// Somebody else changes a keystore.
    Meddle,
    /// Nobody listens from now on, or somebody again.
    Door,
    /// Nobody listens after the next read.
    CloseAfterRead,
    /// The help is asked for, and has to come.
    Probe,
}

/// What an operator sees.
pub struct Sight {
    pub text: String,
    /// A text is being typed.
    pub cursor: bool,
}

impl Sight {
    /// Whether that can be read on it, in one row.
    pub fn has(&self, what: &str) -> bool {
        self.text.contains(what)
    }

    /// The words between the frames, in one line.
    fn words(&self) -> String {
        let rows = self.text.lines().map(|row| row.trim_matches(|c: char| "│ ".contains(c)));
        rows.collect::<Vec<_>>().join(" ")
    }
}

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/submit/");

/// Keys that mean something somewhere, and some that don't.
const KEYS: &[&str] = &[
    "j", "k", "h", "l", "g", "G", "r", "v", "p", "e", "a", "x", "u", "U", "J", "D", "f", "s", "y", "Y", "n",
    "w", "R", "W", "m", "t", "T", "M", "H", "B", "/", "?", "z", "1", "<Space>", "<Enter>", "<Enter>",
    "<Enter>", "<Tab>", "<Tab>", "<S-Tab>", "<Esc>", "<Esc>", "<BS>", "<Up>", "<Down>", "<Left>", "<Right>",
    "<Home>", "<End>", "<PgUp>", "<PgDn>", "<Ins>", "<Del>", "<F1>", "<F2>", "<F3>", "<F4>", "<C-s>",
    "<C-s>", "<C-r>", "<C-o>", "<C-u>", "<C-f>", "<C-b>", "<C-l>", "<C-w>", "<M-x>", "ß", "日",
];

const WORDS: &[&str] = &[
    "production<Enter>",
    "anyway<Enter>",
    "all projects<Enter>",
    "changeit<Enter>",
    "remove staging<Enter>",
    "part",
    "~/<Tab>",
    "/etc/<Tab><Tab>",
];

const PASTES: &[&str] = &["production", "two\nlines\n", "", "\u{202e}back", "changeit", "x", "日本語"];

const SIZES: &[(u16, u16)] = &[(80, 24), (80, 24), (120, 40), (60, 20), (200, 50), (40, 10), (7, 2)];

/// The next move.
pub fn decide(dice: &mut Dice, sight: &Sight, calm: bool) -> Move {
    match dice.below(1000) {
        0..740 => purposeful(dice, sight),
        740..850 => Move::Keys(dice.pick(KEYS).to_owned()),
        850..880 => Move::Keys(dice.pick(WORDS).to_owned()),
        880..905 => Move::Paste(dice.pick(PASTES).to_owned()),
        905..925 => {
            let (width, height) = SIZES[dice.count(0, SIZES.len() - 1)];
            Move::Resize(width, height)
        }
        925..950 => Move::Probe,
        950..960 if !calm => Move::Meddle,
        960..968 if !calm => Move::Door,
        968..974 => Move::Keys("<C-c>".into()),
        974..984 => Move::Keys("<C-z>".into()),
        _ => Move::Wait,
    }
}

fn keys(keys: &str) -> Move {
    Move::Keys(keys.to_owned())
}

/// What leads on to an update from what is on the screen.
fn purposeful(dice: &mut Dice, sight: &Sight) -> Move {
    if sight.has("keywright needs") {
        return Move::Resize(80, 24);
    }
    if sight.has("[ Stay ]") || sight.has("y yes") {
        return keys(if dice.often(if sight.has("Quit") { 50 } else { 400 }) { "y" } else { "n" });
    }
    if sight.has("Edits kept from before") {
        return keys(dice.pick(&["<Enter>", "<Enter>", "<Tab><Enter>", "<Tab><Tab><Enter>", "<Esc>"]));
    }
    if sight.has("whose outcome is unknown") {
        return keys(dice.pick(&["<Enter>", "<Enter>", "<Down><Enter>", "<Esc>", "<Esc>"]));
    }
    if sight.has("┌ Help") || sight.has("↵ close") {
        return keys("<Esc>");
    }
    if sight.has("┌ Password") {
        return keys(if dice.often(800) { "<C-u>changeit<Enter>" } else { "<Esc>" });
    }
    if sight.has("┌ Save as") {
        return keys(if dice.often(300) { "<Enter>" } else { "<Esc>" });
    }
    if sight.has("┌ Add an environment") {
        return keys(dice.pick(&["<Enter>", "<Down><Enter>", "<Esc>"]));
    }
    if sight.has("[ Update, deploy ]") {
        return submit(dice, sight);
    }
    if sight.has("[ Cancel ]  [ Done ]") {
        return form(dice, sight);
    }
    if sight.has("┌ Token ") {
        return if dice.often(900) { keys(&format!("<C-u>{TOKEN}<Enter>")) } else { keys("<Esc>") };
    }
    if sight.has("place to choose") || sight.has("places to choose") || sight.has("all places are chosen") {
        return keys(dice.pick(&["t", "m", "j", "T<C-s>", "M<C-s>", "m<C-s>", "<C-s>"]));
    }
    if sight.has("┌ Deploying ") {
        return if dice.often(850) { Move::Wait } else { keys(dice.pick(&["<Esc>", "<C-c>", "<C-z>", "?"])) };
    }
    if sight.has("┌ Update of ") {
        return keys(dice.pick(&["<Esc>", "<Esc>", "R", "R", "m", "W", "B", "<PgDn>"]));
    }
    if sight.has("┌ Updates of ") || sight.has("┌ All updates ") {
        return keys(dice.pick(&["B", "B", "jB", "<Enter>", "j", "a", "y", "<Esc>"]));
    }
    if sight.has("┌ Environments ") {
        return keystore(dice, sight);
    }
    if sight.has("┌ Projects ") {
        return keys(dice.pick(&["<Enter>", "<Enter>", "<Enter>", "<Enter>", "l", "e", "j", "p", "v", "H"]));
    }
    keys("<Esc>")
}

/// The opened keystore: an edit, or on to the submit dialog.
fn keystore(dice: &mut Dice, sight: &Sight) -> Move {
    if sight.cursor {
        return keys(dice.pick(&["<C-u>soak<C-s>", "-27<Enter>", "<Esc>"]));
    }
    if (sight.has(" change  ") || sight.has(" changes  ")) && dice.often(700) {
        return keys("<C-s>");
    }
    match dice.below(12) {
        0..4 => keys("<Enter>"),
        4..7 => keys(&format!("<Tab><Tab><Enter><C-u>Word {}<C-s><Tab>", dice.below(1000))),
        7 => keys("a"),
        8 => keys("jx"),
        9 => keys("j"),
        10 => keys(&format!("<Tab><Enter>-{}<Enter><Tab><Tab>", dice.below(10))),
        _ => keys(dice.pick(&["u", "U", "v", "J", "p", "f", "H", "H"])),
    }
}

/// The form of an environment's entry.
fn form(dice: &mut Dice, sight: &Sight) -> Move {
    const NAMES: [&str; 6] = [
        "partner-2027.p12",
        "partner-2027.p12",
        "partner-2027.jks",
        "partner-2027.jks",
        "acquirer-2027.p12",
        "other-password.p12",
    ];
    if sight.has("▸ File") {
        let name = NAMES[dice.count(0, NAMES.len() - 1)];
        return match sight.has(FILES) || sight.has("-2027") || sight.has("other-password") {
            true => keys("<Tab>"),
            false => keys(&format!("<C-u>{FILES}{name}")),
        };
    }
    if sight.has("▸ Password") {
        return if sight.has("••••") { keys("<C-s>") } else { keys("changeit") };
    }
    if sight.has("BLOCK") || sight.has("✗") {
        return keys(dice.pick(&["<Esc>", "<C-s>", "<S-Tab>", "<Down>"]));
    }
    keys(dice.pick(&["<C-s>", "<C-s>", "<C-s>", "<Tab>", "<S-Tab>"]))
}

/// The submit dialog: what it waits for next.
fn submit(dice: &mut Dice, sight: &Sight) -> Move {
    let words = sight.words();
    if words.contains("BLOCKED") {
        return keys("<Esc>");
    }
    if words.contains("isn't judged yet") || words.contains("still being asked") {
        return Move::Wait;
    }
    if words.contains("(choose above") {
        let down = "<Down>".repeat(dice.count(0, 2));
        return keys(&format!("<Home>{down}<Enter>"));
    }
    if let Some(phrase) = phrase(&words) {
        if dice.often(30) {
            return keys("nonsense<Enter>");
        }
        return if sight.cursor { keys(&format!("<C-u>{phrase}<Enter>")) } else { keys("<Tab>") };
    }
    if words.contains("[ ] ") && words.contains("read") {
        return keys(if words.contains("Space ticks it") { "<Space>" } else { "<Up>" });
    }
    if dice.often(60) {
        return Move::CloseAfterRead;
    }
    if dice.often(30) {
        return Move::Meddle;
    }
    keys("<End><Tab><Enter>")
}

/// What the dialog wants to have typed.
fn phrase(words: &str) -> Option<String> {
    let (asked, _) = words.split_once(" to go on:").or_else(|| words.split_once(" here:"))?;
    let (why, what) = asked.rsplit_once("ype ")?;
    let what = what.trim();
    if what != "its name" {
        return Some(what.to_owned());
    }
    // `production will be redeployed (1 of 2). T`, `staging will lose this keystore. T`
    let before = why.rsplit_once(" will be redeployed").map(|(before, _)| before)?;
    before.split_whitespace().last().map(str::to_owned)
}
