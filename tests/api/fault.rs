//! A TCP server that misbehaves as it is told, once for each connection, and counts them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, Interest},
    net::{TcpSocket, TcpStream},
    task::JoinHandle,
};

/// What is done with one connection.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reset before a byte is read.
    ResetAtOnce,
    /// Reset when the first bytes of the request have been read.
    ResetInHead,
    /// Reset when the head of the request has been read.
    ResetAfterHead,
    /// Reset when so many bytes of the body have been read.
    ResetInBody(usize),
    /// Reset when the whole request has been read.
    ResetAfterRequest,
    /// Read the request, answer this, and close.
    Answer(Vec<u8>),
    /// Read the request, answer this (perhaps nothing), and stay silent until the client leaves.
    AnswerThenSilence(Vec<u8>),
    /// Read the request, answer this, and reset.
    AnswerThenReset(Vec<u8>),
    /// Read the head of the request, answer this, and read on until the client leaves.
    AnswerEarly(Vec<u8>),
    /// Read the head of the request, answer this, and reset.
    AnswerEarlyThenReset(Vec<u8>),
    /// Read the head of the request, and no more: what is sent piles up.
    StopReading,
    /// Read the request, answer this a byte at a time, each on its own.
    Dribble(Vec<u8>),
    /// Read the request, answer this, a byte at a time and without an end.
    DribbleForEver(Vec<u8>),
    /// Read the request, answer this, and then so many bytes of this; as far as the client takes them.
    Flood(Vec<u8>, u64),
}

/// A request as it was read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }
}

pub struct FaultServer {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    flooded: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl FaultServer {
    /// The first connection has the first act, and so on; the last act stays.
    pub async fn start(acts: impl Into<Vec<Act>>) -> Self {
        let acts = acts.into();
        let socket = TcpSocket::new_v4().unwrap();
        // Little is taken that isn't read.
        socket.set_recv_buffer_size(64 * 1024).unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(64).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let record = Arc::clone(&seen);
        let flooded = Arc::<AtomicU64>::default();
        let count = Arc::clone(&flooded);
        let task = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                record.lock().unwrap().push(Seen::default());
                let act = acts[number.min(acts.len() - 1)].clone();
                tokio::spawn(serve(stream, act, Arc::clone(&record), number, Arc::clone(&count)));
            }
        });
        Self { url, seen, flooded, task }
    }

    /// One for each connection that was made, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many bytes of a flood left the server.
    pub fn flooded(&self) -> u64 {
        self.flooded.load(Ordering::Relaxed)
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer in HTTP/1.1 with its length.
pub fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes()
}

/// `200 OK` with JSON.
pub fn ok(body: &str) -> Vec<u8> {
    http("200 OK", "Content-Type: application/json\r\n", body)
}

async fn serve(
    mut stream: TcpStream,
    act: Act,
    record: Arc<Mutex<Vec<Seen>>>,
    number: usize,
    flooded: Arc<AtomicU64>,
) {
    let most = match act {
        Act::ResetAtOnce => return reset(&stream),
        Act::ResetInHead => {
            let _ = stream.read_exact(&mut [0; 10]).await;
            return reset(&stream);
        }
        Act::ResetAfterHead | Act::AnswerEarly(_) | Act::AnswerEarlyThenReset(_) | Act::StopReading => 0,
        Act::ResetInBody(most) => most,
        _ => usize::MAX,
    };
    let Some(seen) = request(&mut stream, most).await else { return };
    record.lock().unwrap()[number] = seen;
    // The client may leave before the end: that is no failure of the server.
    match act {
        Act::ResetAtOnce
        | Act::ResetInHead
        | Act::ResetAfterHead
        | Act::ResetInBody(_)
        | Act::ResetAfterRequest => reset(&stream),
        Act::Answer(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::AnswerThenSilence(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.read(&mut [0]).await;
        }
        Act::AnswerThenReset(bytes) | Act::AnswerEarlyThenReset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            reset(&stream);
        }
        Act::AnswerEarly(bytes) => {
            let _ = stream.write_all(&bytes).await;
            while stream.read(&mut [0; 4096]).await.is_ok_and(|length| length > 0) {}
        }
        Act::StopReading => {
            // Until the client has given up, which an error of the socket tells.
            while stream.take_error().is_ok_and(|error| error.is_none())
                && stream
                    .ready(Interest::ERROR | Interest::PRIORITY)
                    .await
                    .is_ok_and(|ready| !ready.is_error())
            {}
        }
        Act::Dribble(bytes) => dribble(&mut stream, &bytes).await,
        Act::DribbleForEver(bytes) => {
            dribble(&mut stream, &bytes).await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::task::yield_now().await;
            }
        }
        Act::Flood(bytes, most) => {
            static CHUNK: [u8; 64 * 1024] = [b' '; 64 * 1024];
            let mut left = most;
            if stream.write_all(&bytes).await.is_err() {
                return;
            }
            while left > 0 {
                let length = usize::try_from(left).unwrap().min(CHUNK.len());
                let Ok(written) = stream.write(&CHUNK[..length]).await else { return };
                left -= written as u64;
                flooded.fetch_add(written as u64, Ordering::Relaxed);
            }
        }
    }
}

/// Closed like this, the connection is reset.
fn reset(stream: &TcpStream) {
    stream.set_zero_linger().unwrap();
}

async fn dribble(stream: &mut TcpStream, bytes: &[u8]) {
    stream.set_nodelay(true).unwrap();
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Reads a request of known length, and at most so many bytes of its body; `None` where the client left.
async fn request(stream: &mut TcpStream, most: usize) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
        .unwrap_or(0);
    let mut body = bytes.split_off(end);
    while body.len() < length.min(most) {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { head, body })
}
