//! The order of a repository's tags, and which of them are wanted, by what was read of them.

use std::cmp::{Ordering, Reverse};

use crate::{
    inventory::{
        date::believable,
        repository::{RepositoryInventory, TagState},
    },
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    sorting::sort,
};

/// What tags are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// By version, newest first.
    #[default]
    Tag,
    /// By the builder's date, newest first.
    Built,
    /// By the size of the largest platform, largest first.
    Size,
    /// By digest, so that tags of one digest stand together.
    Digest,
}

/// How tags are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// What by.
    pub by: SortBy,
    /// Whether the other way round.
    pub is_reversed: bool,
}

/// What the details of a tag must be, for it to be wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What one of its images runs on, as in `linux/arm64`.
    pub platform: Option<String>,
    /// What it is, in the words of [`Kind`](crate::inventory::kind::Kind).
    pub kind: Option<String>,
    /// The digest that it leads to, as a whole or as one of its images.
    pub digest: Option<Digest>,
}

/// What a sort or filter could not place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unplaced {
    /// Tags that were not read yet.
    pub unread: usize,
    /// Tags that were read and have no such value. They stand at the end.
    pub without: usize,
}

impl Sort {
    /// Reads what an address says: `built`, or `-built` for the other way round.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_reversed, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let by = match name {
            "tag" => SortBy::Tag,
            "built" => SortBy::Built,
            "size" => SortBy::Size,
            "digest" => SortBy::Digest,
            _ => return None,
        };
        Some(Self { by, is_reversed })
    }

    /// What stands in an address.
    pub fn as_str(self) -> &'static str {
        match (self.by, self.is_reversed) {
            (SortBy::Tag, false) => "tag",
            (SortBy::Tag, true) => "-tag",
            (SortBy::Built, false) => "built",
            (SortBy::Built, true) => "-built",
            (SortBy::Size, false) => "size",
            (SortBy::Size, true) => "-size",
            (SortBy::Digest, false) => "digest",
            (SortBy::Digest, true) => "-digest",
        }
    }

    /// Whether it needs more than the tags' names.
    pub fn needs_details(self) -> bool {
        self.by != SortBy::Tag
    }

    /// Sorts tags that stand in version order. What has no value, or was not read, stands at the
    /// end, whichever way it goes.
    pub fn sort(
        self,
        tags: &mut Vec<Tag>,
        inventory: &RepositoryInventory,
        now: Timestamp,
    ) -> Unplaced {
        if !self.needs_details() {
            if self.is_reversed {
                tags.reverse();
            }
            return Unplaced::default();
        }
        let mut unplaced = Unplaced::default();
        let mut keyed: Vec<(Option<Value>, Tag)> = Vec::with_capacity(tags.len());
        for tag in tags.drain(..) {
            let state = inventory.tag(&tag);
            let value = state.and_then(|state| self.value(state, now));
            match (state, &value) {
                (_, Some(_)) => {}
                (Some(_), None) => unplaced.without += 1,
                (None, None) => unplaced.unread += 1,
            }
            keyed.push((value, tag));
        }
        sort(&mut keyed, |(left, _), (right, _)| {
            self.compare(left.as_ref(), right.as_ref())
        });
        tags.extend(keyed.into_iter().map(|(_, tag)| tag));
        unplaced
    }

    fn value(self, state: &TagState, now: Timestamp) -> Option<Value> {
        match self.by {
            SortBy::Tag => None,
            SortBy::Digest => Some(Value::Digest(state.digest()?.to_string())),
            SortBy::Size => Some(Value::Largest(Reverse(state.summary()?.sizes()?.1))),
            SortBy::Built => {
                let created = believable(state.summary()?.created?, now)?;
                Some(Value::Newest(Reverse(created)))
            }
        }
    }

    fn compare(self, left: Option<&Value>, right: Option<&Value>) -> Ordering {
        match (left, right) {
            (Some(left), Some(right)) if self.is_reversed => right.cmp(left),
            (Some(left), Some(right)) => left.cmp(right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Newest(Reverse<Timestamp>),
    Largest(Reverse<u64>),
    Digest(String),
}

impl Wanted {
    /// Whether everything is wanted.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a tag is wanted; nothing where it was not read.
    pub fn wants(&self, tag: &Tag, inventory: &RepositoryInventory) -> Option<bool> {
        if self.is_everything() {
            return Some(true);
        }
        let state = inventory.tag(tag)?;
        let is_digest = |digest: &Digest| state.leads_to(digest);
        if !self.digest.as_ref().is_none_or(is_digest) {
            return Some(false);
        }
        let Some(summary) = state.summary() else {
            return Some(self.platform.is_none() && self.kind.is_none());
        };
        let is_kind = self
            .kind
            .as_ref()
            .is_none_or(|kind| summary.kind.to_string() == *kind);
        let is_platform = self.platform.as_ref().is_none_or(|wanted| {
            let mut platforms = summary.platforms().into_iter();
            platforms.any(|platform| platform.to_string() == *wanted)
        });
        Some(is_kind && is_platform)
    }
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
