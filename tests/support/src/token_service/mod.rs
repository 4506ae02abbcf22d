//! A token service, after distribution's token specification, whose tokens a real registry
//! accepts; and at other paths services that go wrong.

mod connection;
mod key;
mod rights;
mod variant;

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use self::key::Key;
pub use self::variant::Variant;
use crate::{
    docker_registry::{Access, TokenAccess},
    fake::Logged,
    serving::Serving,
};

/// What the registry is called in tokens for it.
const SERVICE: &str = "registry under test";
/// Who signs tokens.
const ISSUER: &str = "token service under test";

/// A running token service. It ends when this is dropped.
pub struct TokenService {
    serving: Serving,
    state: Arc<State>,
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
        let state = Arc::new(State {
            key: Key::generate(),
            log: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let accept = move |listener| async move { connection::accept(listener, &shared).await };
        Ok(Self {
            serving: Serving::start_on(port, accept)?,
            state,
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        self.serving.origin()
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
