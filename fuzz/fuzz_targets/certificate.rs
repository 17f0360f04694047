//! One certificate: its facts, and whether it signed itself.
#![no_main]

use keywright::keystore::Certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::read(bytes) {
        let _ = certificate.is_issued_by(&certificate);
        for name in &certificate.names {
            assert!(!format!("{name:?}").is_empty());
            let _ = certificate.names.iter().filter(|other| name.covers(other)).count();
        }
        assert_eq!(&*certificate.der, bytes);
    }
});
