//! What every screen and dialog looks like, at 80x24 and at 120x40. A snapshot holds the text of both sizes and,
//! for the small one, a layer of letters for what is highlighted; each picture is also drawn without colours and
//! in ASCII, which have to say the same.
//!
//! `INSTA_UPDATE=always cargo test --test screens` takes new pictures; read their diff.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[macro_use]
#[path = "screens/picture.rs"]
mod picture;
#[path = "support/files.rs"]
mod files;
#[path = "support/journey/keys.rs"]
mod keys;
#[path = "support/local.rs"]
mod local;
#[path = "screens/stage.rs"]
mod stage;
#[path = "screens/world.rs"]
mod world;

#[path = "screens/anything.rs"]
mod anything;
#[path = "screens/browse.rs"]
mod browse;
#[path = "screens/deployment.rs"]
mod deployment;
#[path = "screens/environment.rs"]
mod environment;
#[path = "screens/history.rs"]
mod history;
#[path = "screens/hostile.rs"]
mod hostile;
#[path = "screens/inside.rs"]
mod inside;
#[path = "screens/judging.rs"]
mod judging;
#[path = "screens/kept.rs"]
mod kept;
#[path = "screens/keystore.rs"]
mod keystore;
#[path = "screens/loading.rs"]
mod loading;
#[path = "screens/looks.rs"]
mod looks;
#[path = "screens/merging.rs"]
mod merging;
#[path = "screens/others.rs"]
mod others;
#[path = "screens/outcome.rs"]
mod outcome;
#[path = "screens/profiles.rs"]
mod profiles;
#[path = "screens/submit.rs"]
mod submit;
#[path = "screens/unknown.rs"]
mod unknown;
#[path = "support/update.rs"]
mod update;
#[path = "screens/words.rs"]
mod words;
