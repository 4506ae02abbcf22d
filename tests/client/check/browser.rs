//! A browser: sends what a page wants, and lets it see what its rules let a page see.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use porthole_core::registry::{
    check::probe::{Head, Probe, Prober, Seen},
    request::{self, Credentials, Request},
    transport::{Response, Transport, TransportFault},
};
use reqwest::Client;

pub(crate) use super::fetch::Sent;
use super::fetch::{Got, Mode, Redirects, Wanted, client, fetch, listed};

/// What a step of somebody hasty waits.
const MOMENT: Duration = Duration::from_millis(200);

/// A browser with one page.
#[derive(Debug)]
pub(crate) struct Browser {
    client: Client,
    page: String,
    sent: Rc<RefCell<Vec<Sent>>>,
    begun: Instant,
    is_hasty: bool,
}

impl Browser {
    pub(crate) fn new(page: &str, is_hasty: bool) -> Self {
        Self {
            client: client(),
            page: page.to_owned(),
            sent: Rc::default(),
            begun: Instant::now(),
            is_hasty,
        }
    }

    /// What went over the network so far, to be looked at after it was given away.
    pub(crate) fn sent(&self) -> Rc<RefCell<Vec<Sent>>> {
        Rc::clone(&self.sent)
    }

    async fn fetch(&self, wanted: Wanted) -> Option<Got> {
        let log = |sent| self.sent.borrow_mut().push(sent);
        fetch(&self.client, &self.page, wanted, &log).await
    }
}

impl Prober for Browser {
    async fn probe(&self, probe: &Probe) -> Seen {
        assert!(probe.is_permitted(), "{probe:?}");
        let headers = probe.header().into_iter();
        let wanted = Wanted {
            method: probe.method().as_str().parse().unwrap(),
            url: probe.url().to_owned(),
            headers: headers.map(|(name, value)| (lower(name), value)).collect(),
            mode: if probe.is_opaque() {
                Mode::NoCors
            } else {
                Mode::Cors
            },
            redirects: if probe.follows() {
                Redirects::Follow
            } else {
                Redirects::Manual
            },
            includes: probe.credentials() == Credentials::Include,
        };
        match self.fetch(wanted).await {
            None => Seen::Nothing,
            Some(Got::Opaque) => Seen::Opaque,
            Some(Got::Redirect) => Seen::Redirect,
            Some(Got::Readable { answer, is_own }) => {
                let mut response = Readable { answer, is_own };
                let head = Head {
                    status: response.status(),
                    challenge: response.header("www-authenticate"),
                    said: None,
                };
                let body = response.chunk().await.unwrap().unwrap_or_default();
                Seen::Answer(if head.refuses() {
                    head.saying(&body)
                } else {
                    head
                })
            }
        }
    }
}

fn lower(name: &str) -> &'static str {
    match name {
        "Authorization" => "authorization",
        "Accept" => "accept",
        "Content-Type" => "content-type",
        _ => panic!("the check sends {name}"),
    }
}

impl Transport for Browser {
    type Response = Readable;

    async fn send(&self, request: &Request) -> Result<Readable, TransportFault> {
        let accept = request.accept.clone().map(|value| ("accept", value));
        let authorization = request.authorization.as_ref();
        let authorization = authorization.map(|value| ("authorization", value.header()));
        let wanted = Wanted {
            method: request.method.as_str().parse().unwrap(),
            url: request.url.clone(),
            headers: accept.into_iter().chain(authorization).collect(),
            mode: Mode::Cors,
            redirects: match request.redirects {
                request::Redirects::Followed => Redirects::Follow,
                request::Redirects::Refused => Redirects::Error,
            },
            includes: request.credentials == Credentials::Include,
        };
        match self.fetch(wanted).await {
            Some(Got::Readable { answer, is_own }) => Ok(Readable { answer, is_own }),
            _ => Err(TransportFault::NoAnswer),
        }
    }

    async fn sleep(&self, duration: Duration) {
        let duration = if self.is_hasty { MOMENT } else { duration };
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// An answer that the page may read.
#[derive(Debug)]
pub(crate) struct Readable {
    answer: reqwest::Response,
    is_own: bool,
}

impl Response for Readable {
    fn status(&self) -> u16 {
        self.answer.status().as_u16()
    }

    fn header(&self, name: &str) -> Option<String> {
        let headers = self.answer.headers();
        let exposed = || listed(headers, "access-control-expose-headers");
        let is_readable = self.is_own
            || name == "content-type"
            || exposed()
                .iter()
                .any(|exposed| exposed == "*" || exposed.eq_ignore_ascii_case(name));
        let values = headers.get_all(name).iter();
        let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
        (is_readable && !values.is_empty()).then(|| values.join(", "))
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let chunk = self.answer.chunk().await;
        let chunk = chunk.map_err(|_| TransportFault::BrokenOff)?;
        Ok(chunk.map(Vec::from))
    }
}
