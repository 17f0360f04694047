//! A JKS or JCEKS behind a digest that fits: the first octet says which, and which version.
#![no_main]

use keywright_fuzz::{PASSWORD, jks, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, body)) = bytes.split_first() else { return };
    let magic = if kind & 2 == 0 { [0xFE, 0xED, 0xFE, 0xED] } else { [0xCE; 4] };
    open(&jks(magic, 2 - (kind & 1), body), PASSWORD);
});
