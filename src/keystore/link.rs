//! Whether one certificate issued another: by name and by signature.

use super::{
    certificate::{Certificate, distinguished, parse},
    signature::{self, Signature},
};

/// How a certificate stands to one that may have issued it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The one's issuer is the other's subject.
    pub name_fits: bool,
    /// Whether the other's key made the one's signature; told whether or not the names fit.
    pub signature: Signature,
}

impl Link {
    /// Whether nothing speaks against it: the names fit, and the signature isn't wrong.
    pub fn holds(&self) -> bool {
        self.name_fits && self.signature != Signature::Wrong
    }
}

impl Certificate {
    /// How it stands to the certificate that may have issued it; itself, for a self-signed one. That the
    /// issuer may issue at all (`keyCertSign`, basic constraints) and when it is valid is not asked here.
    pub fn is_issued_by(&self, issuer: &Self) -> Link {
        let (Ok(one), Ok(other)) = (parse(&self.der), parse(&issuer.der)) else {
            // Both were parsed once to be what they are.
            return Link { name_fits: false, signature: Signature::Wrong };
        };
        let (theirs, ours) = (one.issuer(), other.subject());
        // Most authorities copy their subject byte for byte; some change the kind of string or the case.
        let name_fits =
            theirs.as_raw() == ours.as_raw() || distinguished::folded(theirs) == distinguished::folded(ours);
        let made_with = &one.signature_algorithm;
        let signature = if one.tbs_certificate.signature == *made_with {
            signature::verify(
                made_with,
                other.public_key(),
                one.tbs_certificate.as_ref(),
                &one.signature_value.data,
            )
        } else {
            // RFC 5280, 4.1.1.2: what is signed names the same algorithm.
            Signature::Wrong
        };
        Link { name_fits, signature }
    }
}

#[cfg(test)]
mod tests;
