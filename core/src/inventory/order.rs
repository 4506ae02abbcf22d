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
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        integrity::compare::compare,
        inventory::{
            kind::Kind,
            summary::{ImageContent, ImageSummary, Stored, Summary},
        },
        oci::platform::Platform,
    };

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-20T12:00:00Z").unwrap()
    }

    /// Read tags: a name, a date, a size.
    fn inventory(tags: &[(&str, &str, u64)]) -> RepositoryInventory {
        let mut inventory = RepositoryInventory::default();
        for (name, created, bytes) in tags {
            let finding = compare(name.as_bytes().to_vec(), &[]).map(|_| ());
            let digest = finding.digest().unwrap().clone();
            let platform = Platform {
                os: Some("linux".to_owned()),
                architecture: Some((*name).to_owned()),
                ..Platform::default()
            };
            let stored = Stored {
                bytes: *bytes,
                has_more: false,
                layers: Vec::new(),
            };
            let image = ImageSummary {
                platform: Some(platform),
                digest,
                content: ImageContent::Stored(Arc::new(stored)),
            };
            let summary = Summary {
                kind: Kind::Image,
                images: vec![image],
                left_out: 0,
                created: Timestamp::parse(created).ok(),
                description: None,
            };
            let summary = Some(Arc::new(summary));
            inventory.insert(tag(name), TagState::Read { finding, summary });
        }
        inventory
    }

    fn sorted(sort: &str, names: &[&str], inventory: &RepositoryInventory) -> (String, Unplaced) {
        let mut tags: Vec<Tag> = names.iter().map(|name| tag(name)).collect();
        let unplaced = Sort::parse(sort).unwrap().sort(&mut tags, inventory, now());
        let names: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        (names.join(" "), unplaced)
    }

    const NAMES: [&str; 5] = ["e", "d", "c", "b", "a"];

    fn five() -> RepositoryInventory {
        let mut inventory = inventory(&[
            ("a", "2026-01-01T00:00:00Z", 10),
            ("b", "2026-03-01T00:00:00Z", 30),
            ("c", "1970-01-01T00:00:00Z", 20),
        ]);
        inventory.insert(tag("d"), TagState::Broken);
        inventory
    }

    #[test]
    fn what_has_no_value_stands_at_the_end_either_way() {
        let unplaced = Unplaced {
            unread: 1,
            without: 2,
        };
        let read = five();
        assert_eq!(
            sorted("built", &NAMES, &read),
            ("b a e d c".to_owned(), unplaced)
        );
        assert_eq!(
            sorted("-built", &NAMES, &read),
            ("a b e d c".to_owned(), unplaced)
        );
        let unplaced = Unplaced {
            unread: 1,
            without: 1,
        };
        assert_eq!(
            sorted("size", &NAMES, &read),
            ("b c a e d".to_owned(), unplaced)
        );
        assert_eq!(
            sorted("-size", &NAMES, &read),
            ("a c b e d".to_owned(), unplaced)
        );
    }

    #[test]
    fn names_alone_are_enough_for_their_order() {
        let none = RepositoryInventory::default();
        assert_eq!(
            sorted("tag", &NAMES, &none),
            ("e d c b a".to_owned(), Unplaced::default())
        );
        assert_eq!(
            sorted("-tag", &NAMES, &none),
            ("a b c d e".to_owned(), Unplaced::default())
        );
    }

    #[test]
    fn a_sort_reads_back_to_itself() {
        for text in [
            "tag", "-tag", "built", "-built", "size", "-size", "digest", "-digest",
        ] {
            assert_eq!(Sort::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(Sort::parse("pushed"), None);
        assert_eq!(Sort::parse(""), None);
    }

    #[test]
    fn a_platform_and_a_kind_are_wanted_together() {
        let inventory = five();
        let wants = |platform: Option<&str>, kind: Option<&str>, name: &str| {
            let wanted = Wanted {
                platform: platform.map(str::to_owned),
                kind: kind.map(str::to_owned),
                digest: None,
            };
            wanted.wants(&tag(name), &inventory)
        };
        assert_eq!(wants(None, None, "e"), Some(true));
        assert_eq!(wants(Some("linux/a"), None, "e"), None);
        assert_eq!(wants(Some("linux/a"), None, "a"), Some(true));
        assert_eq!(wants(Some("linux/a"), None, "b"), Some(false));
        assert_eq!(wants(Some("linux/a"), Some("Image"), "a"), Some(true));
        assert_eq!(wants(Some("linux/a"), Some("Helm chart"), "a"), Some(false));
        assert_eq!(wants(None, Some("Image"), "d"), Some(false));
    }

    #[test]
    fn a_digest_is_wanted_as_a_whole_or_as_one_of_the_images() {
        let mut inventory = five();
        let digest_of = |name: &str| inventory.tag(&tag(name)).unwrap().digest().cloned();
        let wanted = Wanted {
            digest: digest_of("a"),
            ..Wanted::default()
        };
        let with_kind = Wanted {
            kind: Some("Helm chart".to_owned()),
            ..wanted.clone()
        };
        let list = inventory.tag(&tag("a")).unwrap().summary().cloned();
        let finding = compare(b"a list".to_vec(), &[]).map(|_| ());
        let summary = list;
        inventory.insert(tag("list"), TagState::Read { finding, summary });
        let finding = compare(b"a".to_vec(), &[]).map(|_| ());
        let summary = None;
        inventory.insert(tag("bare"), TagState::Read { finding, summary });
        let wants = |name: &str| wanted.wants(&tag(name), &inventory);
        assert_eq!(wants("a"), Some(true));
        assert_eq!(wants("list"), Some(true));
        assert_eq!(wants("bare"), Some(true));
        assert_eq!(wants("b"), Some(false));
        assert_eq!(wants("d"), Some(false));
        assert_eq!(wants("e"), None);
        assert_eq!(with_kind.wants(&tag("a"), &inventory), Some(false));
        assert_eq!(with_kind.wants(&tag("bare"), &inventory), Some(false));
    }
}
