//! The embedded demo gateway: a real HTTP server on loopback, stateful and strict.
//!
//! It speaks the first generation of the Management API over what `assets/demo` holds, so that the program
//! can be tried, and tested, without a gateway. It stands alone: it imports nothing else of this crate, and
//! above all no JSON shapes of `api`, so that a mistake made there does not meet the same mistake here.
//!
//! Every check errs on the side of refusing: a slash forgotten, a scope left out or a file that is none is
//! answered like a gateway would answer it at its worst. [`Fault`] makes it misbehave in every way that the
//! API's documentation admits.

mod connection;
mod deployment;
mod fault;
mod front;
mod log;
mod refusal;
mod routes;
mod seed;
mod state;
mod update;
mod world;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::runtime::Runtime;

pub use fault::Fault;
pub use log::LoggedRequest;
use state::Shared;

/// How a demo gateway is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on loopback; 0 for any that is free.
    pub port: u16,
    /// The only token that is accepted.
    pub token: SecretString,
    /// How long the deployment to one environment takes; zero in tests.
    pub pace: Duration,
}

/// A token of 64 hexadecimal digits from the operating system's random numbers.
///
/// Where `/dev/urandom` can't be read it falls back on the standard library's hasher seeds. They are good
/// enough for what a demo gateway guards: invented data, on loopback, for as long as the program runs.
pub fn random_token() -> SecretString {
    let mut bytes = [0_u8; 32];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    if read.is_err() {
        use std::hash::{BuildHasher, Hasher, RandomState};
        for chunk in bytes.chunks_mut(8) {
            let seed = RandomState::new().build_hasher().finish().to_ne_bytes();
            chunk.copy_from_slice(&seed[..chunk.len()]);
        }
    }
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.into()
}

/// A running demo gateway. Dropping it stops the server and closes its connections.
///
/// It runs on a thread of its own, so that it answers however busy, or however single-threaded, the runtime
/// is that started it.
pub struct Gateway {
    address: SocketAddr,
    token: SecretString,
    shared: Arc<Shared>,
    _server: Server,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Gateway {
    /// Starts a gateway with the demo's data on 127.0.0.1.
    ///
    /// # Errors
    /// When the port can't be bound, or no thread can be started.
    pub async fn start(options: Options) -> io::Result<Gateway> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let token = options.token.clone();
        let shared = Arc::new(Shared::new(seed::world()?, options.token, options.pace));
        let server = Server::start(listener, Arc::clone(&shared))?;
        Ok(Gateway { address, token, shared, _server: server })
    }

    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The token that it was started with (see [`Gateway::expire_token`]).
    pub fn token(&self) -> &SecretString {
        &self.token
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.state().log.requests()
    }

    /// A keystore as a GET would show it now, and `None` where there is none.
    pub fn stored(&self, project: &str, keystore: &str) -> Option<Value> {
        let state = self.shared.state();
        let keystore = state.world.project(project).ok()?.keystore(keystore).ok()?;
        Some(keystore.shown())
    }

    /// The password kept for one environment of a keystore, which the API never shows.
    pub fn password(&self, project: &str, keystore: &str, environment: &str) -> Option<SecretString> {
        let state = self.shared.state();
        let keystore = state.world.project(project).ok()?.keystore(keystore).ok()?;
        keystore.password(environment).cloned()
    }

    /// The `kid` of a JWK, which a cascade that reaches it changes (`sig` to `sig~2`, then `sig~3`).
    pub fn kid(&self, project: &str, jwk: &str) -> Option<String> {
        let state = self.shared.state();
        let kid = state.world.project(project).ok()?.jwk(jwk)?.get("kid")?.as_str()?.to_owned();
        Some(kid)
    }

    /// Somebody else's change: the keystore becomes this object, unchecked and undeployed.
    ///
    /// A keystore that isn't there yet is made; with another `name` in the object it is renamed. Nothing
    /// happens where there is no such project, or the value is no object.
    pub fn replace(&self, project: &str, keystore: &str, object: Value) {
        let mut state = self.shared.state();
        if let (Ok(project), Value::Object(object)) = (state.world.project_mut(project), object) {
            project.put(keystore, object);
        }
    }

    /// Somebody else's change: the keystore is gone.
    pub fn remove(&self, project: &str, keystore: &str) {
        if let Ok(project) = self.shared.state().world.project_mut(project) {
            project.remove(keystore);
        }
    }

    /// What the next update does instead of going well.
    ///
    /// Only an update that would have been accepted uses a fault up, a refused one leaves it for the next.
    /// Several faults stand in a queue.
    pub fn on_next_update(&self, fault: Fault) {
        self.shared.state().faults.push_back(fault);
    }

    /// Lets the accepted token expire and accepts another from now on; [`Gateway::token`] keeps naming the
    /// first.
    pub fn expire_token(&self, new: SecretString) {
        self.shared.state().tokens.replace(new);
    }
}

/// Runs a gateway until Ctrl-C, for a terminal of its own.
///
/// It writes its address and its token to standard output: a client needs both. So give it a token made for
/// this run ([`random_token`]), not one that is good elsewhere.
///
/// # Errors
/// When the gateway can't start, standard output can't be written, or signals can't be waited for.
pub async fn serve_forever(options: Options) -> io::Result<()> {
    let gateway = Gateway::start(options).await?;
    let (url, token) = (gateway.url(), gateway.token().expose_secret());
    let mut out = io::stdout();
    writeln!(out, "Demo gateway on {url}; Ctrl-C ends it. Nothing is kept.")?;
    writeln!(out, "Its token, good for this run only: {token}")?;
    writeln!(out, "In another terminal: KEYWRIGHT_TOKEN={token} keywright --server {url}")?;
    out.flush()?;
    tokio::signal::ctrl_c().await
}

/// The server's runtime. Dropped, it ends every task of it without waiting, which an asynchronous caller
/// mustn't do.
struct Server(Option<Runtime>);

impl Server {
    fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Server> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("demo-gateway")
            .enable_io()
            .enable_time()
            .build()?;
        let server = Server(Some(runtime));
        if let Some(runtime) = &server.0 {
            let listener = {
                let _context = runtime.enter();
                connection::Door::new(tokio::net::TcpListener::from_std(listener)?)
            };
            runtime.spawn(routes::serve(listener, shared));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
