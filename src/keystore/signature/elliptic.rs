//! Signatures by elliptic curves: ECDSA (FIPS 186-4, RFC 3279) and Ed25519 (RFC 8032).

use ecdsa::{
    EcdsaCurve,
    elliptic_curve::{
        AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
    },
    signature::hazmat::PrehashVerifier as _,
};
use ed25519_dalek::Verifier as _;

use super::Signature;
use crate::keystore::{
    certificate::algorithms as oids,
    der::{self, Reader},
};

/// Verifies an ECDSA signature of a digest; `None` for a curve that keywright has no arithmetic for.
pub fn verify(curve: &[u8], key: &[u8], digest: &[u8], signature: &[u8]) -> Option<Signature> {
    let fits = match curve {
        oids::P256 => fits::<p256::NistP256>(key, digest, signature),
        oids::P384 => fits::<p384::NistP384>(key, digest, signature),
        oids::P521 => fits::<p521::NistP521>(key, digest, signature),
        oids::SECP256K1 => fits::<k256::Secp256k1>(key, digest, signature),
        _ => return None,
    };
    Some(fits.is_some().into())
}

fn fits<C>(key: &[u8], digest: &[u8], signature: &[u8]) -> Option<()>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    ecdsa::SignatureSize<C>: ecdsa::elliptic_curve::array::ArraySize,
{
    let mut numbers = Reader::sequence(signature)?;
    let (r, s) = (field::<C>(numbers.positive()?)?, field::<C>(numbers.positive()?)?);
    let signature = ecdsa::Signature::<C>::from_scalars(r, s).ok()?;
    // k256 refuses the higher of the two values of s, against which only Bitcoin has anything.
    let signature = signature.normalize_s();
    ecdsa::VerifyingKey::<C>::from_sec1_bytes(key).ok()?.verify_prehash(digest, &signature).ok()
}

fn field<C: CurveArithmetic>(digits: &[u8]) -> Option<FieldBytes<C>> {
    let mut field = FieldBytes::<C>::default();
    let start = field.len().checked_sub(der::trimmed(digits).len())?;
    field.get_mut(start..)?.copy_from_slice(der::trimmed(digits));
    Some(field)
}

/// Verifies an Ed25519 signature of a message.
pub fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Signature {
    let fits = || {
        let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        key.verify(message, &ed25519_dalek::Signature::from_slice(signature).ok()?).ok()
    };
    fits().is_some().into()
}
