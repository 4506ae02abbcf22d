//! A registry that can be made to do what no real one does.
//!
//! Many registries, called worlds, live side by side under a path: `/<world>/v2/…`. What they
//! answer never changes, so tests run beside each other. `/<world>~<anything>/v2/…` is the same
//! world with a log of its own.

mod answer;
mod asked;
mod connection;
mod healthy;
mod log;
mod store;
#[cfg(test)]
mod tests;
pub mod worlds;

use std::{io, net::Ipv4Addr, sync::Arc, thread};

use tokio::{net::TcpListener, runtime, sync::oneshot, task::LocalSet};

use self::log::Log;
pub use self::log::Logged;

/// A running fake registry. It ends when this is dropped.
pub struct FakeRegistry {
    port: u16,
    log: Arc<Log>,
    end: Option<oneshot::Sender<()>>,
    serving: Option<thread::JoinHandle<()>>,
}

impl FakeRegistry {
    /// Starts a fake registry on a free port.
    pub fn start() -> Self {
        Self::start_on(0).expect("this machine has a free port")
    }

    /// Starts a fake registry on a port.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let log = Arc::new(Log::default());
        let (end, ended) = oneshot::channel();
        let written = Arc::clone(&log);
        let serving = thread::spawn(move || serve(listener, &written, ended));
        Ok(Self {
            port,
            log,
            end: Some(end),
            serving: Some(serving),
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of a world, `plain` or `plain~my-test`, as a user would give it.
    pub fn world(&self, name: &str) -> String {
        format!("{}/{name}", self.origin())
    }

    /// The requests that a world was asked, first to last: `plain~my-test`.
    pub fn requests(&self, world: &str) -> Vec<Logged> {
        self.log.of(world)
    }
}

impl Drop for FakeRegistry {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(serving) = self.serving.take() {
            // It panics only where a test failed already.
            let _ = serving.join();
        }
    }
}

/// Serves on a thread of its own, so that a test may block and the registry still answers.
fn serve(listener: std::net::TcpListener, log: &Arc<Log>, ended: oneshot::Receiver<()>) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("this machine can wait for sockets");
    LocalSet::new().block_on(&runtime, async {
        let listener = TcpListener::from_std(listener).expect("the socket does not block");
        tokio::select! {
            () = connection::accept(listener, log) => {}
            _ = ended => {}
        }
    });
}
