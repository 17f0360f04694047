//! The whole state: a stack of screens, a stack of dialogs above them, and what they share.

use jiff::{SignedDuration, Timestamp};

use super::{
    catalog::Catalog,
    closing::Closing,
    dialog::{Dialog, environment::ahead::Held},
    editing::Editing,
    effect::{Effect, Read},
    judgement::Judgements,
    keymap::Context,
    remote::Ticket,
    rollback::RollingBack,
    screen::{Screen, browse::Browse, keystore::KeystoreScreen},
    session::Session,
    submission::Submission,
    vault::Vault,
};
use crate::domain::{draft::Draft, journal::Id};

/// Columns and rows of the smallest screen that anything is drawn on. On a smaller one nothing is seen, so no
/// key does anything there but quit, suspend and draw anew.
pub const SMALLEST: (u16, u16) = (60, 20);

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Good,
    Warning,
    Bad,
}

/// One line above the footer; gone with the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

/// Something to go on with once there is a new token.
#[derive(Debug)]
pub enum Parked {
    Read(Read),
    /// The opened keystore is read again.
    RefreshForm,
    /// What is stored is read back.
    ReadBack,
    /// The submit dialog is opened again, with everything to be confirmed.
    Review,
    /// What is stored is read, to roll it back.
    RollBack,
    /// What is stored is read, to tell what came of this update.
    Look(Id),
}

/// The state. Changed only by `update`; drawing reads it.
#[derive(Debug)]
pub struct Model {
    pub session: Session,
    /// When the latest message came in.
    pub now: Timestamp,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Never empty; the last one is shown.
    pub screens: Vec<Screen>,
    /// Over the screen; the last one has the keyboard.
    pub dialogs: Vec<Dialog>,
    pub notice: Option<Notice>,
    pub catalog: Catalog,
    /// What is inside the files.
    pub vault: Vault,
    /// What the rules say of what is to be sent.
    pub judgements: Judgements,
    /// The update under way, or the last one.
    pub submission: Option<Submission>,
    /// Edits that came to nothing after their form was closed, by project: they are in the form
    /// again when the keystore is opened.
    pub kept: Vec<(String, Draft)>,
    /// A roll back that was asked for, until the form is open.
    pub rolling_back: Option<RollingBack>,
    /// What is edited, and what of it is kept on this machine.
    pub editing: Editing,
    /// What was typed while the environment form waited.
    pub ahead: Held,
    /// What waits for a new token.
    pub parked: Vec<Parked>,
    /// The updates of unknown outcome were asked for by a key; and the one that it was pressed at.
    pub outcomes_wanted: Option<(Ticket, Option<Id>)>,
    /// How long the latest answer took, in milliseconds.
    pub latency: Option<u128>,
    /// The program is ending.
    pub closing: Option<Closing>,
    /// What the server says of itself is being read: it may show its generation.
    describing: Option<Ticket>,
    next_ticket: u64,
    /// What was asked up to this ticket went out with an older token.
    token_since: Ticket,
}

impl Model {
    /// A state with one screen, and nothing read yet.
    pub fn new(session: Session, screen: Screen, size: (u16, u16), now: Timestamp) -> Self {
        Self {
            session,
            now,
            size,
            screens: vec![screen],
            dialogs: Vec::new(),
            notice: None,
            catalog: Catalog::default(),
            vault: Vault::default(),
            judgements: Judgements::default(),
            submission: None,
            kept: Vec::new(),
            rolling_back: None,
            editing: Editing::default(),
            ahead: Held::default(),
            parked: Vec::new(),
            outcomes_wanted: None,
            latency: None,
            closing: None,
            describing: None,
            next_ticket: 0,
            token_since: Ticket(0),
        }
    }

    /// A ticket that no other request has.
    pub fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }

    /// From now on requests carry another token.
    pub fn renew_token(&mut self) {
        self.token_since = Ticket(self.next_ticket);
    }

    /// Whether a request went out with a token that has been replaced since.
    pub fn is_of_old_token(&self, ticket: Ticket) -> bool {
        ticket.0 <= self.token_since.0
    }

    /// Whether the server's generation may still come to light.
    pub fn is_describing(&self) -> bool {
        self.describing.is_some()
    }

    /// What the server says of itself has been read. Returns whether that was waited for.
    pub fn described(&mut self, ticket: Ticket) -> bool {
        self.describing.take_if(|waiting| *waiting == ticket).is_some()
    }

    /// Whether the terminal is too small for anything to be seen.
    pub fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The screen that is shown.
    pub fn screen(&self) -> Option<&Screen> {
        self.screens.last()
    }

    /// The dialog that has the keyboard.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialogs.last()
    }

    /// Where a key that is pressed now belongs.
    pub fn context(&self) -> Context {
        match (self.dialogs.last(), self.screens.last()) {
            (Some(dialog), _) => dialog.context(),
            (None, Some(Screen::Deployment(_))) if self.is_submitting() => Context::Deploying,
            (None, Some(screen)) => screen.context(),
            (None, None) => Context::Browse,
        }
    }

    /// The browse screen, wherever in the stack.
    pub fn browse(&self) -> Option<&Browse> {
        self.screens.iter().find_map(|screen| match screen {
            Screen::Browse(browse) => Some(browse.as_ref()),
            _ => None,
        })
    }

    /// The opened keystore, wherever in the stack.
    pub fn form(&self) -> Option<&KeystoreScreen> {
        self.screens.iter().find_map(|screen| match screen {
            Screen::Keystore(form) => Some(form.as_ref()),
            _ => None,
        })
    }

    /// The opened keystore, to be changed.
    pub fn form_mut(&mut self) -> Option<&mut KeystoreScreen> {
        self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Keystore(form) => Some(form.as_mut()),
            _ => None,
        })
    }

    /// From how long before its end on a certificate counts as over soon.
    pub fn soon(&self) -> SignedDuration {
        self.session.soon
    }

    /// Whether leaving now would lose an edit.
    pub fn has_changes(&self) -> bool {
        self.form().is_some_and(KeystoreScreen::is_changed)
            || !self.kept.is_empty()
            || self.dialogs.iter().any(Dialog::holds_edits)
    }

    /// Whether an update is under way.
    pub fn is_submitting(&self) -> bool {
        self.submission.as_ref().is_some_and(Submission::is_under_way)
    }

    /// Whether a list's cursor is on its way, and what depends on it has yet to follow.
    pub fn is_moving(&self) -> bool {
        let is_moving = match self.screens.last() {
            Some(Screen::Browse(browse)) => browse.is_moving(),
            Some(Screen::History(history)) => history.is_moving(),
            _ => false,
        };
        self.dialogs.is_empty() && is_moving
    }

    /// Whether anything is in progress, so that a spinner turns.
    pub fn is_busy(&self) -> bool {
        self.is_submitting()
            || self.catalog.is_loading()
            || self.form().is_some_and(|form| form.reading.is_some())
            || self.screens.iter().any(Screen::is_waiting)
            || self.dialogs.iter().any(Dialog::is_waiting)
            || self.judgements.is_waiting()
            || self.rolling_back.as_ref().is_some_and(RollingBack::is_waiting)
    }

    /// Says something in the line above the footer.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice { tone, text: text.into() });
    }

    /// Asks the server for something that the catalog keeps.
    pub fn read(&mut self, read: Read) -> Vec<Effect> {
        let ticket = self.ticket();
        let replaced = match read {
            Read::Generation => self.describing.replace(ticket),
            _ => self.catalog.begin(&read, ticket, self.now),
        };
        replaced.map(Effect::Cancel).into_iter().chain([Effect::Read(ticket, read)]).collect()
    }
}
