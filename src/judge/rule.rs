//! The rules: their stable names, grades, and what each is about. The docs' table is made from here.

use super::finding::Grade;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal $grade:ident $about:literal;)*) => {
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
    Damaged "damaged" Blocks "The file is cut off or altered.";
    TypeMismatch "type-mismatch" Blocks "The type that would be sent isn't that of the file's bytes.";
    NoPassword "no-password" Blocks "The file can't be opened without a password, and none is given.";
    WrongPassword "wrong-password" Blocks "The file doesn't open with this password.";
    KeyPassword "key-password" Blocks "The private key has a password of its own: the gateway is given one password for both.";
    AliasMissing "alias-missing" Blocks "The alias isn't in the file.";
    Unsupported "unsupported" Stops "The file is protected by an algorithm that keywright can't read, so nothing in it is checked.";
    TooCostly "too-costly" Stops "The file asks for more work than keywright does for one, so nothing in it is checked.";
    Unreadable "unreadable" Stops "A certificate under the alias can't be read.";
    KeyMismatch "key-mismatch" Stops "The certificate doesn't belong to the private key.";
    Expired "expired" Stops "The certificate is over.";
    NoPrivateKey "no-private-key" Stops "There is no private key under the alias, where the file before had one.";
    Empty "empty" Stops "The file has no entries.";
    NotYetValid "not-yet-valid" Warning "The certificate isn't valid yet.";
    ExpiresSoon "expires-soon" Warning "The certificate is over soon (30 days, or as configured).";
    ChainIncomplete "chain-incomplete" Warning "The chain doesn't reach a certificate that issued itself, and a client may lack what is missing.";
    ChainDisordered "chain-disordered" Warning "A certificate of the chain isn't the issuer of the one before it.";
    ChainSignature "chain-signature" Warning "A signature in the chain doesn't verify.";
    ChainExpired "chain-expired" Warning "An issuer in the chain is over, or is not valid yet.";
    SelfSigned "self-signed" Warning "The certificate is self-signed, where the one before was issued.";
    WeakKey "weak-key" Warning "An RSA key has fewer than 2048 bits.";
    WeakSignature "weak-signature" Warning "A certificate is signed with SHA-1 or weaker.";
    KeyUsage "key-usage" Warning "The certificate's key usage doesn't fit one that serves or signs.";
    NameUncovered "name-uncovered" Warning "A name that the certificate before covered is no longer covered.";
    IssuerChanged "issuer-changed" Warning "Another issuer than before.";
    ExpiresEarlier "expires-earlier" Warning "It expires earlier than the one before.";
    SameFile "same-file" Warning "It is byte for byte the file that is there now.";
    SameKey "same-key" Warning "It has the same key as the one before.";
    FileElsewhere "file-elsewhere" Warning "The same file is in an environment of another kind.";
    AliasAmbiguous "alias-ambiguous" Warning "The file has several private keys, and no alias says which.";
    NotCompared "not-compared" Warning "The file that is there now can't be opened here, so the new one isn't compared with it.";
    KeyNotChecked "key-not-checked" Warning "Whether the certificate belongs to the private key couldn't be checked.";
    IntegrityNotChecked "integrity-not-checked" Warning "The file was read without a password, or has nothing to check it by.";
    JavaTooOld "java-too-old" Warning "The file uses an algorithm that older Java releases can't read.";
    OddPassword "odd-password" Warning "The password has characters that aren't ASCII, which Java refuses for modern PKCS#12.";
}
