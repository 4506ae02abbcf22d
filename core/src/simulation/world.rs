//! What was written, in memory, and what is answered from it.

use std::{cell::RefCell, collections::BTreeMap};

use crate::{
    oci::{
        digest::Digest,
        document::{Content, Document},
        tag::Tag,
        tolerant::Tolerant,
    },
    registry::{
        manifest::ManifestAddress,
        permit::nobodys_digest,
        request::{ManifestBody, Method, Request},
        transport::{Transport, TransportFault},
    },
    simulation::{
        answer::{
            Answer, BLOB_UNKNOWN, DIGEST_INVALID, MANIFEST_INVALID, MANIFEST_UNKNOWN, UNKNOWN,
        },
        asked::{About, Asked, address},
        below::{Below, Unread},
        repository::{Found, Repository},
    },
};

/// What was written to a registry that takes no writes: nothing of it is sent.
#[derive(Debug, Default)]
pub struct World {
    /// Those that were written to, by their addresses.
    repositories: RefCell<BTreeMap<String, Repository>>,
    removes_tags: bool,
}

impl World {
    /// One that removes a tag alone, as distribution 3 does.
    pub fn removing_tags() -> Self {
        Self {
            removes_tags: true,
            ..Self::default()
        }
    }

    /// Whether it may answer a request. All others go to the registry.
    pub fn concerns(&self, request: &Request) -> bool {
        let is_written = |asked: Asked<'_>| self.repositories.borrow().contains_key(asked.base);
        !request.method.only_reads() || Asked::of(&request.url).is_some_and(is_written)
    }

    /// Answers a request; nothing where only the registry below can. It is asked what it holds
    /// before the first write to a repository, and only read.
    ///
    /// # Errors
    /// When the request is not permitted, or the registry does not answer.
    pub async fn answer<T: Transport>(
        &self,
        request: &Request,
        below: &T,
    ) -> Result<Option<Answer>, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        let below = Below {
            transport: below,
            write: request,
        };
        let asked = Asked::of(&request.url);
        let answered = match (request.method, &request.body, asked) {
            (Method::Get, _, Some(asked)) => return Ok(self.read(&asked)),
            (Method::Head, _, Some(asked)) => return Ok(self.read(&asked).map(Answer::head)),
            (Method::Get | Method::Head, _, None) => return Ok(None),
            (Method::Delete, _, Some(asked)) => self.delete(&asked, &below).await,
            (Method::Put, Some(body), Some(asked)) => self.put(&asked, body, &below).await,
            // Nothing that would change the registry goes through.
            _ => return Err(TransportFault::NotPermitted),
        };
        match answered {
            Ok(answer) => Ok(Some(answer)),
            Err(Unread::Answer) => Ok(Some(Answer::error(500, UNKNOWN, &[]))),
            Err(Unread::Fault(fault)) => Err(fault),
        }
    }

    fn read(&self, asked: &Asked<'_>) -> Option<Answer> {
        let repositories = self.repositories.borrow();
        let repository = repositories.get(asked.base)?;
        let reference = match asked.about {
            About::Tags => return Some(Answer::json(200, repository.list(asked))),
            About::Manifest(reference) => reference,
        };
        let address = address(reference)?;
        match repository.find(&address) {
            Found::Here(digest, stored) => Some(Answer::manifest(digest, stored)),
            Found::Missing => Some(Answer::manifest_unknown(asked, reference)),
            Found::Below => None,
        }
    }

    async fn delete<T: Transport>(
        &self,
        asked: &Asked<'_>,
        below: &Below<'_, T>,
    ) -> Result<Answer, Unread> {
        match asked.address() {
            // Nobody has it: the recording need not be asked.
            Some(ManifestAddress::Digest(digest)) if digest == nobodys_digest() => {
                Ok(Answer::manifest_unknown(asked, &digest.to_string()))
            }
            Some(ManifestAddress::Digest(digest)) => self.remove(asked, &digest, below).await,
            Some(ManifestAddress::Tag(tag)) if self.removes_tags => {
                self.remember(asked, below).await?;
                Ok(self.untag(asked, &tag))
            }
            _ => Ok(Answer::error(400, DIGEST_INVALID, &[])),
        }
    }

    fn untag(&self, asked: &Asked<'_>, tag: &Tag) -> Answer {
        let was_there = self.change(asked, |repository| repository.untag(tag));
        if was_there == Some(true) {
            Answer::empty(202)
        } else {
            Answer::error(404, MANIFEST_UNKNOWN, &[])
        }
    }

    async fn remove<T: Transport>(
        &self,
        asked: &Asked<'_>,
        digest: &Digest,
        below: &Below<'_, T>,
    ) -> Result<Answer, Unread> {
        // What is not there is told so at no cost.
        let is_there = self.is_there(asked, digest, below).await?;
        if !is_there {
            return Ok(Answer::error(404, MANIFEST_UNKNOWN, &[]));
        }
        self.remember(asked, below).await?;
        self.change(asked, |repository| repository.remove(digest));
        Ok(Answer::empty(202))
    }

    async fn is_there<T: Transport>(
        &self,
        asked: &Asked<'_>,
        digest: &Digest,
        below: &Below<'_, T>,
    ) -> Result<bool, Unread> {
        let address = ManifestAddress::Digest(digest.clone());
        let known = self.change(asked, |repository| match repository.find(&address) {
            Found::Here(..) => Some(true),
            Found::Missing => Some(false),
            Found::Below => None,
        });
        if let Some(is_there) = known.flatten() {
            return Ok(is_there);
        }
        let url = format!("{}/manifests/{digest}", asked.base);
        Ok(below.manifest(url).await?.is_some())
    }

    async fn put<T: Transport>(
        &self,
        asked: &Asked<'_>,
        body: &ManifestBody,
        below: &Below<'_, T>,
    ) -> Result<Answer, Unread> {
        let invalid = || Answer::error(400, MANIFEST_INVALID, &["{}".to_owned()]);
        let Ok(document) = Document::read(body.bytes(), Some(body.media_type())) else {
            return Ok(invalid());
        };
        if body.media_type().manifest_kind().is_none() || document.served_as.is_some() {
            return Ok(invalid());
        }
        let tag = match asked.address() {
            Some(ManifestAddress::Digest(digest)) if digest == *body.digest() => None,
            Some(ManifestAddress::Tag(tag)) => Some(tag),
            _ => return Ok(Answer::error(400, DIGEST_INVALID, &[])),
        };
        self.remember(asked, below).await?;
        let mut lacking = Vec::new();
        for child in children(&document) {
            if !self.is_there(asked, child, below).await? {
                lacking.push(format!("\"{child}\""));
            }
        }
        if !lacking.is_empty() {
            return Ok(Answer::error(400, BLOB_UNKNOWN, &lacking));
        }
        self.change(asked, |repository| repository.put(body, tag));
        let digest = body.digest().to_string();
        let location = format!("{}/manifests/{digest}", asked.base);
        let stored = Answer::empty(201).with("docker-content-digest", digest);
        Ok(stored.with("location", location))
    }

    /// Reads a repository once.
    async fn remember<T: Transport>(
        &self,
        asked: &Asked<'_>,
        below: &Below<'_, T>,
    ) -> Result<(), Unread> {
        let is_known = self.change(asked, |_| ()).is_some();
        if !is_known {
            let repository = below.repository(asked.base).await?;
            let mut repositories = self.repositories.borrow_mut();
            // Who wrote meanwhile is not forgotten.
            repositories
                .entry(asked.base.to_owned())
                .or_insert(repository);
        }
        Ok(())
    }

    fn change<V>(&self, asked: &Asked<'_>, change: impl FnOnce(&mut Repository) -> V) -> Option<V> {
        self.repositories
            .borrow_mut()
            .get_mut(asked.base)
            .map(change)
    }
}

/// What an index lists.
fn children(document: &Document) -> impl Iterator<Item = &Digest> {
    let manifests = match &document.content {
        Content::Index(index) => &index.manifests[..],
        _ => &[],
    };
    let listed = manifests.iter().filter_map(Tolerant::value);
    listed.map(|child| &child.digest)
}
