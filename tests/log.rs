//! What the log holds of a request, and what it must not. A program of its own: while one thread's
//! subscriber is put in place, another thread's first use of the same line of the log can switch it
//! off for good.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[allow(dead_code, reason = "shared with tests/api.rs, which uses all of it")]
#[path = "api/fault.rs"]
mod fault;
#[allow(dead_code, reason = "shared with tests/api.rs, which uses all of it")]
#[path = "api/support.rs"]
mod support;

use std::{
    io,
    sync::{Arc, Mutex},
};

use keywright::domain::cascade::JwkCascade;

use crate::{
    fault::{Act, FaultServer, http},
    support::{TOKEN, reader, unseen, update, writer},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn method_path_status_and_time_but_no_secret() {
    let log = Log::default();
    let writes = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writes.clone())
        .finish();
    let body = format!(r#"{{"error_description":"secret words and {TOKEN}"}}"#);
    let server = FaultServer::start([Act::Answer(http("400 X", "", &body))]).await;
    {
        let _guard = tracing::subscriber::set_default(subscriber);
        reader(&server.url).keystores("a b", &unseen).await.unwrap_err();
        writer(&server.url).update(update(JwkCascade::Leave, 10), &unseen).await.unwrap_err();
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for wanted in [
        "keywright::http",
        "method=GET path=\"/apiops/projects/a%20b/keystores/\" status=400 millis=",
        "method=PUT path=\"/apiops/projects/Payments/keystores/partner-mtls/\" status=400 millis=",
        "The server rejected the request (400)",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in:\n{text}");
    }
    for secret in [TOKEN, "secret words", "padding", "xxxxxxxxxx"] {
        assert!(!text.contains(secret), "{secret} is in:\n{text}");
    }
}
