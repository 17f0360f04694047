//! What JCEKS has of its own: its protector of keys, and serialized secret keys.

use super::*;

/// `0\x0Ba private k`, as the cipher of the next makes it.
const USUAL: &[u8] = b"\x55\x3C\x15\x7E\x5D\x90\xB3\x39\x76\x45\x55\xF4\xC2\x0B\x7C\x60";

/// Made by JDK 17's own cipher (`Cipher.getInstance("PBEWithMD5AndTripleDES")`), with the password `changeit`
/// and five iterations; the last by its steps, as older ones took them.
#[test]
fn the_protector_of_jceks_is_javas() {
    let open = |salt: [u8; 8], encrypted: &[u8]| {
        let mut info = writer::pbe_info(5, encrypted);
        let at = info.windows(8).position(|window| window == [1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
        info[at..at + 8].copy_from_slice(&salt);
        Key::read(&info, Format::Jceks).open(&Password::new(&secret("changeit")))
    };
    let plain = Some(b"0\x0Ba private k".to_vec());
    let alike = *b"\x1B\xBD\x11\x4B\x43\x14\x60\x76\xE2\xAD\xDB\xF0\xF6\x92\xA9\x30";
    let older = *b"\x57\x27\x64\xEC\x9A\x8C\x17\xF3\x0C\x2E\x26\x09\x06\xAE\x9D\x0E";
    assert_eq!(open([1, 2, 3, 4, 1, 2, 3, 4], &older).as_deref(), plain.as_ref());
    assert_eq!(open([1, 2, 3, 4, 5, 6, 7, 8], USUAL).as_deref(), plain.as_ref());
    assert_eq!(open([1, 2, 3, 4, 1, 2, 3, 4], &alike).as_deref(), plain.as_ref());
    assert_eq!(open([1, 2, 3, 4, 5, 6, 7, 9], USUAL), None);
    assert_eq!(open([1, 2, 3, 4, 5, 6, 7, 8], &USUAL[..15]), None, "not whole blocks");
    assert_eq!(open([1, 2, 3, 4, 5, 6, 7, 8], b""), None);
}

#[test]
fn jceks_takes_keys_of_either_protector_and_passwords_of_ascii() {
    let pkcs8 = samples::key("p256");
    let sun = key("sun", protect(&pkcs8, "şifre"), vec![]);
    let pbe = key("pbe", writer::pbe_info(5, b"12345678"), vec![]);
    let store = read(&file(JCEKS, 2, &[sun, pbe], "şifre"), Some(&secret("şifre"))).unwrap();
    assert_eq!(
        told(&store),
        ["sun: Open { kind: EC P-256, fits: None }, chain of 0", "pbe: OtherPassword, chain of 0"]
    );
    let nought = key("a", writer::pbe_info(0, b"12345678"), vec![]);
    let store = read(&file(JCEKS, 2, &[nought], "p"), None).unwrap();
    assert_eq!(told(&store), [r#"a: Damaged("it isn't an encrypted private key"), chain of 0"#]);
}

/// Its cipher's padding fits once in 256 times: only a key's whole form is a proof.
#[test]
fn an_altered_jceks_is_told_from_a_wrong_password_by_the_form_of_a_key() {
    let mut altered = EVERY_KIND.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(read(&altered, Some(&secret("changeit"))), Err(OpenError::Altered));
    assert_eq!(read(&altered, Some(&secret("Changeit"))), Err(OpenError::WrongPassword));
    // It opens with `changeit`, to a SEQUENCE that is no key.
    let other = key("a", writer::pbe_info(5, USUAL), vec![]);
    let opened = read(&file(JCEKS, 2, &[other], "p"), Some(&secret("changeit")));
    assert_eq!(opened, Err(OpenError::WrongPassword));
    // Nothing is tried from the key on that asks for too much.
    let costly = key("a", writer::pbe_info(5_000_000, b"12345678"), vec![]);
    let behind = key("b", protect(&samples::key("p256"), "q"), vec![]);
    let opened = read(&file(JCEKS, 2, &[costly, behind], "p"), Some(&secret("q")));
    assert_eq!(opened, Err(OpenError::WrongPassword));
}

/// A JCEKS of a secret key, which is these bytes, and a certificate after it.
fn with_secret(serialized: &[u8]) -> Result<Store, OpenError> {
    let entries = [
        Written { alias: b"aes".to_vec(), created: 0, kind: Kind::Raw(3, serialized.to_vec()) },
        trusted("after", samples::certificate("ed25519").der.to_vec()),
    ];
    read(&file(JCEKS, 2, &entries, "p"), Some(&secret("p")))
}

const HEADER: &[u8] = b"\xAC\xED\0\x05";

/// A class: name, flags, fields, parent.
fn class(name: &str, flags: u8, fields: &[&[u8]], parent: &[u8]) -> Vec<u8> {
    let name = [&(name.len() as u16).to_be_bytes()[..], name.as_bytes()].concat();
    let count = (fields.len() as u16).to_be_bytes();
    [b"\x72", name.as_slice(), &[0; 8], &[flags], &count, &fields.concat(), b"\x78", parent].concat()
}

#[test]
fn other_layouts_of_objects_are_passed_over() {
    let found = |object: &[u8]| with_secret(&[HEADER, object].concat()).map(|store| store.entries.len());
    let parent = class("p.Parent", 2, &[b"I\0\x01i", b"J\0\x01j", b"Z\0\x01z"], b"\x70");
    let fields: &[&[u8]] = &[b"[\0\x01b\x74\0\x02[B", b"L\0\x01s\x74\0\x12Ljava/lang/String;"];
    let child = class("p.Child", 2 | 1, fields, &parent);
    let array = [&b"\x75"[..], &class("[B", 2, &[], b"\x70"), b"\0\0\0\x03abc"].concat();
    let data = [&[9; 13][..], &array, b"\x74\0\x02hi", b"\x77\x02xy\x7A\0\0\0\x01z\x70\x78"].concat();
    assert_eq!(found(&[b"\x73", child.as_slice(), &data].concat()), Ok(2));
    // The second object's class is a reference to the first's.
    let strings = class("[Ljava.lang.String;", 2, &[], b"\x70");
    assert_eq!(found(&[b"\x75", strings.as_slice(), b"\0\0\0\x02\x74\0\x01a\x70"].concat()), Ok(2));
    let twice = [
        &b"\x75"[..],
        &class("[Lp.A;", 2, &[], b"\x70"),
        b"\0\0\0\x02\x73",
        &class("p.A", 2, &[b"S\0\x01s"], b"\x70"),
        b"ss\x73\x71\0\x7E\0\x02ss",
    ];
    assert_eq!(found(&twice.concat()), Ok(2));
    let constant = [&b"\x7E"[..], &class("p.E", 2 | 16, &[], b"\x70"), b"\x74\0\x01X"].concat();
    assert_eq!(found(&constant), Ok(2));
    let external = class("p.X", 4 | 8, &[], b"\x70");
    assert_eq!(found(&[b"\x73", external.as_slice(), b"\x77\x01x\x78"].concat()), Ok(2));
}

#[test]
fn objects_that_would_not_end_are_refused() {
    let refused = |object: &[u8]| match with_secret(&[HEADER, object].concat()) {
        Err(OpenError::Damaged(what)) => what,
        other => panic!("{:?}", other.map(|store| told(&store))),
    };
    let unusual = |object: &[u8]| {
        let what = refused(object);
        assert!(what.starts_with("entry 1: its secret key isn't sealed as Java seals it"), "{what}");
    };
    // A class that is its own parent, of an object whose class refers to itself.
    unusual(&[&b"\x73"[..], &class("p.A", 2, &[], b"\x71\0\x7E\0\0")].concat());
    // Arrays within arrays.
    let nested = [&b"\x75"[..], &class("[[L;", 2, &[], b"\x70"), b"\0\0\0\x01"].concat();
    unusual(&[nested.as_slice(), &b"\x75\x71\0\x7E\0\0\0\0\0\x01".repeat(100)].concat());
    // More elements than are granted.
    let wide = [&b"\x75"[..], &class("[L;", 2, &[], b"\x70"), &u32::MAX.to_be_bytes()].concat();
    unusual(&[wide.as_slice(), &[0x70; 2_000]].concat());
    // More bytes than the file has.
    let long = [&b"\x75"[..], &class("[J", 2, &[], b"\x70"), &u32::MAX.to_be_bytes()].concat();
    assert!(refused(&long).contains("it is cut off within its secret key"));
    // Parents without end.
    let many: Vec<u8> = (0..200).flat_map(|_| class("p.A", 2, &[], b"")).collect();
    unusual(&[&b"\x73"[..], &many].concat());
    // A reference to nothing, to what is no class, below the first.
    unusual(b"\x71\0\x7E\0\0");
    unusual(b"\x73\x71\0\0\0\0");
    unusual(&[&b"\x75"[..], &class("[L;", 2, &[], b"\x70"), b"\0\0\0\x01\x73\x71\0\x7E\0\x01"].concat());
    // Kinds that no sealed key has.
    for tag in [0x76_u8, 0x78, 0x79, 0x7B, 0x7C, 0x7D, 0x00] {
        unusual(&[tag]);
    }
    unusual(&[&b"\x73"[..], &class("p.X", 4, &[], b"\x70")].concat());
    unusual(&[&b"\x75"[..], &class("p.A", 2, &[], b"\x70"), b"\0\0\0\0"].concat());
    unusual(b"\x75\x70\0\0\0\0");

    let other = with_secret(b"\xAC\xED\0\x04\x70").unwrap_err();
    assert!(other.to_string().contains("isn't a serialized object"), "{other}");
}

proptest! {
    #[test]
    fn any_object_ends_in_a_result(bytes in prop::collection::vec(prop_oneof![0x70..0x7F_u8, any::<u8>(), Just(0)], 0..200)) {
        let _ = with_secret(&[HEADER, &bytes].concat());
    }
}
