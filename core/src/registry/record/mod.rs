//! What was asked and what came of it, so that it can be shown and copied.
//!
//! Nothing here holds a secret: a [`Sent`] is made of a request and takes the kind of its signature,
//! never its value, and of its address only what [`address`] lets through. Of an answer nothing is
//! taken but its status, its length and its digest: where a redirect led is not among them.

mod address;
mod curl;
mod newest;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

pub use newest::Newest;
pub use words::Tone;

use crate::{
    oci::digest::Digest,
    registry::{
        check::probe::Probe,
        request::{Credentials, Redirects, Request},
        sign_in::authorization::Scheme,
    },
};

/// The longest header that is kept, in bytes; lists of media types are shorter.
const LONGEST_HEADER: usize = 512;

/// A request, without what signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    method: &'static str,
    address: address::Kept,
    /// Those that say what is asked for or sent.
    headers: Vec<(&'static str, String)>,
    signature: Option<Signature>,
    has_credentials: bool,
    follows: bool,
}

/// What a request is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// A name and a password.
    Basic,
    /// A token.
    Bearer,
    /// A word that is nobody's, of the connection check.
    Nobody,
}

/// A request and what came of it by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Counted from 1 for as long as the page is open.
    pub number: u64,
    /// What was sent.
    pub sent: Sent,
    /// When, on the transport's clock.
    pub began: Duration,
    /// The head of the answer, once it is here.
    pub head: Option<Head>,
    /// How much of the body was read, in bytes.
    pub bytes: u64,
    /// How it ended, once it has.
    pub end: Option<(Duration, End)>,
}

/// The head of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// When it came, on the transport's clock.
    pub came: Duration,
    /// What it says.
    pub answer: Answer,
    /// The digest that it names, where it names one that this page may read.
    pub digest: Option<Digest>,
    /// Whether it came from elsewhere than it was asked for.
    pub was_redirected: bool,
}

/// What a page sees of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The HTTP status.
    Status(u16),
    /// That there is one, and no more.
    Unreadable,
    /// That it leads elsewhere, where it was not followed.
    LeadsElsewhere,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The body was read to its end.
    Whole,
    /// The head was enough.
    Unread,
    /// No answer that the page may read.
    NoAnswer,
    /// The body broke off.
    BrokenOff,
    /// This page wanted it no longer, or waited long enough.
    GivenUp,
}

impl Sent {
    /// A request, sent to its absolute address.
    pub fn request(request: &Request, address: &str) -> Self {
        let signature = request.authorization.as_ref();
        let signature = signature.map(|authorization| match authorization.scheme() {
            Scheme::Basic => Signature::Basic,
            Scheme::Bearer => Signature::Bearer,
        });
        let accept = request.accept.as_deref();
        let accept = accept.map(|accept| kept("Accept", accept));
        let body = request.body.as_ref();
        let content_type = body.map(|body| kept("Content-Type", body.media_type().as_str()));
        Self {
            method: request.method.as_str(),
            address: address::Kept::of(address),
            headers: accept.into_iter().chain(content_type).collect(),
            signature,
            has_credentials: request.credentials == Credentials::Include,
            follows: request.redirects == Redirects::Followed,
        }
    }

    /// A question of the connection check.
    pub fn probe(probe: &Probe) -> Self {
        let header = probe.header();
        let is_signed = matches!(&header, Some(("Authorization", _)));
        let header = header.filter(|_| !is_signed);
        Self {
            method: probe.method().as_str(),
            address: address::Kept::of(probe.url()),
            headers: header
                .map(|(name, value)| kept(name, &value))
                .into_iter()
                .collect(),
            signature: is_signed.then_some(Signature::Nobody),
            has_credentials: probe.credentials() == Credentials::Include,
            follows: probe.follows(),
        }
    }

    /// The method as it stands in a request line.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Scheme, host and port of the address.
    pub fn origin(&self) -> &str {
        self.address.parts().0
    }

    /// The address from its path on.
    pub fn path(&self) -> &str {
        self.address.parts().1
    }

    /// How much memory it takes, about, in bytes.
    fn weight(&self) -> usize {
        let headers = self.headers.iter().map(|(_, value)| value.len());
        self.address.len() + headers.sum::<usize>()
    }
}

fn kept(name: &'static str, value: &str) -> (&'static str, String) {
    (
        name,
        value[..value.floor_char_boundary(LONGEST_HEADER)].to_owned(),
    )
}
