//! What was read of one repository.

use std::{collections::HashMap, sync::Arc};

use crate::{
    integrity::finding::Finding,
    inventory::{date::believable, summary::Summary},
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    registry::error::{ErrorKind, RegistryError},
    sorting::sort,
    versions::{moving::Known, version::Version},
};

/// What was read of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagState {
    /// Its manifest came.
    Read {
        /// What was found of the manifest's bytes.
        finding: Finding<()>,
        /// What it is; nothing where its bytes are not what was promised.
        summary: Option<Arc<Summary>>,
    },
    /// The registry lists the tag and has no manifest for it.
    Broken,
    /// It could not be read.
    Failed(RegistryError),
}

impl TagState {
    /// The digest that the tag points to, if it is known.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Read { finding, .. } => finding.digest(),
            _ => None,
        }
    }

    /// What it is, if it was read and is what was promised.
    pub fn summary(&self) -> Option<&Arc<Summary>> {
        match self {
            Self::Read { summary, .. } => summary.as_ref(),
            _ => None,
        }
    }

    /// Whether it leads to a digest: as a whole, or as one of its images.
    pub fn leads_to(&self, digest: &Digest) -> bool {
        let has_image = |summary: &Arc<Summary>| {
            let mut images = summary.images.iter();
            images.any(|image| image.digest == *digest)
        };
        self.digest() == Some(digest) || self.summary().is_some_and(has_image)
    }

    /// Whether bytes came that are not what was promised: of its manifest, of that of one of its
    /// platforms, or of a config.
    pub fn is_mismatch(&self) -> bool {
        match self {
            Self::Read { finding, summary } => {
                let is_of_parts = |summary: &Arc<Summary>| summary.mismatches().next().is_some();
                matches!(finding, Finding::Mismatch(_)) || summary.as_ref().is_some_and(is_of_parts)
            }
            _ => false,
        }
    }

    /// Whether something of it is gone: its manifest, or that of one of its platforms.
    pub fn is_broken(&self) -> bool {
        *self == Self::Broken || self.summary().is_some_and(|summary| summary.missing() > 0)
    }

    /// Whether it could not be read for a reason that other tags would meet too: the registry
    /// does not answer, or wants to be asked less.
    pub fn is_of_the_registry(&self) -> bool {
        let Self::Failed(error) = self else {
            return false;
        };
        matches!(
            error.kind,
            ErrorKind::NoAnswer | ErrorKind::TimedOut(_) | ErrorKind::RateLimited(_)
        )
    }

    /// An error in place of a tag.
    pub fn of_error(error: RegistryError) -> Self {
        match error.kind {
            ErrorKind::ManifestUnknown => Self::Broken,
            _ => Self::Failed(error),
        }
    }
}

/// What was read of a repository.
#[derive(Debug, Default)]
pub struct RepositoryInventory {
    tags: HashMap<Tag, Arc<TagState>>,
    by_digest: HashMap<Digest, Vec<Tag>>,
    digests: usize,
    failed: usize,
    kinds: Counted,
    platforms: Counted,
}

/// Texts, sorted, each with how often it is there.
#[derive(Debug, Default)]
struct Counted(Vec<(String, usize)>);

impl Counted {
    fn count(&mut self, text: String, is_more: bool) {
        let found = self.0.binary_search_by(|(other, _)| other.cmp(&text));
        match found {
            Ok(at) if is_more => self.0[at].1 += 1,
            Ok(at) if self.0[at].1 > 1 => self.0[at].1 -= 1,
            Ok(at) => drop(self.0.remove(at)),
            Err(at) if is_more => self.0.insert(at, (text, 1)),
            Err(_) => {}
        }
    }

    fn texts(&self) -> Vec<String> {
        self.0.iter().map(|(text, _)| text.clone()).collect()
    }
}

impl RepositoryInventory {
    /// What is known of a tag.
    pub fn tag(&self, tag: &Tag) -> Option<&Arc<TagState>> {
        self.tags.get(tag)
    }

    /// How many tags were read.
    pub fn count(&self) -> usize {
        self.tags.len()
    }

    /// What was read, in no order.
    pub fn tags(&self) -> impl Iterator<Item = (&Tag, &Arc<TagState>)> {
        self.tags.iter()
    }

    /// Takes what was read of a tag, in place of what was known.
    pub fn insert(&mut self, tag: Tag, state: TagState) {
        self.remove(&tag);
        if let Some(digest) = state.digest() {
            let tags = self.by_digest.entry(digest.clone()).or_default();
            self.digests += usize::from(tags.is_empty());
            tags.push(tag.clone());
        }
        self.count_state(&state, true);
        self.tags.insert(tag, Arc::new(state));
    }

    /// Forgets a tag, to read it anew.
    pub fn remove(&mut self, tag: &Tag) {
        let Some(known) = self.tags.remove(tag) else {
            return;
        };
        let tags = known
            .digest()
            .and_then(|digest| self.by_digest.get_mut(digest));
        if let Some(tags) = tags {
            tags.retain(|other| other != tag);
            self.digests -= usize::from(tags.is_empty());
        }
        self.count_state(&known, false);
    }

    fn count_state(&mut self, state: &TagState, is_more: bool) {
        if matches!(state, TagState::Failed(_)) {
            self.failed = if is_more {
                self.failed + 1
            } else {
                self.failed - 1
            };
        }
        let Some(summary) = state.summary() else {
            return;
        };
        self.kinds.count(summary.kind.to_string(), is_more);
        for platform in summary.platforms() {
            self.platforms.count(platform.to_string(), is_more);
        }
    }

    /// How many tags could not be read.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// What the tags are that were read, each once, in alphabetical order.
    pub fn kinds(&self) -> Vec<String> {
        self.kinds.texts()
    }

    /// What the images run on that were read, each once, in alphabetical order.
    pub fn platforms(&self) -> Vec<String> {
        self.platforms.texts()
    }

    /// The tags that were read and point to a digest, in the order they were read.
    pub fn with_digest(&self, digest: &Digest) -> &[Tag] {
        self.by_digest.get(digest).map_or(&[], Vec::as_slice)
    }

    /// The other tags that were read and point to the digest of a tag, the most precise first:
    /// `3.0.42` tells more than `latest`.
    pub fn aliases(&self, tag: &Tag) -> Vec<Tag> {
        let digest = self.tag(tag).and_then(|state| state.digest());
        digest.map_or_else(Vec::new, |digest| self.others_of(digest, tag))
    }

    /// The tags other than this one that were read and point to a digest, as [`Self::aliases`].
    pub fn others_of(&self, digest: &Digest, tag: &Tag) -> Vec<Tag> {
        let tags = self.with_digest(digest).iter();
        let mut others: Vec<Tag> = tags.filter(|other| *other != tag).cloned().collect();
        sort(&mut others, |left, right| {
            precision(right)
                .cmp(&precision(left))
                .then_with(|| left.cmp(right))
        });
        others
    }

    /// Of some tags the one that was built last, of several the first; nothing where none was read
    /// that has a date.
    pub fn last_built<'a>(
        &self,
        tags: &mut dyn Iterator<Item = &'a Tag>,
        now: Timestamp,
    ) -> Option<&'a Tag> {
        let dated = tags.filter_map(|tag| {
            let created = self.tag(tag)?.summary()?.created?;
            Some((believable(created, now)?, tag))
        });
        let last = dated.reduce(|last, next| if next.0 > last.0 { next } else { last });
        last.map(|(_, tag)| tag)
    }

    /// How many digests the tags point to.
    pub fn digests(&self) -> usize {
        self.digests
    }

    /// The digest of a tag, for those who compare them.
    pub fn known(&self, tag: &Tag) -> Known<'_> {
        match self.tag(tag).map(Arc::as_ref) {
            None => Known::Unread,
            Some(TagState::Broken) => Known::Broken,
            Some(state) => state.digest().map_or(Known::NoDigest, Known::Digest),
        }
    }
}

/// How many numbers a tag has: the version that people look for has the most.
fn precision(tag: &Tag) -> usize {
    let version = Version::parse(tag.as_str());
    version.map_or(0, |version| version.numbers().len())
}

#[cfg(test)]
#[path = "repository_tests.rs"]
mod tests;
