//! The body of an update, as it leaves.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// What is handed to the connection at a time.
const FRAME: usize = 16 * 1024;

/// A body of known size that counts what was handed over, and is wiped when the last of it is
/// dropped. (What the connection buffers, encrypts and the kernel holds is out of reach.)
pub(super) struct Upload {
    rest: Bytes,
    handed: watch::Sender<u64>,
}

impl Upload {
    /// The body, and where to see how many bytes of it the connection has taken.
    pub fn new(body: Zeroizing<Vec<u8>>) -> (Self, watch::Receiver<u64>) {
        let (handed, seen) = watch::channel(0);
        (Self { rest: Bytes::from_owner(body), handed }, seen)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(FRAME);
        let frame = self.rest.split_to(length);
        self.handed.send_modify(|bytes| *bytes += length as u64);
        Poll::Ready(Some(Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn every_byte_is_handed_over_once_and_counted() {
        let whole: Vec<u8> = (0..FRAME * 2 + 7).map(|n| n as u8).collect();
        let (mut upload, seen) = Upload::new(Zeroizing::new(whole.clone()));
        let mut context = Context::from_waker(Waker::noop());
        let mut got = Vec::new();
        while !upload.is_end_stream() {
            assert_eq!(upload.size_hint().exact(), Some((whole.len() - got.len()) as u64));
            let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut upload).poll_frame(&mut context) else {
                panic!()
            };
            got.extend_from_slice(frame.data_ref().unwrap());
            assert_eq!(*seen.borrow(), got.len() as u64);
        }
        assert!(matches!(Pin::new(&mut upload).poll_frame(&mut context), Poll::Ready(None)));
        assert_eq!(got, whole);
    }
}
