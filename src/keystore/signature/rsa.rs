//! Signatures by RSA (RFC 8017): the public operation, PKCS#1 v1.5 and PSS.
//!
//! Ours, since ring refuses what old and openssl-made certificates have (moduli under 2048 bits, PSS
//! with the longest salt), and the crate `rsa` has an advisory without a patched version
//! (RUSTSEC-2023-0071). Nothing here is secret: only public keys are computed with.

use crypto_bigint::{
    BoxedUint, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};

use super::Signature;
use crate::keystore::{
    der::{self, Reader},
    digest::Digest,
};

/// The bits of a modulus that are computed with: from what Java takes as the least to what it takes as
/// the most.
const MODULUS: std::ops::RangeInclusive<u32> = 512..=16_384;

/// The most bits of a public exponent. Real ones have 17; Java allows 64 where the modulus is large.
const MAX_EXPONENT: u32 = 64;

/// Computes what the signature seals, and has it judged with the count of the modulus's bits.
pub fn verify(key: &[u8], signature: &[u8], seals: impl Fn(&[u8], u32) -> bool) -> Signature {
    let numbers = || {
        let mut numbers = Reader::sequence(key)?;
        Some((numbers.positive()?, numbers.positive()?))
    };
    let Some((modulus, exponent)) = numbers() else { return Signature::Wrong };
    let (bits, exponent_bits) = (der::bits(modulus), der::bits(exponent));
    if !MODULUS.contains(&bits) {
        return Signature::CannotTell(format!("RSA of {bits} bits"));
    }
    if exponent_bits > MAX_EXPONENT {
        return Signature::CannotTell(format!("RSA with an exponent of {exponent_bits} bits"));
    }
    match power(signature, exponent, modulus) {
        Some(sealed) => seals(&sealed, bits).into(),
        None => Signature::Wrong,
    }
}

/// RSAVP1: the signature to the power of the exponent, as long as the modulus; `None` where the
/// signature isn't as long as the modulus and less than it.
fn power(signature: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    if signature.len() != modulus.len() || signature >= modulus {
        return None;
    }
    let precision = u32::try_from(modulus.len()).ok()?.checked_mul(8)?;
    let number = |digits| BoxedUint::from_be_slice(digits, precision).ok();
    let parameters = BoxedMontyParams::new_vartime(Option::<Odd<_>>::from(Odd::new(number(modulus)?))?);
    let base = BoxedMontyForm::new(number(signature)?, &parameters);
    let power = base.pow_bounded_exp(&number(exponent)?, der::bits(exponent)).retrieve().to_be_bytes();
    // Whole words come back; the number itself is less than the modulus.
    power.get(power.len().checked_sub(modulus.len())?..).map(<[u8]>::to_vec)
}

/// Whether this is EMSA-PKCS1-v1_5 of the message: `00 01 FF .. FF 00 DigestInfo`.
pub fn seals(digest: Digest, message: &[u8], sealed: &[u8]) -> bool {
    let digest_of = digest.of(message);
    // Most writers have a NULL for the digest's parameters, some have none.
    [&[0x05, 0x00][..], &[]].into_iter().any(|parameters| {
        let algorithm = [&tlv(der::OID, digest.oid()), parameters].concat();
        let info = [tlv(der::SEQUENCE, &algorithm), tlv(der::OCTET_STRING, &digest_of)].concat();
        let info = tlv(der::SEQUENCE, &info);
        let Some(filling) = sealed.len().checked_sub(info.len() + 3).filter(|length| *length >= 8) else {
            return false;
        };
        sealed == [&[0, 1][..], &vec![0xFF; filling], &[0], &info].concat()
    })
}

/// A value of at most 127 bytes.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [&[tag, length], content].concat()
}

/// The parameters of PSS (RFC 4055, 3.1).
#[derive(Debug, PartialEq, Eq)]
pub struct Pss {
    digest: Digest,
    mask: Digest,
    salt: usize,
}

impl Pss {
    /// Reads the content of the parameters' SEQUENCE; what isn't known comes back in words.
    pub fn read(content: &[u8]) -> Result<Self, String> {
        let unknown = |what: &str| format!("RSASSA-PSS with {what}");
        let mut parameters = Reader::new(content);
        let digest = match parameters.take(0xA0) {
            None => Digest::Sha1,
            Some(named) => algorithm(named)
                .and_then(|mut algorithm| Digest::identified(algorithm.take(der::OID)?))
                .ok_or_else(|| unknown("an unknown digest"))?,
        };
        let mask = match parameters.take(0xA1) {
            None => Digest::Sha1,
            Some(named) => algorithm(named)
                .and_then(|mut algorithm| {
                    algorithm.take(der::OID).filter(|oid| *oid == MGF1)?;
                    Digest::identified(Reader::new(algorithm.take(der::SEQUENCE)?).take(der::OID)?)
                })
                .ok_or_else(|| unknown("an unknown mask"))?,
        };
        let salt = match parameters.take(0xA2) {
            None => 20,
            Some(length) => small(length).ok_or_else(|| unknown("an unreadable length of its salt"))?,
        };
        match parameters.take(0xA3).map(small) {
            None | Some(Some(1)) if parameters.is_empty() => Ok(Self { digest, mask, salt }),
            _ => Err(unknown("unknown parameters")),
        }
    }

    /// EMSA-PSS-VERIFY (RFC 8017, 9.1.2).
    pub fn seals(&self, message: &[u8], sealed: &[u8], modulus_bits: u32) -> bool {
        self.check(message, sealed, modulus_bits).is_some()
    }

    fn check(&self, message: &[u8], sealed: &[u8], modulus_bits: u32) -> Option<()> {
        let hash = self.digest.of(message);
        let bits = modulus_bits.checked_sub(1)?;
        let length = usize::try_from(bits.div_ceil(8)).ok()?;
        // A modulus of 8k + 1 bits leaves a first byte that has to be nought.
        let (nought, sealed) = sealed.split_at_checked(sealed.len().checked_sub(length)?)?;
        let masked_length = length.checked_sub(hash.len() + 1)?;
        let (masked, rest) = sealed.split_at_checked(masked_length)?;
        let (digest, trailer) = rest.split_at_checked(hash.len())?;
        let unused = u32::try_from(length).ok()? * 8 - bits;
        let kept = 0xFF_u8.checked_shr(unused)?;
        if nought.iter().any(|byte| *byte != 0) || trailer != [0xBC] || masked.first()? & !kept != 0 {
            return None;
        }
        let mut block: Vec<u8> =
            masked.iter().zip(self.mask_of(digest, masked_length)).map(|(a, b)| a ^ b).collect();
        *block.first_mut()? &= kept;
        let (filling, salt) = block.split_at_checked(masked_length.checked_sub(self.salt)?)?;
        let (one, noughts) = filling.split_last()?;
        let again = self.digest.of(&[&[0; 8], hash.as_slice(), salt].concat());
        (*one == 1 && noughts.iter().all(|byte| *byte == 0) && again == digest).then_some(())
    }

    /// MGF1 (RFC 8017, B.2.1).
    fn mask_of(&self, seed: &[u8], length: usize) -> Vec<u8> {
        let mut mask = Vec::new();
        for counter in 0_u32.. {
            if mask.len() >= length {
                break;
            }
            mask.extend(self.mask.of(&[seed, &counter.to_be_bytes()].concat()));
        }
        mask.truncate(length);
        mask
    }
}

const MGF1: &[u8] = &x509_parser::der_parser::oid!(raw 1.2.840.113549.1.1.8);

/// Into an AlgorithmIdentifier.
fn algorithm(encoded: &[u8]) -> Option<Reader<'_>> {
    Reader::sequence(encoded)
}

/// A number that a salt's length can be.
fn small(encoded: &[u8]) -> Option<usize> {
    match Reader::new(encoded).positive()? {
        [] => Some(0),
        [one] => Some(usize::from(*one)),
        [high, low] => Some(usize::from(*high) << 8 | usize::from(*low)),
        _ => None,
    }
}
