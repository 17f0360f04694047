//! The state directory of a test: what it tells, and what it was asked for. Included by tests as a module:
//! `#[path = "support/local.rs"] mod local;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::cell::RefCell;

use keywright::{
    app::local::{Ask, Resolved, Told, Unknown},
    domain::journal::{Found, Id},
};

/// What a state directory holds, and how it is.
#[derive(Debug)]
pub struct Local {
    /// The updates of which nobody knows what came.
    pub unknown: Result<Unknown, String>,
    /// Why nothing can be written.
    pub unwritten: Option<String>,
    /// What was found, in order.
    pub found: RefCell<Vec<(Id, Found)>>,
}

impl Default for Local {
    fn default() -> Self {
        Self { unknown: Ok(Unknown::default()), unwritten: None, found: RefCell::default() }
    }
}

impl Local {
    /// Does what is asked.
    pub fn answer(&self, ask: &Ask) -> Told {
        match ask {
            Ask::Unknown { .. } => Told::Unknown(self.unknown.clone()),
            Ask::Resolve(resolving) => {
                let found = resolving.compare();
                self.found.borrow_mut().push((resolving.id.clone(), found.clone()));
                Told::Resolved(Resolved { found, unwritten: self.unwritten.clone() })
            }
        }
    }
}
