//! The rules: their stable names, grades, and what each is about. The docs' table is made from here.

use super::finding::Grade;

macro_rules! rules {
    ($($rule:ident $name:literal $grade:ident $about:literal;)*) => {
        /// A rule. Its name is stable: scripts and the JSON of `inspect` have it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $(#[doc = $about] $rule,)* }

        impl Rule {
            /// Every rule, gravest first.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// How far it stands in the way.
            pub fn grade(self) -> Grade {
                match self { $(Self::$rule => Grade::$grade,)* }
            }

            /// When it speaks, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$rule => $about,)* }
            }
        }
    };
}

rules! {
    NotAKeystore "not-a-keystore" Blocks "The file is neither JKS nor PKCS#12.";
    Damaged "damaged" Blocks "The file is cut off or altered, or what its private key opens to isn't a key.";
    TypeMismatch "type-mismatch" Blocks "The type that would be sent isn't that of the file's bytes.";
    NoPassword "no-password" Blocks "The file can't be opened without a password, and none is given.";
    WrongPassword "wrong-password" Blocks "The file doesn't open with this password.";
    KeyPassword "key-password" Blocks "The private key has a password of its own: the gateway is given one password for both.";
    AliasMissing "alias-missing" Blocks "The alias isn't in the file (Java compares aliases without case).";
    Unsupported "unsupported" Stops "The file or its private key is protected by what keywright can't read (an unknown algorithm, a second password), so that it isn't checked.";
    TooCostly "too-costly" Stops "The file asks for more work than keywright does for one, so nothing in it is checked.";
    Unreadable "unreadable" Stops "A certificate in the file can't be read: Java, too, would refuse the whole file for it.";
    OddPassword "odd-password" Stops "The password has characters other than printable ASCII: Java before 25 opens no PKCS#12 with it.";
    JavaRefuses "java-refuses" Stops "No JDK opens the file, or a key in it, though keywright does.";
    AliasCase "alias-case" Stops "An alias in a JKS has capitals: Java looks for small letters there, and never finds it.";
    Empty "empty" Stops "The file has no entries that Java would see.";
    NoPrivateKey "no-private-key" Stops "There is no private key under the alias, where the file before had one.";
    NoCertificate "no-certificate" Stops "The private key has no certificate.";
    KeyMismatch "key-mismatch" Stops "The certificate doesn't belong to the private key.";
    Expired "expired" Stops "The certificate is over; in a trust store without an alias: all of them are.";
    NotChecked "not-checked" Warning "The file stays and can't be opened here (without its password, or because the server shows none), so nothing in it is checked.";
    NotYetValid "not-yet-valid" Warning "The certificate isn't valid yet.";
    ExpiresSoon "expires-soon" Warning "The certificate or an issuer in its chain is over soon (30 days, or as configured).";
    TrustExpired "trust-expired" Warning "Some of a trust store's certificates are over.";
    ChainIncomplete "chain-incomplete" Warning "The certificate stands alone, without its issuer, or the chain lacks one that the chain before had.";
    ChainDisordered "chain-disordered" Warning "A certificate of the chain isn't the issuer of the one before it: out of order, or one is missing between.";
    ChainSignature "chain-signature" Warning "A signature in the chain doesn't verify.";
    ChainAuthority "chain-authority" Warning "An issuer in the chain isn't allowed to issue certificates.";
    ChainExpired "chain-expired" Warning "An issuer in the chain is over, or is not valid yet.";
    ChainNotChecked "chain-not-checked" Warning "A signature in the chain couldn't be checked.";
    SelfSigned "self-signed" Warning "The certificate is self-signed, where the one before was issued.";
    WeakKey "weak-key" Warning "An RSA or DSA key has fewer than 2048 bits, or an EC key fewer than 224.";
    WeakSignature "weak-signature" Warning "A certificate is signed with SHA-1 or weaker.";
    KeyUsage "key-usage" Warning "The certificate isn't for serving or signing, or lacks a purpose that the one before had.";
    NameUncovered "name-uncovered" Warning "A name that the certificate before covered is no longer covered.";
    IssuerChanged "issuer-changed" Warning "Another issuer than before, or the same issuer with another key.";
    ExpiresEarlier "expires-earlier" Warning "It expires earlier than the one before.";
    TrustRemoved "trust-removed" Warning "A certificate that the trust store before had isn't in the new one.";
    SameFile "same-file" Warning "It is byte for byte the file that is there now.";
    SameKey "same-key" Warning "It has the same key as the one before.";
    FileElsewhere "file-elsewhere" Warning "The same file is in an environment of another kind (PRODUCTION, TEST, SANDBOX).";
    AliasAmbiguous "alias-ambiguous" Warning "The file has several private keys, and no alias says which.";
    OtherKeyPassword "other-key-password" Warning "Another private key in the file has a password of its own, and Java's key manager opens every key.";
    NotCompared "not-compared" Warning "What is there now can't be opened or told here, so the new file isn't compared with it.";
    PassedOver "passed-over" Warning "Java passes over something in the file in silence.";
    KeyNotChecked "key-not-checked" Warning "Whether the certificate belongs to the private key couldn't be checked.";
    IntegrityNotChecked "integrity-not-checked" Warning "The file was read without a password, or has nothing to check it by.";
    JavaTooOld "java-too-old" Warning "The file uses an algorithm that the gateway's Java (`--gateway-java`) can't read, or where that isn't said, older releases; and the file before didn't.";
}

/// The rules as a table in Markdown, for the docs.
pub fn markdown() -> String {
    let mut table = String::from("| rule | grade | when it speaks |\n|---|---|---|\n");
    for rule in Rule::ALL {
        table.push_str(&format!("| `{}` | {} | {} |\n", rule.name(), rule.grade().word(), rule.about()));
    }
    table
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_gravest_come_first_and_names_are_unique() {
        assert!(Rule::ALL.is_sorted_by(|a, b| a.grade() >= b.grade()));
        let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        }
    }
}
