//! Writing where nothing can be written, such as to the demo's recording: what is written is kept
//! in memory and laid over what is read. Nothing of it is sent.
//!
//! Until a repository is written to, all is read from below. Before the first write its tags and
//! where they lead are read once; from then on memory answers for its lists and manifests, like
//! distribution 2.8: a manifest goes with all its tags, and no tag goes alone, unless asked for.

mod answer;
mod asked;
mod below;
mod repository;
#[cfg(test)]
mod tests;
mod world;

use std::time::Duration;

pub use self::{answer::Answer, world::World};
use crate::registry::{
    check::probe::{Head, Probe, Prober, Seen},
    request::{Method, Request},
    transport::{Response, Transport, TransportFault},
};

/// A way out by which nothing goes that would change a registry.
#[derive(Debug, Default)]
pub struct Simulation<T> {
    inner: T,
    world: World,
}

/// An answer of what lies below, or of memory.
#[derive(Debug)]
pub enum Simulated<R> {
    /// It came from below.
    Read(R),
    /// It was made here.
    Made(Answer),
}

impl<T: Transport> Simulation<T> {
    /// Lays one over a way out, by which it only reads.
    pub fn new(inner: T) -> Self {
        Self::of(inner, World::default())
    }

    /// The same with what was written before, or which removes tags alone.
    pub fn of(inner: T, world: World) -> Self {
        Self { inner, world }
    }
}

impl<T: Transport> Transport for Simulation<T> {
    type Response = Simulated<T::Response>;

    async fn send(&self, request: &Request) -> Result<Self::Response, TransportFault> {
        match self.world.answer(request, &self.inner).await? {
            Some(answer) => Ok(Simulated::Made(answer)),
            None => self.inner.send(request).await.map(Simulated::Read),
        }
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
    }

    fn now(&self) -> Duration {
        self.inner.now()
    }
}

impl<T: Prober> Prober for Simulation<T> {
    async fn probe(&self, probe: &Probe) -> Seen {
        if probe.method() != Method::Delete {
            return self.inner.probe(probe).await;
        }
        if !probe.is_permitted() {
            return Seen::Nothing;
        }
        // What is not there is not there, and deleting is on.
        Seen::Answer(Head {
            status: 404,
            ..Head::default()
        })
    }
}

impl<R: Response> Response for Simulated<R> {
    fn status(&self) -> u16 {
        match self {
            Self::Read(response) => response.status(),
            Self::Made(answer) => answer.status(),
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        match self {
            Self::Read(response) => response.header(name),
            Self::Made(answer) => answer.header(name),
        }
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        match self {
            Self::Read(response) => response.chunk().await,
            Self::Made(answer) => answer.chunk().await,
        }
    }
}
