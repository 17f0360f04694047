//! From the command line to the first screen: everything that can fail before the terminal is taken.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::harden::Hardened;
use super::log::{self, LogGuard};
use super::run::{Ended, Gateways, run};
use super::session::{self, NotConnected};
use super::terminal::{self, NoTerminal};
use crate::api::generation::Evidence;
use crate::app::model::Model;
use crate::app::screen::profiles::{ProfileSummary, Profiles};
use crate::app::screen::{Screen, browse::Browse};
use crate::app::session::{Access, Session};
use crate::cli::Cli;
use crate::config::{self, Choice, ConfigError, Demo, Environment, Program, Resolved, Server, Settings};
use crate::demo::{self, Gateway};
use crate::domain::secret::Secret;
use crate::view::Look;

/// How long the demo gateway takes for each environment: long enough to watch, short enough to wait for.
pub const DEMO_PACE: Duration = Duration::from_millis(600);

/// Why there is no screen. Each is one line that says what to do next; the exit code is 2.
#[derive(Debug)]
pub enum NotStarted {
    /// Options, variables, or the configuration file.
    Config(ConfigError),
    /// There is no terminal, or it is not one that can be drawn on.
    Terminal(NoTerminal),
    /// The token, or the clients.
    Connection(NotConnected),
    /// The log can't be written.
    Log {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The embedded gateway can't be started.
    Demo(io::Error),
    /// The terminal can't be taken over.
    Screen(io::Error),
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Terminal(error) => error.fmt(f),
            Self::Connection(error) => error.fmt(f),
            Self::Log { path, source } => {
                write!(
                    f,
                    "the log {} can't be written: {source}; name another file by --log-file",
                    path.display()
                )
            }
            Self::Demo(error) => write!(f, "the demo gateway can't be started: {error}"),
            Self::Screen(error) => write!(f, "the terminal can't be taken over: {error}"),
        }
    }
}

impl std::error::Error for NotStarted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Terminal(error) => Some(error),
            Self::Connection(error) => Some(error),
            Self::Log { source, .. } => Some(source),
            Self::Demo(error) | Self::Screen(error) => Some(error),
        }
    }
}

impl From<ConfigError> for NotStarted {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// Starts the log, where one is asked for; to be done before anything else that can be logged.
///
/// # Errors
/// A variable says nonsense, or the file can't be opened.
pub fn start_log(cli: &Cli, env: &Environment, hardened: Hardened) -> Result<Option<LogGuard>, NotStarted> {
    let Some(path) = Program::gather(cli, env)?.log_file else { return Ok(None) };
    let guard = log::start(&path).map_err(|source| NotStarted::Log { path, source })?;
    tracing::info!(
        target: "keywright::start",
        version = env!("CARGO_PKG_VERSION"),
        no_dumps = hardened.no_dumps,
        kept_out_of_swap = %hardened.memory,
        "started"
    );
    Ok(Some(guard))
}

/// The screen, from the first frame to the last.
///
/// # Errors
/// [`NotStarted`]; the terminal is as it was then.
pub async fn screen(cli: &Cli, env: Environment) -> Result<Ended, NotStarted> {
    let resolved = config::resolve(cli, &env)?;
    terminal::check().map_err(NotStarted::Terminal)?;
    match resolved {
        Resolved::Ready(settings) => connected(*settings, env).await,
        Resolved::Demo(demo) => {
            // Held until the screen is gone; dropping it stops the server.
            let (_gateway, settings) = start_demo(*demo).await?;
            connected(settings, env).await
        }
        Resolved::Choose(choice) => choosing(*choice, env).await,
    }
}

/// How long nothing is said while the token is fetched.
const PATIENCE: Duration = Duration::from_millis(700);

/// There is one gateway: its token is fetched before the terminal is taken.
async fn connected(settings: Settings, env: Environment) -> Result<Ended, NotStarted> {
    let look = look(&settings.program);
    let connected = patiently(session::connect(settings, &env)).await;
    let (session, clients) = connected.map_err(NotStarted::Connection)?;
    let screen = Screen::Browse(Box::<Browse>::default());
    run(model(session, screen), look, Gateways::one(clients, env)).await.map_err(NotStarted::Screen)
}

/// Says so where something takes its time: a token command; nothing is drawn yet.
async fn patiently<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(PATIENCE) => {}
    }
    // Where it can't be said, it isn't.
    let _ = writeln!(io::stderr(), "keywright: waiting for the token; Ctrl-C ends it");
    work.await
}

/// There are several profiles: a person chooses one on the screen.
async fn choosing(choice: Choice, env: Environment) -> Result<Ended, NotStarted> {
    let look = look(choice.program());
    let session = nowhere(&choice)?;
    let profiles = choice.profiles().into_iter().map(|profile| ProfileSummary {
        name: profile.name,
        server: profile.authority,
        read_only: profile.read_only,
    });
    let screen = Screen::Profiles(Box::new(Profiles::new(profiles.collect())));
    let gateways = Gateways::several(Arc::new(choice), env);
    run(model(session, screen), look, gateways).await.map_err(NotStarted::Screen)
}

fn model(session: Session, screen: Screen) -> Model {
    let size = terminal::size();
    Model::new(session, screen, (size.width, size.height), Timestamp::now())
}

fn look(program: &Program) -> Look {
    Look { ascii: program.ascii, no_color: program.no_color }
}

/// The session before a profile is chosen. It leads to the first profile that could be used, but without
/// clients nothing is sent there; where none could be, the choice would be none.
fn nowhere(choice: &Choice) -> Result<Session, ConfigError> {
    let mut refusal = None;
    for profile in choice.profiles() {
        match choice.choose(&profile.name) {
            Ok(settings) => {
                return Ok(Session {
                    label: String::new(),
                    base: settings.server.base().clone(),
                    demo: false,
                    plain_http: false,
                    access: Access::Edit,
                    project: None,
                    generation: None,
                    evidence: Evidence::none(),
                    soon: session::days(settings.expires_within),
                    read_back: settings.timeouts.read_back,
                    backup: settings.backup,
                    java: settings.gateway_java,
                    wants_token: false,
                });
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Err(refusal.unwrap_or(ConfigError::NoDirectory))
}

async fn start_demo(demo: Demo) -> Result<(Gateway, Settings), NotStarted> {
    let options = demo::Options { port: 0, token: demo::random_token(), pace: DEMO_PACE };
    let token = Secret::copied(options.token.expose_secret());
    let gateway = Gateway::start(options).await.map_err(NotStarted::Demo)?;
    let server: Server = gateway.url().parse().map_err(|error| NotStarted::Demo(io::Error::other(error)))?;
    Ok((gateway, demo.settings(server, token)))
}
