//! Work spread over the processors. A password's derivations are made slow on purpose, and each key of a file has one of
//! its own. What comes out is the same as if one was done after the other: threads begin and end within the call.

use std::{
    num::NonZero,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// The most threads for one file: beyond some, beginning them costs more than they save, and a jump host is others' too.
const MAX_THREADS: usize = 8;

/// The work for which another thread is begun, in computations of a digest: about a millisecond, some times what
/// beginning it takes.
const WORTH_A_THREAD: u64 = 20_000;

/// The digests that could be computed in the time that it takes to tell whether a private key fits its certificate: of
/// EC on P-256, the most usual of those that take long.
pub const HASHES_OF_A_KEY: u64 = 5_000;

/// Something made of each item, in their order. The work is what all of them take, in computations of a digest. A panic in
/// one of them is the caller's.
pub fn map<T: Sync, R: Send>(items: &[T], work: u64, make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads(items.len(), work);
    if threads < 2 {
        return items.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    // Whoever is done takes the next one: some cost much more than others.
    let take = || {
        let mut made = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(item) = items.get(at)
        {
            made.push((at, make(item)));
        }
        made
    };
    let mut made = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut made = take();
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

/// Two things at once, where each takes so much work at least.
pub fn both<A: Send, B: Send>(
    work: u64,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if threads(2, work.saturating_mul(2)) < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

/// How many threads so many items are worth, with so much work in all.
fn threads(items: usize, work: u64) -> usize {
    let worth = usize::try_from(work / WORTH_A_THREAD).unwrap_or(usize::MAX);
    let threads = items.min(worth).min(MAX_THREADS);
    // Asking how many processors there are takes system calls, which a file of one key needn't pay.
    if threads < 2 { 1 } else { threads.min(thread::available_parallelism().map_or(1, NonZero::get)) }
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn what_is_made_is_in_the_items_order() {
        for count in [0, 1, 2, 3, 40, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            // The first ones take longest.
            let make = |item: &usize| (0..(count - item) * 100).fold(*item, |sum, one| sum ^ one ^ one);
            for work in [0, u64::MAX] {
                assert_eq!(map(&items, work, make), items);
            }
        }
        assert_eq!(both(0, || "one", || 2), ("one", 2));
        assert_eq!(both(u64::MAX, || "one", || 2), ("one", 2));
    }

    #[test]
    fn a_panic_is_not_swallowed() {
        let items: Vec<usize> = (0..40).collect();
        let fails = |item: &usize| assert!(*item != 13, "thirteen");
        let panic = catch_unwind(|| map(&items, u64::MAX, fails)).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"thirteen"));
        assert!(catch_unwind(|| both(u64::MAX, || panic!("one"), || ())).is_err());
    }
}
