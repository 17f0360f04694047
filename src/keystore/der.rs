//! The little of DER (X.690) that keys and extensions need. Everything is borrowed from the bytes
//! that hold it: nothing is copied, so nothing needs wiping, and no length allocates anything.

/// Tags, as they stand in the first byte.
pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const OID: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;

/// Reads one value after the other. Definite lengths only, as DER has them; a length that is longer
/// than it needs to be is let pass, as Java does.
#[derive(Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Into the SEQUENCE that these bytes are; what follows it is ignored.
    pub fn sequence(bytes: &'a [u8]) -> Option<Self> {
        Self(bytes).take(SEQUENCE).map(Self)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next value: its tag and its content. Tags of several bytes aren't read.
    pub fn value(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        let (length, rest) = match *first {
            short @ 0..=0x7F => (usize::from(short), rest),
            long @ 0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
                (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (tag & 0x1F != 0x1F).then_some((*tag, content))
    }

    /// The next value's content, if it has this tag; else nothing is passed.
    pub fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let (found, content) = ahead.value()?;
        if found != tag {
            return None;
        }
        *self = ahead;
        Some(content)
    }

    /// The next INTEGER's magnitude without leading zeros; `None` for a negative or an empty one.
    pub fn positive(&mut self) -> Option<&'a [u8]> {
        let digits = self.take(INTEGER)?;
        if *digits.first()? >= 0x80 {
            return None;
        }
        Some(trimmed(digits))
    }
}

/// Without leading zeros.
pub fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..).unwrap_or_default()
}

/// The number of bits that a big-endian number takes.
pub fn bits(digits: &[u8]) -> u32 {
    let digits = trimmed(digits);
    let whole = u32::try_from(digits.len()).unwrap_or(u32::MAX).saturating_mul(8);
    digits.first().map_or(0, |first| whole - first.leading_zeros())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_follow_each_other() {
        let mut reader = Reader::new(b"\x02\x01\x05\x04\x81\x02ab\x30\x00");
        assert_eq!(reader.take(OCTET_STRING), None, "not the next one");
        assert_eq!(reader.positive(), Some(&[5][..]));
        assert_eq!(reader.take(OCTET_STRING), Some(&b"ab"[..]));
        assert_eq!(reader.value(), Some((SEQUENCE, &[][..])));
        assert!(reader.is_empty());
        assert_eq!(reader.value(), None);
    }

    #[test]
    fn what_is_longer_than_the_bytes_is_refused() {
        assert_eq!(Reader::new(b"\x04\x05abcd").value(), None);
        assert_eq!(Reader::new(b"\x04\x84\xFF\xFF\xFF\xFFabcd").value(), None);
        assert_eq!(Reader::new(b"\x30\x80\0\0").value(), None, "an indefinite length");
    }

    #[test]
    fn numbers_have_their_bits() {
        assert_eq!(bits(&[]), 0);
        assert_eq!(bits(&[0, 0]), 0);
        assert_eq!(bits(&[0, 1]), 1);
        assert_eq!(bits(&[0x80, 0]), 16);
        assert_eq!(Reader::new(b"\x02\x01\xFF").positive(), None);
        assert_eq!(Reader::new(b"\x02\x02\0\xFF").positive(), Some(&[0xFF][..]));
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let mut reader = Reader::new(&bytes);
            let mut read = 0;
            while let Some((_, content)) = reader.value() {
                read += content.len() + 2;
            }
            prop_assert!(read <= bytes.len());
        }
    }
}
