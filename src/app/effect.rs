//! What goes out: effects as plain data. The runtime turns each into a task.

use std::time::Duration;

use super::remote::Ticket;
use crate::domain::{secret::Secret, update::Update};

/// Something that the state wants done.
#[derive(Debug)]
pub enum Effect {
    /// A read from the server; the answer carries the ticket.
    Read(Ticket, Read),
    /// The one write. Refused by a runtime that holds no writer.
    Put(Ticket, Update),
    /// The request or rest is no longer wanted.
    Cancel(Ticket),
    /// Say when so much time has passed.
    Rest(Ticket, Duration),
    /// Read a file of this machine, up to the limit.
    ReadFile(Ticket, String),
    /// List a directory of this machine.
    ListDirectory(Ticket, String),
    /// From now on, requests carry this token.
    UseToken(Secret),
    /// A profile was chosen.
    Connect(Ticket, String),
    /// Give the terminal back until the shell says go on.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// The program ends.
    Quit,
}

/// What is read from the server. Names are as the server has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    Projects,
    Keystores {
        project: String,
    },
    Keystore {
        project: String,
        keystore: String,
    },
    Environments {
        project: String,
    },
    Jwks {
        project: String,
    },
    /// What the server's own description says of its generation.
    Generation,
}
