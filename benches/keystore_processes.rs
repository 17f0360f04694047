//! Whole processes, from start to end: `keywright inspect` beside `keytool` and `openssl`, each in turn on the same
//! file. `cargo bench --bench keystore_processes`.
//!
//! openssl is run in two ways: listing the certificates, for which it needn't open the keys, and writing out everything.
//! keywright opens the keys too, to tell whether they are the certificates' and have the file's password, and judges. So
//! files of many keys are a group of their own: there it does as many derivations more than a listing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement")]

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

/// How often each is run; what is printed is the median.
const ROUNDS: usize = 15;

/// Of the test corpus: of each kind what a gateway has.
const KINDS: [&str; 7] = [
    "jks/server.jks",
    "jks/trust-20.jks",
    "pkcs12/openssl.p12",
    "pkcs12/openssl-legacy.p12",
    "pkcs12/keytool-chain.p12",
    "pkcs12/keytool-legacy.p12",
    "pkcs12/java-trust-20.p12",
];

const MANY_KEYS: [&str; 2] = ["jks/40-keys.jks", "pkcs12/java-40-keys.p12"];

/// The variable that hands over the password.
const PASSWORD: &str = "KEYWRIGHT_BENCH_PASSWORD";

fn main() {
    println!("keywright {}, {}, median of {ROUNDS}, ms", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let names = ["keywright", "keytool", "openssl list", "openssl all"];
    print!("{:<28}", "");
    names.iter().for_each(|name| print!("{name:>14}"));
    println!("{:>22}", "times as fast");
    for (group, files) in [("of each kind", KINDS.as_slice()), ("with 40 keys", &MANY_KEYS)] {
        let mut worst = [f64::INFINITY; 3];
        for file in files {
            let ratios = compare(file, names.len());
            ratios.iter().zip(&mut worst).for_each(|(ratio, worst)| *worst = worst.min(*ratio));
        }
        let [keytool, list, all] = worst;
        println!(
            "{group}: at least {keytool:.1} times as fast as keytool, {list:.1} as openssl's listing, {all:.1} as all of openssl\n"
        );
    }
}

/// Runs each program on the file, in turn; how many times as fast as the others keywright is.
fn compare(file: &str, columns: usize) -> Vec<f64> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/files").join(file);
    let mut commands = commands(path.to_str().unwrap());
    // openssl reads no JKS.
    commands.truncate(if file.ends_with(".jks") { 2 } else { 4 });
    let mut times = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        for (command, times) in commands.iter_mut().zip(&mut times) {
            times.push(once(command));
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    print!("{file:<28}");
    (0..columns).for_each(|at| match medians.get(at) {
        Some(median) => print!("{median:>14.1}"),
        None => print!("{:>14}", "-"),
    });
    let ratios: Vec<f64> = medians[1..].iter().map(|median| median / medians[0]).collect();
    println!("{:>22}", ratios.iter().map(|ratio| format!("{ratio:.1}")).collect::<Vec<_>>().join(" / "));
    ratios
}

fn commands(file: &str) -> Vec<Command> {
    let password = format!("env:{PASSWORD}");
    let command = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).env(PASSWORD, "changeit").env_remove("JAVA_TOOL_OPTIONS");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let keywright = env!("CARGO_BIN_EXE_keywright");
    vec![
        command(keywright, &["inspect", file, "--password-env", PASSWORD]),
        command("keytool", &["-list", "-v", "-keystore", file, "-storepass:env", PASSWORD]),
        command("openssl", &["pkcs12", "-legacy", "-info", "-nokeys", "-in", file, "-passin", &password]),
        command("openssl", &["pkcs12", "-legacy", "-info", "-noenc", "-in", file, "-passin", &password]),
    ]
}

/// Milliseconds; the process must have been started and ended by itself.
fn once(command: &mut Command) -> f64 {
    let began = Instant::now();
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    // keywright's warnings are exit codes too; all but its own failures are a full reading.
    let read = matches!(status.code(), Some(0 | 1 | 3));
    assert!(read, "{command:?}: {status}");
    took
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
