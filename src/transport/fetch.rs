//! `fetch`, of a page or of a worker.

use gloo_net::http::{Method as HttpMethod, RequestBuilder, Response as HttpResponse};
use js_sys::Uint8Array;
use porthole_core::registry::{
    request::{Cache, Credentials, Method, Redirects, Request},
    transport::TransportFault,
};
use web_sys::{
    AbortController, ReadableStream, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

use crate::transport::body::BodyReader;

/// An answer. Dropping it ends what is still under way.
pub(crate) struct Fetched {
    head: HttpResponse,
    body: Option<BodyReader>,
    _abort: AbortGuard,
}

/// Ends a request when it is dropped; one that has ended takes no notice.
pub(super) struct AbortGuard(pub(super) Option<AbortController>);

impl AbortGuard {
    pub(super) fn new() -> Self {
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

pub(super) fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Head => HttpMethod::HEAD,
        Method::Delete => HttpMethod::DELETE,
        Method::Put => HttpMethod::PUT,
    }
}

/// How a body is read.
pub(crate) type Reading = fn(ReadableStream) -> BodyReader;

/// Sends a request, whose body is read so; nothing where no answer came that may be read. Whoever
/// calls it has seen that it is permitted.
pub(crate) async fn fetch(request: &Request, reading: Reading) -> Option<Fetched> {
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
    let built = match &request.body {
        Some(body) => builder
            .header("Content-Type", body.media_type().as_str())
            .body(Uint8Array::from(&body.bytes()[..])),
        None => builder.build(),
    };
    let head = built.ok()?.send().await.ok()?;
    Some(Fetched {
        body: head.body().map(reading),
        head,
        _abort: abort,
    })
}

impl Fetched {
    pub(crate) fn status(&self) -> u16 {
        self.head.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.head.headers().get(name)
    }

    pub(crate) fn was_redirected(&self) -> bool {
        self.head.redirected()
    }

    pub(crate) fn has_body(&self) -> bool {
        self.body.is_some()
    }

    pub(crate) async fn chunk(&self) -> Result<Option<Vec<u8>>, TransportFault> {
        match &self.body {
            Some(body) => body.chunk().await,
            None => Ok(None),
        }
    }
}
