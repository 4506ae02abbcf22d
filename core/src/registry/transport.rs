//! The one way out. Core knows no network: a [`Transport`] sends a request and yields the
//! body chunk by chunk. The browser's lies in the page, a native one with the tests.
//!
//! Dropping a future of a transport, or a response, cancels what it stands for.
#![expect(
    async_fn_in_trait,
    reason = "a page runs on one thread: no future here needs Send"
)]

use std::time::Duration;

use crate::registry::request::Request;

/// Why no answer came, or why it ended early. A browser tells no more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportFault {
    /// No readable answer: down, unknown host, bad certificate, or not allowed to be read here.
    NoAnswer,
    /// The body broke off before its end.
    BrokenOff,
    /// The request was given up from this side.
    Cancelled,
    /// It would change the registry, and there is no permit that holds. Nothing was sent.
    NotPermitted,
}

/// Sends requests.
pub trait Transport {
    /// What comes back.
    type Response: Response;

    /// Sends the request and resolves when the status and the headers are there. A request that is
    /// not permitted is not sent.
    async fn send(&self, request: &Request) -> Result<Self::Response, TransportFault>;

    /// Resolves after the duration. Core has no clock of its own.
    async fn sleep(&self, duration: Duration);

    /// The time since some moment before, on a clock that only goes forward.
    fn now(&self) -> Duration;
}

/// An answer: its head at once, its body chunk by chunk.
pub trait Response {
    /// The HTTP status.
    fn status(&self) -> u16;

    /// A header, if there is one and this page may read it. Names are lower case.
    fn header(&self, name: &str) -> Option<String>;

    /// The next part of the body; `None` at its end.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault>;
}
