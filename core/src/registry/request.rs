//! What Porthole asks of a registry. A request is a value: it is made here and sent by a
//! [`Transport`](crate::registry::transport::Transport).

use std::rc::Rc;

use crate::{
    integrity::hasher::{Hasher, sha256},
    oci::{digest::Digest, media_type::MediaType},
    registry::{permit::WritePermit, sign_in::authorization::Authorization},
};

/// What to do. A method that changes a registry needs a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Read the answer whole.
    Get,
    /// Read only its status and headers.
    Head,
    /// Remove what the address names.
    Delete,
    /// Store a manifest where the address says.
    Put,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Delete => "DELETE",
            Self::Put => "PUT",
        }
    }

    /// Whether it leaves a registry as it was.
    pub fn only_reads(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

/// Whether the browser may add what it holds for the origin: cookies and its own logins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing is added, and a 401 never opens the browser's login box.
    #[default]
    Omit,
    /// For a proxy that signs people in by cookie or by the browser's login.
    Include,
}

/// Whether an answer may come from the browser's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// Always ask the registry: for everything that can change.
    NoStore,
    /// The cache may answer: for content that its digest proves.
    Allowed,
}

/// What becomes of an answer that leads elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirects {
    /// It is followed; no `Authorization` goes to another origin.
    #[default]
    Followed,
    /// It is no answer.
    Refused,
}

/// A manifest to be stored: its bytes exactly as they are, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestBody {
    media_type: MediaType,
    bytes: Rc<[u8]>,
    digest: Digest,
}

impl ManifestBody {
    /// Takes the bytes, and computes their digest.
    pub fn new(media_type: MediaType, bytes: Rc<[u8]>) -> Self {
        Self {
            digest: sha256(&bytes),
            media_type,
            bytes,
        }
    }

    /// The same under a digest that they have, of whatever algorithm; nothing where they do not
    /// have it.
    pub fn named(digest: &Digest, media_type: MediaType, bytes: Rc<[u8]>) -> Option<Self> {
        let found = Hasher::digest(digest.algorithm(), &bytes)?;
        (found == *digest).then_some(Self {
            media_type,
            bytes,
            digest: found,
        })
    }

    /// What a registry is told that the bytes are.
    pub fn media_type(&self) -> &MediaType {
        &self.media_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &Rc<[u8]> {
        &self.bytes
    }

    /// The digest by which they are known: sha256, unless they were named by another.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// One request, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// The `Accept` header; none is set without it.
    pub accept: Option<String>,
    /// The `Authorization` header; none is set without it.
    pub authorization: Option<Authorization>,
    /// Whether the browser adds credentials of its own.
    pub credentials: Credentials,
    /// Whether a cached answer will do.
    pub cache: Cache,
    /// What becomes of an answer that leads elsewhere.
    pub redirects: Redirects,
    /// What is stored.
    pub body: Option<ManifestBody>,
    /// What a method needs that changes the registry.
    pub permit: Option<WritePermit>,
}

impl Request {
    /// Reads what an address gives now: unsigned, and following where it leads.
    pub fn get(url: String) -> Self {
        Self {
            method: Method::Get,
            url,
            accept: None,
            authorization: None,
            credentials: Credentials::Omit,
            cache: Cache::NoStore,
            redirects: Redirects::Followed,
            body: None,
            permit: None,
        }
    }

    /// Whether it may be sent now. A transport asks for each request.
    pub fn is_permitted(&self) -> bool {
        let permit = self.permit.as_ref();
        self.method.only_reads() || permit.is_some_and(|permit| permit.allows(self))
    }
}
