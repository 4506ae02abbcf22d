//! The browser's way out: the only place of the page that sends requests.

mod body;
pub(crate) mod log;
mod probe;

use std::time::Duration;

use gloo_net::http::{Method as HttpMethod, RequestBuilder, Response as HttpResponse};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;
use porthole_core::registry::{
    record::{Answer, End, Sent},
    request::{Cache, Credentials, Method, Redirects, Request},
    transport::{Response, Transport, TransportFault},
};
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect};

use crate::transport::{body::BodyReader, log::Entry};

/// Sends requests by the browser's `fetch`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrowserTransport;

/// An answer of `fetch`. Dropping it ends what is still under way.
pub(crate) struct BrowserResponse {
    head: HttpResponse,
    body: Option<BodyReader>,
    entry: Entry,
    _abort: AbortGuard,
}

/// Ends a request when it is dropped; one that has ended takes no notice.
struct AbortGuard(Option<AbortController>);

impl AbortGuard {
    fn new() -> Self {
        Self(AbortController::new().ok())
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Head => HttpMethod::HEAD,
        Method::Delete => HttpMethod::DELETE,
    }
}

impl Transport for BrowserTransport {
    type Response = BrowserResponse;

    async fn send(&self, request: &Request) -> Result<BrowserResponse, TransportFault> {
        if !request.method.is_permitted(request.permit.as_ref()) {
            return Err(TransportFault::NotPermitted);
        }
        let mut entry = Entry::begin(Sent::request(request, &log::absolute(&request.url)));
        let abort = AbortGuard::new();
        let signal = abort.0.as_ref().map(AbortController::signal);
        let mut builder = RequestBuilder::new(&request.url)
            .method(http_method(request.method))
            .credentials(match request.credentials {
                Credentials::Omit => RequestCredentials::Omit,
                Credentials::Include => RequestCredentials::Include,
            })
            .cache(match request.cache {
                Cache::NoStore => RequestCache::NoStore,
                Cache::Allowed => RequestCache::Default,
            })
            .redirect(match request.redirects {
                Redirects::Followed => RequestRedirect::Follow,
                Redirects::Refused => RequestRedirect::Error,
            })
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .abort_signal(signal.as_ref());
        if let Some(accept) = &request.accept {
            builder = builder.header("Accept", accept);
        }
        if let Some(authorization) = &request.authorization {
            builder = builder.header("Authorization", &authorization.header());
        }
        let Ok(head) = builder.send().await else {
            entry.end(End::NoAnswer);
            return Err(TransportFault::NoAnswer);
        };
        Ok(BrowserResponse::of(head, entry, abort))
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
    fn of(head: HttpResponse, mut entry: Entry, abort: AbortGuard) -> Self {
        let body = head.body().map(BodyReader::new);
        let digest = head.headers().get("docker-content-digest");
        entry.answered(Answer::Status(head.status()), digest, head.redirected());
        if body.is_none() {
            entry.end(End::Whole);
        }
        Self {
            head,
            body,
            entry,
            _abort: abort,
        }
    }
}

impl Response for BrowserResponse {
    fn status(&self) -> u16 {
        self.head.status()
    }

    fn header(&self, name: &str) -> Option<String> {
        self.head.headers().get(name)
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let Some(body) = &self.body else {
            return Ok(None);
        };
        self.entry.reading();
        let chunk = body.chunk().await;
        self.entry.read(&chunk);
        chunk
    }
}
