//! A PKCS#12 at each of its depths: the first octet says what the others are. 0: the file; 1: the authenticated safe;
//! 2: the bags of a part that isn't encrypted.
#![no_main]

use keywright_fuzz::{PASSWORD, open, pfx, safe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match bytes.split_first() {
        Some((0, file)) => open(file, PASSWORD),
        Some((1, parts)) => open(&pfx(parts), PASSWORD),
        Some((_, bags)) => open(&pfx(&safe(bags)), PASSWORD),
        None => {}
    }
});
