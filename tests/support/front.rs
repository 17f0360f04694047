//! A server that stands before a gateway, as proxies do: it passes requests on, and does to those of a method what a
//! test wants done to them. Real sockets, a thread for each connection, one request each.
//! Included by tests as a module: `#[path = "support/front.rs"] mod front;`.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustix::net::sockopt::set_socket_linger;

/// What is done to a request.
#[derive(Clone)]
pub enum Do {
    /// It is passed on, and the answer passed back.
    Pass,
    /// It is read, and answered so; the gateway never hears of it.
    Answer(Vec<u8>),
    /// The same, and the connection stays open without another word.
    AnswerThenSilence(Vec<u8>),
    /// It is read, and answered with words made of the request.
    Echo(fn(&Seen) -> Vec<u8>),
    /// So many bytes are read of its body, and the connection is reset.
    ResetIn(usize),
    /// It is read, and the connection is reset; the gateway never hears of it.
    Reset,
    /// It is read, and never answered; the gateway never hears of it.
    Silence,
    /// It is passed on, and so many bytes of the answer passed back before the connection is reset.
    PassThenReset(usize),
    /// It is passed on, and answered so.
    PassThenAnswer(Vec<u8>),
    /// It is passed on, and when the answer comes back nobody listens any more.
    PassThenClose,
    /// It is passed on, and never answered.
    PassThenSilence,
    /// It is passed on, and the answer comes back a byte at a time.
    PassThenDribble,
    /// It is passed on, and the answer comes back in so many pieces, with such pauses.
    PassInPieces(usize, Duration),
    /// It is read, and once the gate is open passed on, and the answer passed back.
    HoldThenPass(Gate),
    /// It is passed on, and once the gate is open the answer is passed back.
    PassThenHold(Gate),
    /// It is answered so, and then with so many blanks.
    Flood(Vec<u8>, u64),
}

/// Who decides about each request, where a rule for each method doesn't do.
pub trait Warden: Send + Sync {
    /// What is done to it; nothing of its body was read yet.
    fn act(&self, head: &Seen) -> Do;

    /// It was read, as far as it came. What is given back names it in [`pass`](Self::pass).
    fn came(&self, _seen: &Seen) -> usize {
        0
    }

    /// It is passed on; `pass` does that, and gives the gateway's whole answer.
    fn pass(&self, _which: usize, pass: &mut dyn FnMut() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
        pass()
    }
}

/// What somebody waits at until a test opens it.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// Lets everybody through, now and later.
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let shut = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(shut, |open| !*open).unwrap());
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    /// `GET`, `PUT`.
    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    /// The request's path, without its query.
    pub fn path(&self) -> &str {
        let target = self.head.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    /// The token that it carries.
    pub fn token(&self) -> &str {
        let found = self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then(|| value.trim_start_matches("Bearer "))
        });
        found.unwrap_or_default()
    }
}

/// An answer in HTTP/1.1, after which the connection ends.
pub fn http(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The front. Dropped, it answers nobody any more.
pub struct Front {
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    gateway: SocketAddr,
    rules: Mutex<HashMap<&'static str, Do>>,
    warden: Option<Arc<dyn Warden>>,
    seen: Mutex<Vec<Seen>>,
    closed: AtomicBool,
}

impl Front {
    /// Before the gateway at this address (`http://127.0.0.1:PORT`), passing everything on.
    pub fn start(gateway: &str) -> Self {
        Self::start_at("127.0.0.1:0", gateway, None)
    }

    /// The same, at this address, where the warden decides.
    pub fn watched(address: &str, gateway: &str, warden: Arc<dyn Warden>) -> Self {
        Self::start_at(address, gateway, Some(warden))
    }

    fn start_at(address: &str, gateway: &str, warden: Option<Arc<dyn Warden>>) -> Self {
        let gateway = gateway.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            address,
            gateway,
            rules: Mutex::default(),
            warden,
            seen: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let front = Self { shared };
        front.listen(listener);
        front
    }

    fn listen(&self, listener: TcpListener) {
        let own = Arc::clone(&self.shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if own.closed.load(Ordering::SeqCst) {
                    return;
                }
                let (own, stream) = (Arc::clone(&own), stream.unwrap());
                // Whoever leaves in the middle ends only this.
                thread::spawn(move || own.serve(stream));
            }
        });
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// From now on this is done to requests of this method, or of this method and path (`GET /apiops/projects/`).
    pub fn on(&self, what: &'static str, act: Do) {
        self.shared.rules.lock().unwrap().insert(what, act);
    }

    /// Every request that came, as far as it was read.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How many updates came.
    pub fn puts(&self) -> usize {
        self.seen().iter().filter(|seen| seen.method() == "PUT").count()
    }

    /// Nobody listens any more.
    pub fn close(&self) {
        self.shared.close();
    }

    /// Somebody listens again, at the same address.
    pub fn open(&self) {
        if self.shared.closed.load(Ordering::SeqCst) {
            let listener = TcpListener::bind(self.shared.address).unwrap();
            self.shared.closed.store(false, Ordering::SeqCst);
            self.listen(listener);
        }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl Shared {
    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        // The listener's thread wakes up by a connection, and goes.
        while TcpStream::connect(self.address).is_ok() {
            thread::yield_now();
        }
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let (head, mut body) = head(&mut stream)?;
        let act = self.act(&head);
        let length = length(&head);
        if let Do::ResetIn(most) = act {
            fill(&mut stream, &mut body, most.min(length))?;
            self.note(head, body);
            return reset(&stream);
        }
        fill(&mut stream, &mut body, length)?;
        let (which, seen) = self.note(head, body);
        match act {
            Do::Pass => stream.write_all(&self.pass(which, &seen)?)?,
            Do::HoldThenPass(gate) => {
                gate.pass();
                stream.write_all(&self.pass(which, &seen)?)?;
            }
            Do::PassThenHold(gate) => {
                let answer = self.pass(which, &seen)?;
                gate.pass();
                stream.write_all(&answer)?;
            }
            Do::Answer(answer) => stream.write_all(&answer)?,
            Do::AnswerThenSilence(answer) => {
                stream.write_all(&answer)?;
                return wait_until_gone(&mut stream);
            }
            Do::Echo(answer) => stream.write_all(&answer(&seen))?,
            Do::Reset | Do::ResetIn(_) => return reset(&stream),
            Do::Silence => return wait_until_gone(&mut stream),
            Do::PassThenReset(most) => {
                let answer = self.pass(which, &seen)?;
                stream.write_all(&answer[..most.min(answer.len())])?;
                return reset(&stream);
            }
            Do::PassThenAnswer(answer) => {
                self.pass(which, &seen)?;
                stream.write_all(&answer)?;
            }
            Do::PassThenClose => {
                let answer = self.pass(which, &seen)?;
                self.close();
                stream.write_all(&answer)?;
            }
            Do::PassThenSilence => {
                self.pass(which, &seen)?;
                return wait_until_gone(&mut stream);
            }
            Do::PassThenDribble => {
                stream.set_nodelay(true)?;
                for byte in self.pass(which, &seen)? {
                    stream.write_all(&[byte])?;
                }
            }
            Do::PassInPieces(pieces, pause) => {
                stream.set_nodelay(true)?;
                let answer = self.pass(which, &seen)?;
                for piece in answer.chunks(answer.len().div_ceil(pieces.max(1)).max(1)) {
                    stream.write_all(piece)?;
                    thread::sleep(pause);
                }
            }
            Do::Flood(begin, mut left) => {
                static BLANKS: [u8; 64 * 1024] = [b' '; 64 * 1024];
                stream.write_all(&begin)?;
                while left > 0 {
                    let now = usize::try_from(left).unwrap_or(usize::MAX).min(BLANKS.len());
                    stream.write_all(&BLANKS[..now])?;
                    left -= now as u64;
                }
            }
        }
        stream.shutdown(Shutdown::Write)?;
        wait_until_gone(&mut stream)
    }

    /// The rule that says the most.
    fn act(&self, head: &str) -> Do {
        let seen = Seen { head: head.to_owned(), body: Vec::new() };
        if let Some(warden) = &self.warden {
            return warden.act(&seen);
        }
        let rules = self.rules.lock().unwrap();
        let exact = format!("{} {}", seen.method(), seen.path());
        rules.get(exact.as_str()).or_else(|| rules.get(seen.method())).cloned().unwrap_or(Do::Pass)
    }

    /// With the name that a warden gives it.
    fn note(&self, head: String, body: Vec<u8>) -> (usize, Seen) {
        let seen = Seen { head, body };
        self.seen.lock().unwrap().push(seen.clone());
        (self.warden.as_ref().map_or(0, |warden| warden.came(&seen)), seen)
    }

    /// The gateway's whole answer.
    fn pass(&self, which: usize, seen: &Seen) -> io::Result<Vec<u8>> {
        match &self.warden {
            Some(warden) => warden.pass(which, &mut || self.pass_on(seen)),
            None => self.pass_on(seen),
        }
    }

    fn pass_on(&self, seen: &Seen) -> io::Result<Vec<u8>> {
        let mut gateway = TcpStream::connect(self.gateway)?;
        let head = seen.head.trim_end_matches("\r\n");
        gateway.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())?;
        gateway.write_all(&seen.body)?;
        let mut answer = Vec::new();
        gateway.read_to_end(&mut answer)?;
        Ok(answer)
    }
}

/// The head, and what came of the body with it.
fn head(stream: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = bytes.split_off(at + 4);
            return Ok((String::from_utf8(bytes).map_err(io::Error::other)?, body));
        }
        let mut more = [0; 4096];
        match stream.read(&mut more)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => bytes.extend_from_slice(&more[..length]),
        }
    }
}

fn length(head: &str) -> usize {
    let lines = head.lines().map(str::to_ascii_lowercase);
    lines.filter_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).next().unwrap_or(0)
}

fn fill(stream: &mut TcpStream, body: &mut Vec<u8>, length: usize) -> io::Result<()> {
    while body.len() < length {
        let mut more = [0; 16 * 1024];
        match stream.read(&mut more)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            came => body.extend_from_slice(&more[..came]),
        }
    }
    Ok(())
}

/// Closed like this, the connection is reset.
fn reset(stream: &TcpStream) -> io::Result<()> {
    Ok(set_socket_linger(stream.as_fd(), Some(Duration::ZERO))?)
}

fn wait_until_gone(stream: &mut TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 4096])? > 0 {}
    Ok(())
}
