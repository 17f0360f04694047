//! What is to be said of a keystore file before it is sent: rules with stable names, graded. Pure;
//! imports `domain` and `keystore`.
//!
//! ```text
//! Case ─► Facts: which entry is meant, how its chain holds together, what is there now
//!           └─► each Rule, gravest first ─► at most one Finding: what is wrong, how to mend it
//! ```

mod alias;
pub mod case;
mod chain;
mod comparison;
mod facts;
pub mod finding;
mod key;
mod names;
mod opening;
mod protection;
pub mod rule;
#[cfg(test)]
pub(crate) mod samples;
mod strength;
#[cfg(test)]
mod tests;
mod validity;
mod words;

pub use alias::{near_aliases, only_alias};
pub use case::{Candidate, Case, Present, has_odd_characters};
pub use finding::{Finding, Grade};
pub use rule::Rule;

use facts::Facts;
use words::Said;

/// What the rules say of a case, gravest first; the same for the same case. Each rule speaks at most
/// once, however many entries it is about.
///
/// Verifies the chain's signatures, which takes milliseconds: not for every frame.
pub fn judge(case: &Case<'_>) -> Vec<Finding> {
    let facts = Facts::new(case);
    let finding = |&rule: &Rule| {
        let Said { says, mend } = ask(rule, &facts)?;
        Some(Finding { rule, says, mend })
    };
    Rule::ALL.iter().filter_map(finding).collect()
}

/// What one rule says. A match, so that no rule can be without its function.
fn ask(rule: Rule, facts: &Facts<'_>) -> Option<Said> {
    match rule {
        Rule::NotAKeystore => opening::not_a_keystore(facts),
        Rule::Damaged => opening::damaged(facts).or_else(|| key::damaged(facts)),
        Rule::TypeMismatch => opening::type_mismatch(facts),
        Rule::NoPassword => opening::no_password(facts),
        Rule::WrongPassword => opening::wrong_password(facts),
        Rule::Unsupported => opening::unsupported(facts),
        Rule::TooCostly => opening::too_costly(facts),
        Rule::NotChecked => opening::not_checked(facts),
        Rule::Unreadable => opening::unreadable(facts),
        Rule::Empty => opening::empty(facts),
        Rule::PassedOver => opening::passed_over(facts),
        Rule::OddPassword => protection::odd_password(facts),
        Rule::JavaRefuses => protection::java_refuses(facts),
        Rule::JavaTooOld => protection::java_too_old(facts),
        Rule::IntegrityNotChecked => protection::integrity_not_checked(facts),
        Rule::AliasMissing => alias::missing(facts),
        Rule::AliasCase => alias::case(facts),
        Rule::AliasAmbiguous => alias::ambiguous(facts),
        Rule::KeyPassword => key::password(facts),
        Rule::OtherKeyPassword => key::other_password(facts),
        Rule::NoPrivateKey => key::missing(facts),
        Rule::NoCertificate => key::no_certificate(facts),
        Rule::KeyMismatch => key::mismatch(facts),
        Rule::KeyNotChecked => key::not_checked(facts),
        Rule::Expired => validity::expired(facts),
        Rule::NotYetValid => validity::not_yet_valid(facts),
        Rule::ExpiresSoon => validity::expires_soon(facts),
        Rule::TrustExpired => validity::trust_expired(facts),
        Rule::ChainExpired => validity::chain_expired(facts),
        Rule::ChainIncomplete => chain::incomplete(facts),
        Rule::ChainDisordered => chain::disordered(facts),
        Rule::ChainSignature => chain::signature(facts),
        Rule::ChainAuthority => chain::authority(facts),
        Rule::ChainNotChecked => chain::not_checked(facts),
        Rule::WeakKey => strength::weak_key(facts),
        Rule::WeakSignature => strength::weak_signature(facts),
        Rule::KeyUsage => strength::key_usage(facts),
        Rule::SelfSigned => comparison::self_signed(facts),
        Rule::NameUncovered => names::uncovered(facts),
        Rule::IssuerChanged => comparison::issuer_changed(facts),
        Rule::ExpiresEarlier => comparison::expires_earlier(facts),
        Rule::TrustRemoved => comparison::trust_removed(facts),
        Rule::SameFile => comparison::same_file(facts),
        Rule::SameKey => comparison::same_key(facts),
        Rule::FileElsewhere => comparison::file_elsewhere(facts),
        Rule::NotCompared => comparison::not_compared(facts),
    }
}
