use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn digest(image: u8) -> Digest {
    Digest::parse(&format!("sha256:{image:064x}")).unwrap()
}

/// Tags and what they point to: an image's number, `?` for unread, `!` for broken, `x` for what
/// could not be read.
struct Tags {
    readings: Vec<Reading>,
    read: BTreeMap<String, Image>,
}

enum Image {
    Broken,
    NoDigest,
    Of(Digest),
}

impl Tags {
    fn of(text: &str) -> Self {
        let mut tags = Self {
            readings: Vec::new(),
            read: BTreeMap::new(),
        };
        for (tag, image) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
            tags.readings.push(Reading::of(Tag::parse(tag).unwrap()));
            let image = match image {
                "?" => continue,
                "!" => Image::Broken,
                "x" => Image::NoDigest,
                image => Image::Of(digest(image.parse().unwrap())),
            };
            tags.read.insert(tag.to_owned(), image);
        }
        tags
    }

    fn known(&self, tag: &Tag) -> Known<'_> {
        match self.read.get(tag.as_str()) {
            None => Known::Unread,
            Some(Image::Broken) => Known::Broken,
            Some(Image::NoDigest) => Known::NoDigest,
            Some(Image::Of(digest)) => Known::Digest(digest),
        }
    }

    fn moving(&self) -> Vec<MovingTag<'_>> {
        moving_tags(&self.readings, &|tag| self.known(tag))
    }

    fn said(&self) -> Vec<String> {
        self.moving().iter().map(say).collect()
    }
}

fn say(moving: &MovingTag<'_>) -> String {
    let target = match moving.target {
        Target::Unread => "unread".to_owned(),
        Target::Broken => "broken".to_owned(),
        Target::NoDigest => "no digest".to_owned(),
        Target::Tag(tag) => tag.to_string(),
        Target::NoneSoFar => "none so far".to_owned(),
        Target::NoOther => "no other".to_owned(),
    };
    let standing = match moving.standing {
        Standing::Newest => "newest".to_owned(),
        Standing::Behind(tag) => format!("behind {tag}"),
        Standing::Held(tag) => format!("{tag} is newer"),
        Standing::Apart(tag) => format!("apart from {tag}"),
        Standing::Unknown => "unknown".to_owned(),
        Standing::NoVersion => "no version".to_owned(),
    };
    let to_read: Vec<_> = moving.to_read.iter().map(|tag| tag.as_str()).collect();
    let text = format!("{} → {target}, {standing}", moving.tag);
    match *to_read {
        [] => text,
        _ => format!("{text}, read {}", to_read.join(" ")),
    }
}

fn said(tags: &str) -> Vec<String> {
    Tags::of(tags).said()
}

#[test]
fn a_usual_repository() {
    assert_eq!(
        said(
            "2=4 2.1=2 2.1.106=2 2.1.114=3 2.2.11=4 3=6 3.0.40=5 3.0.42=6 latest=6 stable=5 \
             nightly-20261120=7 main=8"
        ),
        [
            "latest → 3.0.42, newest",
            "3 → 3.0.42, newest",
            "2 → 2.2.11, newest",
            "2.1 → 2.1.106, behind 2.1.114",
            "stable → 3.0.40, 3.0.42 is newer",
        ]
    );
}

#[test]
fn a_stale_latest_is_behind() {
    assert_eq!(
        said("20.09=1 21.06=2 21.07=3 latest=2"),
        ["latest → 21.06, behind 21.07"]
    );
}

#[test]
fn what_was_not_read_is_not_claimed() {
    assert_eq!(
        said("latest=? 2.1=? 2.1.106=? 2.1.114=?"),
        [
            "latest → unread, unknown, read latest 2.1.114",
            "2.1 → unread, unknown, read 2.1 2.1.114",
        ]
    );
    assert_eq!(
        said("2.1=2 2.1.106=? 2.1.114=?"),
        ["2.1 → none so far, unknown, read 2.1.114"]
    );
    assert_eq!(
        said("2.1=2 2.1.106=? 2.1.114=3"),
        ["2.1 → none so far, apart from 2.1.114"]
    );
    assert_eq!(
        said("2.1=2 2.1.106=2 2.1.114=?"),
        ["2.1 → 2.1.106, unknown, read 2.1.114"]
    );
    // 3 may be 3.0.42 or not.
    assert_eq!(
        said("latest=1 3=1 3.0.42=?"),
        [
            "latest → 3, unknown, read 3.0.42",
            "3 → none so far, unknown, read 3.0.42",
        ]
    );
}

#[test]
fn an_image_that_no_version_has_cannot_be_placed() {
    assert_eq!(
        said("latest=9 3.0.42=6 2=1 2.0.1=2"),
        [
            "latest → no other, apart from 3.0.42",
            "2 → no other, apart from 2.0.1",
        ]
    );
    // Pointing at another moving tag says nothing of the version.
    assert_eq!(
        said("latest=9 3=9 3.0.42=6"),
        [
            "latest → 3, apart from 3.0.42",
            "3 → no other, apart from 3.0.42",
        ]
    );
    // A partial version that left its numbers.
    assert_eq!(
        said("2.1=5 2.1.114=3 2.2.0=5"),
        ["2.1 → 2.2.0, apart from 2.1.114"]
    );
    assert_eq!(said("latest=1"), ["latest → no other, no version"]);
    assert_eq!(
        said("latest=1 edge=1"),
        ["latest → edge, no version", "edge → latest, no version"]
    );
}

#[test]
fn a_suffix_is_a_track_of_its_own() {
    assert_eq!(
        said("2.1-alpine=1 2.1.106-alpine=1 2.1.114=2 2.1.115-alpine3.18=3"),
        ["2.1-alpine → 2.1.106-alpine, newest"]
    );
    assert_eq!(
        said("latest-alpine=1 latest-debian=4 2.0-alpine=1 2.1-alpine=2 2.2=3"),
        ["latest-alpine → 2.0-alpine, behind 2.1-alpine"]
    );
    assert_eq!(
        said("8-jdk=1 8u45-jdk=1 8u212-jdk=2"),
        ["8-jdk → 8u45-jdk, behind 8u212-jdk"]
    );
    // latest follows the track that it is on, in a repository that has others.
    assert_eq!(
        said("latest=1 2.0-alpine=1 2.1-debian=2 2.2-debian=3"),
        ["latest → 2.0-alpine, newest"]
    );
    assert_eq!(
        said("nightly=1 nightly-20261119=1 nightly-20261120=2 3.0=3"),
        ["nightly → nightly-20261119, nightly-20261120 is newer"]
    );
}

#[test]
fn without_a_plain_track_the_first_of_the_longest_is_followed() {
    assert_eq!(
        said("latest=9 1.0-alpine=1 2.0-debian=2"),
        ["latest → no other, apart from 1.0-alpine"]
    );
    assert_eq!(
        said("latest=9 1.0-alpine=1 2.0-debian=2 2.1-debian=3"),
        ["latest → no other, apart from 2.1-debian"]
    );
}

#[test]
fn a_prerelease_is_not_followed_but_may_be_pointed_at() {
    assert_eq!(
        said("latest=1 3=1 3.0.42=1 3.1.0-rc1=2"),
        ["latest → 3.0.42, newest", "3 → 3.0.42, newest"]
    );
    assert_eq!(
        said("latest=2 3.0.42=1 3.1.0-rc1=2"),
        ["latest → 3.1.0-rc1, newest"]
    );
    assert_eq!(
        said("latest=2 3.0.42=1 3.0.0-rc1=2"),
        ["latest → 3.0.0-rc1, behind 3.0.42"]
    );
    // One beyond the numbers or the track cannot be placed.
    assert_eq!(
        said("2.1=5 2.1.114=3 2.2.0-rc1=5"),
        ["2.1 → 2.2.0-rc1, apart from 2.1.114"]
    );
    assert_eq!(
        said("latest=2 3.0.42=1 3.1.0-rc1-alpine=2"),
        ["latest → 3.1.0-rc1-alpine, apart from 3.0.42"]
    );
}

#[test]
fn only_partial_versions_move() {
    assert!(said("1.2.3=1 1.2.3.4=1 2.1=2 13=3 1.2.3-b5=4 main=5 a1b2c3d=6").is_empty());
    assert!(said("2.1-b567=1 2.1.5=2").is_empty());
    assert!(said("2.1=1 v2.1=2 13=3 v13=3").is_empty());
    // What is more precise on another track is none of it.
    assert!(said("2=1 2.1-alpine=1").is_empty());
    assert_eq!(said("v2=1 v2.1=1"), ["v2 → v2.1, newest"]);
}

#[test]
fn broken_tags_are_neither_newest_nor_read() {
    assert_eq!(said("2.1=2 2.1.106=2 2.1.114=!"), ["2.1 → 2.1.106, newest"]);
    assert_eq!(said("2.1=! 2.1.106=2 2.1.114=?"), ["2.1 → broken, unknown"]);
}

#[test]
fn what_could_not_be_read_is_not_claimed_and_not_read_again() {
    assert_eq!(
        said("2.1=2 2.1.106=2 2.1.114=x"),
        ["2.1 → 2.1.106, unknown"]
    );
    assert_eq!(
        said("2.1=x 2.1.106=2 2.1.114=?"),
        ["2.1 → no digest, unknown"]
    );
    assert_eq!(
        said("2.1=2 2.1.106=x 2.1.114=3"),
        ["2.1 → none so far, apart from 2.1.114"]
    );
}

#[test]
fn helper_tags_are_never_taken() {
    let helper = format!("sha256-{:064x}", 1);
    let tags = format!("latest=1 {helper}=1 {helper}.sig=? 1.0=2");
    assert_eq!(said(&tags), ["latest → no other, apart from 1.0"]);
}

#[test]
fn the_most_precise_tag_of_an_image_names_it() {
    assert_eq!(
        said("latest=1 3=1 3.0=1 3.0.42=1 3.0.42-bookworm=1 stable=1")[0],
        "latest → 3.0.42, newest"
    );
    // One version under two tags is not newer than itself.
    assert_eq!(
        said("latest=1 v3.0.42=1 3.0.42=2"),
        ["latest → v3.0.42, newest"]
    );
    // Not by what is less precise.
    assert_eq!(
        said("2=1 2.1=1 2.1.5=?")[1],
        "2.1 → none so far, unknown, read 2.1.5"
    );
}

#[test]
fn many_tags_of_one_image() {
    let tag = |index| format!("{}.{}.{index}=1", index % 3, index % 97);
    let text = (0..20_000).map(tag).collect::<Vec<_>>().join(" ") + " latest=1 2=1";
    let tags = Tags::of(&text);
    assert_eq!(tags.said().len(), 2);
}

proptest! {
    #[test]
    fn at_most_two_are_read_and_each_is_unread(
        tags in proptest::collection::btree_map(
            "(latest|stable|main|[0-2](\\.[0-2]){0,2}(-rc1|-alpine|-b5)?)",
            "[0-3?!x]",
            0..30,
        )
    ) {
        let pairs: Vec<_> = tags.iter().map(|(tag, image)| format!("{tag}={image}")).collect();
        let tags = Tags::of(&pairs.join(" "));
        let mut images = tags.read.values();
        let is_partly_read = images.any(|image| matches!(image, Image::NoDigest));
        for moving in tags.moving() {
            prop_assert!(moving.to_read.len() <= 2);
            prop_assert!(moving.to_read.iter().all(|tag| tags.known(tag) == Known::Unread));
            let is_nowhere = matches!(moving.target, Target::Broken | Target::NoDigest);
            let is_open = !moving.to_read.is_empty() || is_nowhere;
            let has_version = moving.standing != Standing::NoVersion;
            let is_unknown = moving.standing == Standing::Unknown;
            prop_assert!(!(is_open && has_version) || is_unknown);
            // The newest may be what could not be read.
            prop_assert!(is_open || !is_unknown || is_partly_read);
            if let Target::Tag(target) = moving.target {
                prop_assert_ne!(target, moving.tag);
                prop_assert_eq!(tags.known(target), tags.known(moving.tag));
            }
        }
    }
}
