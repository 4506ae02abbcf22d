//! The plan in words.

mod along;
mod outcome;

use std::collections::{BTreeMap, BTreeSet};

pub use self::along::shortened;
use crate::{
    deletion::plan::{Break, Plan, Reason, Removal},
    format::{counted, size},
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    versions::helper::Helper,
};

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Text.
    Plain(String),
    /// What somebody should not overlook.
    Strong(String),
    /// A name as registries write it.
    Name(String),
}

/// A text of several kinds of words.
pub type Sentence = Vec<Word>;

/// More names are counted.
const NAMES: usize = 3;

fn plain(text: impl Into<String>) -> Word {
    Word::Plain(text.into())
}

/// Names with commas, an "and" before the last, and how many more there are.
fn named<'a>(names: impl Iterator<Item = &'a str>, word: fn(String) -> Word) -> Sentence {
    let names: Vec<&str> = names.collect();
    let more = names.len().saturating_sub(NAMES);
    let mut sentence = Vec::new();
    let shown = names.len() - more;
    for (position, name) in names.into_iter().take(shown).enumerate() {
        let is_last = position + 1 == shown && more == 0;
        match position {
            0 => {}
            _ if is_last => sentence.push(plain(" and ")),
            _ => sentence.push(plain(", ")),
        }
        sentence.push(word(name.to_owned()));
    }
    if more > 0 {
        sentence.push(plain(format!(" and {more} more")));
    }
    sentence
}

fn tags<'a>(tags: impl IntoIterator<Item = &'a Tag>, word: fn(String) -> Word) -> Sentence {
    named(tags.into_iter().map(Tag::as_str), word)
}

impl Plan {
    /// What the plan is for.
    pub fn title(&self, repository: &RepositoryName) -> String {
        let tags: Vec<&Tag> = self.selection.tags.iter().collect();
        let digests = self.selection.digests.len();
        let what = match (tags.len(), digests) {
            (0, 1) => self.selection.digests.iter().map(Digest::short).collect(),
            (0, digests) => counted(digests, "image", "images"),
            (1, 0) => tags[0].to_string(),
            (2, 0) => format!("{} and {}", tags[0], tags[1]),
            (number, _) => counted(number, "tag", "tags"),
        };
        format!("Delete from {repository}: {what}")
    }

    /// The first tags that go, and what becomes of each.
    pub fn removals(&self, most: usize) -> Vec<(&Tag, String)> {
        let shown = || self.removed.iter().take(most);
        let mut tags: BTreeMap<&Digest, usize> = shown()
            .filter_map(|(_, removal)| Some((removal.manifest()?, 0)))
            .collect();
        for digest in self.removed.values().filter_map(Removal::manifest) {
            if let Some(tags) = tags.get_mut(digest) {
                *tags += 1;
            }
        }
        let is_alone = |removal: &Removal| {
            let tags = removal.manifest().and_then(|digest| tags.get(digest));
            tags.is_none_or(|tags| *tags == 1)
        };
        shown()
            .map(|(tag, removal)| (tag, self.removal(tag, removal, is_alone(removal))))
            .collect()
    }

    fn removal(&self, tag: &Tag, removal: &Removal, is_alone: bool) -> String {
        match removal {
            Removal::WithManifest(digest) if !self.selection.tags.contains(tag) => {
                format!("goes too: it leads to {}", digest.short())
            }
            Removal::WithManifest(digest) if !is_alone => {
                format!("image {} goes, with its other tags", digest.short())
            }
            Removal::WithManifest(digest) => {
                format!("image {} goes with it, it has no other tag", digest.short())
            }
            Removal::TagOnly(None) => format!("tag only: {}", self.why_unknown(tag)),
            Removal::TagOnly(Some(digest)) => match self.kept.manifests.get(digest) {
                Some(reason) => format!("tag only: {}", reason.in_words("its image")),
                None => "tag only".to_owned(),
            },
        }
    }

    /// The selected manifests that go and have no tag.
    pub fn untagged(&self) -> impl Iterator<Item = &Digest> {
        let selected = self.selection.digests.iter();
        let going = selected.filter(|digest| self.images.contains(*digest));
        going.filter(|digest| {
            let mut tags = self.removed.values();
            !tags.any(|removal| removal.digest() == Some(*digest))
        })
    }

    /// What stays, in words.
    pub fn kept(&self) -> Sentence {
        let mut sentence = vec![plain(counted(self.kept.tags, "tag", "tags"))];
        let near: Vec<&Tag> = self.kept.aliases.values().flatten().collect();
        if !near.is_empty() {
            sentence.push(plain(", "));
            sentence.extend(tags(near, Word::Name));
            sentence.push(plain(" among them"));
        }
        if self.kept.tags > 0 {
            sentence.push(plain(", each read again before and after"));
        }
        sentence
    }

    /// The manifests that stay although others of their kind go, each with why.
    pub fn kept_manifests(&self) -> Vec<String> {
        let tagged: BTreeSet<&Digest> = self.removed.values().filter_map(Removal::digest).collect();
        let others = self.kept.manifests.iter();
        let others = others.filter(|(digest, _)| !tagged.contains(digest));
        let told = others.map(|(digest, reason)| {
            let name = format!("manifest {}", digest.short());
            format!("{name}: {}", reason.in_words("it"))
        });
        told.collect()
    }

    /// How much can come free, in words.
    pub fn space(&self) -> String {
        let unmeasured = self.space.unmeasured;
        if self.space.at_most == 0 && unmeasured == 0 {
            return "0 bytes: no manifest is deleted".to_owned();
        }
        let at_most = format!(
            "at most {}, after the registry collected its garbage: other repositories may share it",
            size(self.space.at_most)
        );
        let shared = format!(
            "{} more is used by other tags here",
            size(self.space.shared)
        );
        let manifests = counted(self.space.unread, "manifest", "manifests");
        let unread = format!("{manifests} that stay were not read and may share it too");
        let manifests = counted(unmeasured, "manifest", "manifests");
        let more = format!("{manifests} could not be read whole and may bring more");
        let parts = [
            Some(at_most),
            (unmeasured > 0).then_some(more),
            (self.space.shared > 0).then_some(shared),
            (self.space.unread > 0).then_some(unread),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("; ")
    }

    /// How many images go: signatures and attestations under tags of their own are none.
    pub fn image_count(&self) -> usize {
        let is_helper = |tag: &Tag| Helper::of(tag).is_some();
        let helpers = self.removed.iter().filter(|(tag, _)| is_helper(tag));
        let beside = helpers.filter_map(|(_, removal)| removal.manifest());
        let mut beside: BTreeSet<&Digest> = beside
            .filter(|digest| self.images.contains(*digest))
            .collect();
        if !beside.is_empty() {
            let named = self.removed.iter().filter(|(tag, _)| !is_helper(tag));
            for digest in named.filter_map(|(_, removal)| removal.manifest()) {
                beside.remove(digest);
            }
        }
        self.images.len() - beside.len()
    }

    /// What the button does.
    pub fn action(&self) -> String {
        let only = self.removed.values();
        let only = only.filter(|removal| matches!(removal, Removal::TagOnly(_)));
        let only = only.count();
        let images = self.image_count();
        let beside = self.images.len() - images;
        let beside = counted(
            beside,
            "signature or attestation",
            "signatures and attestations",
        );
        let delete = match images {
            0 => format!("Delete {beside}"),
            images => format!("Delete {}", counted(images, "image", "images")),
        };
        let tags = counted(only, "tag", "tags");
        match (self.images.len(), only) {
            (0, _) => format!("Remove {tags}"),
            (_, 0) => delete,
            _ => format!("{delete}, remove {tags}"),
        }
    }
}

impl Removal {
    /// The manifest that goes with the tag, if one does.
    fn manifest(&self) -> Option<&Digest> {
        match self {
            Self::WithManifest(digest) => Some(digest),
            Self::TagOnly(_) => None,
        }
    }

    /// Where the tag led, if anywhere.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::WithManifest(digest) => Some(digest),
            Self::TagOnly(digest) => digest.as_ref(),
        }
    }
}

impl Reason {
    fn in_words(&self, it: &str) -> String {
        match self {
            Self::Tagged(tags) => match &tags[..] {
                [tag] => format!("{tag} leads to {it} too"),
                tags => format!("{} tags lead to {it} too", tags.len()),
            },
            Self::Listed(index) => format!("{it} is listed by {}, which stays", index.short()),
            Self::Unread => {
                format!("{it} stays, since not everything could be read that may use it")
            }
        }
    }
}

impl Break {
    /// What breaks, in words.
    pub fn in_words(&self) -> Sentence {
        let lost = match &self.platform {
            Some(platform) => platform.to_string(),
            None => self.child.short().to_owned(),
        };
        let mut sentence = tags(&self.tags, Word::Name);
        if sentence.is_empty() {
            sentence.push(plain(format!("the index {}", self.index.short())));
        }
        sentence.push(plain(format!(" (index {}) loses ", self.index.short())));
        sentence.push(Word::Strong(lost));
        sentence
    }
}
