//! The manifests of a repository, as far as a plan has to know them.

use std::{
    collections::{BTreeMap, VecDeque},
    mem::take,
    rc::Rc,
};

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use crate::{
    deletion::{
        helper_tags::HelperTags,
        plan::Selection,
        read::{
            AT_A_TIME, Asked, Silence, Told,
            known::{found, not_found, size},
            tags::Tags,
            too_many,
        },
        snapshot::{Known, Target},
    },
    integrity::finding::Finding,
    oci::{digest::Digest, name::RepositoryName},
    registry::{
        client::RegistryClient,
        error::{RegistryError, Subject},
        manifest::{ManifestAddress, ReadManifest},
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
};

/// Indexes within indexes are followed so deep. One level is usual, two are rare.
const DEEPEST: usize = 8;
/// So many images that stay are read, to know what they share with what goes.
const SHARING: usize = 500;
/// Of a repository with more manifests nobody makes a plan here.
const MOST_MANIFESTS: usize = 300_000;
/// As many bytes of manifests are kept.
const MOST_BYTES: u64 = 256 << 20;

/// What is known of a manifest before it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    /// By how many indexes it is away from a tag, at least.
    depth: usize,
    /// Whether it may go with what is wanted.
    may_go: bool,
    /// Whether all that lead to it say that it is one image.
    is_image: bool,
    is_asked: bool,
}

impl Seen {
    /// What nobody named yet.
    const NOT_YET: Self = Self {
        depth: usize::MAX,
        may_go: false,
        is_image: true,
        is_asked: false,
    };

    /// What only lists nothing and stays would tell no more than its bytes.
    fn has_to_be_read(&self) -> bool {
        self.may_go || !self.is_image
    }
}

/// The way from the tags down.
struct Walk<'a> {
    helpers: HelperTags<'a>,
    seen: BTreeMap<Digest, Seen>,
    known: BTreeMap<Digest, Known>,
    /// What has to be looked at again.
    changed: Vec<Digest>,
    to_ask: VecDeque<Digest>,
    bytes: u64,
    sharing: usize,
}

type Ask<'f, 'a> = &'f dyn Fn(Digest) -> Asked<'a, Digest, Finding<ReadManifest>>;

pub(super) async fn read<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    (wanted, tags): (&Selection, &Tags),
    told: &mut Told<'_>,
) -> Result<BTreeMap<Digest, Known>, RegistryError> {
    let ask = |digest: Digest| -> Asked<'_, Digest, Finding<ReadManifest>> {
        Box::pin(async move {
            let address = ManifestAddress::Digest(digest.clone());
            let (priority, freshness) = (Priority::Background, Freshness::Remembered);
            let asked = client.manifest(repository, &address, priority, freshness);
            let answer = asked.await;
            (digest, answer)
        })
    };
    let in_words = |error: &RegistryError| error.explain(client.reach(), "").title;
    let mut walk = Walk::from(wanted, tags);
    walk.run(repository, &ask, &in_words, told).await?;
    Ok(walk.end())
}

impl<'a> Walk<'a> {
    fn from(wanted: &Selection, tags: &'a Tags) -> Self {
        let mut walk = Self {
            helpers: HelperTags::of(&tags.targets),
            seen: BTreeMap::new(),
            known: tags.known.clone(),
            changed: Vec::new(),
            to_ask: VecDeque::new(),
            bytes: tags.known.values().map(size).sum(),
            sharing: 0,
        };
        for (tag, target) in &tags.targets {
            if let Target::Manifest(digest) = target {
                let seen = Seen {
                    depth: 0,
                    may_go: wanted.tags.contains(tag),
                    is_image: tags.images.contains(digest),
                    is_asked: false,
                };
                walk.see(digest, seen);
            }
        }
        for digest in &wanted.digests {
            let seen = Seen {
                depth: 0,
                may_go: true,
                ..Seen::NOT_YET
            };
            walk.see(digest, seen);
        }
        walk
    }

    /// Learns something of a manifest. What was learned before stays true.
    fn see(&mut self, digest: &Digest, seen: Seen) {
        let known = self.seen.entry(digest.clone()).or_insert(Seen::NOT_YET);
        let now = Seen {
            depth: known.depth.min(seen.depth),
            may_go: known.may_go || seen.may_go,
            is_image: known.is_image && seen.is_image,
            is_asked: known.is_asked,
        };
        if now != *known {
            *known = now;
            self.changed.push(digest.clone());
        }
    }

    async fn run(
        &mut self,
        repository: &RepositoryName,
        ask: Ask<'_, '_>,
        in_words: &dyn Fn(&RegistryError) -> String,
        told: &mut Told<'_>,
    ) -> Result<(), RegistryError> {
        let mut silence = Silence::default();
        let mut running = FuturesUnordered::new();
        loop {
            self.settle();
            if running.is_empty() && self.to_ask.is_empty() {
                self.look_at_what_stays();
            }
            if self.seen.len() > MOST_MANIFESTS || self.bytes > MOST_BYTES {
                let what = "more manifests than can be kept in memory".to_owned();
                return Err(too_many(repository, Subject::Manifest, what));
            }
            let free = AT_A_TIME - running.len();
            let next = free.min(self.to_ask.len());
            running.extend(self.to_ask.drain(..next).map(ask));
            let Some((digest, answer)) = running.next().await else {
                return Ok(());
            };
            let known = match silence.hear(answer)? {
                Ok(finding) => found(&digest, &finding),
                Err(error) => not_found(&error, in_words),
            };
            self.bytes = self.bytes.saturating_add(size(&known));
            self.known.insert(digest.clone(), known);
            self.changed.push(digest);
            told.tell(|progress| progress.manifests += 1);
        }
    }

    /// Follows what is known as far as it leads.
    fn settle(&mut self) {
        while let Some(digest) = self.changed.pop() {
            let Some(seen) = self.seen.get(&digest).copied() else {
                continue;
            };
            if seen.may_go {
                self.see_helpers(&digest);
            }
            if self.known.contains_key(&digest) {
                self.see_children(&digest, seen);
            } else if seen.has_to_be_read() {
                self.want(&digest);
            }
        }
    }

    /// What is about something that goes goes along.
    fn see_helpers(&mut self, digest: &Digest) {
        let about: Vec<_> = self.helpers.about(digest).collect();
        for (_, target) in about {
            let seen = Seen {
                depth: 0,
                may_go: true,
                ..Seen::NOT_YET
            };
            self.see(target, seen);
        }
    }

    fn see_children(&mut self, digest: &Digest, seen: Seen) {
        let Some(Known::Read(manifest)) = self.known.get(digest) else {
            return;
        };
        for child in &Rc::clone(manifest).children {
            let child_seen = Seen {
                depth: seen.depth.saturating_add(1),
                is_image: child.is_image,
                ..seen
            };
            self.see(&child.digest, child_seen);
        }
    }

    fn want(&mut self, digest: &Digest) {
        if let Some(seen) = self.seen.get_mut(digest)
            && seen.depth <= DEEPEST
            && !seen.is_asked
        {
            seen.is_asked = true;
            self.to_ask.push_back(digest.clone());
        }
    }

    /// Some of the images that only stay.
    fn look_at_what_stays(&mut self) {
        let left = SHARING - take(&mut self.sharing);
        let unknown = self.seen.iter().filter(|(digest, seen)| {
            !seen.has_to_be_read() && !seen.is_asked && !self.known.contains_key(*digest)
        });
        let some: Vec<Digest> = unknown
            .take(left)
            .map(|(digest, _)| digest.clone())
            .collect();
        self.sharing = SHARING - left + some.len();
        for digest in some {
            self.want(&digest);
        }
    }

    /// What was never asked for because it is too deep is not known. An image that only stays
    /// lists nothing, whether it could be read or not.
    fn end(mut self) -> BTreeMap<Digest, Known> {
        for (digest, seen) in self.seen {
            if seen.has_to_be_read() {
                let too_deep = || format!("It lies more than {DEEPEST} indexes deep.");
                let entry = self.known.entry(digest);
                entry.or_insert_with(|| Known::Unread(too_deep()));
            } else if matches!(self.known.get(&digest), Some(Known::Unread(_))) {
                self.known.remove(&digest);
            }
        }
        self.known
    }
}
