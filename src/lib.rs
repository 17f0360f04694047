//! keywright: a terminal UI for the keystores of an Apinizer API gateway.
//!
//! The Elm Architecture: state changes in one function, effects are plain data, drawing is a pure
//! function of the state.
//!
//! ```text
//! terminal event ─► Message ─► update(&mut Model, at, Message) -> Vec<Effect> ─► runtime: a task per effect
//!                      ▲                                                            │
//!                      └────────────────── Replied(Ticket, Reply) ◄─────────────────┘
//! queue empty ─► view(&Model, area, &mut Buffer)        a reply whose ticket is stale is dropped
//! ```
//!
//! `ARCHITECTURE.md` names each module's duty and the rules between them.

pub mod api;
pub mod app;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod domain;
pub mod files;
pub mod judge;
pub mod keystore;
pub mod runtime;
pub mod view;
