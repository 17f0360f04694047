//! Reads PKCS#12 (RFC 7292): keystores of keytool, openssl, Windows, Bouncy Castle, NSS and macOS. The
//! entries are those that Java makes of the same file.
//!
//! The walk over the structure is our own, since it has to be bounded, to read BER, and to tell one
//! failure from the other; the cryptography is RustCrypto's, but PKCS#12's way of deriving a key, which
//! is a few lines over its digests.

use super::{
    OpenError, Store,
    store::{Cause, Ignored, Integrity, Protected, Refusal},
};
use crate::domain::{file::Format, secret::Secret};

mod ber;
mod blocks;
mod cipher;
mod cost;
mod derivation;
mod entries;
mod facts;
mod links;
mod mac;
mod names;
mod opening;
mod password;
mod safe;
mod scheme;
#[cfg(test)]
mod tests;

use entries::{Entries, Made};
use facts::Facts;
use opening::{Ahead, Opening};
use safe::{Bag, Contents, Item, Pfx};

/// Reads a PKCS#12.
///
/// Without a password it is read where nothing but keys is encrypted, and is [`OpenError::Locked`]
/// otherwise: in most files a part of the entries could be seen, but not what the rest would make of
/// them. Damage to the structure, and algorithms that aren't known, are told without a password too.
pub fn read(bytes: &[u8], password: Option<&Secret>) -> Result<Store, OpenError> {
    let pfx = Pfx::read(bytes)?;
    let contents = pfx.contents()?;
    let mut facts = Facts::new(password);
    let mut opening = Opening::new(password.map(password::spellings).unwrap_or_default());
    ask(&pfx, &contents, &mut opening, &mut facts)?;
    if password.is_none() && !is_open(&contents) {
        return Err(OpenError::Locked);
    }
    let mut ahead = Ahead::none();
    let integrity = match &pfx.mac {
        None => Integrity::None,
        Some(_) if password.is_none() => Integrity::NotChecked,
        Some(mac) => {
            let mac = mac.as_ref().map_err(|unknown| OpenError::Unsupported(unknown.clone()))?;
            let fits;
            (fits, ahead) = opening.check(mac, &pfx.safe, &contents);
            if !fits {
                return Err(opening.why_the_mac_differs(&contents));
            }
            Integrity::Checked
        }
    };
    let bags = decrypt(contents, ahead, &mut opening, &mut facts)?;
    let Made { entries, loose, mut ignored } = Entries::of(&bags).make(&mut opening)?;
    if pfx.is_followed {
        ignored.push(Ignored { alias: None, why: "bytes after its end, which Java doesn't read" });
    }
    if opening.is_wrong() {
        return Err(OpenError::WrongPassword);
    }
    let Facts { protections, refused, .. } = facts;
    Ok(Store { format: Format::Pkcs12, integrity, entries, protections, loose, ignored, refused })
}

/// Asks for the cost of everything that can be seen so far, before any of the work is begun, and for
/// the algorithms that everything depends on.
fn ask(
    pfx: &Pfx<'_>,
    contents: &[Contents],
    opening: &mut Opening,
    facts: &mut Facts,
) -> Result<(), OpenError> {
    if let Some(mac) = &pfx.mac {
        let mac = mac.as_ref().map_err(|unknown| OpenError::Unsupported(unknown.clone()))?;
        facts.mac(mac);
        opening.budget.take(mac.cost().times(opening.tries()))?;
    }
    for part in contents {
        match part {
            Contents::Plain(bags) => ask_for_keys(bags, opening, facts)?,
            Contents::Encrypted(encrypted) => {
                if let Err(unknown) = &encrypted.scheme {
                    return Err(OpenError::Unsupported(unknown.clone()));
                }
                facts.encryption(Protected::Certificates, encrypted);
                opening.charge(encrypted)?;
            }
        }
    }
    Ok(())
}

fn ask_for_keys(bags: &[Bag], opening: &mut Opening, facts: &mut Facts) -> Result<(), OpenError> {
    for bag in bags {
        if let Some(key) = bag.encrypted_key() {
            facts.encryption(Protected::Keys, key);
            opening.charge(key)?;
        }
        if let Some(why) = bag.attributes.refused {
            facts.refused(Refusal { why: why.into(), cause: Cause::Making });
        }
    }
    Ok(())
}

/// Whether there is something to see without a password, and nothing hidden but keys.
fn is_open(contents: &[Contents]) -> bool {
    let mut bags = contents.iter().filter_map(Contents::bags).flatten();
    contents.iter().all(|part| part.bags().is_some())
        && (bags.clone().next().is_none() || bags.any(|bag| matches!(bag.item, Item::Certificate(_))))
}

/// All bags in the file's order.
fn decrypt(
    contents: Vec<Contents>,
    mut ahead: Ahead,
    opening: &mut Opening,
    facts: &mut Facts,
) -> Result<Vec<Bag>, OpenError> {
    let mut bags = Vec::new();
    let mut seen = 0;
    for part in contents {
        match part {
            Contents::Plain(plain) => {
                seen += plain.len();
                bags.extend(plain);
            }
            Contents::Encrypted(encrypted) => {
                let opened = opening.content(&encrypted, &mut ahead)?;
                let read = Bag::read_all(&opened, "a decrypted part of the safe", &mut seen)?;
                ask_for_keys(&read, opening, facts)?;
                bags.extend(read);
            }
        }
    }
    Ok(bags)
}
