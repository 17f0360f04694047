//! Any file, with any password: the first octet says how long that is.
#![no_main]

use keywright_fuzz::open;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, rest)) = bytes.split_first() else { return };
    let Some((password, file)) = rest.split_at_checked(usize::from(*length)) else { return };
    open(file, &String::from_utf8_lossy(password));
});
