//! Pushing to a registry, by mounting whatever it holds already.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Body, Client, Response, StatusCode, header};

use crate::image::{Content, Manifest};

/// How many pushes [`Pusher::push_all`] has under way.
const PUSHES_AT_ONCE: usize = 16;

/// Why something could not be pushed.
#[derive(Debug)]
pub enum PushError {
    /// The registry did not answer.
    NoAnswer(reqwest::Error),
    /// The registry answered, but not as hoped.
    Refused {
        /// What was asked.
        asked: String,
        /// The status of the answer.
        status: StatusCode,
        /// The body of the answer.
        body: String,
    },
}

impl fmt::Display for PushError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(error) => write!(formatter, "the registry did not answer: {error}"),
            Self::Refused {
                asked,
                status,
                body,
            } => {
                write!(formatter, "{asked} was answered with {status}: {body}")
            }
        }
    }
}

impl std::error::Error for PushError {}

impl From<reqwest::Error> for PushError {
    fn from(error: reqwest::Error) -> Self {
        Self::NoAnswer(error)
    }
}

/// A manifest and where it goes.
#[derive(Clone, Debug)]
pub struct Push<'a> {
    /// The repository.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// The manifest with all that it refers to.
    pub manifest: &'a Manifest,
}

/// Pushes manifests and what they refer to. A blob is uploaded once; every other repository
/// that needs it has it mounted from the first.
pub struct Pusher {
    client: Client,
    origin: String,
    held: Mutex<HashMap<String, Vec<String>>>,
}

impl Pusher {
    /// Pushes to the registry at an origin: `http://127.0.0.1:5000`.
    pub fn new(origin: &str) -> Self {
        let client = Client::builder().no_proxy().build();
        Self {
            client: client.expect("a client without TLS needs nothing of the system"),
            origin: origin.to_owned(),
            held: Mutex::default(),
        }
    }

    /// Pushes a manifest under a tag, after its blobs and its children.
    ///
    /// # Errors
    /// When the registry does not answer, or refuses.
    pub async fn push(
        &self,
        repository: &str,
        tag: &str,
        manifest: &Manifest,
    ) -> Result<(), PushError> {
        for child in &manifest.children {
            Box::pin(self.push(repository, child.digest(), child)).await?;
        }
        for blob in &manifest.blobs {
            self.push_blob(repository, blob).await?;
        }
        self.put_manifest(repository, tag, &manifest.content).await
    }

    /// Pushes many manifests, several at a time. What they share should have been pushed before.
    ///
    /// # Errors
    /// When the registry does not answer, or refuses.
    pub async fn push_all(&self, pushes: &[Push<'_>]) -> Result<(), PushError> {
        stream::iter(pushes)
            .map(|push| self.push(&push.repository, &push.tag, push.manifest))
            .buffer_unordered(PUSHES_AT_ONCE)
            .try_collect()
            .await
    }

    /// Puts a blob into a repository, by a mount if another repository holds it.
    ///
    /// # Errors
    /// When the registry does not answer, or refuses.
    pub async fn push_blob(&self, repository: &str, blob: &Content) -> Result<(), PushError> {
        let holders = self.holders(&blob.digest);
        if holders.iter().any(|holder| holder == repository) {
            return Ok(());
        }
        let mut upload = format!("{}/v2/{repository}/blobs/uploads/", self.origin);
        if let Some(from) = holders.first() {
            upload = format!("{upload}?mount={}&from={from}", blob.digest);
        }
        let started = self.client.post(&upload).send().await?;
        if started.status() != StatusCode::CREATED {
            let body = blob.bytes.clone().into();
            self.upload(started, &blob.digest, body).await?;
        }
        self.remember(&blob.digest, repository);
        Ok(())
    }

    /// Puts the bytes of a manifest under a tag or under their digest.
    ///
    /// # Errors
    /// When the registry does not answer, or refuses.
    pub async fn put_manifest(
        &self,
        repository: &str,
        reference: &str,
        content: &Content,
    ) -> Result<(), PushError> {
        let address = format!("{}/v2/{repository}/manifests/{reference}", self.origin);
        let put = self
            .client
            .put(&address)
            .header(header::CONTENT_TYPE, &content.media_type)
            .body(content.bytes.clone());
        expect(StatusCode::CREATED, put.send().await?).await?;
        Ok(())
    }

    /// Puts a blob that nobody holds into a repository, piece by piece.
    ///
    /// # Errors
    /// When the registry does not answer, or refuses.
    pub async fn push_pieces(
        &self,
        repository: &str,
        digest: &str,
        pieces: impl Iterator<Item = Bytes> + Send + 'static,
    ) -> Result<(), PushError> {
        let upload = format!("{}/v2/{repository}/blobs/uploads/", self.origin);
        let started = self.client.post(&upload).send().await?;
        let body = Body::wrap_stream(stream::iter(pieces.map(Ok::<_, Infallible>)));
        self.upload(started, digest, body).await?;
        self.remember(digest, repository);
        Ok(())
    }

    async fn upload(&self, started: Response, digest: &str, body: Body) -> Result<(), PushError> {
        let started = expect(StatusCode::ACCEPTED, started).await?;
        let location = started.headers().get(header::LOCATION);
        let location = location
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let address = started.url().join(location);
        let mut address = address.expect("a registry says where an upload goes");
        address.query_pairs_mut().append_pair("digest", digest);
        let put = self
            .client
            .put(address)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(body);
        expect(StatusCode::CREATED, put.send().await?).await?;
        Ok(())
    }

    fn holders(&self, digest: &str) -> Vec<String> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(digest).cloned().unwrap_or_default()
    }

    fn remember(&self, digest: &str, repository: &str) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let holders = held.entry(digest.to_owned()).or_default();
        holders.push(repository.to_owned());
    }
}

async fn expect(status: StatusCode, answer: Response) -> Result<Response, PushError> {
    if answer.status() == status {
        return Ok(answer);
    }
    Err(PushError::Refused {
        asked: answer.url().to_string(),
        status: answer.status(),
        body: answer.text().await?,
    })
}
