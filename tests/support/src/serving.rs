//! A server on a thread of its own, so that a test may block and it still answers.

use std::{io, net::Ipv4Addr, thread};

use tokio::{net::TcpListener, runtime, sync::oneshot, task::LocalSet};

/// A running server. It ends when this is dropped.
pub(crate) struct Serving {
    port: u16,
    end: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Serving {
    /// Serves whoever connects to a port, 0 for a free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub(crate) fn start_on<F: Future<Output = ()>>(
        port: u16,
        accept: impl FnOnce(TcpListener) -> F + Send + 'static,
    ) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let (end, ended) = oneshot::channel::<()>();
        let thread = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("this machine can wait for sockets");
            LocalSet::new().block_on(&runtime, async {
                let listener = TcpListener::from_std(listener).expect("the socket does not block");
                tokio::select! {
                    () = accept(listener) => {}
                    _ = ended => {}
                }
            });
        });
        Ok(Self {
            port,
            end: Some(end),
            thread: Some(thread),
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // It panics only where a test failed already.
            let _ = thread.join();
        }
    }
}
