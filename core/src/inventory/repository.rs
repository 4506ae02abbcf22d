//! What was read of one repository.

use std::{collections::HashMap, sync::Arc};

use crate::{
    integrity::finding::Finding,
    inventory::summary::Summary,
    oci::{digest::Digest, tag::Tag},
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

    /// Whether bytes came that are not what was promised, of it or of one of its platforms.
    pub fn is_mismatch(&self) -> bool {
        match self {
            Self::Read { finding, summary } => {
                let of_platforms = summary.as_ref().map_or(0, |summary| summary.mismatches());
                matches!(finding, Finding::Mismatch(_)) || of_platforms > 0
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
            tags.push(tag.clone());
        }
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
        }
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

    /// How many digests the tags point to.
    pub fn digests(&self) -> usize {
        let used = self.by_digest.values().filter(|tags| !tags.is_empty());
        used.count()
    }

    /// The digest of a tag, for those who compare them.
    pub fn known(&self, tag: &Tag) -> Known<'_> {
        match self.tag(tag).map(Arc::as_ref) {
            None => Known::Unread,
            Some(state) => state.digest().map_or(Known::Broken, Known::Digest),
        }
    }
}

/// How many numbers a tag has: the version that people look for has the most.
fn precision(tag: &Tag) -> usize {
    let version = Version::parse(tag.as_str());
    version.map_or(0, |version| version.numbers().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrity::compare::compare;

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    /// Each tag leads to the digest of a text.
    fn inventory(tags: &[(&str, &str)]) -> RepositoryInventory {
        let mut inventory = RepositoryInventory::default();
        for (name, text) in tags {
            let finding = compare(text.as_bytes().to_vec(), &[]).map(|_| ());
            let summary = None;
            inventory.insert(tag(name), TagState::Read { finding, summary });
        }
        inventory
    }

    fn aliases(inventory: &RepositoryInventory, name: &str) -> Vec<String> {
        let aliases = inventory.aliases(&tag(name)).into_iter();
        aliases.map(|alias| alias.to_string()).collect()
    }

    #[test]
    fn aliases_are_the_other_tags_of_a_digest_the_most_precise_first() {
        let mut inventory = inventory(&[
            ("latest", "a"),
            ("3", "a"),
            ("3.0.42", "a"),
            ("3.0.41", "b"),
        ]);
        assert_eq!(aliases(&inventory, "latest"), ["3.0.42", "3"]);
        assert_eq!(aliases(&inventory, "3.0.42"), ["3", "latest"]);
        assert!(aliases(&inventory, "3.0.41").is_empty());
        assert!(aliases(&inventory, "unread").is_empty());
        assert_eq!(inventory.digests(), 2);

        inventory.insert(tag("3"), TagState::Broken);
        assert_eq!(aliases(&inventory, "latest"), ["3.0.42"]);
        inventory.remove(&tag("3.0.41"));
        assert_eq!(inventory.digests(), 1);
    }
}
