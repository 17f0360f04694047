//! Points that are computed from a private value, to be compared with a certificate's.

use ecdsa::elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize, PublicKey, SecretKey,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use crate::keystore::{certificate::algorithms as oids, der};

/// The public point of a private value.
pub enum Point {
    P256(PublicKey<p256::NistP256>),
    P384(PublicKey<p384::NistP384>),
    P521(PublicKey<p521::NistP521>),
    Secp256k1(PublicKey<k256::Secp256k1>),
    Ed25519([u8; 32]),
}

impl Point {
    /// Computes it on a curve; `None` for a curve that keywright has no arithmetic for.
    pub fn of(curve: &[u8], private: &[u8]) -> Result<Option<Self>, &'static str> {
        let point = match curve {
            oids::P256 => public(private).map(Self::P256),
            oids::P384 => public(private).map(Self::P384),
            oids::P521 => public(private).map(Self::P521),
            oids::SECP256K1 => public(private).map(Self::Secp256k1),
            _ => return Ok(None),
        };
        point.map(Some).ok_or("the value of its EC private key is out of range")
    }

    /// The public key of an Ed25519 seed.
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        Self::Ed25519(SigningKey::from_bytes(seed).verifying_key().to_bytes())
    }

    /// Whether it is the point that a certificate has, compressed or not.
    pub fn is(&self, encoded: &[u8]) -> bool {
        match self {
            Self::P256(point) => same(point, encoded),
            Self::P384(point) => same(point, encoded),
            Self::P521(point) => same(point, encoded),
            Self::Secp256k1(point) => same(point, encoded),
            Self::Ed25519(point) => point == encoded,
        }
    }
}

/// The point of a private value, which Java may have written shorter or longer than the field.
fn public<C: CurveArithmetic>(private: &[u8]) -> Option<PublicKey<C>> {
    let private = der::trimmed(private);
    let mut field = Zeroizing::new(FieldBytes::<C>::default());
    let start = field.len().checked_sub(private.len())?;
    field.get_mut(start..)?.copy_from_slice(private);
    SecretKey::<C>::from_bytes(&field).ok().map(|key| key.public_key())
}

fn same<C: CurveArithmetic>(point: &PublicKey<C>, encoded: &[u8]) -> bool
where
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    PublicKey::<C>::from_sec1_bytes(encoded).is_ok_and(|theirs| theirs == *point)
}
