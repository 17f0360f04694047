//! Journeys on the pure state: keys in, effects out, no terminal, no network, no clock.

// clippy.toml allows it inside test functions; here whole files help them.
#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "journeys/answers.rs"]
mod answers;
#[path = "journeys/browsing.rs"]
mod browsing;
#[path = "journeys/confirming.rs"]
mod confirming;
#[path = "journeys/dialogs.rs"]
mod dialogs;
#[path = "journeys/entry_form.rs"]
mod entry_form;
#[path = "journeys/errors.rs"]
mod errors;
#[path = "journeys/fields.rs"]
mod fields;
#[path = "journeys/history.rs"]
mod history;
#[path = "journeys/inside.rs"]
mod inside;
#[path = "journeys/judging.rs"]
mod judging;
#[path = "journeys/keeping.rs"]
mod keeping;
#[path = "journeys/kept.rs"]
mod kept;
#[path = "journeys/leaving.rs"]
mod leaving;
#[path = "journeys/main_job.rs"]
mod main_job;
#[path = "journeys/mended.rs"]
mod mended;
#[path = "journeys/merging.rs"]
mod merging;
#[path = "journeys/outcome.rs"]
mod outcome;
#[path = "journeys/passing.rs"]
mod passing;
#[path = "journeys/random.rs"]
mod random;
#[path = "journeys/refusing.rs"]
mod refusing;
#[path = "journeys/reporting.rs"]
mod reporting;
#[path = "journeys/rolling_back.rs"]
mod rolling_back;
#[path = "journeys/running.rs"]
mod running;
#[path = "journeys/tokens.rs"]
mod tokens;
#[path = "journeys/undoing.rs"]
mod undoing;
#[path = "journeys/unknown.rs"]
mod unknown;

#[path = "support/files.rs"]
mod files;
#[path = "support/journey.rs"]
mod journey;
