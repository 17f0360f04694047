//! SHA-1 and SHA-256 by their blocks, for derivations that compute one short digest after the other: laid out once,
//! the block of each is but the digest before. Half the time of a derivation is otherwise spent around the
//! compression, and a file may ask for a hundred thousand.

use zeroize::{Zeroize, Zeroizing};

const BLOCK: usize = 64;

/// A digest of blocks of 64 bytes: its words, where they begin (FIPS 180-4, 5.3), and how a block changes them.
pub trait Blocks {
    type State: Copy + AsRef<[u32]> + AsMut<[u32]> + Zeroize;
    const START: Self::State;
    fn compress(state: &mut Self::State, block: &[u8; BLOCK]);
}

pub enum Sha1 {}

impl Blocks for Sha1 {
    type State = [u32; 5];
    const START: Self::State = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
    fn compress(state: &mut Self::State, block: &[u8; BLOCK]) {
        sha1::block_api::compress(state, std::slice::from_ref(block));
    }
}

pub enum Sha256 {}

impl Blocks for Sha256 {
    type State = [u32; 8];
    const START: Self::State = [
        0x6A09_E667,
        0xBB67_AE85,
        0x3C6E_F372,
        0xA54F_F53A,
        0x510E_527F,
        0x9B05_688C,
        0x1F83_D9AB,
        0x5BE0_CD19,
    ];
    fn compress(state: &mut Self::State, block: &[u8; BLOCK]) {
        sha2::block_api::compress256(state, std::slice::from_ref(block));
    }
}

/// The last block of a message: a digest, the padding, and the length in bits of all that was before it and of it
/// (FIPS 180-4, 5.1.1). The digest is put in by [`put`].
fn last_block(size: usize, before: usize) -> Zeroizing<[u8; BLOCK]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    if let Some(end) = block.get_mut(size) {
        *end = 0x80;
    }
    let bits = u64::try_from((before + size) * 8).unwrap_or(u64::MAX);
    if let Some(length) = block.last_chunk_mut() {
        *length = bits.to_be_bytes();
    }
    block
}

fn put(words: &[u32], bytes: &mut [u8]) {
    for (four, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        *four = word.to_be_bytes();
    }
}

/// Digests that are replaced by their own digests.
struct Chain<B: Blocks> {
    block: Zeroizing<[u8; BLOCK]>,
    state: Zeroizing<B::State>,
}

impl<B: Blocks> Chain<B> {
    fn new(digest: &[u8]) -> Self {
        let mut block = last_block(B::START.as_ref().len() * 4, 0);
        block.iter_mut().zip(digest).for_each(|(byte, is)| *byte = *is);
        Self { block, state: Zeroizing::new(B::START) }
    }

    fn step(&mut self) {
        *self.state = B::START;
        B::compress(&mut self.state, &self.block);
        put((*self.state).as_ref(), self.block.as_mut_slice());
    }

    fn end(self, digest: &mut [u8]) {
        digest.iter_mut().zip(self.block.iter()).for_each(|(byte, is)| *byte = *is);
    }
}

/// Replaces a digest by its own digest, so many times.
pub fn again<B: Blocks>(digest: &mut [u8], times: u32) {
    let mut chain = Chain::<B>::new(digest);
    for _ in 0..times {
        chain.step();
    }
    chain.end(digest);
}

/// The same for two. In turn, since a processor that computes the digest itself waits for the end of one most of the time,
/// and has room for another: both take hardly longer than one.
pub fn both_again<B: Blocks>(one: &mut [u8], other: &mut [u8], times: u32) {
    let (mut first, mut second) = (Chain::<B>::new(one), Chain::<B>::new(other));
    for _ in 0..times {
        first.step();
        second.step();
    }
    first.end(one);
    second.end(other);
}

/// One block of PBKDF2 (RFC 8018, 5.2) from its first HMAC on: the others, each of the one before, are added to it. The
/// key is the HMAC's, at most a block long (RFC 2104).
pub fn pbkdf2_block<B: Blocks>(key: &[u8], first: &mut [u8], iterations: u32) {
    let begun = |pad: u8| {
        let mut block = Zeroizing::new([pad; BLOCK]);
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= *key);
        let mut state = B::START;
        B::compress(&mut state, &block);
        Zeroizing::new(state)
    };
    let (inner, outer) = (begun(0x36), begun(0x5C));
    let size = B::START.as_ref().len() * 4;
    let mut block = last_block(size, BLOCK);
    block.iter_mut().zip(first.iter()).for_each(|(byte, is)| *byte = *is);
    let mut sum = Zeroizing::new(B::START);
    sum.as_mut().fill(0);
    let mut state = Zeroizing::new(B::START);
    for _ in 1..iterations {
        *state = *inner;
        B::compress(&mut state, &block);
        put((*state).as_ref(), block.as_mut_slice());
        *state = *outer;
        B::compress(&mut state, &block);
        put((*state).as_ref(), block.as_mut_slice());
        sum.as_mut().iter_mut().zip((*state).as_ref()).for_each(|(sum, word)| *sum ^= *word);
    }
    let mut added = Zeroizing::new([0; BLOCK]);
    put((*sum).as_ref(), added.as_mut_slice());
    first.iter_mut().zip(added.iter()).for_each(|(byte, added)| *byte ^= *added);
}
