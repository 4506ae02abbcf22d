//! A few answers of the registry, for what only answers tell: which headers can be read, and
//! whether blobs can.

use crate::{
    oci::{
        descriptor::Descriptor,
        document::{Content, Document},
        json::Json,
        name::RepositoryName,
        tag::Tag,
    },
    registry::{
        check::{
            ladder::late,
            observed::{Blob, Exposed, Observed},
            probe::{About, Probe, Prober},
        },
        client::{Answer, Ask, RegistryClient},
        error::{ErrorKind, Subject},
        list_body::read_list,
        manifest::{ManifestAddress, Promise},
        memory::Freshness,
        queue::Priority,
        request::{Cache, Method},
    },
};

/// How many repositories are listed, and in how many of them an image is looked for.
const LISTED: usize = 100;
const LOOKED_INTO: usize = 3;
/// The longest answer that is read, in bytes.
const LIMIT: usize = 4 << 20;

impl<T: Prober> RegistryClient<T> {
    async fn answer(
        &self,
        subject: Subject,
        path: String,
        headers: &[&'static str],
    ) -> Result<Answer, ErrorKind> {
        let ask = Ask {
            method: Method::Get,
            subject,
            path,
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::OnScreen,
            limit: LIMIT,
            headers,
            write: None,
        };
        let answer = self.in_step(self.get(ask)).await;
        answer.map_or_else(|| Err(late()), |answer| answer.map_err(|error| error.kind))
    }

    async fn list(&self, subject: Subject, path: String) -> Result<(Vec<String>, bool), ErrorKind> {
        let answer = self.answer(subject, path, &["link"]).await?;
        let list = read_list(&answer.body, LISTED).map_err(ErrorKind::Malformed)?;
        let names = list.kept.into_iter().filter_map(|entry| match entry {
            Json::Text(text) => Some(text),
            _ => None,
        });
        Ok((names.collect(), answer.header("link").is_some()))
    }

    /// Lists some repositories, and notes whether the list tells where it goes on.
    pub(crate) async fn sample_catalog(&self, observed: &mut Observed) -> Vec<RepositoryName> {
        let catalog = |count: usize| format!("/v2/_catalog?n={count}");
        let (names, has_link) = match self.list(Subject::Catalog, catalog(LISTED)).await {
            Ok(list) => list,
            Err(kind) => {
                observed.catalog = Some(Err(kind));
                return Vec::new();
            }
        };
        observed.catalog = Some(Ok(()));
        observed.link = Some(Exposed::Unseen);
        if has_link {
            observed.link = Some(Exposed::There);
        } else if names.len() > 1 {
            // A page of one, where there are more, must tell how to go on.
            observed.link = match self.list(Subject::Catalog, catalog(1)).await {
                Ok((_, true)) => Some(Exposed::There),
                Ok((first, false)) if first.len() == 1 => Some(Exposed::Missing),
                _ => Some(Exposed::Unseen),
            };
        }
        let names = names.iter();
        names
            .filter_map(|name| RepositoryName::parse(name).ok())
            .collect()
    }

    /// Reads an image and its config, if there is one soon.
    pub(crate) async fn sample_image(
        &self,
        repositories: &[RepositoryName],
        observed: &mut Observed,
    ) {
        (observed.digest, observed.blob) = (Some(Exposed::Unseen), Some(Blob::Unknown));
        for repository in repositories.iter().take(LOOKED_INTO) {
            let path = format!("/v2/{repository}/tags/list");
            let Ok((tags, _)) = self.list(Subject::Tags, path).await else {
                continue;
            };
            let Some(tag) = tags.first().and_then(|tag| Tag::parse(tag).ok()) else {
                continue;
            };
            let config = self.sample_manifest(repository, tag).await;
            if let Some(is_there) = self.capabilities().digest_header {
                let (there, missing) = (Exposed::There, Exposed::Missing);
                observed.digest = Some(if is_there { there } else { missing });
            }
            if let Some(config) = config {
                observed.blob = Some(self.sample_blob(repository, &config).await);
                return;
            }
        }
    }

    /// The config of a tag's image, or of the first platform of it.
    async fn sample_manifest(&self, repository: &RepositoryName, tag: Tag) -> Option<Descriptor> {
        let address = ManifestAddress::Tag(tag);
        let reading = self.manifest(
            repository,
            &address,
            Priority::OnScreen,
            Freshness::Registry,
        );
        let read = self.in_step(reading).await?.ok()?;
        let parent = read.digest()?;
        match content(&read.content()?.document)? {
            Content::Image(image) => image.config.clone().ok().flatten(),
            Content::Index(index) => {
                let promise = Promise {
                    descriptor: index.images().next()?,
                    parent,
                };
                let reading = self.promised_manifest(
                    repository,
                    promise,
                    Priority::OnScreen,
                    Freshness::Registry,
                );
                let read = self.in_step(reading).await?.ok()?;
                match content(&read.content()?.document)? {
                    Content::Image(image) => image.config.clone().ok().flatten(),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    async fn sample_blob(&self, repository: &RepositoryName, blob: &Descriptor) -> Blob {
        let path = format!("/v2/{repository}/blobs/{}", blob.digest);
        let url = self.reach().address.url(&path);
        match self.answer(Subject::Blob, path.clone(), &[]).await {
            Ok(_) => Blob::Read,
            Err(ErrorKind::NoAnswer | ErrorKind::SignInNotAllowed) => Blob::Unreadable {
                path,
                unfollowed: self.seen(Probe::at(url, About::Redirect)).await,
            },
            Err(_) => Blob::Unknown,
        }
    }
}

fn content<E>(document: &Result<Document, E>) -> Option<&Content> {
    document.as_ref().ok().map(|document| &document.content)
}
