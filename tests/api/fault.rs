//! A TCP server that misbehaves as it is told, once for each connection, and counts them.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What is done with one connection.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reset before a byte is read.
    ResetAtOnce,
    /// Reset when the head of the request has been read.
    ResetAfterHead,
    /// Reset when the whole request has been read.
    ResetAfterRequest,
    /// Read the request, answer this, and close.
    Answer(Vec<u8>),
    /// Read the request, answer this (perhaps nothing), and stay silent until the client leaves.
    AnswerThenSilence(Vec<u8>),
    /// Read the request, answer this a byte at a time, each on its own.
    Dribble(Vec<u8>),
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
    task: JoinHandle<()>,
}

impl FaultServer {
    /// The first connection has the first act, and so on; the last act stays.
    pub async fn start(acts: impl Into<Vec<Act>>) -> Self {
        let acts = acts.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let record = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                record.lock().unwrap().push(Seen::default());
                let act = acts[number.min(acts.len() - 1)].clone();
                tokio::spawn(serve(stream, act, Arc::clone(&record), number));
            }
        });
        Self { url, seen, task }
    }

    /// One for each connection that was made, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
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

async fn serve(mut stream: TcpStream, act: Act, record: Arc<Mutex<Vec<Seen>>>, number: usize) {
    if matches!(act, Act::ResetAtOnce) {
        return stream.set_zero_linger().unwrap();
    }
    let head_only = matches!(act, Act::ResetAfterHead);
    let Some(seen) = request(&mut stream, head_only).await else { return };
    record.lock().unwrap()[number] = seen;
    // The client may leave before the end: that is no failure of the server.
    match act {
        Act::ResetAtOnce | Act::ResetAfterHead | Act::ResetAfterRequest => stream.set_zero_linger().unwrap(),
        Act::Answer(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::AnswerThenSilence(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.read(&mut [0]).await;
        }
        Act::Dribble(bytes) => {
            stream.set_nodelay(true).unwrap();
            for byte in bytes {
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Reads a request of known length; `None` where the client left.
async fn request(stream: &mut TcpStream, head_only: bool) -> Option<Seen> {
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
    while !head_only && body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { head, body })
}
