//! A finding: what a rule says of a case.

use super::rule::Rule;

/// How far a finding stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Passed with one deliberate key.
    Warning,
    /// Passed only by typing `anyway`.
    Stops,
    /// No way past.
    Blocks,
}

impl Grade {
    /// The word for it, on the screen and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Stops => "stops",
            Self::Blocks => "blocks",
        }
    }
}

/// What a rule says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// What is wrong: one sentence, no secrets; names are as the file has them, so a screen shows
    /// it through `domain::text`.
    pub says: String,
    /// How to mend it.
    pub mend: String,
}

impl Finding {
    /// How far it stands in the way: a rule has one grade.
    pub fn grade(&self) -> Grade {
        self.rule.grade()
    }

    /// The commands of keytool and openssl that [`mend`](Self::mend) names, in its order: to be copied. Words in
    /// capitals in them (`FILE`, `ALIAS`) are the operator's to fill in.
    pub fn commands(&self) -> Vec<&str> {
        commands(&self.mend)
    }
}

/// A command begins with the program and goes on to what no argument of ours has: a bracket, `, `, or `; `.
fn commands(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = ["keytool -", "openssl "].iter().filter_map(|program| rest.find(program)).min() {
        let (_, from) = rest.split_at(start);
        let ends = ["(", ")", ", ", "; "].iter().filter_map(|end| from.find(end));
        let (command, after) = from.split_at(ends.min().unwrap_or(from.len()));
        let command = command.trim_end();
        // `openssl pkey` alone is a name, not something to run.
        if command.contains(" -") {
            found.push(command);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::file::{Format, Inside},
        keystore::OpenError,
    };

    #[test]
    fn commands_are_found_in_the_words_around_them() {
        let jceks = "keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore NEW.p12 -deststoretype PKCS12";
        assert_eq!(commands(Format::Jceks.advice().unwrap()), [jceks]);
        let pem =
            "openssl pkcs12 -export -in FILE -inkey KEY.pem -certfile CHAIN.pem -name ALIAS -out NEW.p12";
        assert_eq!(commands(Format::Pem(Inside::Certificates).advice().unwrap()), [pem]);
        assert_eq!(
            commands(Format::Der(Inside::Pkcs7).advice().unwrap()),
            [
                "openssl pkcs7 -inform DER -in FILE -print_certs -out CHAIN.pem",
                "openssl pkcs12 -export -in CHAIN.pem -inkey KEY.pem -name ALIAS -out NEW.p12"
            ]
        );
        assert_eq!(
            commands(&OpenError::Unsupported("x".into()).next_step()),
            [
                "openssl pkcs12 -in FILE -out ALL.pem",
                "openssl pkcs12 -export -in ALL.pem -name ALIAS -out NEW.p12"
            ]
        );
        for none in
            ["give its password", "with openssl's defaults", "a keytool of JDK 16", "openssl pkey", ""]
        {
            assert_eq!(commands(none), [""; 0], "{none}");
        }
    }
}
