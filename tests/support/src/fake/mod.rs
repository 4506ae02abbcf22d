//! A registry that can be made to do what no real one does.
//!
//! Many registries, called worlds, live side by side under a path: `/<world>/v2/…`. What they
//! answer never changes, so tests run beside each other. `/<world>~<anything>/v2/…` is the same
//! world with a log of its own; where a world answers otherwise when it is asked again, it goes by
//! that log.

mod answer;
mod asked;
mod connection;
mod healthy;
mod log;
mod store;
#[cfg(test)]
mod tests;
pub mod worlds;

use std::{io, sync::Arc};

use self::log::Log;
pub use self::log::Logged;
use crate::serving::Serving;

/// A running fake registry. It ends when this is dropped.
pub struct FakeRegistry {
    serving: Serving,
    log: Arc<Log>,
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
        let log = Arc::new(Log::default());
        let written = Arc::clone(&log);
        let accept = move |listener| async move { connection::accept(listener, &written).await };
        Ok(Self {
            serving: Serving::start_on(port, accept)?,
            log,
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        self.serving.origin()
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
