//! What came of an update: stored, deployed, verified. Three things, never blurred.

use std::collections::HashSet;

use super::document::Difference;

/// The server's word for something, or its silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Yes,
    No,
    /// Nothing was said; never taken for a yes.
    Unsaid,
}

impl From<Option<bool>> for Word {
    fn from(said: Option<bool>) -> Self {
        match said {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unsaid,
        }
    }
}

/// What one gateway pod, or one environment as a whole, made of the keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Deployed,
    Failed,
    /// No word from it.
    Unknown,
}

impl From<Word> for Outcome {
    fn from(word: Word) -> Self {
        match word {
            Word::Yes => Self::Deployed,
            Word::No => Self::Failed,
            Word::Unsaid => Self::Unknown,
        }
    }
}

/// One row of the deployment: an environment, or one of its pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayResult {
    /// Empty where the server names none.
    pub environment: String,
    pub pod: Option<String>,
    pub address: Option<String>,
    pub outcome: Outcome,
    /// Milliseconds, as the gateway measured them.
    pub millis: Option<u64>,
    /// The server's words; may be empty, may be hostile.
    pub detail: String,
}

/// The `deploymentResult` of an answer, whatever its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The overall word, which one failed row overrules.
    pub overall: Word,
    pub message: Option<String>,
    pub rows: Vec<GatewayResult>,
}

impl Report {
    /// An answer without a `deploymentResult`.
    pub fn absent() -> Self {
        Self { overall: Word::Unsaid, message: None, rows: Vec::new() }
    }
}

/// What the server answered to an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it says that the keystore was stored.
    pub stored: Word,
    /// Its words; may be hostile.
    pub message: Option<String>,
    pub report: Report,
}

/// How far the gateways serve what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deployed {
    /// Every environment of the object, by its gateways' word.
    Everywhere,
    /// The server says so, but no gateway was named.
    ByServersWord,
    /// Some failed, or said nothing; names of environments, each once.
    NotEverywhere { failed: Vec<String>, silent: Vec<String> },
    /// The server says that it failed, and names no gateway.
    Failed,
    /// Nothing was said about the deployment.
    Unsaid,
}

impl Answer {
    /// Judges the deployment of an object with these environments. A failed row overrules an
    /// overall success; an environment that isn't mentioned has not deployed.
    pub fn deployed(&self, environments: &[String]) -> Deployed {
        let report = &self.report;
        if report.rows.is_empty() {
            return match report.overall {
                Word::Yes if environments.is_empty() => Deployed::Everywhere,
                Word::Yes => Deployed::ByServersWord,
                Word::No => Deployed::Failed,
                Word::Unsaid => Deployed::Unsaid,
            };
        }
        let with = |outcome: Outcome| {
            let mut seen = HashSet::new();
            let rows = report.rows.iter().filter(|row| row.outcome == outcome);
            let names = rows.map(|row| row.environment.as_str()).filter(|&name| seen.insert(name));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        let failed = with(Outcome::Failed);
        let mut silent = with(Outcome::Unknown);
        silent.extend(self.unmentioned(environments));
        let has_failed: HashSet<&str> = failed.iter().map(String::as_str).collect();
        silent.retain(|name| !has_failed.contains(name.as_str()));
        match (failed.is_empty() && silent.is_empty(), report.overall) {
            // Rows that all succeeded under an overall failure: the failure stands.
            (true, Word::No) => Deployed::Failed,
            (true, _) => Deployed::Everywhere,
            (false, _) => Deployed::NotEverywhere { failed, silent },
        }
    }

    /// The environments that the answer says nothing about.
    pub fn unmentioned(&self, environments: &[String]) -> Vec<String> {
        let mentioned: HashSet<&str> = self.report.rows.iter().map(|row| row.environment.as_str()).collect();
        environments.iter().filter(|name| !mentioned.contains(name.as_str())).cloned().collect()
    }
}

/// Whether the server stores what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It says so.
    Said,
    /// It says that it doesn't.
    Refused,
    /// It says nothing of it, or its answer never came.
    Unknown,
}

/// What reading back showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Equal to what was sent. `unreadable`: what was sent but is never shown by this server.
    Equal { unreadable: Vec<String> },
    /// What is stored differs from what was sent.
    Differs(Vec<Difference>),
    /// Still what it was before the update.
    NotApplied,
    /// It couldn't be read; why, in words.
    Unreadable(String),
}

/// The whole of what is known about an update that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub stored: Stored,
    pub deployed: Deployed,
    /// `None`: not read back yet.
    pub verified: Option<Verified>,
}

impl Standing {
    /// Success without any "but": stored, deployed everywhere, and read back equal.
    pub fn is_success(&self) -> bool {
        self.stored == Stored::Said
            && self.deployed == Deployed::Everywhere
            && matches!(self.verified, Some(Verified::Equal { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(environment: &str, outcome: Outcome) -> GatewayResult {
        GatewayResult {
            environment: environment.into(),
            pod: None,
            address: None,
            outcome,
            millis: None,
            detail: String::new(),
        }
    }

    fn answer(overall: Word, rows: Vec<GatewayResult>) -> Answer {
        Answer { stored: Word::Yes, message: None, report: Report { overall, message: None, rows } }
    }

    fn environments(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_failed_pod_overrules_an_overall_success() {
        let answer = answer(Word::Yes, vec![row("p", Outcome::Deployed), row("p", Outcome::Failed)]);
        let failed = environments(&["p"]);
        assert_eq!(answer.deployed(&failed.clone()), Deployed::NotEverywhere { failed, silent: vec![] });
    }

    #[test]
    fn an_environment_without_a_word_is_not_deployed() {
        let answer = answer(Word::Yes, vec![row("p", Outcome::Deployed)]);
        let silent = environments(&["q"]);
        assert_eq!(
            answer.deployed(&environments(&["p", "q"])),
            Deployed::NotEverywhere { failed: vec![], silent }
        );
    }

    #[test]
    fn thousands_of_rows_are_judged_quickly_and_in_their_order() {
        let names = |from: u32| (from..from + 10_000).map(|n| format!("e{n:05}")).collect::<Vec<_>>();
        let rows = names(0)
            .into_iter()
            .rev()
            .flat_map(|name| [row(&name, Outcome::Failed), row(&name, Outcome::Unknown)]);
        let answer = answer(Word::Yes, rows.collect());
        let (done, is_done) = std::sync::mpsc::channel();
        std::thread::spawn(move || done.send(answer.deployed(&names(5_000))));
        let failed: Vec<String> = names(0).into_iter().rev().collect();
        let silent = names(10_000).into_iter().take(5_000).collect();
        let expected = Deployed::NotEverywhere { failed, silent };
        assert!(is_done.recv_timeout(std::time::Duration::from_secs(3)).is_ok_and(|told| told == expected));
    }

    #[test]
    fn without_rows_the_overall_word_stands_but_is_not_the_gateways() {
        let p = environments(&["p"]);
        assert_eq!(answer(Word::Yes, vec![]).deployed(&p), Deployed::ByServersWord);
        assert_eq!(answer(Word::No, vec![]).deployed(&p), Deployed::Failed);
        assert_eq!(answer(Word::Unsaid, vec![]).deployed(&p), Deployed::Unsaid);
    }

    #[test]
    fn an_overall_failure_stands_over_rows_that_succeeded() {
        assert_eq!(
            answer(Word::No, vec![row("p", Outcome::Deployed)]).deployed(&environments(&["p"])),
            Deployed::Failed
        );
    }

    #[test]
    fn only_all_three_together_are_success() {
        let equal = Some(Verified::Equal { unreadable: vec![] });
        let good = Standing { stored: Stored::Said, deployed: Deployed::Everywhere, verified: equal };
        assert!(good.is_success());
        assert!(!Standing { verified: None, ..good.clone() }.is_success());
        assert!(!Standing { deployed: Deployed::ByServersWord, ..good.clone() }.is_success());
        assert!(!Standing { stored: Stored::Unknown, ..good }.is_success());
    }
}
