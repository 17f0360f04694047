//! Releases of Java: the gateway is Java, and which algorithms of a PKCS#12 it reads depends on its release.

use std::fmt;

/// A release of Java, as far as it counts here: `17`, `11.0.12`, `8u401`.
///
/// ```
/// use keywright::domain::java::{Java, Needs};
/// let java = Java::parse("1.8.0_292").unwrap();
/// assert_eq!(java.to_string(), "8u292");
/// assert!(!java.has(Needs::ModernPkcs12));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Java {
    feature: u16,
    /// The third number of a version (JEP 223); of Java 8 the number after the `u`. 0 where it isn't said: the
    /// feature's first release.
    update: u16,
}

/// Something in a PKCS#12 that some releases read and some don't, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
    /// MACs with the digests of SHA-2, and PBES2 for what isn't a single key: JDK-8076190. Oracle's 8u301 has it,
    /// and the builds of OpenJDK 8 from one after 8u322 on.
    ModernPkcs12,
    /// SHA-512/224 and SHA-512/256 in PBES2: JDK-8288050.
    ShortSha512,
    /// A password of other than printable ASCII: JDK-8348732.
    AnyPassword,
    /// PBMAC1: JDK-8343232.
    Pbmac1,
}

impl Needs {
    /// The first releases that read it, in words, to come after `from` or `since`.
    pub fn since(self) -> &'static str {
        match self {
            Self::ModernPkcs12 => "8u301 (OpenJDK builds: after 8u322), 11.0.12, 12",
            Self::ShortSha512 => "21",
            Self::AnyPassword => "25",
            Self::Pbmac1 => "26",
        }
    }
}

/// The last 8u whose builds of OpenJDK lack [`Needs::ModernPkcs12`]. A release doesn't say whose build it is, so
/// Oracle's between 8u301 and this one count as lacking it too.
const LAST_8_WITHOUT: u16 = 322;

impl Java {
    /// Reads a version as people, `java -version` and JEP 223 write it: `17`, `17.0.9`, `8`, `8u401`, `1.8`,
    /// `1.8.0_401`. What comes after (`+9`, `-ea`, `.1`) doesn't count. `None` where it is none, or is older than 6.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let version = text.split_once(['+', '-']).map_or(text, |(version, _)| version);
        let java = if let Some((feature, update)) = version.split_once(['u', 'U']) {
            Self { feature: number(feature)?, update: number(update)? }
        } else if let Some(old) = version.strip_prefix("1.") {
            let (version, update) = old.split_once('_').unwrap_or((old, "0"));
            let feature = version.strip_suffix(".0").unwrap_or(version);
            Self { feature: number(feature)?, update: number(update)? }
        } else {
            let parts: Vec<u16> = version.split('.').map(number).collect::<Option<_>>()?;
            match parts.as_slice() {
                [feature] => Self { feature: *feature, update: 0 },
                [feature, _] => Self { feature: *feature, update: 0 },
                [feature, _, update, ..] => Self { feature: *feature, update: *update },
                [] => return None,
            }
        };
        (6..=99).contains(&java.feature).then_some(java)
    }

    /// Whether this release surely has it, whoever built it.
    pub fn has(self, needs: Needs) -> bool {
        match (needs, self.feature) {
            (Needs::ModernPkcs12, 8) => self.update > LAST_8_WITHOUT,
            (Needs::ModernPkcs12, 11) => self.update >= 12,
            (Needs::ModernPkcs12, feature) => feature >= 12,
            (Needs::ShortSha512, feature) => feature >= 21,
            (Needs::AnyPassword, feature) => feature >= 25,
            (Needs::Pbmac1, feature) => feature >= 26,
        }
    }

    /// Whether some build of this release has it, or, where no update is said, some update of it.
    pub fn may_have(self, needs: Needs) -> bool {
        match (needs, self.feature, self.update) {
            (Needs::ModernPkcs12, 8 | 11, 0) => true,
            (Needs::ModernPkcs12, 8, update) => update >= 301,
            _ => self.has(needs),
        }
    }
}

/// One to four digits.
fn number(text: &str) -> Option<u16> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

impl fmt::Display for Java {
    /// `8u292`, `11.0.12`, `17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.feature, self.update) {
            (feature, 0) => write!(f, "{feature}"),
            (feature @ ..=8, update) => write!(f, "{feature}u{update}"),
            (feature, update) => write!(f, "{feature}.0.{update}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        for (text, shown) in [
            ("8", "8"),
            ("1.8", "8"),
            ("1.8.0", "8"),
            ("8u301", "8u301"),
            ("8U401-b10", "8u401"),
            ("1.8.0_292-b10", "8u292"),
            (" 11.0.12+7 ", "11.0.12"),
            ("11.0", "11"),
            ("17", "17"),
            ("17.0.9.1", "17.0.9"),
            ("21-ea", "21"),
        ] {
            assert_eq!(Java::parse(text).map(|java| java.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in [
            "",
            "u",
            "8u",
            "u8",
            "1.",
            "1",
            "0",
            "5",
            "100",
            "17.",
            ".17",
            "17.x",
            "seventeen",
            "11.0.99999",
            "-17",
        ] {
            assert_eq!(Java::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_release_reads_what_came_with_it_and_before() {
        let has = |java: &str, needs| Java::parse(java).unwrap().has(needs);
        for java in ["6", "7u311", "8", "8u300", "8u301", "8u322", "9", "10", "11", "11.0.11"] {
            assert!(!has(java, Needs::ModernPkcs12), "{java}");
        }
        for java in ["8u332", "8u401", "11.0.12", "12", "17", "26"] {
            assert!(has(java, Needs::ModernPkcs12), "{java}");
        }
        let may = |java: &str| Java::parse(java).unwrap().may_have(Needs::ModernPkcs12);
        assert!(may("8") && may("11") && may("8u301") && may("17"));
        assert!(!may("8u292") && !may("11.0.11") && !may("9") && !may("7"));
        for (needs, last_without, first_with) in [
            (Needs::ShortSha512, "20.0.2", "21"),
            (Needs::AnyPassword, "24", "25"),
            (Needs::Pbmac1, "25.0.3", "26"),
        ] {
            assert!(!has(last_without, needs) && has(first_with, needs), "{needs:?}");
        }
    }
}
