//! What is under way: one task for each effect, known by its ticket.

use std::any::Any;
use std::collections::HashMap;
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use crate::app::message::{Message, Reply};
use crate::app::remote::Ticket;

/// The tasks under way. Dropped, all of them are cut off.
pub struct Tasks {
    running: JoinSet<()>,
    by_ticket: HashMap<Ticket, AbortHandle>,
    messages: mpsc::UnboundedSender<Message>,
}

impl Tasks {
    /// None yet; and where their messages come out.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Message>) {
        let (messages, receiver) = mpsc::unbounded_channel();
        (Self { running: JoinSet::new(), by_ticket: HashMap::new(), messages }, receiver)
    }

    /// Starts a task. Must be called within tokio's runtime.
    pub fn start<F>(&mut self, ticket: Ticket, work: impl FnOnce(Outbox) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let outbox = Outbox { ticket, began: Instant::now(), messages: self.messages.clone() };
        let handle = self.running.spawn(work(outbox));
        self.by_ticket.insert(ticket, handle);
    }

    /// Cuts a task off, if it is still under way. What it has said already may still arrive.
    pub fn cancel(&mut self, ticket: Ticket) {
        if let Some(handle) = self.by_ticket.remove(&ticket) {
            handle.abort();
        }
    }

    /// Cuts off every task but those of these tickets.
    pub fn keep_only(&mut self, wanted: impl Fn(Ticket) -> bool) {
        self.by_ticket.retain(|ticket, handle| {
            let kept = wanted(*ticket);
            if !kept {
                handle.abort();
            }
            kept
        });
    }

    /// Waits until a task panics, and gives its words; otherwise for ever. Somebody has to wait here:
    /// the state would wait for the panicked task's answer otherwise. May be dropped at any moment.
    pub async fn panicked(&mut self) -> String {
        loop {
            let id = match self.running.join_next_with_id().await {
                None => return std::future::pending().await,
                Some(Ok((id, ()))) => id,
                Some(Err(error)) if error.is_panic() => return words(error.into_panic().as_ref()),
                Some(Err(error)) => error.id(),
            };
            // By its own number: another task may have the ticket by now.
            self.by_ticket.retain(|_, handle| handle.id() != id);
        }
    }
}

/// What a panic said, where it said it in words.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Where a task leaves its messages.
#[derive(Clone)]
pub struct Outbox {
    ticket: Ticket,
    began: Instant,
    messages: mpsc::UnboundedSender<Message>,
}

impl Outbox {
    /// Whose messages these are.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// The answer, or a part of it.
    pub fn reply(&self, reply: Reply) {
        self.send(Message::Replied { ticket: self.ticket, took: self.began.elapsed(), reply });
    }

    /// Any message.
    pub fn send(&self, message: Message) {
        // An error means that the program ends, and nobody listens any more.
        let _ = self.messages.send(message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_cancelled_task_says_nothing() {
        let (mut tasks, mut messages) = Tasks::new();
        tasks.start(Ticket(1), |outbox| async move {
            std::future::pending::<()>().await;
            outbox.send(Message::Tick);
        });
        tasks.start(Ticket(2), |outbox| async move { outbox.send(Message::Rested(outbox.ticket())) });
        tasks.cancel(Ticket(1));
        tasks.cancel(Ticket(7));
        assert!(matches!(messages.recv().await, Some(Message::Rested(Ticket(2)))));
        drop(tasks);
        assert!(messages.recv().await.is_none());
    }

    #[tokio::test]
    async fn a_ticket_used_again_names_the_later_task() {
        let (mut tasks, mut messages) = Tasks::new();
        let (go, gone) = tokio::sync::oneshot::channel::<()>();
        tasks.start(Ticket(1), |outbox| async move { outbox.send(Message::Tick) });
        assert!(messages.recv().await.is_some());
        tasks.start(Ticket(1), |outbox| async move {
            let _ = gone.await;
            outbox.send(Message::Tick);
        });
        // The first task's end is noticed here, after the second began.
        tasks.start(Ticket(2), |_| async { panic!("as {}", "asked") });
        assert_eq!(tasks.panicked().await, "as asked");
        tasks.cancel(Ticket(1));
        let _ = go.send(());
        drop(tasks);
        assert!(messages.recv().await.is_none());
    }
}
