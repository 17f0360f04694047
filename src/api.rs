//! The Management API: requests, the two generations' JSON shapes, and the only users of reqwest.
//!
//! ```text
//! request    operation ─► Request value            no I/O: a test reads the exact request line
//! client     Request ─► bytes                      Reader (GET only), Writer (one PUT, never repeated)
//! wire       bytes ─► domain                       either envelope, either entry shape
//! error      what went wrong, one variant for each thing that the operator can do about it
//! generation which of the two generations a server speaks, by what it was seen to do
//! ```
//!
//! May import `domain`; never `app`, `view`, `runtime` or `config`.

pub mod client;
pub mod error;
pub mod generation;
pub mod request;
pub mod wire;
