//! Makes the targets' first inputs of the test corpus: `fuzz/seeds/TARGET/`. See README.md.

use std::{collections::BTreeSet, error::Error, fs, io, path::Path};

use keywright::{
    domain::{file::FileDigest, secret::Secret},
    keystore,
};
use keywright_fuzz::PASSWORD;

/// Longer ones only slow a fuzzer down: all kinds of structure are in shorter ones too.
const MOST: usize = 8 * 1024;

/// An OCTET STRING's tag.
const OCTETS: u8 = 0x04;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("../tests/corpus/files"), &mut files)?;
    let mut seeds = Seeds { root: root.join("seeds"), made: 0 };
    let mut keys = BTreeSet::new();
    for file in files.iter().filter(|file| file.len() <= MOST) {
        let mut any = vec![u8::try_from(PASSWORD.len())?];
        any.extend(PASSWORD.bytes());
        seeds.add("open", &[&any, file])?;
        match &**file {
            [magic @ (0xFE | 0xCE), _, _, _, 0, 0, 0, version, body @ ..] if body.len() >= 20 => {
                let kind = (2_u8.saturating_sub(*version) & 1) | if *magic == 0xCE { 2 } else { 0 };
                seeds.add("jks", &[&[kind], &body[..body.len() - 20]])?;
            }
            [0x30, ..] => {
                seeds.add("pkcs12", &[&[0], file])?;
                strings(file, &mut |inside| {
                    // The authenticated safe, and the bags of its open parts, are both SEQUENCEs of SEQUENCEs.
                    if inside.first() == Some(&0x30) {
                        keys.extend(key(inside));
                        seeds.add("pkcs12", &[&[1], inside])?;
                        seeds.add("pkcs12", &[&[2], inside])?;
                    }
                    Ok(())
                })?;
                keys.extend(key(file));
            }
            _ => {}
        }
        let Ok(store) = keystore::open(file, Some(&Secret::copied(PASSWORD))) else { continue };
        for certificate in store.certificates().chain(&store.loose) {
            seeds.add("certificate", &[&certificate.der])?;
            let length = u16::try_from(certificate.der.len())?.to_be_bytes();
            for key in &keys {
                // Every key beside one certificate each; not all beside all.
                if key.len() % 16 == certificate.der.len() % 16 {
                    seeds.add("key", &[&length, &certificate.der, key])?;
                }
            }
        }
    }
    println!("{} seeds in {}", seeds.made, seeds.root.display());
    Ok(())
}

struct Seeds {
    root: std::path::PathBuf,
    made: usize,
}

impl Seeds {
    fn add(&mut self, target: &str, parts: &[&[u8]]) -> io::Result<()> {
        let directory = self.root.join(target);
        fs::create_dir_all(&directory)?;
        let seed = parts.concat();
        // The same certificates and keys come again and again.
        let path = directory.join(FileDigest::of(&seed).short());
        if !path.exists() {
            self.made += 1;
            fs::write(path, seed)?;
        }
        Ok(())
    }
}

fn walk(directory: &Path, files: &mut Vec<Vec<u8>>) -> io::Result<()> {
    let mut entries = fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            files.push(fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Every OCTET STRING with a definite length, and those in it.
fn strings(bytes: &[u8], found: &mut impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut rest = bytes;
    while let Some((tag, content, after)) = element(rest) {
        if tag == OCTETS {
            found(content)?;
        }
        if tag == OCTETS || tag & 0x20 != 0 {
            strings(content, found)?;
        }
        rest = after;
    }
    Ok(())
}

/// The bytes, if they are a PrivateKeyInfo: SEQUENCE { INTEGER 0, SEQUENCE, OCTET STRING }; or the one in a key bag.
fn key(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((tag, content, after)) = element(rest) {
        if tag == 0x30 && content.starts_with(&[0x02, 0x01, 0x00, 0x30]) {
            found.push(rest[..rest.len() - after.len()].to_vec());
        } else if tag & 0x20 != 0 {
            found.extend(key(content));
        }
        rest = after;
    }
    found
}

fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}
