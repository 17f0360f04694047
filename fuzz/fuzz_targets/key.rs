//! One private key, as it comes out of a keystore, beside a certificate: the first two octets say how long that is.
#![no_main]

use keywright::keystore::{Certificate, key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((length, rest)) = bytes.split_first_chunk() else { return };
    let Some((leaf, pkcs8)) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length))) else { return };
    let leaf = Certificate::read(leaf).ok();
    assert!(!format!("{:?}", key::examine(pkcs8, leaf.as_ref())).is_empty());
});
