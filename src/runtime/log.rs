//! The log file: what was asked and answered, off unless it is asked for.
//!
//! Only keywright's own events are written. Those of the libraries below could hold headers, and with
//! them the token.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::{Layer, SubscriberExt};

/// Keeps the log going; what is still to be written is written when it is dropped.
#[must_use = "the log ends when this is dropped"]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Starts to append to the file at `path`, which only its owner may read when it is created here.
///
/// Writing happens on a thread of its own, which sleeps while there is nothing to write.
///
/// # Errors
/// The file can't be opened, or a log was started before.
pub fn start(path: &Path) -> io::Result<LogGuard> {
    let (writer, worker) = tracing_appender::non_blocking(open(path)?);
    tracing::subscriber::set_global_default(subscriber(writer)).map_err(io::Error::other)?;
    Ok(LogGuard { _worker: worker })
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

fn subscriber<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_timer(Utc)
        .with_writer(writer)
        .with_filter(Targets::new().with_target(env!("CARGO_PKG_NAME"), LevelFilter::DEBUG));
    tracing_subscriber::registry().with(lines)
}

/// RFC 3339 in UTC, to the millisecond.
struct Utc;

impl FormatTime for Utc {
    fn format_time(&self, w: &mut Writer<'_>) -> fmt::Result {
        write!(w, "{:.3}", jiff::Timestamp::now())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_our_own_events_are_written_with_their_time_and_no_colour() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        std::fs::write(&path, "").unwrap();
        std::fs::remove_file(&path).unwrap();
        let file = open(&path).unwrap();
        tracing::subscriber::with_default(subscriber(std::sync::Mutex::new(file)), || {
            tracing::info!(method = "GET", status = 200, "answered");
            tracing::trace!("too fine");
            tracing::error!(target: "hyper::proto", "authorization: Bearer abc");
            tracing::error!(target: "reqwest::connect", "authorization: Bearer abc");
        });
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("answered method=\"GET\" status=200"), "{text}");
        let time = text.split(' ').next().unwrap();
        assert!(time.ends_with('Z') && time.len() == "2026-01-01T00:00:00.000Z".len(), "{time}");
        assert!(time.parse::<jiff::Timestamp>().is_ok());
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn the_file_is_private_and_appended_to() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        for line in ["one\n", "two\n"] {
            io::Write::write_all(&mut open(&path).unwrap(), line.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
