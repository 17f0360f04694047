//! What is derived from passwords with digests: keys, IVs, and the keys of MACs.

use std::marker::PhantomData;

use sha2::digest::common::BlockSizeUser;
use zeroize::{Zeroize, Zeroizing};

use super::blocks::{self, Blocks};
use crate::keystore::digest::{Digest, with};

/// What PKCS#12's own derivation makes (RFC 7292, B.3).
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Key = 1,
    Iv = 2,
    MacKey = 3,
}

impl Digest {
    /// PKCS#12's own derivation (RFC 7292, B.2).
    pub fn pkcs12(self, purpose: Purpose, password: &[u8], salt: &[u8], iterations: u32, derived: &mut [u8]) {
        with!(self, D => Pkcs12::<D>::new(purpose, password, salt).derive(self, iterations, derived));
    }

    /// The same for a key and the IV that goes with it, in less time than one after the other.
    pub fn pkcs12_key_and_iv(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        key: &mut [u8],
        iv: &mut [u8],
    ) {
        with!(self, D => pkcs12_key_and_iv::<D>(self, password, salt, iterations, key, iv));
    }

    /// PBKDF1 (RFC 8018, 5.1): as many bytes as the digest has, at most.
    pub fn pbkdf1(self, password: &[u8], salt: &[u8], iterations: u32, derived: &mut [u8]) {
        with!(self, D => pbkdf1::<D>(self, password, salt, iterations, derived));
    }

    /// PBKDF2 (RFC 8018, 5.2) with this digest's HMAC.
    pub fn pbkdf2(self, password: &[u8], salt: &[u8], iterations: u32, derived: &mut [u8]) {
        match self {
            Self::Sha1 => self.pbkdf2_by::<blocks::Sha1>(password, salt, iterations, derived),
            Self::Sha256 => self.pbkdf2_by::<blocks::Sha256>(password, salt, iterations, derived),
            _ => with!(self, D => pbkdf2::pbkdf2_hmac::<D>(password, salt, iterations, derived)),
        }
    }

    /// The same, for the digests that nearly every file has.
    fn pbkdf2_by<B: Blocks>(self, password: &[u8], salt: &[u8], iterations: u32, derived: &mut [u8]) {
        let long = (password.len() > 64).then(|| Zeroizing::new(self.of(password)));
        let key = long.as_ref().map_or(password, |digest| digest.as_slice());
        for (part, number) in derived.chunks_mut(self.size()).zip(1_u32..) {
            let mut block = Zeroizing::new(self.hmac(key, &[salt, &number.to_be_bytes()].concat()));
            blocks::pbkdf2_block::<B>(key, &mut block, iterations);
            part.iter_mut().zip(block.iter()).for_each(|(byte, made)| *byte = *made);
        }
    }

    /// Replaces a digest of this kind by its own digest, so many times.
    fn again(self, digest: &mut [u8], times: u32) {
        match self {
            Self::Sha1 => blocks::again::<blocks::Sha1>(digest, times),
            Self::Sha256 => blocks::again::<blocks::Sha256>(digest, times),
            _ => with!(self, D => {
                for _ in 0..times {
                    digest.copy_from_slice(&<D as sha2::Digest>::digest(&*digest));
                }
            }),
        }
    }

    /// Replaces two digests of this kind by their own digests, so many times.
    fn both_again(self, one: &mut [u8], other: &mut [u8], times: u32) {
        match self {
            Self::Sha1 => blocks::both_again::<blocks::Sha1>(one, other, times),
            Self::Sha256 => blocks::both_again::<blocks::Sha256>(one, other, times),
            _ => {
                self.again(one, times);
                self.again(other, times);
            }
        }
    }
}

/// What is hashed for one purpose (RFC 7292, B.2): block after block of what is derived.
struct Pkcs12<D> {
    diversifier: Vec<u8>,
    /// Salt and password, each repeated until it fills whole blocks.
    input: Zeroizing<Vec<u8>>,
    digest: PhantomData<D>,
}

impl<D: sha2::Digest + BlockSizeUser> Pkcs12<D> {
    fn new(purpose: Purpose, password: &[u8], salt: &[u8]) -> Self {
        let block = D::block_size();
        let whole = |length: usize| length.div_ceil(block) * block;
        let mut input = Zeroizing::new(Vec::with_capacity(whole(salt.len()) + whole(password.len())));
        input.extend(salt.iter().cycle().take(whole(salt.len())));
        input.extend(password.iter().cycle().take(whole(password.len())));
        Self { diversifier: vec![purpose as u8; block], input, digest: PhantomData }
    }

    /// The digest of the next block, once: it is digested again and again.
    fn begin(&self) -> Zeroizing<Vec<u8>> {
        let digest = D::new().chain_update(&self.diversifier).chain_update(self.input.as_slice());
        Zeroizing::new(digest.finalize().to_vec())
    }

    /// On to the next block: each block of the input grows by the digest, repeated to fill a block, and by one.
    fn advance(&mut self, hash: &[u8]) {
        for part in self.input.chunks_mut(D::block_size()) {
            let mut carry = 1_u16;
            for (at, byte) in part.iter_mut().enumerate().rev() {
                let sum = u16::from(*byte) + u16::from(hash[at % hash.len()]) + carry;
                let [high, low] = sum.to_be_bytes();
                (*byte, carry) = (low, u16::from(high));
            }
        }
    }

    /// Derives what is left, a block of it after the other.
    fn derive(&mut self, digest: Digest, iterations: u32, derived: &mut [u8]) {
        for chunk in derived.chunks_mut(<D as sha2::Digest>::output_size()) {
            let mut hash = self.begin();
            digest.again(&mut hash, iterations.saturating_sub(1));
            put(&hash, chunk);
            self.advance(&hash);
        }
    }
}

fn put(hash: &[u8], chunk: &mut [u8]) {
    chunk.iter_mut().zip(hash).for_each(|(byte, made)| *byte = *made);
}

/// Key and IV: the first block of the one beside the first of the other.
fn pkcs12_key_and_iv<D: sha2::Digest + BlockSizeUser>(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    key: &mut [u8],
    iv: &mut [u8],
) {
    let size = <D as sha2::Digest>::output_size();
    let mut of_key = Pkcs12::<D>::new(Purpose::Key, password, salt);
    let mut of_iv = Pkcs12::<D>::new(Purpose::Iv, password, salt);
    let (Some((first_of_key, key)), Some((first_of_iv, iv))) =
        (key.split_at_mut_checked(size.min(key.len())), iv.split_at_mut_checked(size.min(iv.len())))
    else {
        return;
    };
    if first_of_iv.is_empty() {
        of_key.derive(digest, iterations, first_of_key);
    } else {
        let (mut hash_of_key, mut hash_of_iv) = (of_key.begin(), of_iv.begin());
        digest.both_again(&mut hash_of_key, &mut hash_of_iv, iterations.saturating_sub(1));
        put(&hash_of_key, first_of_key);
        put(&hash_of_iv, first_of_iv);
        of_key.advance(&hash_of_key);
        of_iv.advance(&hash_of_iv);
    }
    of_key.derive(digest, iterations, key);
    of_iv.derive(digest, iterations, iv);
}

fn pbkdf1<D: sha2::Digest>(
    digest: Digest,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    derived: &mut [u8],
) {
    let mut hash = D::new().chain_update(password).chain_update(salt).finalize();
    digest.again(&mut hash, iterations.saturating_sub(1));
    for (byte, made) in derived.iter_mut().zip(hash.iter()) {
        *byte = *made;
    }
    hash.as_mut_slice().zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(digits: &str) -> Vec<u8> {
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
    }

    /// The vectors that the tests of openssl, Bouncy Castle and PyCrypto share.
    #[test]
    fn keys_of_pkcs12_are_as_published() {
        let derive = |purpose, password: &str, salt: &str, iterations, length| {
            let mut derived = vec![0; length];
            Digest::Sha1.pkcs12(purpose, &hex(password), &hex(salt), iterations, &mut derived);
            derived
        };
        let (smeg, queeg) = ("0073006D006500670000", "007100750065006500670000");
        assert_eq!(
            derive(Purpose::Key, smeg, "0A58CF64530D823F", 1, 24),
            hex("8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3")
        );
        assert_eq!(derive(Purpose::Iv, smeg, "0A58CF64530D823F", 1, 8), hex("79993DFE048D3B76"));
        assert_eq!(
            derive(Purpose::Key, queeg, "05DEC959ACFF72F7", 1000, 24),
            hex("ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4")
        );
        assert_eq!(derive(Purpose::Iv, queeg, "05DEC959ACFF72F7", 1000, 8), hex("11DEDAD7758D4860"));
        assert_eq!(
            derive(Purpose::MacKey, smeg, "3D83C0E4546AC140", 1, 20),
            hex("8D967D88F6CAA9D714800AB3D48051D63F73A312")
        );
    }

    /// RFC 8018 has none for PBKDF1: this one is of PyCrypto's tests.
    #[test]
    fn keys_of_pkcs5_are_as_published() {
        let mut derived = [0; 16];
        Digest::Sha1.pbkdf1(b"password", &hex("78578E5A5D63CB06"), 1000, &mut derived);
        assert_eq!(derived.to_vec(), hex("DC19847E05C64D2FAF10EBFB4A3D2A20"));
        // RFC 6070.
        let mut derived = [0; 20];
        Digest::Sha1.pbkdf2(b"password", b"salt", 4096, &mut derived);
        assert_eq!(derived.to_vec(), hex("4B007901B765489ABEAD49D926F721D065A429C1"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        /// Digests by their blocks come to what the crates come to.
        #[test]
        fn by_blocks_it_comes_to_the_same(
            password in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..140),
            salt in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
            iterations in 1_u32..40,
            length in 0_usize..90,
        ) {
            for digest in [Digest::Sha1, Digest::Sha256, Digest::Sha512] {
                let (mut ours, mut theirs) = (vec![0; length], vec![0; length]);
                digest.pbkdf2(&password, &salt, iterations, &mut ours);
                with!(digest, D => pbkdf2::pbkdf2_hmac::<D>(&password, &salt, iterations, &mut theirs));
                proptest::prop_assert_eq!(&ours, &theirs);
                let mut ours = digest.of(&password);
                digest.again(&mut ours, iterations);
                let theirs = (0..=iterations).fold(password.clone(), |bytes, _| digest.of(&bytes));
                proptest::prop_assert_eq!(ours, theirs);
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        /// Side by side they come to what they come to one after the other.
        #[test]
        fn a_key_and_its_iv_come_to_the_same_together(
            password in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..70),
            salt in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..70),
            iterations in 1_u32..40,
            (key, iv) in (0_usize..70, 0_usize..40),
        ) {
            for digest in [Digest::Sha1, Digest::Sha256, Digest::Md5] {
                let alone = |purpose, length| {
                    let mut derived = vec![0; length];
                    digest.pkcs12(purpose, &password, &salt, iterations, &mut derived);
                    derived
                };
                let (mut its_key, mut its_iv) = (vec![0; key], vec![0; iv]);
                digest.pkcs12_key_and_iv(&password, &salt, iterations, &mut its_key, &mut its_iv);
                proptest::prop_assert_eq!(its_key, alone(Purpose::Key, key));
                proptest::prop_assert_eq!(its_iv, alone(Purpose::Iv, iv));
            }
        }
    }
}
