//! How a value is written, the same in an option, an environment variable and the configuration file.

use std::fmt;
use std::num::NonZeroUsize;
use std::time::Duration;

use jiff::SignedDuration;

use crate::domain::backup::{NotARecipient, Recipient};
use crate::domain::file::StoreType;
use crate::domain::java::Java;
pub use crate::keystore::certificate::Fingerprint;

/// The longest time that can be asked for.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The most backups of a keystore that can be asked for.
const MOST_KEPT: usize = 100_000;

/// What a value would have to look like. It never repeats what was given, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError(&'static str);

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ValueError {}

/// A variable's bytes are no UTF-8.
pub(super) const NOT_TEXT: ValueError = ValueError("its value is not UTF-8 text");

/// Which generation of the Management API a server is said to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiChoice {
    /// Environments by name, files in clear.
    First,
    /// Environments by id, files encrypted.
    Second,
}

/// A time limit, such as `10s`, `3m`, `500ms` or `1m30s`: more than nothing, at most 24 h.
pub fn timeout(text: &str) -> Result<Duration, ValueError> {
    duration(text).filter(|time| !time.is_zero()).ok_or(ValueError(
        "write a duration with its unit, such as 10s, 3m or 500ms; more than 0, at most 24h",
    ))
}

/// How long something takes, as [`timeout`], but it may be `0s`.
pub fn pace(text: &str) -> Result<Duration, ValueError> {
    duration(text).ok_or(ValueError("write a duration with its unit, such as 200ms or 0s; at most 24h"))
}

fn duration(text: &str) -> Option<Duration> {
    let parsed: SignedDuration = text.trim().parse().ok()?;
    Duration::try_from(parsed).ok().filter(|time| *time <= LONGEST)
}

/// Whole days, such as `30`; none at all, or a hundred years at most.
pub fn days(text: &str) -> Result<u32, ValueError> {
    const MOST: u32 = 36_500;
    let days = text.trim().parse().ok().filter(|days| *days <= MOST);
    days.ok_or(ValueError("write a whole number of days, such as 30; at most 36500"))
}

/// A release of Java, such as `17`, `11.0.12` or `8u401`.
pub fn java(text: &str) -> Result<Java, ValueError> {
    Java::parse(text).ok_or(ValueError("write the gateway's Java as 17, 11.0.20 or 8u401"))
}

/// On or off, as an environment variable says it. Nothing is off.
pub fn switch(text: &str) -> Result<bool, ValueError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" | "" => Ok(false),
        _ => Err(ValueError(
            "write 1, true, yes or on to turn it on, 0, false, no, off or nothing to turn it off",
        )),
    }
}

/// `1` or `2`.
pub fn api(text: &str) -> Result<ApiChoice, ValueError> {
    match text.trim() {
        "1" => Ok(ApiChoice::First),
        "2" => Ok(ApiChoice::Second),
        _ => Err(ValueError("write 1 or 2, the generation of the server's API")),
    }
}

/// `JKS` or `PKCS12`, in any case.
pub fn store_type(text: &str) -> Result<StoreType, ValueError> {
    StoreType::parse(text.trim()).ok_or(ValueError("write JKS or PKCS12, the types that a gateway takes"))
}

/// A project's name: not blank, no control characters.
pub fn project(text: &str) -> Result<String, ValueError> {
    line(text).ok_or(ValueError("write the name of a project, in one line"))
}

/// A profile's name: not blank, no control characters, as it is shown in the header.
pub fn profile(text: &str) -> Result<String, ValueError> {
    line(text).ok_or(ValueError("write the name of a profile, in one line"))
}

/// An age recipient that backups are encrypted to.
pub fn recipient(text: &str) -> Result<Recipient, ValueError> {
    text.parse().map_err(|error: NotARecipient| ValueError(error.says()))
}

/// How many backups of a keystore are kept: one at least, for the version before is to be kept.
pub fn backups_kept(text: &str) -> Result<NonZeroUsize, ValueError> {
    let number = text.trim().parse().ok().filter(|number: &NonZeroUsize| number.get() <= MOST_KEPT);
    number.ok_or(ValueError("write a whole number from 1 to 100000; to keep none, turn backups off"))
}

/// A shell command: not blank.
pub fn command(text: &str) -> Result<String, ValueError> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err(ValueError("write a shell command that prints the token, such as pass show gateway"));
    }
    Ok(text.to_owned())
}

/// A certificate's SHA-256, as keytool, openssl and browsers print it: 32 bytes in hexadecimal, with or without
/// colons, perhaps with `SHA256:` or `sha256 Fingerprint=` before them.
pub fn fingerprint(text: &str) -> Result<Fingerprint<32>, ValueError> {
    const WANTED: ValueError = ValueError(
        "write the SHA-256 of the server's certificate: 64 hexadecimal digits, with or without colons",
    );
    const SHA_1: ValueError = ValueError(
        "this is a SHA-1, which can be forged; write the SHA-256 of the server's certificate (64 hexadecimal digits)",
    );
    let text = text.trim().to_ascii_lowercase();
    let named = ["sha256 fingerprint=", "sha-256 fingerprint=", "sha256:", "sha-256:"];
    let digits = named.iter().find_map(|name| text.strip_prefix(name)).unwrap_or(&text);
    let digits: Vec<u8> = digits
        .chars()
        .filter(|c| *c != ':' && !c.is_whitespace())
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(WANTED))
        .collect::<Result<_, _>>()?;
    let bytes: Vec<u8> = digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect();
    match (<[u8; 32]>::try_from(bytes), digits.len()) {
        (Ok(bytes), 64) => Ok(Fingerprint(bytes)),
        (_, 40) => Err(SHA_1),
        _ => Err(WANTED),
    }
}

/// The name of an environment variable: letters, digits and `_`, no digit first.
pub fn variable(text: &str) -> Result<String, ValueError> {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !text.starts_with(starts) || !text.chars().all(|c| starts(c) || c.is_ascii_digit()) {
        return Err(ValueError(
            "write the name of an environment variable that holds the token, never the token itself",
        ));
    }
    Ok(text.to_owned())
}

fn line(text: &str) -> Option<String> {
    (!text.trim().is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
}
