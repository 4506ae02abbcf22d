//! Giving a manifest one more tag, or moving one to it.

use std::rc::Rc;

use crate::{
    deletion::{
        confirm::{Confirmed, NotConfirmed, Unique},
        journal::record::{Record, Task, Work},
        manifest::Manifest,
        run::target,
        snapshot::Target,
    },
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        memory::Freshness,
        queue::Priority,
        request::ManifestBody,
        transport::Transport,
    },
};

/// A tag that is to lead to a manifest, as the registry has both now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagging {
    /// The repository.
    pub repository: RepositoryName,
    /// The tag.
    pub tag: Tag,
    /// The manifest.
    pub digest: Digest,
    /// Where the tag leads now; nothing where it does not exist.
    pub was: Option<Digest>,
    body: ManifestBody,
    /// The bytes of what it leads to now, which undo may need.
    old: Option<ManifestBody>,
}

/// Why a tag cannot be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaggable {
    /// The registry does not tell what is needed.
    Registry(RegistryError),
    /// It leads there already.
    Already,
    /// The registry gives other bytes than the digest says, or none that can be compared.
    OtherBytes,
    /// The tag leads to something without a name, which could not be brought back.
    Unnamed,
}

impl Tagging {
    /// Reads what is needed, from the registry and from nothing that answers in its place.
    ///
    /// # Errors
    /// When it cannot be done.
    pub async fn read<T: Transport>(
        client: &RegistryClient<T>,
        repository: &RepositoryName,
        (tag, digest): (&Tag, &Digest),
    ) -> Result<Self, NotTaggable> {
        let led = client.tag_digest(repository, tag, Priority::OnScreen).await;
        let was = match target(led.map_err(NotTaggable::Registry)?) {
            Target::Manifest(now) if now == *digest => return Err(NotTaggable::Already),
            Target::Manifest(now) => Some(now),
            Target::Missing => None,
            Target::Unnamed | Target::Unread(_) => return Err(NotTaggable::Unnamed),
        };
        let body = body(client, repository, digest).await;
        let body = body.map_err(NotTaggable::Registry)?;
        let old = match &was {
            Some(was) => match self::body(client, repository, was).await {
                // It leads to what is gone, or what nobody can read: then that is lost already.
                Err(RegistryError {
                    kind: ErrorKind::ManifestUnknown,
                    ..
                }) => None,
                old => old.map_err(NotTaggable::Registry)?,
            },
            None => None,
        };
        Ok(Self {
            repository: repository.clone(),
            tag: tag.clone(),
            digest: digest.clone(),
            was,
            body: body.ok_or(NotTaggable::OtherBytes)?,
            old,
        })
    }

    /// Confirms it as it was shown.
    ///
    /// # Errors
    /// When the registry may not be changed.
    pub fn confirm<T: Transport>(
        &self,
        client: &RegistryClient<T>,
        unique: Unique<'_>,
    ) -> Result<Confirmed, NotConfirmed> {
        let registry = client.reach().address.clone();
        let mut record = Record::of_nothing(registry, self.repository.clone(), unique);
        record.before.insert(self.tag.clone(), self.was.clone());
        for body in [Some(&self.body), self.old.as_ref()].into_iter().flatten() {
            record.bodies.insert(body.digest().clone(), body.clone());
        }
        record.tasks.push(Task {
            work: Work::PutTag {
                tag: self.tag.clone(),
                digest: self.digest.clone(),
                was: self.was.clone(),
            },
            needs: Vec::new(),
        });
        Confirmed::of(record, Vec::new(), (&Rc::default(), client.switch()))
    }
}

async fn body<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    digest: &Digest,
) -> Result<Option<ManifestBody>, RegistryError> {
    let address = ManifestAddress::Digest(digest.clone());
    let (priority, freshness) = (Priority::OnScreen, Freshness::Registry);
    let read = client.manifest(repository, &address, priority, freshness);
    let finding = read.await?;
    let read = finding.content();
    let manifest = read.and_then(|read| Manifest::of(digest, read));
    Ok(manifest.map(|manifest| manifest.body))
}
