//! A tag whose removal was interrupted leads to a tombstone. Either it is made to lead where it led,
//! or the removal is finished, by deleting what it leads to.

use crate::{
    deletion::{
        journal::record::{Kind, Record, Work},
        plan::Selection,
        snapshot::Snapshot,
        tagging::{NotTaggable, Tagging},
    },
    inventory::tombstone::Tombstone,
    oci::{digest::Digest, document::Document, name::RepositoryName, tag::Tag},
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        request::ManifestBody,
        transport::Transport,
    },
};

/// What can be done about an interrupted removal, beside finishing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What stands in for the tag.
    pub tombstone: Tombstone,
    /// What puts the tag back where it led.
    pub back: Result<Tagging, NoWayBack>,
}

/// Why a tag cannot be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoWayBack {
    /// Where it led had no name.
    Unnamed,
    /// The registry does not have that any more.
    Gone(Digest),
    /// The registry gives other bytes than the digest says, or does not tell.
    Unread(Option<RegistryError>),
}

impl Repair {
    /// What can be done, where one tag is selected and leads to its own tombstone.
    pub async fn read<T: Transport>(
        client: &RegistryClient<T>,
        repository: &RepositoryName,
        (snapshot, selection): (&Snapshot, &Selection),
    ) -> Option<Self> {
        let mut tags = selection.tags.iter();
        let tag = tags.next()?;
        if tags.next().is_some() || !selection.digests.is_empty() {
            return None;
        }
        let manifest = snapshot.manifest(snapshot.digest_of(tag)?)?;
        let tombstone = tombstone_of(tag, &manifest.body)?;
        let back = match &tombstone.digest {
            None => Err(NoWayBack::Unnamed),
            Some(digest) => Tagging::read(client, repository, (tag, digest))
                .await
                .map_err(|why| no_way_back(digest, why)),
        };
        Some(Self { tombstone, back })
    }
}

fn no_way_back(digest: &Digest, why: NotTaggable) -> NoWayBack {
    match why {
        NotTaggable::Registry(RegistryError {
            kind: ErrorKind::ManifestUnknown,
            ..
        }) => NoWayBack::Gone(digest.clone()),
        NotTaggable::Registry(error) => NoWayBack::Unread(Some(error)),
        NotTaggable::Already | NotTaggable::OtherBytes | NotTaggable::Unnamed => {
            NoWayBack::Unread(None)
        }
    }
}

/// What a manifest says of a tag, if it stands in for that.
fn tombstone_of(tag: &Tag, body: &ManifestBody) -> Option<Tombstone> {
    let document = Document::read(body.bytes(), Some(body.media_type())).ok()?;
    Tombstone::read(&document).filter(|tombstone| tombstone.tag == *tag)
}

impl Record {
    /// What a manifest that is kept says of a tag, if it stood in for that.
    pub(super) fn stood_in(&self, tag: &Tag, digest: &Digest) -> Option<Tombstone> {
        tombstone_of(tag, self.bodies.get(digest)?)
    }

    /// Whether it only puts a tag back that had been removed half: to undo it would break that anew.
    pub(super) fn is_repair(&self) -> bool {
        let is_back = |work: &Work| match work {
            Work::PutTag {
                tag,
                was: Some(was),
                ..
            } => self.stood_in(tag, was).is_some(),
            _ => false,
        };
        self.kind == Kind::Tagging && self.tasks.iter().all(|task| is_back(&task.work))
    }

    /// Whether a work finishes a removal that was interrupted before.
    pub(super) fn finishes(&self, work: &Work) -> bool {
        let tombstone = match (work.deleted(), work.tags()) {
            (Some(digest), [tag]) => self.stood_in(tag, digest),
            _ => None,
        };
        tombstone.is_some()
    }
}
