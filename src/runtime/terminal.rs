//! The terminal: entered and left, what comes from it, what is written to it.
//!
//! It is asked no questions, not even at the start: on a slow link the answers arrive late, and when the
//! program is gone they land in the operator's shell. The size comes from the kernel.
//!
//! Where there is no screen, the operator may still have to give a password: [`Prompt`].
//!
//! ```text
//! check ─► Guard::enter ─► Events::next ─► ...                          Guard dropped, or a panic: restored
//!                     ▲      │ Suspend, or the key Ctrl-Z ─► Guard::suspend    │
//!                     └──────┘ Continue ─► Guard::resume, Painter::invalidate  ▼
//! ```

mod device;
pub mod events;
mod guard;
pub mod input;
pub mod paint;
mod prompt;

pub use device::{NoTerminal, Output, Size, check, size};
pub use events::{Event, Events, Signal};
pub use guard::Guard;
pub use input::Input;
pub use paint::Painter;
pub use prompt::Prompt;
