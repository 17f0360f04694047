//! Writes DER anew in BER: every value that is made of values with an indefinite length, every octet
//! string in pieces. What octet strings hold stays as it is, since the MAC is made over it.

/// The same value in BER; `None` where it isn't DER, or is cut off.
pub fn indefinite(der: &[u8]) -> Option<Vec<u8>> {
    let mut written = Vec::new();
    let rest = value(der, &mut written)?;
    written.extend_from_slice(rest);
    Some(written)
}

/// Writes one value, and gives what follows it.
fn value<'a>(der: &'a [u8], written: &mut Vec<u8>) -> Option<&'a [u8]> {
    const OCTET_STRING: u8 = 0x04;
    const CONSTRUCTED: u8 = 0x20;
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    if tag & CONSTRUCTED != 0 {
        written.extend([tag, 0x80]);
        let mut content = content;
        while !content.is_empty() {
            content = value(content, written)?;
        }
        written.extend([0, 0]);
    } else if tag == OCTET_STRING {
        written.extend([tag | CONSTRUCTED, 0x80]);
        // Pieces of pieces, too, and an empty one.
        for piece in content.chunks(100) {
            written.extend([tag | CONSTRUCTED, 0x80, tag, 0]);
            written.extend([tag, u8::try_from(piece.len()).ok()?]);
            written.extend(piece);
            written.extend([0, 0]);
        }
        written.extend([0, 0]);
    } else {
        written.extend(der.get(..der.len() - rest.len())?);
    }
    Some(rest)
}
