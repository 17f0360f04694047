//! What is to be said of a keystore file before it is sent: rules with stable names, graded. Pure;
//! imports `domain` and `keystore`.

pub mod case;
pub mod finding;
pub mod rule;

pub use case::{Candidate, Case, Present};
pub use finding::{Finding, Grade};
pub use rule::Rule;
