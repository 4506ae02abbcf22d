//! A token service, after distribution's token specification, whose tokens a real registry
//! accepts; and at other paths services that go wrong.

mod connection;
mod key;
mod rights;
mod variant;

use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::{net::TcpListener, runtime, sync::oneshot, task::LocalSet};

use self::key::Key;
pub use self::variant::Variant;
use crate::{
    docker_registry::{Access, TokenAccess},
    fake::Logged,
};

/// What the registry is called in tokens for it.
const SERVICE: &str = "registry under test";
/// Who signs tokens.
const ISSUER: &str = "token service under test";

/// A running token service. It ends when this is dropped.
pub struct TokenService {
    port: u16,
    state: Arc<State>,
    end: Option<oneshot::Sender<()>>,
    serving: Option<thread::JoinHandle<()>>,
}

/// What connections share.
struct State {
    key: Key,
    log: Mutex<Vec<Logged>>,
}

impl TokenService {
    /// Starts a token service on a free port, with a key of its own.
    pub fn start() -> Self {
        Self::start_on(0).expect("this machine has a free port")
    }

    /// Starts a token service on a port.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            key: Key::generate(),
            log: Mutex::default(),
        });
        let (end, ended) = oneshot::channel();
        let shared = Arc::clone(&state);
        let serving = thread::spawn(move || serve(listener, &shared, ended));
        Ok(Self {
            port,
            state,
            end: Some(end),
            serving: Some(serving),
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How a registry is configured that accepts its tokens.
    pub fn access(&self, variant: Variant) -> Access {
        Access::Token(TokenAccess {
            realm: format!("{}/{}", self.origin(), variant.path()),
            service: SERVICE.to_owned(),
            issuer: ISSUER.to_owned(),
            certificate: self.state.key.certificate().to_owned(),
        })
    }

    /// What it was asked, first to last.
    pub fn requests(&self) -> Vec<Logged> {
        self.state.requests()
    }
}

impl State {
    fn requests(&self) -> Vec<Logged> {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.clone()
    }

    fn note(&self, request: Logged) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(request);
    }
}

impl Drop for TokenService {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(serving) = self.serving.take() {
            // It panics only where a test failed already.
            let _ = serving.join();
        }
    }
}

/// Serves on a thread of its own, so that a test may block and the service still answers.
fn serve(listener: std::net::TcpListener, state: &Arc<State>, ended: oneshot::Receiver<()>) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("this machine can wait for sockets");
    LocalSet::new().block_on(&runtime, async {
        let listener = TcpListener::from_std(listener).expect("the socket does not block");
        tokio::select! {
            () = connection::accept(listener, state) => {}
            _ = ended => {}
        }
    });
}
