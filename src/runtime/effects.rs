//! What the state wants done, as work for a task: each ends with a message to the outbox.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::files;
use super::keeper::Keeper;
use super::progress::Relay;
use super::tasks::Outbox;
use crate::api::client::{NotUpdated, Reader, Writer};
use crate::api::error::Error;
use crate::api::generation::{Evidence, Generation};
use crate::app::effect::{Checking, Contents, Opening, Read, Saving};
use crate::app::judgement::Brief;
use crate::app::keeping::Keep;
use crate::app::local::Ask;
use crate::app::message::{FileProblem, Keystores, Message, Reply, SaveProblem};
use crate::domain::journal::{Id, Outcome};
use crate::domain::update::Update;

/// Reads from the server. What an answer tells of the API's generation comes before the answer, so that
/// what the answer makes possible is known to be possible.
pub async fn read(outbox: Outbox, reader: Arc<Reader>, read: Read, known: Option<Generation>) {
    let (report, relay) = Relay::new(&outbox);
    let (reply, evidence) = relay.during(ask(&reader, read, known, &report)).await;
    if evidence != Evidence::none() {
        outbox.reply(Reply::Evidence(evidence));
    }
    if let Some(reply) = reply {
        log(&reply);
        outbox.reply(reply);
    }
}

/// The answer, where there is one beside the evidence.
async fn ask(
    reader: &Reader,
    read: Read,
    known: Option<Generation>,
    report: &(dyn Fn(crate::domain::transfer::Progress) + Send + Sync),
) -> (Option<Reply>, Evidence) {
    let nothing = Evidence::none();
    match read {
        Read::Projects => (Some(Reply::Projects(reader.projects(report).await)), nothing),
        Read::Keystores { project } => match reader.keystores(&project, report).await {
            Ok(listing) => {
                let keystores = Keystores { keystores: listing.keystores, skipped: listing.skipped };
                (Some(Reply::Keystores(Ok(keystores))), listing.evidence)
            }
            Err(error) => (Some(Reply::Keystores(Err(error))), nothing),
        },
        Read::Keystore { project, keystore } => {
            let answer = reader.keystore(&project, &keystore, report).await;
            let evidence =
                answer.as_ref().map(|keystore| Evidence::of_keystores(std::slice::from_ref(keystore)));
            let evidence = evidence.unwrap_or_default();
            (Some(Reply::Keystore(answer)), evidence)
        }
        Read::Environments { project } => match reader.environments(&project, known, report).await {
            Ok((environments, evidence)) => (Some(Reply::Environments(Ok(environments))), evidence),
            Err(error) => (Some(Reply::Environments(Err(error))), nothing),
        },
        Read::Jwks { project } => (Some(Reply::Jwks(reader.jwks(&project, report).await)), nothing),
        Read::Generation => match reader.openapi(report).await {
            Ok(evidence) => (Some(Reply::Description(Ok(()))), evidence),
            Err(error) => (Some(Reply::Description(Err(error))), nothing),
        },
    }
}

/// The one write. Without a writer, which a read-only session has none of, nothing can be sent; the state never
/// asks for it then.
pub async fn put(outbox: Outbox, writer: Option<Arc<Writer>>, update: Update) {
    let answer = match writer {
        Some(writer) => {
            // Before it goes out: an end in the middle must leave a trace.
            tracing::info!(
                target: "keywright::update",
                project = update.project(),
                keystore = update.keystore(),
                cascade = ?update.cascade(),
                bytes = update.body().len(),
                "sending"
            );
            let (report, relay) = Relay::new(&outbox);
            relay.during(writer.update(update, &report)).await
        }
        None => Err(NotUpdated::NotSent(Error::Setup {
            why: "this session is read-only, and holds nothing that could send a change".into(),
        })),
    };
    let reply = Reply::Updated(answer);
    log(&reply);
    outbox.reply(reply);
}

/// Keeps the version before, and writes down what is about to be sent.
pub async fn keep(outbox: Outbox, keeper: Arc<Keeper>, keep: Box<Keep>) {
    let kept = elsewhere(move || keeper.keep(*keep, Timestamp::now())).await;
    if let Err(why) = &kept {
        tracing::error!(target: "keywright::update", why, "not kept, and not sent");
    }
    outbox.reply(Reply::Kept(kept));
}

/// Writes down what came of it.
pub async fn conclude(outbox: Outbox, keeper: Arc<Keeper>, of: Id, outcome: Box<Outcome>) {
    let written = elsewhere(move || keeper.conclude(&of, &outcome)).await;
    if let Err(why) = &written {
        tracing::error!(target: "keywright::update", why, "the outcome isn't in the journal");
    }
    outbox.reply(Reply::Concluded(written));
}

/// Asks the state directory.
pub async fn local(outbox: Outbox, keeper: Arc<Keeper>, ask: Ask) {
    if let Some(told) = blocking(move || keeper.local(ask, Timestamp::now())).await {
        outbox.reply(Reply::Local(told));
    }
}

/// On a thread that may wait for a disk. A panic there is this task's.
async fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err("it was broken off".into()),
        },
    }
}

/// Says when so much time has passed.
pub async fn rest(outbox: Outbox, time: Duration) {
    tokio::time::sleep(time).await;
    outbox.send(Message::Rested(outbox.ticket()));
}

/// Reads a file of this machine.
pub async fn read_file(outbox: Outbox, path: PathBuf) {
    outbox.reply(Reply::File(aside(move || files::read(&path)).await));
}

/// Opens keystore files one after the other, and says what came of them as it goes: a list of thousands
/// shows its first rows before its last file is opened.
pub async fn open(outbox: Outbox, files: Vec<Opening>) {
    const TOGETHER: Duration = Duration::from_millis(100);
    let work = move || {
        let (mut outcomes, mut since) = (Vec::new(), Instant::now());
        for file in files {
            outcomes.push(file.open());
            if since.elapsed() >= TOGETHER {
                outbox.reply(Reply::Opened(std::mem::take(&mut outcomes)));
                since = Instant::now();
            }
        }
        outbox.reply(Reply::Opened(outcomes));
    };
    blocking(work).await;
}

/// Asks the rules: they verify signatures, milliseconds each.
pub async fn judge(outbox: Outbox, briefs: Vec<Brief>) {
    let work = move || briefs.into_iter().map(Brief::judge).collect();
    match spawn_blocking(work).await {
        Ok(verdicts) => outbox.reply(Reply::Judged(verdicts)),
        Err(error) => {
            if let Ok(panic) = error.try_into_panic() {
                std::panic::resume_unwind(panic);
            }
        }
    }
}

/// Lists a directory of this machine.
pub async fn list_directory(outbox: Outbox, path: PathBuf) {
    outbox.reply(Reply::Directory(aside(move || files::list(&path)).await));
}

/// Writes a file of this machine.
pub async fn save(outbox: Outbox, path: PathBuf, saving: Saving) {
    let work = move || {
        let Saving { contents, replace, .. } = saving;
        let written = match contents {
            Contents::Keystore(source) => match source.content() {
                Some(content) => files::save(&path, content.bytes(), replace),
                None => Err(SaveProblem::Nothing),
            },
            Contents::Certificates(text) => files::save(&path, text.as_bytes(), replace),
        };
        written.map(|path| path.display().to_string())
    };
    let saved = blocking(work).await;
    outbox.reply(Reply::Saved(
        saved.unwrap_or_else(|| Err(SaveProblem::Other("writing it was broken off".into()))),
    ));
}

/// Checks the signatures of an entry's chain.
pub async fn check(outbox: Outbox, checking: Checking) {
    if let Some(checked) = blocking(move || checking.check()).await {
        outbox.reply(Reply::Checked(checked));
    }
}

/// On a thread that may wait for a disk or a network.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileProblem> + Send + 'static,
) -> Result<T, FileProblem> {
    blocking(work).await.unwrap_or_else(|| Err(FileProblem::Other("reading it was broken off".into())))
}

/// On another thread; `None` where the program ends meanwhile. A panic there is this task's.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match spawn_blocking(work).await {
        Ok(done) => Some(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => None,
        },
    }
}

/// What went wrong goes to the log, beside the request's own line there. The server's words about an update
/// don't: it was sent passwords and files, and may repeat them.
fn log(reply: &Reply) {
    let (what, error) = match reply {
        Reply::Projects(Err(error)) => ("projects", error),
        Reply::Keystores(Err(error)) => ("keystores", error),
        Reply::Keystore(Err(error)) => ("keystore", error),
        Reply::Environments(Err(error)) => ("environments", error),
        Reply::Jwks(Err(error)) => ("JWKs", error),
        Reply::Updated(Err(not_updated)) => {
            let (outcome, error) = match not_updated {
                NotUpdated::NotSent(error) => ("nothing was sent", error),
                NotUpdated::Refused(error) => ("refused", error),
                NotUpdated::Unknown(error) => ("outcome unknown", error),
            };
            tracing::error!(target: "keywright::update", outcome, why = %error.meaning(), "not updated");
            return;
        }
        Reply::Updated(Ok(_)) => {
            tracing::info!(target: "keywright::update", "answered; what it says is on the screen");
            return;
        }
        _ => return,
    };
    let why = crate::domain::text::words(&error.to_string());
    tracing::warn!(target: "keywright::read", what, why, "not read");
}
