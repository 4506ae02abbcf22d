//! Reading what the changes are laid over. It may be a host of files, which names no digest and
//! knows no media types.

use futures_util::future::join_all;

use crate::{
    integrity::hasher::sha256,
    oci::{
        digest::Digest,
        document::Document,
        json::{self, Reading},
        media_type::MediaType,
        tag::Tag,
    },
    registry::{
        accept::Ask,
        manifest::MANIFEST_LIMIT,
        next_page::next_query,
        request::{Method, Request},
        transport::{Response, Transport, TransportFault},
    },
    simulation::repository::{Repository, Stored},
};

/// How many tags are read; more has no demo.
const TAGS: usize = 20_000;
/// How many manifests are read at a time.
const AT_ONCE: usize = 12;

/// Why something could not be read.
pub(super) enum Unread {
    Fault(TransportFault),
    /// The answer is none.
    Answer,
}

impl From<TransportFault> for Unread {
    fn from(fault: TransportFault) -> Self {
        Self::Fault(fault)
    }
}

/// Reads what lies below a simulation, signed as a write was.
pub(super) struct Below<'a, T> {
    pub(super) transport: &'a T,
    pub(super) write: &'a Request,
}

impl<T: Transport> Below<'_, T> {
    /// A repository as it is now: its tags, and where they lead.
    pub(super) async fn repository(&self, base: &str) -> Result<Repository, Unread> {
        let mut repository = Repository::default();
        let tags = self.tags(base).await?;
        for some in tags.chunks(AT_ONCE) {
            let reading = some.iter().map(|tag| async move {
                let url = format!("{base}/manifests/{tag}");
                (tag.clone(), self.manifest(url).await)
            });
            for (tag, manifest) in join_all(reading).await {
                repository.know(tag, manifest?);
            }
        }
        Ok(repository)
    }

    async fn tags(&self, base: &str) -> Result<Vec<Tag>, Unread> {
        let list = format!("{base}/tags/list");
        let mut tags = Vec::new();
        let mut next = Some(list.clone());
        while let Some(url) = next {
            let mut response = self.send(url.clone(), None).await?;
            if response.status() == 404 {
                break;
            }
            let body = self.body(&mut response).await?;
            let known = tags.len();
            tags.extend(read_tags(&body).ok_or(Unread::Answer)?);
            tags.truncate(TAGS);
            let link = response.header("link");
            let query = link.and_then(|link| next_query(&link));
            next = query.map(|query| format!("{list}?{query}"));
            // A list that leads on without anything new leads nowhere.
            next = next.filter(|next| *next != url && (known..TAGS).contains(&tags.len()));
            next = next.filter(|_| tags.len() > known);
        }
        Ok(tags)
    }

    /// A manifest, if it is there.
    pub(super) async fn manifest(&self, url: String) -> Result<Option<(Digest, Stored)>, Unread> {
        let mut response = self.send(url, Some(Ask::All.header())).await?;
        let kind = response.header("content-type").unwrap_or_default();
        let kind = MediaType::of(&kind);
        // Some hosts of files answer with a page of their own to what they do not have.
        if response.status() == 404 || kind.as_str() == "text/html" {
            return Ok(None);
        }
        let body = self.body(&mut response).await?;
        let named = response.header("docker-content-digest");
        let named = named.and_then(|text| Digest::parse(&text).ok());
        let document = Document::read(&body, Some(&kind).filter(|it| it.manifest_kind().is_some()));
        let stored = Stored {
            media_type: document.map_or(kind, |document| document.media_type),
            bytes: body.into(),
        };
        Ok(Some((
            named.unwrap_or_else(|| sha256(&stored.bytes)),
            stored,
        )))
    }

    async fn send(&self, url: String, accept: Option<String>) -> Result<T::Response, Unread> {
        let request = Request {
            method: Method::Get,
            accept,
            authorization: self.write.authorization.clone(),
            credentials: self.write.credentials,
            ..Request::get(url)
        };
        let response = self.transport.send(&request).await?;
        match response.status() {
            200 | 404 => Ok(response),
            _ => Err(Unread::Answer),
        }
    }

    async fn body(&self, response: &mut T::Response) -> Result<Vec<u8>, Unread> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > MANIFEST_LIMIT {
                return Err(Unread::Answer);
            }
        }
        Ok(body)
    }
}

fn read_tags(body: &[u8]) -> Option<Vec<Tag>> {
    let list = Reading::of_lists(&["tags"], TAGS).object(body).ok()?;
    let list = list.into_list("tags").ok()?;
    let texts = list.kept.iter().filter_map(|entry| json::text(entry).ok());
    Some(texts.filter_map(|text| Tag::parse(&text).ok()).collect())
}
