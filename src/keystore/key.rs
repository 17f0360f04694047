//! A private key that was opened (PKCS#8, RFC 5208 and 5958): whether it is one, and whose. It is read
//! where it lies; what has to be copied to compute with is wiped.

use crypto_bigint::{BoxedUint, ConcatenatingMul};
use zeroize::Zeroizing;

use super::{
    certificate::{Certificate, KeyKind, algorithms as oids, parse},
    der::{self, Reader},
    store::PrivateKey,
};

mod curve;

/// Looks at an opened PKCS#8 `PrivateKeyInfo`: whether it is a private key, and whether the public key
/// of the leaf certificate is its own.
///
/// RSA is told by modulus and exponent; EC on P-256, P-384, P-521 and secp256k1, and Ed25519, by
/// computing the public point, since Java writes such keys without it. Others can't be told.
pub fn examine(pkcs8: &[u8], leaf: Option<&Certificate>) -> PrivateKey {
    let examined = Info::read(pkcs8).and_then(|info| {
        let public = info.public()?;
        let fits = leaf.and_then(|leaf| info.fits(public.as_ref(), leaf));
        Ok(PrivateKey::Open { kind: info.kind(public.as_ref()), fits })
    });
    match examined {
        Ok(open) => open,
        Err(damage) => PrivateKey::Damaged(damage.into()),
    }
}

/// Whether these bytes have the form of a private key: of what a wrong password leaves behind, none ever has.
pub fn is_private_key(pkcs8: &[u8]) -> bool {
    Info::read(pkcs8).is_ok()
}

/// A `PrivateKeyInfo`, borrowed.
struct Info<'a> {
    algorithm: &'a [u8],
    /// The object identifier of an EC key's curve.
    curve: Option<&'a [u8]>,
    /// The content of the algorithm's parameters; empty without any.
    parameters: &'a [u8],
    /// The content of the OCTET STRING.
    key: &'a [u8],
}

/// The public side of a private key, computed.
enum Public<'a> {
    Rsa {
        modulus: &'a [u8],
        exponent: &'a [u8],
    },
    /// Whatever a curve's arithmetic compares.
    Point(curve::Point),
}

impl<'a> Info<'a> {
    fn read(pkcs8: &'a [u8]) -> Result<Self, &'static str> {
        let parts = || {
            let mut info = Reader::sequence(pkcs8)?;
            let version = info.positive()?;
            let mut algorithm = Reader::new(info.take(der::SEQUENCE)?);
            let key = info.take(der::OCTET_STRING)?;
            let oid = algorithm.take(der::OID)?;
            let (tag, parameters) = algorithm.value().unwrap_or_default();
            let curve = (tag == der::OID).then_some(parameters);
            // 0 as PKCS#8 has it, 1 with RFC 5958's public key after it.
            matches!(version, [] | [1]).then_some(Self { algorithm: oid, curve, parameters, key })
        };
        parts().ok_or("what it holds isn't a private key (PKCS#8)")
    }

    fn kind(&self, public: Option<&Public<'a>>) -> KeyKind {
        let modulus = match public {
            Some(Public::Rsa { modulus, .. }) => Some(*modulus),
            _ => None,
        };
        oids::kind(self.algorithm, self.curve, self.parameters, modulus)
    }

    /// The public side; `None` for what can't be computed.
    fn public(&self) -> Result<Option<Public<'a>>, &'static str> {
        match self.algorithm {
            oids::RSA | oids::RSASSA_PSS => rsa(self.key).map(Some),
            oids::EC => {
                let scalar = ec_scalar(self.key).ok_or("its EC private key has no value")?;
                let Some(curve) = self.curve else { return Ok(None) };
                Ok(curve::Point::of(curve, scalar)?.map(Public::Point))
            }
            oids::ED25519 => {
                let seed = Reader::new(self.key).take(der::OCTET_STRING);
                let seed = seed.and_then(|seed| <&[u8; 32]>::try_from(seed).ok());
                let seed = seed.ok_or("its Ed25519 private key isn't 32 bytes long")?;
                Ok(Some(Public::Point(curve::Point::of_seed(seed))))
            }
            _ => Ok(None),
        }
    }

    /// Whether the leaf's public key is this one; `None` where that can't be told.
    fn fits(&self, public: Option<&Public<'a>>, leaf: &Certificate) -> Option<bool> {
        let certificate = parse(&leaf.der).ok()?;
        let spki = certificate.public_key();
        let theirs: &[u8] = spki.algorithm.algorithm.as_bytes();
        if family(self.algorithm)? != family(theirs)? {
            return Some(false);
        }
        let key = &spki.subject_public_key.data;
        match public? {
            Public::Rsa { modulus, exponent } => {
                let mut numbers = Reader::sequence(key)?;
                Some(numbers.positive()? == *modulus && numbers.positive()? == *exponent)
            }
            Public::Point(point) => match (oids::curve(&spki.algorithm), self.curve) {
                // A curve that is written out may be the same one.
                (None, Some(_)) => None,
                (theirs, ours) => Some(theirs == ours && point.is(key)),
            },
        }
    }
}

/// Algorithms of one family share the form of their keys; `None` for one that isn't known.
fn family(oid: &[u8]) -> Option<&[u8]> {
    match oid {
        oids::RSA | oids::RSASSA_PSS => Some(oids::RSA),
        oids::EC | oids::DSA | oids::ED25519 | oids::ED448 => Some(oid),
        _ => None,
    }
}

/// The most bits of a modulus whose primes are multiplied; Java's own limit for RSA keys.
const MAX_MODULUS: u32 = 16_384;

/// RSAPrivateKey (RFC 8017, A.1.2).
fn rsa(key: &[u8]) -> Result<Public<'_>, &'static str> {
    let numbers = || {
        let mut numbers = Reader::sequence(key)?;
        let version = numbers.positive()?;
        let (modulus, exponent) = (numbers.positive()?, numbers.positive()?);
        let _private = numbers.positive()?;
        let primes = (numbers.positive()?, numbers.positive()?);
        Some((version, modulus, exponent, primes))
    };
    let (version, modulus, exponent, (p, q)) = numbers().ok_or("its RSA private key isn't whole")?;
    // Some writers leave the primes at nought; version 1 has more than two of them.
    let has_primes = version.is_empty() && !p.is_empty() && !q.is_empty();
    if has_primes && der::bits(modulus) <= MAX_MODULUS && !make_up(p, q, modulus) {
        return Err("the primes of its RSA private key don't make up its modulus");
    }
    Ok(Public::Rsa { modulus, exponent })
}

/// Whether p times q is the modulus.
fn make_up(p: &[u8], q: &[u8], modulus: &[u8]) -> bool {
    // Without this, two long "primes" would cost more than any real key.
    if p.len() + q.len() > modulus.len() + 1 {
        return false;
    }
    let number = |digits| Zeroizing::new(BoxedUint::from_be_slice_vartime(digits));
    let (p, q) = (number(p), number(q));
    let product = Zeroizing::new(p.concatenating_mul(&*q));
    *product == BoxedUint::from_be_slice_vartime(modulus)
}

/// The private value of an ECPrivateKey (RFC 5915).
fn ec_scalar(key: &[u8]) -> Option<&[u8]> {
    let mut key = Reader::sequence(key)?;
    key.positive()?;
    key.take(der::OCTET_STRING)
}

#[cfg(test)]
mod tests;
