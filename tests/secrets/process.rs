//! What the system knows of the process, and shows to others.
#![cfg_attr(not(target_os = "linux"), allow(unused_imports, reason = "most of it is only seen on Linux"))]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use keywright::domain::secret::Secret;
use keywright::runtime::{Memory, harden};
use rustix::process::{Resource, getrlimit};

use crate::stage::{KEYWRIGHT, Stage, TOKEN, holds, settled};

#[test]
fn no_core_is_dumped() {
    let hardened = harden();
    assert!(hardened.no_dumps);
    let core = getrlimit(Resource::Core);
    assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, dumpable_behavior};
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
    // Once more does no harm.
    assert_eq!(harden(), hardened);
}

/// The flags of the mapping that an address lies in.
#[cfg(target_os = "linux")]
fn flags(address: usize) -> String {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut inside = false;
    for line in maps.lines() {
        let range = line.split(' ').next().and_then(|range| range.split_once('-'));
        let numbers = range.and_then(|(from, to)| {
            Some((usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?))
        });
        match numbers {
            Some((from, to)) => inside = (from..to).contains(&address),
            None if inside && line.starts_with("VmFlags:") => return line.to_owned(),
            None => {}
        }
    }
    panic!("{address:#x} is in no mapping")
}

#[cfg(target_os = "linux")]
#[test]
fn a_secret_lies_where_it_is_not_swapped_out() {
    let secret = Secret::new("a secret".into());
    let copy = secret.clone();
    let memory = harden().memory;
    let after = Secret::copied(secret.expose());
    if memory != Memory::Nothing {
        for secret in [&secret, &copy, &after] {
            let flags = flags(secret.expose().as_ptr().addr());
            assert!(flags.split(' ').any(|flag| flag == "lo"), "{flags}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_running_program_is_hardened_before_it_reads_a_token() {
    let stage = Stage::new();
    let log = stage.home().join("log");
    let pty = stage.start(&["--log-file", log.to_str().unwrap()]);
    settled(&pty);
    let of_process = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", pty.pid())).unwrap();
    let limits = of_process("limits");
    let core: Vec<&str> =
        limits.lines().find(|line| line.contains("core file")).unwrap().split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"]);
    let status = of_process("status");
    let locked = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap().trim();
    let log = fs::read_to_string(log).unwrap();
    let first = log.lines().next().unwrap();
    assert!(first.contains("no_dumps=true"), "{first}");
    assert_eq!(locked == "0 kB", first.contains("kept_out_of_swap=nothing"), "{locked}: {first}");
    // What isn't dumpable belongs to root, whoever runs it: others of the same user can't read its environment.
    let owner =
        std::os::unix::fs::MetadataExt::uid(&fs::metadata(format!("/proc/{}/environ", pty.pid())).unwrap());
    assert_eq!(owner, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn neither_process_list_nor_title_shows_the_token() {
    let stage = Stage::new();
    let file = stage.home().join("token");
    fs::write(&file, TOKEN).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let command = format!("cat '{}'", file.display());
    for options in [["--token-file", file.to_str().unwrap()], ["--token-command", &command]] {
        let mut pty = stage.start_with(&options, &[]);
        settled(&pty);
        let list = fs::read(format!("/proc/{}/cmdline", pty.pid())).unwrap();
        assert!(holds(&list, KEYWRIGHT) && !holds(&list, TOKEN));
        pty.keys("q");
        pty.wait_exit();
        // Operating system commands: titles, icons, the clipboard.
        let raw = pty.raw();
        assert!(!holds(&raw, "\x1b]") && !holds(&raw, "\x1bP") && !holds(&raw, TOKEN));
    }
}

#[test]
fn a_key_that_others_can_read_or_that_is_encrypted_is_refused_with_what_to_do() {
    let stage = Stage::new();
    let place = |name: &str| stage.home().join(name).to_str().unwrap().to_owned();
    let (certificate, key, encrypted) = (place("c.pem"), place("k.pem"), place("e.pem"));
    let pem = fs::read_to_string("tests/api/tls/client.pem").unwrap();
    let at = pem.find("-----BEGIN PRIVATE").unwrap();
    fs::write(&certificate, &pem[..at]).unwrap();
    fs::write(&key, &pem[at..]).unwrap();
    fs::write(&encrypted, pem[at..].replace(" PRIVATE", " ENCRYPTED PRIVATE")).unwrap();
    let mode = |path: &str, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&encrypted, 0o600);
    for (bits, files, expected) in [
        (0o640, vec!["--client-cert", &certificate, "--client-key", &key], "chmod 600"),
        (0o600, vec!["--client-cert", &certificate, "--client-key", &encrypted], "openssl pkey"),
        (0o600, vec!["--client-cert", &key, "--client-key", &key], "holds no certificate"),
        (0o600, vec!["--client-cert", &certificate, "--client-key", "/does/not/exist"], "--client-key"),
    ] {
        mode(&key, bits);
        let pty = stage.start(&files);
        assert_eq!(pty.wait_exit().exit_code(), 2, "{files:?}");
        let text = pty.screen_text().replace('\n', "");
        assert!(text.starts_with("keywright: ") && text.contains(expected), "{files:?}: {text}");
    }
    // Neither is a fault.
    mode(&key, 0o600);
    let pty = stage.start(&["--client-cert", &certificate, "--client-key", &key]);
    settled(&pty);
}
