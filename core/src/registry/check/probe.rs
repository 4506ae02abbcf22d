//! What the check asks beyond what reading asks, and the way it is sent.
//!
//! A [`Probe`] holds no secret: where it stands for a request that signs in, it carries a word
//! that is nobody's. The one method that is not for reading is a DELETE of a digest that nothing
//! has, so that nothing can come of it.
#![expect(
    async_fn_in_trait,
    reason = "a page runs on one thread: no future here needs Send"
)]

use crate::{
    oci::name::RepositoryName,
    registry::{
        accept,
        client::Reach,
        error::{Answered, ERROR_BODY_LIMIT},
        permit::{NOBODYS_DIGEST, WritePermit},
        request::{Credentials, Method, Request},
        transport::Transport,
    },
};

/// Sends probes.
pub trait Prober: Transport {
    /// Sends one and tells what a page sees of the answer.
    async fn probe(&self, probe: &Probe) -> Seen;
}

/// What signs a request as nobody. No scheme that any server knows: it asks again who that is, and
/// counts no attempt.
pub(crate) const NOBODY: &str = "Porthole-Check";

/// One question of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    url: String,
    /// What it is about.
    pub(crate) about: About,
    credentials: Credentials,
    permit: Option<WritePermit>,
}

/// What a probe is to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether anything answers, readable or not.
    Reach,
    /// Whether the answer may be read.
    Read,
    /// Whether the answer leads elsewhere.
    Redirect,
    /// Whether a header may be sent.
    Header(SentHeader),
    /// Whether DELETE may be sent.
    Delete,
}

/// A header for which a browser asks a registry of another origin for permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentHeader {
    /// What signs a request.
    Authorization,
    /// A long list of media types.
    Accept,
    /// What a manifest is, when it is written.
    ContentType,
}

/// What a page sees of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Something answered, and nothing of it may be read.
    Opaque,
    /// The answer leads elsewhere; where, no browser tells.
    Redirect,
    /// An answer that the page may read.
    Answer(Head),
    /// No answer that the page may read, and no reason.
    Nothing,
    /// The policy that the page was served with forbids to ask.
    ForbiddenHere,
    /// The browser was told to keep the page away from the local network.
    KeptFromLocalNetwork,
    /// Nothing came for as long as a step waits.
    TimedOut,
}

/// The head of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// Its challenge, where the page may read it.
    pub challenge: Option<String>,
    /// What it says of a refusal, where that was read.
    pub said: Option<String>,
}

impl Head {
    /// Whether its body is worth reading.
    pub fn refuses(&self) -> bool {
        self.status == 403
    }

    /// The same with what its body says in a registry's words.
    #[must_use]
    pub fn saying(mut self, body: &[u8]) -> Self {
        let fault = Answered::read(self.status, body).faults.into_iter().next();
        let words = fault.map(|fault| match (fault.code, fault.message) {
            (code, message) if code.is_empty() => message,
            (code, message) if message.is_empty() => code,
            (code, message) => format!("{code}: {message}"),
        });
        self.said = words.filter(|words| !words.is_empty());
        self
    }
}

/// How much of a refusal is read, in bytes.
pub const SAID_LIMIT: usize = ERROR_BODY_LIMIT;

impl SentHeader {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorization => "Authorization",
            Self::Accept => "Accept",
            Self::ContentType => "Content-Type",
        }
    }

    /// A value that needs permission.
    fn value(self) -> String {
        match self {
            Self::Authorization => NOBODY.to_owned(),
            Self::Accept => accept::Ask::All.header(),
            Self::ContentType => "application/json".to_owned(),
        }
    }
}

impl Probe {
    /// Asks `/v2/`.
    pub(crate) fn root(reach: &Reach, about: About) -> Self {
        Self::at(reach.address.url("/v2/"), about)
    }

    /// Asks any address of the registry.
    pub(crate) fn at(url: String, about: About) -> Self {
        Self {
            url,
            about,
            credentials: Credentials::Omit,
            permit: None,
        }
    }

    /// Deletes nothing: no content has this digest.
    pub(crate) fn delete_nothing(
        reach: &Reach,
        repository: &RepositoryName,
        permit: WritePermit,
    ) -> Self {
        let path = format!("/v2/{repository}/manifests/{NOBODYS_DIGEST}");
        Self {
            permit: Some(permit),
            ..Self::at(reach.address.url(&path), About::Delete)
        }
    }

    /// With what the browser holds for the origin.
    pub(crate) fn with_credentials(mut self) -> Self {
        self.credentials = Credentials::Include;
        self
    }

    /// The absolute address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it does.
    pub fn method(&self) -> Method {
        match self.about {
            About::Delete => Method::Delete,
            _ => Method::Get,
        }
    }

    /// Whether it may be sent now.
    pub fn is_permitted(&self) -> bool {
        let request = Request {
            method: self.method(),
            permit: self.permit.clone(),
            ..Request::get(self.url.clone())
        };
        request.is_permitted()
    }

    /// The header that is tried, with its value.
    pub fn header(&self) -> Option<(&'static str, String)> {
        match self.about {
            About::Header(header) => Some((header.name(), header.value())),
            _ => None,
        }
    }

    /// Whether it is enough that something answers: `fetch` has `no-cors` for that.
    pub fn is_opaque(&self) -> bool {
        self.about == About::Reach
    }

    /// Whether an answer that leads elsewhere is followed.
    pub fn follows(&self) -> bool {
        self.about != About::Redirect
    }

    /// Whether the browser adds what it holds for the origin.
    pub fn credentials(&self) -> Credentials {
        self.credentials
    }
}

impl Seen {
    /// The status of an answer that the page may read.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answer(head) => Some(head.status),
            _ => None,
        }
    }
}
