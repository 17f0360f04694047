//! A bounded reader of BER (X.690), of which DER is a part: what PKCS#12 files are written in.
//! openssl, the JDK and Windows write DER; Bouncy Castle and NSS write indefinite lengths and octet
//! strings in pieces, which the common DER crates refuse.
//!
//! Nothing is allocated by what a length says, nothing recurses by what a file says but the pieces
//! of an octet string, and those only [`MAX_NESTING`] deep.

use std::ops::Deref;

use zeroize::Zeroizing;

use crate::keystore::OpenError;

/// How deep values of indefinite length, and pieces of an octet string, may be nested.
const MAX_NESTING: usize = 32;

/// The longest object identifier that is read, in bytes; real ones have 14 at most.
const MAX_OID: usize = 64;

/// `INTEGER`.
pub const INTEGER: u8 = 0x02;
/// `OCTET STRING`; in pieces with [`CONSTRUCTED`].
pub const OCTET_STRING: u8 = 0x04;
/// `OBJECT IDENTIFIER`.
pub const OID: u8 = 0x06;
/// `BMPString`: UCS-2, big-endian.
pub const BMP_STRING: u8 = 0x1E;
/// `SEQUENCE`.
pub const SEQUENCE: u8 = 0x30;
/// `SET`.
pub const SET: u8 = 0x31;
/// `[0]`, primitive; the explicit one has [`CONSTRUCTED`] too.
pub const CONTEXT_0: u8 = 0x80;
/// The bit that says that a value is made of values.
pub const CONSTRUCTED: u8 = 0x20;

/// The bytes aren't what the format asks for: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage(pub String);

impl From<Damage> for OpenError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage.0)
    }
}

/// What offsets count from: `the file`, or some part of it that was put together or decrypted.
pub type Within = &'static str;

/// Reads one value after the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// The offset of `bytes` in `within`.
    at: usize,
    within: Within,
}

/// One value: its identifier octet, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    /// Class, the bit of construction, and number, as one octet. Numbers over 30, which take more
    /// octets, are all read as 31: nothing in PKCS#12 has one.
    pub tag: u8,
    content: &'a [u8],
    /// Where the value begins.
    at: usize,
    /// Where its content begins.
    content_at: usize,
    within: Within,
}

/// The content of an octet string, where it lies or, where it was in pieces, put together. There may
/// be an unencrypted key in it: a copy is wiped.
#[derive(Debug)]
pub enum Octets<'a> {
    There(&'a [u8]),
    Joined(Zeroizing<Vec<u8>>),
}

impl Deref for Octets<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::There(octets) => octets,
            Self::Joined(octets) => octets,
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of some bytes.
    pub fn new(bytes: &'a [u8], within: Within) -> Self {
        Self { bytes, at: 0, within }
    }

    /// Whether everything has been read.
    pub fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The tag of the next value, if there is one.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// The next value of any tag; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Value<'a>>, Damage> {
        if self.is_at_end() {
            return Ok(None);
        }
        let (head, body) = header(self.bytes).map_err(|what| self.damage(what))?;
        let head_length = self.bytes.len() - body.len();
        let (content, rest) = match head.length {
            Some(length) => body.split_at_checked(length).ok_or_else(|| {
                self.damage(&format!("cut off: {length} bytes are announced, {} are there", body.len()))
            })?,
            None => {
                let (content, rest) = indefinite(body).map_err(|what| self.damage(what))?;
                (content, rest)
            }
        };
        let value = Value {
            tag: head.tag,
            content,
            at: self.at,
            content_at: self.at + head_length,
            within: self.within,
        };
        self.at += self.bytes.len() - rest.len();
        self.bytes = rest;
        Ok(Some(value))
    }

    /// The next value, which must be there.
    pub fn any(&mut self, what: &str) -> Result<Value<'a>, Damage> {
        let here = *self;
        self.next()?.ok_or_else(|| here.damage(&format!("{what} is missing")))
    }

    /// The next value, which must be there and have this tag.
    pub fn value(&mut self, tag: u8, what: &str) -> Result<Value<'a>, Damage> {
        let value = self.any(what)?;
        if value.tag == tag { Ok(value) } else { Err(value.damage(&format!("{what} is wanted"))) }
    }

    /// What is in the next value, which must be a SEQUENCE.
    pub fn sequence(&mut self, what: &str) -> Result<Reader<'a>, Damage> {
        self.value(SEQUENCE, what).map(|value| value.reader())
    }

    /// What is in the next value, which must be tagged `[0] EXPLICIT`.
    pub fn explicit_0(&mut self, what: &str) -> Result<Reader<'a>, Damage> {
        self.value(CONTEXT_0 | CONSTRUCTED, what).map(|value| value.reader())
    }

    /// The next value, which must be an object identifier, in dots.
    pub fn oid(&mut self, what: &str) -> Result<String, Damage> {
        self.value(OID, what)?.oid()
    }

    /// The next value, which must be an octet string, whole or in pieces.
    pub fn octets(&mut self, what: &str) -> Result<Octets<'a>, Damage> {
        let value = self.any(what)?;
        if value.tag & !CONSTRUCTED != OCTET_STRING {
            return Err(value.damage(&format!("{what} is wanted")));
        }
        value.octets()
    }

    /// The next value, which must be an integer that isn't negative; what is beyond 2³² - 1 is that.
    pub fn number(&mut self, what: &str) -> Result<u32, Damage> {
        self.value(INTEGER, what)?.number(what)
    }

    /// Something is wrong here.
    pub fn damage(&self, what: &str) -> Damage {
        Damage(format!("{what}, at byte {} of {}", self.at, self.within))
    }
}

impl<'a> Value<'a> {
    /// A reader of the values in it.
    pub fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.content, at: self.content_at, within: self.within }
    }

    /// A reader of the values in it, which must be a SEQUENCE.
    pub fn sequence(&self, what: &str) -> Result<Reader<'a>, Damage> {
        if self.tag == SEQUENCE { Ok(self.reader()) } else { Err(self.damage(&format!("{what} is wanted"))) }
    }

    /// Its content, where it is primitive.
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Its octets, whichever tag it has (they are implicit in places): the content, or that of the
    /// pieces that it is made of.
    pub fn octets(&self) -> Result<Octets<'a>, Damage> {
        if self.tag & CONSTRUCTED == 0 {
            return Ok(Octets::There(self.content));
        }
        // As much as there can be: growing would leave copies behind.
        let mut whole = Zeroizing::new(Vec::with_capacity(self.content.len()));
        self.reader().join(&mut whole, MAX_NESTING)?;
        Ok(Octets::Joined(whole))
    }

    /// The object identifier, in dots (X.690, 8.19).
    pub fn oid(&self) -> Result<String, Damage> {
        let broken = || self.damage("a broken object identifier");
        if self.content.is_empty() || self.content.len() > MAX_OID {
            return Err(broken());
        }
        let mut dotted = String::new();
        let mut arc = 0_u64;
        for &byte in self.content {
            arc = arc.checked_mul(128).ok_or_else(broken)? | u64::from(byte & 0x7F);
            if byte & 0x80 != 0 {
                continue;
            }
            if dotted.is_empty() {
                let first = (arc / 40).min(2);
                dotted = format!("{first}.{}", arc - 40 * first);
            } else {
                dotted.push('.');
                dotted.push_str(&arc.to_string());
            }
            arc = 0;
        }
        // The last octet of an arc has its high bit clear.
        if self.content.last().is_some_and(|last| last & 0x80 != 0) { Err(broken()) } else { Ok(dotted) }
    }

    /// An integer that isn't negative; what is beyond 2³² - 1 is that.
    pub fn number(&self, what: &str) -> Result<u32, Damage> {
        if self.content.first().is_none_or(|first| first & 0x80 != 0) {
            return Err(self.damage(&format!("{what} is out of range")));
        }
        let zeros = self.content.iter().take_while(|&&byte| byte == 0).count();
        let digits = self.content.get(zeros..).unwrap_or_default();
        if digits.len() > 4 {
            return Ok(u32::MAX);
        }
        Ok(digits.iter().fold(0, |number, &digit| number << 8 | u32::from(digit)))
    }

    /// Something is wrong with it.
    pub fn damage(&self, what: &str) -> Damage {
        Damage(format!("{what}, at byte {} of {}", self.at, self.within))
    }
}

impl Reader<'_> {
    /// Appends the content of the pieces of an octet string.
    fn join(mut self, whole: &mut Vec<u8>, depth: usize) -> Result<(), Damage> {
        while let Some(piece) = self.next()? {
            if piece.tag == OCTET_STRING {
                whole.extend_from_slice(piece.content);
            } else if piece.tag == OCTET_STRING | CONSTRUCTED {
                let depth =
                    depth.checked_sub(1).ok_or_else(|| piece.damage("pieces in pieces without end"))?;
                piece.reader().join(whole, depth)?;
            } else {
                return Err(piece.damage("a piece of an octet string is wanted"));
            }
        }
        Ok(())
    }
}

/// Identifier and length octets.
struct Head {
    tag: u8,
    /// `None`: indefinite.
    length: Option<usize>,
}

/// Reads identifier and length octets (X.690, 8.1.2 and 8.1.3), and gives what follows.
fn header(bytes: &[u8]) -> Result<(Head, &[u8]), &'static str> {
    const CUT: &str = "cut off in the head of a value";
    let (&tag, mut rest) = bytes.split_first().ok_or(CUT)?;
    if tag & 0x1F == 0x1F {
        let number = rest.iter().position(|byte| byte & 0x80 == 0).ok_or(CUT)?;
        rest = rest.get(number + 1..).ok_or(CUT)?;
    }
    let (&first, rest) = rest.split_first().ok_or(CUT)?;
    match first {
        0..0x80 => Ok((Head { tag, length: Some(usize::from(first)) }, rest)),
        0x80 if tag & CONSTRUCTED != 0 => Ok((Head { tag, length: None }, rest)),
        0x80 => Err("a value of indefinite length that is not made of values"),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7F)).ok_or(CUT)?;
            let length = octets.iter().fold(0_u64, |length, &octet| length << 8 | u64::from(octet));
            let length = usize::try_from(length).map_err(|_| "a length beyond all bounds")?;
            Ok((Head { tag, length: Some(length) }, rest))
        }
        _ => Err("a length beyond all bounds"),
    }
}

/// Splits the content of a value of indefinite length from what follows its end-of-contents octets.
fn indefinite(body: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let mut rest = body;
    let mut open = 1_usize;
    loop {
        if let [0, 0, after @ ..] = rest {
            open -= 1;
            if open == 0 {
                return Ok((&body[..body.len() - rest.len()], after));
            }
            rest = after;
            continue;
        }
        if rest.is_empty() {
            return Err("cut off: a value of indefinite length has no end");
        }
        let (head, after) = header(rest)?;
        rest = match head.length {
            // What is in it can't hold the end that is looked for.
            Some(length) => after.get(length..).ok_or("cut off in a value of indefinite length")?,
            None if open == MAX_NESTING => return Err("values nested beyond all bounds"),
            None => {
                open += 1;
                after
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn first(bytes: &[u8]) -> Result<Value<'_>, Damage> {
        Reader::new(bytes, "the file").any("a value")
    }

    #[test]
    fn lengths_of_every_form() {
        for (bytes, content, rest) in [
            (&[0x04, 2, 7, 8, 9][..], &[7, 8][..], 1),
            (&[0x04, 0x81, 1, 7], &[7], 0),
            (&[0x04, 0x84, 0, 0, 0, 1, 7], &[7], 0),
            (&[0x24, 0x80, 4, 1, 7, 0, 0, 5, 0], &[4, 1, 7], 2),
            (&[0x30, 0x80, 0x30, 0x80, 0, 0, 0, 0], &[0x30, 0x80, 0, 0], 0),
            (&[0x3F, 0x81, 0x01, 1, 9], &[9], 0),
        ] {
            let mut reader = Reader::new(bytes, "the file");
            assert_eq!(reader.any("it").unwrap().content, content, "{bytes:?}");
            assert_eq!(reader.bytes.len(), rest, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_cut_off_is_told_with_its_place() {
        for (bytes, says) in [
            (&[][..], "a value is missing, at byte 0 of the file"),
            (&[0x30], "cut off in the head of a value, at byte 0 of the file"),
            (&[0x30, 0x82, 1], "cut off in the head of a value, at byte 0 of the file"),
            (&[0x30, 5, 1, 2], "cut off: 5 bytes are announced, 2 are there, at byte 0 of the file"),
            (
                &[0x30, 0x80, 4, 1, 1],
                "cut off: a value of indefinite length has no end, at byte 0 of the file",
            ),
            (&[0x30, 0x80, 4, 9, 1], "cut off in a value of indefinite length, at byte 0 of the file"),
            (
                &[0x04, 0x80, 0, 0],
                "a value of indefinite length that is not made of values, at byte 0 of the file",
            ),
            (&[0x30, 0x85, 1, 1, 1, 1, 1], "a length beyond all bounds, at byte 0 of the file"),
        ] {
            assert_eq!(first(bytes).unwrap_err().0, says);
        }
        let nested = first(&[0x30, 4, 5, 0, 4, 3]).unwrap();
        let mut inside = nested.reader();
        inside.any("it").unwrap();
        let says = "cut off: 3 bytes are announced, 0 are there, at byte 4 of the file";
        assert_eq!(inside.any("it").unwrap_err().0, says);
    }

    #[test]
    fn pieces_of_an_octet_string_are_joined() {
        let bytes = [0x24, 0x80, 4, 1, 1, 0x24, 4, 4, 2, 2, 3, 4, 1, 4, 0, 0];
        assert_eq!(first(&bytes).unwrap().octets().unwrap()[..], [1, 2, 3, 4]);
        let wrong = first(&[0x24, 3, 2, 1, 1]).unwrap().octets().unwrap_err();
        assert_eq!(wrong.0, "a piece of an octet string is wanted, at byte 2 of the file");
    }

    #[test]
    fn nesting_has_an_end() {
        let open = [0x24, 0x80].repeat(1_000_000);
        assert!(first(&open).unwrap_err().0.starts_with("values nested beyond all bounds"));
        // Definite lengths: each piece holds the next one.
        let mut pieces = vec![4, 0];
        while pieces.len() < 100 {
            let length = u8::try_from(pieces.len()).unwrap();
            pieces.splice(0..0, [0x24, length]);
        }
        let endless = first(&pieces).unwrap().octets().unwrap_err();
        assert!(endless.0.starts_with("pieces in pieces without end"), "{}", endless.0);
    }

    #[test]
    fn object_identifiers() {
        let oid = |content: &[u8]| {
            let mut bytes = vec![OID, u8::try_from(content.len()).unwrap()];
            bytes.extend(content);
            first(&bytes).unwrap().oid()
        };
        assert_eq!(oid(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 6]).unwrap(), "1.2.840.113549.1.7.6");
        assert_eq!(oid(&[0x60, 0x86, 0x48]).unwrap(), "2.16.840");
        assert_eq!(oid(&[0x88, 0x37]).unwrap(), "2.999");
        assert_eq!(oid(&[0x2B]).unwrap(), "1.3");
        assert_eq!(oid(&[0x06]).unwrap(), "0.6");
        for broken in [&[][..], &[0x2A, 0x86], &[0xFF; 12], &[0x2A; 65]] {
            assert!(oid(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn numbers() {
        let number = |bytes: &[u8]| Reader::new(bytes, "the file").number("a count");
        assert_eq!(number(&[2, 2, 8, 0]), Ok(2048));
        assert_eq!(number(&[2, 5, 0, 255, 255, 255, 255]), Ok(u32::MAX));
        assert_eq!(number(&[2, 1, 0]), Ok(0));
        assert_eq!(number(&[2, 5, 1, 0, 0, 0, 0]), Ok(u32::MAX));
        for broken in [&[2, 0][..], &[2, 1, 0x80], &[4, 1, 1], &[]] {
            assert!(number(broken).is_err(), "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut readers = vec![Reader::new(&bytes, "the file")];
            let mut seen = 0;
            while let Some(mut reader) = readers.pop() {
                while let Ok(Some(value)) = reader.next() {
                    seen += 1;
                    let _ = (value.octets(), value.oid(), value.number("it"));
                    if value.tag & CONSTRUCTED != 0 {
                        readers.push(value.reader());
                    }
                }
            }
            // Each value has at least a tag and a length of its own.
            prop_assert!(seen <= bytes.len() / 2);
        }
    }
}
