//! A socket that can be made to end in the middle of a head, which hyper would never do.

use std::{
    cell::Cell,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// How much of a head still goes out: `HTTP/1.1 `. Without a byte of it, browsers would ask again
/// where the connection had been used before.
const BEGINNING: usize = 9;

/// Ends a connection with its next answer.
#[derive(Clone, Debug, Default)]
pub(super) struct End(Rc<Cell<bool>>);

impl End {
    pub(super) fn in_the_next_head(&self) {
        self.0.set(true);
    }
}

pub(super) struct Breakable {
    stream: TcpStream,
    end: End,
}

impl Breakable {
    pub(super) fn new(stream: TcpStream) -> (Self, End) {
        let end = End::default();
        let breakable = Self {
            stream,
            end: end.clone(),
        };
        (breakable, end)
    }
}

impl AsyncRead for Breakable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Breakable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let is_ending = self.end.0.get();
        let length = if is_ending { BEGINNING } else { bytes.len() };
        let some = &bytes[..length.min(bytes.len())];
        match Pin::new(&mut self.stream).poll_write(context, some) {
            Poll::Ready(Ok(_)) if is_ending => {
                Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
            }
            written => written,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
