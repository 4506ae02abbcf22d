//! A registry that can be made to do what no real one does.
//!
//! Many registries, called worlds, live side by side under a path: `/<world>/v2/…`. What they
//! answer never changes, so tests run beside each other. `/<world>~<anything>/v2/…` is the same
//! world with a log of its own; where a world answers otherwise when it is asked again, it goes by
//! that log. What can be changed, which are the worlds named `writable…`, is changed for one
//! `<anything>` alone. Single requests of any world can be made to go wrong.

mod answer;
mod asked;
mod breakable;
mod connection;
mod control;
mod faults;
mod healthy;
mod log;
mod served;
mod store;
#[cfg(test)]
mod tests;
pub mod worlds;
mod writes;

use std::{io, sync::Arc};

use self::{faults::Faults, log::Log, store::Stores};
pub use self::{
    faults::{Fault, How},
    log::Logged,
};
use crate::serving::Serving;

/// What a running fake registry knows.
#[derive(Debug, Default)]
struct State {
    log: Log,
    stores: Stores,
    faults: Faults,
}

/// A running fake registry. It ends when this is dropped.
pub struct FakeRegistry {
    serving: Serving,
    state: Arc<State>,
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
        let state = Arc::new(State::default());
        let known = Arc::clone(&state);
        let accept = move |listener| async move { connection::accept(listener, &known).await };
        Ok(Self {
            serving: Serving::start_on(port, accept)?,
            state,
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
        self.state.log.of(world)
    }

    /// Lets a request of a world go wrong: `writable~my-test`.
    pub fn fail(&self, world: &str, fault: Fault) {
        self.state.faults.add(world, fault);
    }

    /// What waits for its request at a world.
    pub fn waiting(&self, world: &str) -> Vec<Fault> {
        self.state.faults.of(world)
    }

    /// Lets nothing go wrong any more at a world.
    pub fn mend(&self, world: &str) {
        self.state.faults.forget(world);
    }
}
