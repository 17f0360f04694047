//! What a file's key derivations cost, and how much is granted. A password's key is derived by
//! hashing again and again, as often as the file says: a file of a few KiB could keep a processor busy
//! for years, or ask scrypt for terabytes.

use crate::keystore::{Limit, OpenError};

/// The hash computations that one file is granted, over all its derivations.
///
/// They take a second where the processor computes SHA-256 itself, and 6 s where it doesn't. It is
/// enough for 10,000,000 iterations of PBKDF2 in all; the JDK writes 10,000 for the MAC, the
/// certificates and each key, and openssl 2,048.
pub const MAX_HASHES: u64 = 20_000_000;

/// The iterations that one derivation is granted: as many as the JDK takes
/// (`PKCS12KeyStore.MAX_ITERATION_COUNT`), so that no work is spent on what no gateway opens.
pub const MAX_ITERATIONS: u32 = 5_000_000;

/// The memory that scrypt is granted, in bytes: 64 MiB, four times what openssl asks for. Java has no
/// scrypt at all.
pub const MAX_MEMORY: u64 = 64 * 1024 * 1024;

/// Two hash computations for each iteration of PBKDF2, whose outer and inner keys are hashed once.
pub const HASHES_OF_HMAC: usize = 2;

/// What a derivation costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    iterations: u32,
    /// In hash computations, or what takes as long.
    hashes: u64,
    /// In bytes.
    memory: u64,
}

impl Cost {
    /// So many iterations for each of so many blocks.
    pub fn hashes(iterations: u32, blocks: usize) -> Self {
        let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
        Self { iterations, hashes: u64::from(iterations).saturating_mul(blocks), memory: 0 }
    }

    /// scrypt with N = 2^`log_n`, r and p: 4·N·r·p computations of Salsa20/8, each of which takes as
    /// long as a SHA-256; 128·r·(N + p) bytes (RFC 7914, 2).
    pub fn scrypt(log_n: u8, block: u32, parallel: u32) -> Self {
        let n = 1_u64.checked_shl(log_n.into()).unwrap_or(u64::MAX);
        let (block, parallel) = (u64::from(block), u64::from(parallel));
        Self {
            iterations: 0,
            hashes: n.saturating_mul(4 * block).saturating_mul(parallel),
            memory: n.saturating_add(parallel).saturating_mul(128 * block),
        }
    }

    /// In computations of a digest.
    pub fn work(self) -> u64 {
        self.hashes
    }

    /// As often as there are spellings of the password to be tried.
    pub fn times(self, times: usize) -> Self {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        Self { hashes: self.hashes.saturating_mul(times), ..self }
    }
}

/// What is left of a file's grant.
#[derive(Debug)]
pub struct Budget {
    asked: u64,
}

impl Budget {
    /// The whole grant.
    pub fn new() -> Self {
        Self { asked: 0 }
    }

    /// Takes a cost from it, before the work is begun.
    pub fn take(&mut self, cost: Cost) -> Result<(), OpenError> {
        if cost.iterations > MAX_ITERATIONS {
            return Err(OpenError::TooCostly(
                Limit::Iterations,
                format!(
                    "{} iterations or more to derive a key, and Java takes {MAX_ITERATIONS}",
                    cost.iterations
                ),
            ));
        }
        if cost.memory > MAX_MEMORY {
            let mib = cost.memory / (1024 * 1024);
            return Err(OpenError::TooCostly(
                Limit::Memory,
                format!(
                    "{mib} MiB of memory to derive a key, and {} MiB are granted",
                    MAX_MEMORY / (1024 * 1024)
                ),
            ));
        }
        self.asked = self.asked.saturating_add(cost.hashes);
        if self.asked > MAX_HASHES {
            return Err(OpenError::TooCostly(
                Limit::Iterations,
                format!(
                    "{} hash computations or more to derive its keys, and {MAX_HASHES} are granted",
                    self.asked
                ),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grant_is_for_the_whole_file() {
        let mut budget = Budget::new();
        for _ in 0..4 {
            budget.take(Cost::hashes(2_500_000, HASHES_OF_HMAC)).unwrap();
        }
        let refused = budget.take(Cost::hashes(1, 1)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "it asks for too much work: 20000001 hash computations or more to derive its keys, \
             and 20000000 are granted"
        );
    }

    #[test]
    fn absurd_parameters_cost_without_end() {
        for cost in [
            Cost::hashes(u32::MAX, usize::MAX),
            Cost::scrypt(63, u32::MAX, u32::MAX),
            Cost::scrypt(255, 1, 1),
            Cost::scrypt(1, 1, u32::MAX),
            Cost::hashes(5_000_001, 1),
            // 128 MiB, and work enough for two.
            Cost::scrypt(17, 8, 1),
            Cost::hashes(1_000_000, 2).times(11),
        ] {
            assert!(matches!(Budget::new().take(cost), Err(OpenError::TooCostly(..))), "{cost:?}");
        }
        // openssl's: N 16384, r 8, p 1.
        Budget::new().take(Cost::scrypt(14, 8, 1)).unwrap();
    }
}
