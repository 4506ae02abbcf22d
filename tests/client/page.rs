//! A page's way out: the native transport under a browser's rules, with a note of all that it
//! did.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use porthole_core::registry::{
    accept::LONGEST_WITHOUT_PREFLIGHT,
    request::Request,
    transport::{Response, Transport, TransportFault},
};
use porthole_test_support::native_transport::{NativeResponse, NativeTransport};

/// Where the page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Where the registry is.
    Same,
    /// Elsewhere, so that the registry has to allow it to read.
    Other,
}

/// What a page did so far.
#[derive(Debug, Default)]
pub(crate) struct Done {
    requests: RefCell<Vec<Request>>,
    bytes: Cell<usize>,
    under_way: Cell<usize>,
    most_under_way: Cell<usize>,
}

impl Done {
    /// The requests, first to last.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// How many bytes of bodies came.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.get()
    }

    /// How many requests were under way at once, at most.
    pub(crate) fn most_under_way(&self) -> usize {
        self.most_under_way.get()
    }
}

/// Ends when the request does, or is dropped.
#[derive(Debug)]
struct UnderWay(Rc<Done>);

impl UnderWay {
    fn begin(done: &Rc<Done>) -> Self {
        let now = done.under_way.get() + 1;
        done.under_way.set(now);
        done.most_under_way.set(done.most_under_way.get().max(now));
        Self(Rc::clone(done))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    native: NativeTransport,
    preflights: reqwest::Client,
    origin: Origin,
    done: Rc<Done>,
}

/// An answer, as far as the page may read it.
#[derive(Debug)]
pub(crate) struct PageResponse {
    native: NativeResponse,
    origin: Origin,
    under_way: UnderWay,
}

impl Page {
    pub(crate) fn new(origin: Origin) -> Self {
        let preflights = reqwest::Client::builder().no_proxy().build();
        Self {
            native: NativeTransport::new(),
            preflights: preflights.unwrap(),
            origin,
            done: Rc::default(),
        }
    }

    /// What it did so far, to be looked at after it was given away.
    pub(crate) fn done(&self) -> Rc<Done> {
        Rc::clone(&self.done)
    }

    /// Fetch, "CORS-preflight fetch".
    async fn may_send(&self, request: &Request) -> bool {
        let headers = headers_to_ask_for(request);
        let is_simple = request.method.only_reads() && headers.is_empty();
        if self.origin == Origin::Same || is_simple {
            return true;
        }
        let preflight = self
            .preflights
            .request(reqwest::Method::OPTIONS, &request.url);
        let answer = preflight.send().await.unwrap();
        let allows = |header: &str, wanted: &str| {
            let allowed = answer.headers().get(header);
            allowed.is_some_and(|allowed| lists(allowed.to_str().unwrap(), wanted))
        };
        let mut headers = headers.into_iter();
        answer.status().is_success()
            && (request.method.only_reads()
                || allows("access-control-allow-methods", request.method.as_str()))
            && headers.all(|header| allows("access-control-allow-headers", header))
    }
}

/// Fetch, "CORS-unsafe request-header names".
fn headers_to_ask_for(request: &Request) -> Vec<&'static str> {
    let accept = request.accept.as_deref().unwrap_or_default();
    let unsafe_ones = [
        ("accept", accept.len() > LONGEST_WITHOUT_PREFLIGHT),
        ("authorization", request.authorization.is_some()),
        ("content-type", request.body.is_some()),
    ];
    let sent = unsafe_ones.into_iter().filter(|(_, is_sent)| *is_sent);
    sent.map(|(name, _)| name).collect()
}

impl Transport for Page {
    type Response = PageResponse;

    async fn send(&self, request: &Request) -> Result<PageResponse, TransportFault> {
        let under_way = UnderWay::begin(&self.done);
        self.done.requests.borrow_mut().push(request.clone());
        if !self.may_send(request).await {
            return Err(TransportFault::NoAnswer);
        }
        let native = self.native.send(request).await?;
        let readable = native.header("access-control-allow-origin").as_deref() == Some("*");
        if self.origin == Origin::Other && !readable {
            return Err(TransportFault::NoAnswer);
        }
        Ok(PageResponse {
            native,
            origin: self.origin,
            under_way,
        })
    }

    async fn sleep(&self, duration: Duration) {
        self.native.sleep(duration).await;
    }

    fn now(&self) -> Duration {
        self.native.now()
    }
}

impl Response for PageResponse {
    fn status(&self) -> u16 {
        self.native.status()
    }

    fn header(&self, name: &str) -> Option<String> {
        let exposed = || self.native.header("access-control-expose-headers");
        let readable = self.origin == Origin::Same
            || ["content-type", "content-length"].contains(&name)
            || exposed().is_some_and(|exposed| lists(&exposed, name));
        readable.then(|| self.native.header(name)).flatten()
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let chunk = self.native.chunk().await?;
        let done = &self.under_way.0;
        done.bytes
            .set(done.bytes.get() + chunk.as_ref().map_or(0, Vec::len));
        Ok(chunk)
    }
}

fn lists(header: &str, name: &str) -> bool {
    let mut names = header.split(',');
    names.any(|listed| listed.trim().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use porthole_core::registry::accept::Ask;
    use porthole_test_support::fake::FakeRegistry;

    use super::*;

    async fn digest_header(
        origin: Origin,
        fake: &FakeRegistry,
        world: &str,
        ask: Ask,
    ) -> Result<bool, TransportFault> {
        let request = Request {
            accept: Some(ask.header()),
            ..Request::get(fake.world(world) + "/v2/gallery/ui/manifests/1.0")
        };
        let response = Page::new(origin).send(&request).await?;
        Ok(response.header("docker-content-digest").is_some())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_page_may_do_what_a_browser_lets_it() {
        let fake = FakeRegistry::start();
        let refused = Err(TransportFault::NoAnswer);
        for (world, ask, same, other) in [
            ("plain", Ask::All, Ok(true), Ok(true)),
            ("without-cors", Ask::Oci, Ok(true), refused),
            ("without-expose", Ask::All, Ok(true), Ok(false)),
            ("short-accept", Ask::All, Ok(true), refused),
            ("short-accept", Ask::Oci, Ok(true), Ok(true)),
        ] {
            for (origin, expected) in [(Origin::Same, same), (Origin::Other, other)] {
                let found = digest_header(origin, &fake, world, ask.clone()).await;
                assert_eq!(found, expected, "{world} {ask:?} {origin:?}");
            }
        }
    }
}
