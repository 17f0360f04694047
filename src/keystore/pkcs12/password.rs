//! How a password is spelled in bytes. PKCS#12 and PKCS#5 spell it differently, and for some
//! passwords programs don't agree.

use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// One way of spelling a password.
pub struct Spelling {
    /// For PKCS#12's own derivation: UTF-16, big-endian, with two zero bytes at the end
    /// (RFC 7292, B.1).
    pub utf16: Zeroizing<Vec<u8>>,
    /// For PKCS#5's: UTF-8 (RFC 8018, 3).
    pub utf8: Zeroizing<Vec<u8>>,
}

/// Every way in which programs spell a password, the standard's first. Two at most, since each costs
/// a derivation of its own.
///
/// - An empty password is two zero bytes, or none at all where a program took it for no password.
///   Java tries both, in this order.
/// - openssl before 1.1.0 took each byte of a password for a character: where the terminal gave it
///   UTF-8, letters beyond ASCII became two characters each. openssl tries both too.
pub fn spellings(password: &Secret) -> Vec<Spelling> {
    let text = password.expose();
    let utf8 = || Zeroizing::new(text.as_bytes().to_vec());
    let standard = Spelling { utf16: utf16(text.encode_utf16(), text.len()), utf8: utf8() };
    if text.is_empty() {
        vec![standard, Spelling { utf16: Zeroizing::default(), utf8: utf8() }]
    } else if text.is_ascii() {
        vec![standard]
    } else {
        vec![standard, Spelling { utf16: utf16(text.bytes().map(u16::from), text.len()), utf8: utf8() }]
    }
}

/// `most` is at least the number of units: all the room is taken at the start, so that no growing
/// leaves a copy behind.
fn utf16(units: impl Iterator<Item = u16>, most: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * most + 2));
    for unit in units {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(password: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
        let spellings = spellings(&Secret::copied(password));
        spellings.iter().map(|spelling| (spelling.utf16.to_vec(), spelling.utf8.to_vec())).collect()
    }

    #[test]
    fn each_password_in_every_spelling() {
        assert_eq!(spelled("ab"), [(vec![0, b'a', 0, b'b', 0, 0], b"ab".to_vec())]);
        assert_eq!(spelled(""), [(vec![0, 0], vec![]), (vec![], vec![])]);
        let utf8 = "ğ".as_bytes().to_vec();
        assert_eq!(
            spelled("ğ"),
            [(vec![0x01, 0x1F, 0, 0], utf8.clone()), (vec![0, 0xC4, 0, 0x9F, 0, 0], utf8)]
        );
        // Beyond the basic plane: a pair of surrogates.
        assert_eq!(spelled("𝄞")[0].0, [0xD8, 0x34, 0xDD, 0x1E, 0, 0]);
    }
}
