//! What a repository holds, as it was read from the registry at one time.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    deletion::manifest::Manifest,
    oci::{digest::Digest, tag::Tag},
    registry::error::RegistryError,
};

/// What a repository holds. What has neither a tag nor a parent with one is not in it: no registry
/// lists that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Every tag, and where it leads.
    pub tags: BTreeMap<Tag, Target>,
    /// How many entries of the list of tags are no names, so that nobody can ask where they lead.
    pub illegible_tags: usize,
    /// The manifests that the tags lead to, and what those list, all the way down. Of an image that
    /// stays only its bytes would be told, so it may be left out; then it is no index.
    pub manifests: BTreeMap<Digest, Known>,
}

/// Where a tag leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a manifest.
    Manifest(Digest),
    /// To a manifest whose digest nothing tells: one of Docker's schema 1, where the registry's
    /// header cannot be read.
    Unnamed,
    /// Nowhere: it is listed, and the registry has no manifest for it.
    Missing,
    /// It could not be read.
    Unread(RegistryError),
}

/// What is known of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was read, and its bytes are what its digest says.
    Read(Rc<Manifest>),
    /// It is of Docker's schema 1: it lists no manifest, and its digest is not that of its bytes.
    Schema1,
    /// The registry does not have it.
    Missing,
    /// What it lists is not known; why, in words.
    Unread(String),
}

impl Snapshot {
    /// Where a tag leads, if that has a name.
    pub fn digest_of(&self, tag: &Tag) -> Option<&Digest> {
        match self.tags.get(tag) {
            Some(Target::Manifest(digest)) => Some(digest),
            _ => None,
        }
    }

    /// The tags that lead to a digest.
    pub fn tags_of<'a>(&'a self, digest: &'a Digest) -> impl Iterator<Item = &'a Tag> {
        let leads = move |(tag, target): (&'a Tag, &'a Target)| {
            matches!(target, Target::Manifest(other) if other == digest).then_some(tag)
        };
        self.tags.iter().filter_map(leads)
    }

    /// Every digest that tags lead to, with those tags.
    pub fn by_digest(&self) -> BTreeMap<&Digest, Vec<&Tag>> {
        let mut digests = BTreeMap::<_, Vec<_>>::new();
        for (tag, target) in &self.tags {
            if let Target::Manifest(digest) = target {
                digests.entry(digest).or_default().push(tag);
            }
        }
        digests
    }

    /// A manifest, if it was read.
    pub fn manifest(&self, digest: &Digest) -> Option<&Rc<Manifest>> {
        match self.manifests.get(digest) {
            Some(Known::Read(manifest)) => Some(manifest),
            _ => None,
        }
    }

    /// The manifests that list another, by what they list.
    pub fn parents(&self) -> BTreeMap<&Digest, BTreeSet<&Digest>> {
        let mut parents = BTreeMap::<_, BTreeSet<_>>::new();
        for (digest, known) in &self.manifests {
            if let Known::Read(manifest) = known {
                for child in &manifest.children {
                    parents.entry(&child.digest).or_default().insert(digest);
                }
            }
        }
        parents
    }

    /// The tags that could not be read. Any of them may lead to any digest.
    pub fn unread_tags(&self) -> impl Iterator<Item = &Tag> {
        let is_unread = |(_, target): &(&Tag, &Target)| matches!(target, Target::Unread(_));
        self.tags.iter().filter(is_unread).map(|(tag, _)| tag)
    }

    /// The manifests whose lists could not be read whole. Each may list any other.
    pub fn unread_lists(&self) -> impl Iterator<Item = &Digest> {
        let is_unread = |(_, known): &(&Digest, &Known)| match known {
            Known::Read(manifest) => manifest.lists_more,
            Known::Unread(_) => true,
            Known::Missing | Known::Schema1 => false,
        };
        let lists = self.manifests.iter().filter(is_unread);
        lists.map(|(digest, _)| digest)
    }
}
