//! The order of the tags table.

use std::cmp::Ordering;

use crate::{oci::tag::Tag, versions::version::Version};

/// A tag and the version that was read from it, once. Its order is that of the tags table:
/// `latest` and `stable`, then versions, newest first, then names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    tag: Tag,
    version: Option<Version>,
    section: Section,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Latest,
    Stable,
    Version,
    Name,
}

impl Reading {
    /// Reads a tag.
    pub fn of(tag: Tag) -> Self {
        let version = Version::parse(tag.as_str());
        let section = match tag.as_str() {
            "latest" => Section::Latest,
            "stable" => Section::Stable,
            _ if version.is_some() => Section::Version,
            _ => Section::Name,
        };
        Self {
            tag,
            version,
            section,
        }
    }

    /// The tag.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// The version, unless the tag is a name.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }
}

impl Ord for Reading {
    fn cmp(&self, other: &Self) -> Ordering {
        let of_versions = || match (&self.version, &other.version) {
            (Some(version), Some(other)) => compare_versions(version, other),
            _ => Ordering::Equal,
        };
        self.section
            .cmp(&other.section)
            .then_with(of_versions)
            .then_with(|| alphabetical(self.tag.as_str(), other.tag.as_str()))
    }
}

impl PartialOrd for Reading {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Prefixes count something else each, so they stay together; suffixes are the same thing made
/// in other ways, so they stand beside each other.
fn compare_versions(version: &Version, other: &Version) -> Ordering {
    let (track, other_track) = (version.track(), other.track());
    alphabetical(track.prefix, other_track.prefix)
        .then_with(|| other.compare_numbers(version))
        .then_with(|| alphabetical(track.suffix, other_track.suffix))
        .then_with(|| other.compare(version))
}

/// Without case first; what differs only in case has an order, too.
fn alphabetical(text: &str, other: &str) -> Ordering {
    if text == other {
        return Ordering::Equal;
    }
    text.bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .cmp(other.bytes().map(|byte| byte.to_ascii_lowercase()))
        .then_with(|| text.cmp(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readings(tags: &[&str]) -> Vec<Reading> {
        tags.iter()
            .map(|tag| Reading::of(Tag::parse(tag).unwrap()))
            .collect()
    }

    /// Whether the table has these tags in this order, however they come.
    fn assert_order(tags: &[&str]) {
        let mut sorted = readings(tags);
        sorted.reverse();
        sorted.sort_unstable();
        let sorted: Vec<_> = sorted
            .iter()
            .map(|reading| reading.tag().as_str())
            .collect();
        assert_eq!(sorted, tags);
    }

    #[test]
    fn the_table_of_a_usual_repository() {
        assert_order(&[
            "latest",
            "stable",
            "3",
            "3.0",
            "3.0.42",
            "3.0.42-alpine",
            "3.0.42-rc.2",
            "3.0.42-rc.1",
            "3.0.42-beta2",
            "3.0.42-SNAPSHOT",
            "3.0.42-rc.2-alpine",
            "3.0.41",
            "2",
            "2.1",
            "2.1-alpine",
            "2.1.114",
            "2.1.106",
            "nightly-20261120",
            "nightly-20261119",
            "edge",
            "main",
        ]);
    }

    #[test]
    fn numbers_are_no_texts() {
        assert_order(&["21.06", "20.10", "20.9", "13", "v1.10", "1.9.0", "1.2.3"]);
        assert_order(&["8u212-jdk", "8u45-jdk", "8u9-jdk"]);
    }

    #[test]
    fn a_partial_prerelease_is_before_every_release_of_its_number() {
        assert_order(&["17", "17.1", "17.0", "17rc1", "17beta2", "16.4"]);
    }

    #[test]
    fn builds_of_one_version_are_newest_first() {
        assert_order(&[
            "app-name-1.2.3-b1000-d1234efg",
            "app-name-1.2.3-b567-d1234efg",
            "app-name-1.2.2-b999-d1234efg",
        ]);
    }

    #[test]
    fn tags_that_differ_only_in_case_have_a_fixed_order() {
        assert_order(&["Main", "main"]);
        assert_order(&["1.0-Alpine", "1.0-alpine"]);
        assert_order(&["V1.0", "v1.0"]);
    }

    #[test]
    fn many_tags_are_sorted() {
        let tags: Vec<_> = (0..20_000)
            .map(|index| {
                let text = format!("{}.{}.{}", index % 7, index % 131, index / 7);
                Reading::of(Tag::parse(&text).unwrap())
            })
            .collect();
        let mut sorted = tags.clone();
        sorted.sort_unstable();
        let numbers = |reading: &Reading| reading.version().unwrap().numbers().to_vec();
        assert!(sorted.is_sorted_by(|before, after| numbers(before) >= numbers(after)));
    }

    /// Tags from few pieces, so that they meet.
    fn tag() -> impl Strategy<Value = Reading> {
        let pieces = "(v|V|app-|nightly-|latest|Main)?(0|1|01|2|18446744073709551616)?(\\.(0|1|9))?(\\.(0|2))?(-(rc1|RC|alpha|alpine|Alpine|b5|5|abcdef1)){0,2}";
        pieces.prop_filter_map("no tag", |text| Tag::parse(&text).ok().map(Reading::of))
    }

    proptest! {
        #[test]
        fn the_order_is_total(one in tag(), two in tag(), three in tag()) {
            prop_assert_eq!(one.cmp(&two), two.cmp(&one).reverse());
            prop_assert_eq!(one.cmp(&two).is_eq(), one == two);
            if one <= two && two <= three {
                prop_assert!(one <= three);
            }
        }

        #[test]
        fn every_tag_has_a_place(text in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}", other in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}") {
            let [one, two] = [text, other].map(|text| Reading::of(Tag::parse(&text).unwrap()));
            prop_assert_eq!(one.cmp(&two), two.cmp(&one).reverse());
        }
    }
}
