//! Where every tag of a repository leads.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use crate::{
    deletion::{
        read::{AT_A_TIME, Asked, Silence, Told, known::known, too_many},
        snapshot::{Known, Target},
    },
    oci::{digest::Digest, media_type::ManifestKind, name::RepositoryName, tag::Tag},
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError, Subject},
        queue::Priority,
        tag_digest::TagDigest,
        transport::Transport,
    },
};

/// Of a repository with more tags nobody makes a plan here.
const MOST_TAGS: usize = 100_000;

/// The tags as they are listed.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) tags: BTreeSet<Tag>,
    /// How many entries are no names.
    pub(super) illegible: usize,
}

/// The tags, and what was learned of the manifests that they lead to.
#[derive(Default)]
pub(super) struct Tags {
    pub(super) targets: BTreeMap<Tag, Target>,
    /// What the registry says is one image, or what is known because it was read.
    pub(super) images: BTreeSet<Digest>,
    /// What was read to know its digest.
    pub(super) known: BTreeMap<Digest, Known>,
}

pub(super) async fn list<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
) -> Result<Listed, RegistryError> {
    let mut listed = Listed::default();
    let mut pages = client.tags(repository);
    loop {
        match pages.next().await {
            Ok(Some(page)) => {
                listed.illegible += page.illegible_count;
                listed.tags.extend(page.names);
            }
            Ok(None) => return Ok(listed),
            // Some registries forget a repository whose last tag went.
            Err(error) if error.kind == ErrorKind::NameUnknown && listed.tags.is_empty() => {
                return Ok(listed);
            }
            Err(error) => return Err(error),
        }
        if listed.tags.len() > MOST_TAGS {
            let what = format!("more than {MOST_TAGS} tags");
            return Err(too_many(repository, Subject::Tags, what));
        }
    }
}

pub(super) async fn read<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    listed: BTreeSet<Tag>,
    told: &mut Told<'_>,
) -> Result<Tags, RegistryError> {
    told.tell(|progress| progress.of = listed.len());
    let ask = |tag: Tag| -> Asked<'_, Tag, TagDigest> {
        Box::pin(async move {
            let asked = client.tag_digest(repository, &tag, Priority::Background);
            let answer = asked.await;
            (tag, answer)
        })
    };
    read_by(&ask, listed, told).await
}

async fn read_by<'a>(
    ask: &dyn Fn(Tag) -> Asked<'a, Tag, TagDigest>,
    listed: BTreeSet<Tag>,
    told: &mut Told<'_>,
) -> Result<Tags, RegistryError> {
    let (mut tags, mut silence) = (Tags::default(), Silence::default());
    let mut left = listed.into_iter();
    let mut running = FuturesUnordered::new();
    loop {
        let free = AT_A_TIME - running.len();
        running.extend(left.by_ref().take(free).map(ask));
        let Some((tag, answer)) = running.next().await else {
            return Ok(tags);
        };
        let target = match silence.hear(answer)? {
            Ok(answer) => tags.take(answer),
            Err(error) => Target::Unread(error),
        };
        tags.targets.insert(tag, target);
        told.tell(|progress| progress.tags += 1);
    }
}

impl Tags {
    fn take(&mut self, answer: TagDigest) -> Target {
        match answer {
            TagDigest::Stated { digest, kind } => {
                if matches!(kind, Some(ManifestKind::Image | ManifestKind::Schema1)) {
                    self.images.insert(digest.clone());
                }
                Target::Manifest(digest)
            }
            TagDigest::Computed { digest, manifest } => {
                let entry = self.known.entry(digest.clone());
                entry.or_insert_with(|| known(&digest, &manifest));
                Target::Manifest(digest)
            }
            TagDigest::Unknown => Target::Unnamed,
            TagDigest::Missing => Target::Missing,
        }
    }
}
