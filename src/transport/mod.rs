//! The browser's way out: the only place of the page that sends requests.

pub(crate) mod body;
pub(crate) mod fetch;
pub(crate) mod log;
mod probe;
pub(crate) mod simulation;

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;
use porthole_core::{
    registry::{
        record::{self, End, Sent},
        request::Request,
        transport::{Response, Transport, TransportFault},
    },
    simulation::Answer,
};

use crate::transport::{
    body::BodyReader,
    fetch::{Fetched, fetch},
    log::Entry,
};

/// Sends requests by the browser's `fetch`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrowserTransport;

/// An answer. Dropping it ends what is still under way.
pub(crate) enum BrowserResponse {
    /// Of `fetch`.
    Fetched(Fetched, Entry),
    /// Of what stands in for the demo's recording.
    Simulated(Answer),
}

impl Transport for BrowserTransport {
    type Response = BrowserResponse;

    async fn send(&self, request: &Request) -> Result<BrowserResponse, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        if simulation::is_sealed(&request.url)
            && let Some(answer) = simulation::answer(request).await?
        {
            return Ok(BrowserResponse::Simulated(answer));
        }
        let mut entry = Entry::begin(Sent::request(request, &log::absolute(&request.url)));
        let Some(fetched) = fetch(request, BodyReader::new).await else {
            entry.end(End::NoAnswer);
            return Err(TransportFault::NoAnswer);
        };
        Ok(BrowserResponse::of(fetched, entry))
    }

    async fn sleep(&self, duration: Duration) {
        let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        // Browsers keep the delay in 31 bits.
        TimeoutFuture::new(milliseconds.min(i32::MAX.unsigned_abs())).await;
    }

    fn now(&self) -> Duration {
        let now = window().performance().map(|clock| clock.now());
        Duration::try_from_secs_f64(now.unwrap_or_default() / 1000.0).unwrap_or_default()
    }
}

impl BrowserResponse {
    fn of(fetched: Fetched, mut entry: Entry) -> Self {
        let digest = fetched.header("docker-content-digest");
        let answer = record::Answer::Status(fetched.status());
        entry.answered(answer, digest, fetched.was_redirected());
        if !fetched.has_body() {
            entry.end(End::Whole);
        }
        Self::Fetched(fetched, entry)
    }
}

impl Response for BrowserResponse {
    fn status(&self) -> u16 {
        match self {
            Self::Fetched(fetched, _) => fetched.status(),
            Self::Simulated(answer) => answer.status(),
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        match self {
            Self::Fetched(fetched, _) => fetched.header(name),
            Self::Simulated(answer) => answer.header(name),
        }
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let (fetched, entry) = match self {
            Self::Fetched(fetched, entry) => (fetched, entry),
            Self::Simulated(answer) => return answer.chunk().await,
        };
        if !fetched.has_body() {
            return Ok(None);
        }
        entry.reading();
        let chunk = fetched.chunk().await;
        entry.read(&chunk);
        chunk
    }
}
