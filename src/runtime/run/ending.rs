//! The end: what is under way is seen to, within bounds, while nothing is read from the terminal or painted on
//! it any more. That also holds where the terminal is gone.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{Ended, Runner};
use crate::app::closing::{self, How};
use crate::app::message::Message;
use crate::app::model::Tone;
use crate::domain::text;
use crate::runtime::terminal::{Event, Signal};

/// How long what is written on this machine is waited for: a disk of the network may never answer.
const WRITING: Duration = Duration::from_secs(5);

impl Runner {
    /// Sees to what is under way, and says how it ended, and what is to be said of it then.
    pub(super) async fn end(mut self, ended: Ended) -> (Ended, Option<String>) {
        self.events.swallow_paste().await;
        // The shell can have it: nothing is shown from here on.
        self.guard.restore();
        self.events.stop_reading();
        match ended {
            // The state knows.
            Ended::Quit => self.cut_off(false),
            Ended::Signal(Signal::Hangup | Signal::Terminate) | Ended::Hangup => {
                self.take_in(Message::Close(How::Gone));
                self.cut_off(true);
                self.finish().await;
            }
            Ended::Signal(Signal::Interrupt) | Ended::Panicked => {
                self.take_in(Message::Close(How::Cut));
                self.cut_off(false);
            }
        }
        self.write_down().await;
        let words = self.last_words();
        (ended, words)
    }

    /// Nothing more can come of it than the end, which is coming.
    fn take_in(&mut self, message: Message) {
        if self.is_sound {
            let _ = self.apply(message);
        } else if let Message::Replied { ticket, .. } = message {
            self.writing.remove(&ticket);
        }
    }

    /// From now on only what is written on this machine goes on, and the update where it is finished.
    fn cut_off(&mut self, finishes: bool) {
        let submission = self.model.submission.as_ref().filter(|_| finishes);
        let own = submission.and_then(|submission| submission.ticket());
        let writing = &self.writing;
        self.tasks.keep_only(|ticket| writing.contains(&ticket) || Some(ticket) == own);
    }

    /// Waits until the update under way is over; or until its time is, or the process is told again to end.
    async fn finish(&mut self) {
        if !closing::is_waiting(&self.model) {
            return;
        }
        let limit = self.limit();
        if let Some(update) = self.update_in_words() {
            tracing::info!(target: "keywright::update", update, ?limit, "is finished before the end");
            let limit = limit.as_secs();
            say(&format_args!(
                "{update} is finished first, within {limit} s; Ctrl-C or another SIGTERM ends it at once"
            ));
        }
        let deadline = Instant::now() + limit;
        // Whoever ends a session may send SIGHUP and SIGTERM together: that is once.
        let mut told = false;
        while closing::is_waiting(&self.model) {
            tokio::select! {
                Some(message) = self.messages.recv() => self.take_in(message),
                event = self.events.next() => match event {
                    Event::Terminate(Signal::Terminate) if !told && !self.was_terminated => told = true,
                    Event::Terminate(Signal::Terminate | Signal::Interrupt) => {
                        return self.take_in(Message::TimeIsUp);
                    }
                    _ => {}
                },
                why = self.tasks.panicked() => {
                    super::panicked(&why);
                    return;
                }
                () = sleep_until(deadline) => return self.take_in(Message::TimeIsUp),
            }
        }
    }

    /// Waits until what is being written down on this machine is written.
    async fn write_down(&mut self) {
        let deadline = Instant::now() + WRITING;
        while !self.writing.is_empty() {
            tokio::select! {
                Some(message) = self.messages.recv() => self.take_in(message),
                why = self.tasks.panicked() => {
                    // The others are waited for all the same.
                    super::panicked(&why);
                }
                () = sleep_until(deadline) => return,
            }
        }
    }

    /// The longest that the update under way is finished for.
    fn limit(&self) -> Duration {
        self.gateways.clients.get().map(|clients| clients.timeouts.whole_update()).unwrap_or_default()
    }

    /// What is to be said on the shell's screen of an update that was under way at the end.
    fn last_words(&self) -> Option<String> {
        let submission = self.model.submission.as_ref()?;
        let was_submitting = self.model.closing.is_some_and(|closing| closing.was_submitting);
        if submission.has_been_sent() {
            let update = self.update_in_words()?;
            tracing::error!(target: "keywright::update", update, "ended while it was under way: outcome unknown");
            let next = match submission.intent {
                Some(_) => "keywright shows it first at its next start",
                None => "look at it again",
            };
            return Some(format!("{update} was under way: its outcome is unknown; {next}"));
        }
        was_submitting.then(|| {
            let (tone, headline) = submission.headline();
            tracing::info!(target: "keywright::update", headline, good = tone == Tone::Good, "over before the end");
            headline
        })
    }

    fn update_in_words(&self) -> Option<String> {
        let submission = self.model.submission.as_ref()?;
        let (project, keystore) = (text::shown(&submission.project), text::shown(&submission.keystore));
        Some(format!("the update of {keystore} in {project}"))
    }
}

/// A line on the shell's screen. Where the terminal is gone nobody reads it.
pub(super) fn say(words: &dyn Display) {
    let _ = writeln!(io::stderr(), "keywright: {words}");
}
