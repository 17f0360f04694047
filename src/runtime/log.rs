//! The log file: what was asked and answered, off unless it is asked for.
//!
//! Only keywright's own events are written. Those of the libraries below could hold headers, and with
//! them the token. A log that can't be written any more (a full disk) stops nothing: it is told at the end.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::{Layer, SubscriberExt};

/// Keeps the log going.
#[must_use = "the log ends when this is dropped"]
pub struct LogGuard {
    worker: WorkerGuard,
    path: PathBuf,
    failed: Arc<OnceLock<String>>,
}

/// Not all of the log was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogIncomplete {
    /// The file.
    pub path: PathBuf,
    /// What the system said at first.
    pub why: String,
}

impl fmt::Display for LogIncomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the log {} is not complete: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for LogIncomplete {}

impl LogGuard {
    /// Writes what is still to be written, and ends the log.
    ///
    /// # Errors
    /// Something of it couldn't be written.
    pub fn finish(self) -> Result<(), LogIncomplete> {
        let Self { worker, path, failed } = self;
        drop(worker);
        match failed.get() {
            None => Ok(()),
            Some(why) => Err(LogIncomplete { path, why: why.clone() }),
        }
    }
}

/// Starts to append to the file at `path`, which only its owner may read when it is created here.
///
/// Writing happens on a thread of its own, which sleeps while there is nothing to write.
///
/// # Errors
/// The file can't be opened, or a log was started before.
pub fn start(path: &Path) -> io::Result<LogGuard> {
    let failed = Arc::default();
    let (writer, worker) =
        tracing_appender::non_blocking(Noting { to: open(path)?, failed: Arc::clone(&failed) });
    tracing::subscriber::set_global_default(subscriber(writer)).map_err(io::Error::other)?;
    Ok(LogGuard { worker, path: path.to_owned(), failed })
}

/// Keeps the first failure to write, which the thread that writes tells nobody.
struct Noting<W> {
    to: W,
    failed: Arc<OnceLock<String>>,
}

impl<W: Write> Write for Noting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        match &written {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.failed.get_or_init(|| error.to_string());
            }
            _ => {}
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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
    fn format_time(&self, w: &mut format::Writer<'_>) -> fmt::Result {
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
    fn the_first_failure_is_kept() {
        let failed = Arc::default();
        let mut room = [0; 4];
        let mut noting = Noting { to: &mut room[..], failed: Arc::clone(&failed) };
        noting.write_all(b"four").unwrap();
        assert_eq!(failed.get(), None);
        // What a full disk says; a slice just takes nothing any more.
        let mut full = Noting { to: File::open("/dev/null").unwrap(), failed: Arc::clone(&failed) };
        assert!(full.write_all(b"x").is_err() && full.write_all(b"y").is_err());
        assert!(failed.get().is_some());
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
