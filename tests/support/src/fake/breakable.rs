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

/// How much of a head still goes out: `HTTP/1.1 `.
const BEGINNING: usize = 9;

/// Ends a connection with its next answer.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    /// How many bytes still go out.
    left: Rc<Cell<Option<usize>>>,
}

impl End {
    /// Within the head, so that nobody asks again.
    pub(super) fn in_the_next_head(&self) {
        self.left.set(Some(BEGINNING));
    }

    /// Without a byte. Browsers ask again where the connection had been used before.
    pub(super) fn before_the_next_head(&self) {
        self.left.set(Some(0));
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
        let Some(left) = self.end.left.get() else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        let some = &bytes[..left.min(bytes.len())];
        match Pin::new(&mut self.stream).poll_write(context, some) {
            Poll::Ready(Ok(_)) => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            unwritten => unwritten,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
