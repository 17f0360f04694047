//! Names of algorithms that keywright recognises and doesn't compute, for messages.

/// The name of an algorithm, or its object identifier.
pub fn name(oid: &str) -> String {
    known(oid).map_or_else(|| format!("the algorithm {oid}"), str::to_owned)
}

/// What openssl, Java or RFCs call it.
fn known(oid: &str) -> Option<&'static str> {
    Some(match oid {
        // Schemes of PKCS#5 and PKCS#12 (RFC 8018, RFC 7292).
        "1.2.840.113549.1.5.1" => "PBEWithMD2AndDES",
        "1.2.840.113549.1.5.4" => "PBEWithMD2AndRC2",
        "1.2.840.113549.1.5.12" => "PBKDF2",
        "1.2.840.113549.1.5.14" => "PBMAC1",
        "1.3.6.1.4.1.11591.4.11" => "scrypt",
        "1.3.6.1.4.1.22554.1.1.2.1.2" => "PBEWithSHA1And128BitAES-CBC-BC (Bouncy Castle)",
        "1.3.6.1.4.1.22554.1.1.2.1.22" => "PBEWithSHA1And192BitAES-CBC-BC (Bouncy Castle)",
        "1.3.6.1.4.1.22554.1.1.2.1.42" => "PBEWithSHA1And256BitAES-CBC-BC (Bouncy Castle)",
        "1.3.6.1.4.1.22554.1.2.1.2.1.2" => "PBEWithSHA256And128BitAES-CBC-BC (Bouncy Castle)",
        "1.3.6.1.4.1.22554.1.2.1.2.1.22" => "PBEWithSHA256And192BitAES-CBC-BC (Bouncy Castle)",
        "1.3.6.1.4.1.22554.1.2.1.2.1.42" => "PBEWithSHA256And256BitAES-CBC-BC (Bouncy Castle)",
        // Ciphers.
        "2.16.840.1.101.3.4.1.6" => "AES-128-GCM",
        "2.16.840.1.101.3.4.1.26" => "AES-192-GCM",
        "2.16.840.1.101.3.4.1.46" => "AES-256-GCM",
        "1.2.392.200011.61.1.1.1.2" => "Camellia-128-CBC",
        "1.2.392.200011.61.1.1.1.3" => "Camellia-192-CBC",
        "1.2.392.200011.61.1.1.1.4" => "Camellia-256-CBC",
        "1.2.410.200046.1.1.2" => "ARIA-128-CBC",
        "1.2.410.200046.1.1.7" => "ARIA-192-CBC",
        "1.2.410.200046.1.1.12" => "ARIA-256-CBC",
        "1.2.410.200004.1.4" => "SEED-CBC",
        "1.2.156.10197.1.104.2" => "SM4-CBC",
        "1.2.643.2.2.21" => "GOST 28147-89",
        "1.2.643.7.1.1.5.1.1" => "Magma (GOST R 34.12-2015)",
        "1.2.643.7.1.1.5.2.1" => "Kuznyechik (GOST R 34.12-2015)",
        "1.2.840.113533.7.66.10" => "CAST5-CBC",
        "1.2.840.113549.3.4" => "RC4 under PBES2",
        "1.2.840.113549.3.9" => "RC5-CBC",
        "1.3.6.1.4.1.188.7.1.1.2" => "IDEA-CBC",
        "1.3.6.1.4.1.3029.1.2" => "Blowfish-CBC",
        // Digests, and HMACs with them.
        "1.2.840.113549.2.2" => "MD2",
        "1.2.840.113549.2.4" => "MD4",
        "1.3.36.3.2.1" => "RIPEMD-160",
        "1.0.10118.3.0.55" => "Whirlpool",
        "1.2.156.10197.1.401" => "SM3",
        "1.2.643.2.2.9" => "GOST R 34.11-94",
        "1.2.643.7.1.1.2.2" => "Streebog-256 (GOST R 34.11-2012)",
        "1.2.643.7.1.1.2.3" => "Streebog-512 (GOST R 34.11-2012)",
        "1.3.6.1.4.1.1722.12.2.1.16" => "BLAKE2b-512",
        "1.3.6.1.4.1.1722.12.2.2.8" => "BLAKE2s-256",
        "2.16.840.1.101.3.4.2.7" => "SHA3-224",
        "2.16.840.1.101.3.4.2.8" => "SHA3-256",
        "2.16.840.1.101.3.4.2.9" => "SHA3-384",
        "2.16.840.1.101.3.4.2.10" => "SHA3-512",
        "2.16.840.1.101.3.4.2.13" => "HmacSHA3-224",
        "2.16.840.1.101.3.4.2.14" => "HmacSHA3-256",
        "2.16.840.1.101.3.4.2.15" => "HmacSHA3-384",
        "2.16.840.1.101.3.4.2.16" => "HmacSHA3-512",
        "1.2.156.10197.1.401.3.1" => "HmacSM3",
        "1.2.643.2.2.10" => "HMAC with GOST R 34.11-94",
        "1.2.643.7.1.1.4.1" => "HMAC with Streebog-256",
        "1.2.643.7.1.1.4.2" => "HMAC with Streebog-512",
        _ => return None,
    })
}

/// What the JDK calls the algorithm of a secret key.
pub fn secret_key(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.16.840.1.101.3.4.1" => "AES",
        "1.3.14.3.2.7" => "DES",
        "1.2.840.113549.3.7" => "DESede",
        "1.2.840.113549.3.2" => "RC2",
        "1.2.840.113549.3.4" => "ARCFOUR",
        "1.3.6.1.4.1.3029.1.1.2" => "Blowfish",
        // `keytool -importpass` keeps words as a key for this.
        "1.2.840.113549.1.5.3" => "PBEWithMD5AndDES",
        "1.2.840.113549.2.7" => "HmacSHA1",
        "1.2.840.113549.2.8" => "HmacSHA224",
        "1.2.840.113549.2.9" => "HmacSHA256",
        "1.2.840.113549.2.10" => "HmacSHA384",
        "1.2.840.113549.2.11" => "HmacSHA512",
        _ => return None,
    })
}
