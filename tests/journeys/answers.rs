//! What a server can say, good and bad.

use std::time::Duration;

use keywright::api::{
    error::{Error, Said, TlsReason},
    request::BadName,
};
use keywright::domain::deployment::{Answer, GatewayResult, Outcome, Report, Word};

/// Every kind of error, each once.
pub fn every_error() -> Vec<Error> {
    let said = |status| Said { status, words: Some(format!("words of {status}")), ..Said::default() };
    let why = || "because".to_owned();
    let all = vec![
        Error::BadName(BadName { name: "..".into(), why: "a directory" }),
        Error::NoToken { why: why() },
        Error::Setup { why: why() },
        Error::Unreachable { server: "h".into(), why: why() },
        Error::Tls { server: "h".into(), reason: TlsReason::Expired, why: why() },
        Error::TimedOut { after: Duration::from_secs(60) },
        Error::CutOff { why: why() },
        Error::TokenRefused(said(401)),
        Error::Forbidden(said(403)),
        Error::NotFound(said(404)),
        Error::Conflict(said(409)),
        Error::Invalid(said(400)),
        Error::TooMany { said: said(429), retry_after: Some(Duration::from_secs(7)) },
        Error::ServerFault(said(500)),
        Error::Proxy { said: said(502), html: true },
        Error::Redirected { status: 302, to: None },
        Error::Refused(said(200)),
        Error::TooLarge { limit: 1 },
        Error::Unreadable { why: why() },
    ];
    for error in &all {
        // A new variant doesn't compile until it is in the list above.
        match error {
            Error::BadName(_) | Error::NoToken { .. } | Error::Setup { .. } | Error::Unreachable { .. } => {}
            Error::Tls { .. } | Error::TimedOut { .. } | Error::CutOff { .. } | Error::TokenRefused(_) => {}
            Error::Forbidden(_) | Error::NotFound(_) | Error::Conflict(_) | Error::Invalid(_) => {}
            Error::TooMany { .. } | Error::ServerFault(_) | Error::Proxy { .. } => {}
            Error::Redirected { .. } | Error::Refused(_) | Error::TooLarge { .. } => {}
            Error::Unreadable { .. } => {}
        }
    }
    all
}

/// Those that another token doesn't help against.
pub fn plain_errors() -> impl Iterator<Item = Error> {
    every_error().into_iter().filter(|error| !error.is_token_refused())
}

pub fn token_refused() -> Error {
    Error::TokenRefused(Said { status: 401, words: Some("Token was expired!".into()), ..Said::default() })
}

pub fn cut_off() -> Error {
    Error::CutOff { why: "connection reset".into() }
}

/// A gateway's word on an environment.
pub fn row(environment: &str, outcome: Outcome) -> GatewayResult {
    GatewayResult {
        environment: environment.into(),
        pod: Some("worker-1".into()),
        address: None,
        outcome,
        millis: Some(120),
        detail: String::new(),
    }
}

/// Stored, with an overall word and some gateways' words.
pub fn answer(overall: Word, rows: Vec<GatewayResult>) -> Answer {
    Answer { stored: Word::Yes, message: None, report: Report { overall, message: None, rows } }
}

/// Stored, and deployed to these by their gateways' word.
pub fn deployed(environments: &[&str]) -> Answer {
    answer(Word::Yes, environments.iter().map(|name| row(name, Outcome::Deployed)).collect())
}
