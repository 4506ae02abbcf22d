use std::time::Duration;

use super::*;
use crate::{
    integrity::compare::compare,
    inventory::{
        kind::Kind,
        summary::{ImageContent, ImageSummary},
    },
    oci::platform::Platform,
    registry::{error::Subject, request::Method},
};

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

#[test]
fn aliases_that_are_equally_precise_stand_in_the_order_of_the_alphabet() {
    let inventory = inventory(&[("latest", "a"), ("main", "a"), ("edge", "a")]);
    assert_eq!(aliases(&inventory, "latest"), ["edge", "main"]);
}

#[test]
fn a_tag_that_is_gone_is_told_from_one_that_failed_and_one_that_was_not_read() {
    let mut inventory = inventory(&[("read", "a")]);
    inventory.insert(tag("gone"), TagState::Broken);
    inventory.insert(tag("failed"), failed(ErrorKind::NoAnswer));
    let digest = inventory.tag(&tag("read")).unwrap().digest().unwrap();
    assert_eq!(inventory.known(&tag("read")), Known::Digest(digest));
    assert_eq!(inventory.known(&tag("gone")), Known::Broken);
    assert_eq!(inventory.known(&tag("failed")), Known::NoDigest);
    assert_eq!(inventory.known(&tag("unread")), Known::Unread);
}

fn image(platforms: &[&str]) -> TagState {
    let finding = compare(platforms.concat().into_bytes(), &[]).map(|_| ());
    let image = |os: &&str| ImageSummary {
        platform: Some(Platform {
            os: Some((*os).to_owned()),
            architecture: Some("amd64".to_owned()),
            ..Platform::default()
        }),
        digest: finding.digest().unwrap().clone(),
        content: ImageContent::Missing,
    };
    let summary = Summary {
        kind: Kind::Image,
        images: platforms.iter().map(image).collect(),
        left_out: 0,
        created: None,
        description: None,
        remembered: None,
    };
    TagState::Read {
        finding,
        summary: Some(Arc::new(summary)),
    }
}

fn failed(kind: ErrorKind) -> TagState {
    TagState::Failed(RegistryError {
        kind,
        subject: Subject::Manifest,
        method: Method::Get,
        path: String::new(),
    })
}

#[test]
fn what_every_tag_would_meet_is_told_from_what_one_does() {
    for kind in [
        ErrorKind::NoAnswer,
        ErrorKind::TimedOut(Duration::ZERO),
        ErrorKind::RateLimited(None),
    ] {
        let state = failed(kind);
        assert!(state.is_of_the_registry(), "{state:?}");
    }
    for state in [failed(ErrorKind::BrokenOff), TagState::Broken] {
        assert!(!state.is_of_the_registry(), "{state:?}");
    }
}

#[test]
fn what_is_counted_is_what_is_there() {
    let mut inventory = RepositoryInventory::default();
    inventory.insert(tag("both"), image(&["windows", "linux"]));
    inventory.insert(tag("one"), image(&["linux"]));
    assert_eq!(inventory.platforms(), ["linux/amd64", "windows/amd64"]);
    assert_eq!(inventory.kinds(), ["Image"]);
    inventory.remove(&tag("one"));
    assert_eq!(inventory.platforms(), ["linux/amd64", "windows/amd64"]);
    inventory.insert(tag("both"), failed(ErrorKind::NoAnswer));
    inventory.insert(tag("both"), failed(ErrorKind::NoAnswer));
    assert_eq!((inventory.failed(), inventory.digests()), (1, 0));
    assert!(inventory.platforms().is_empty() && inventory.kinds().is_empty());
    inventory.remove(&tag("both"));
    assert_eq!(inventory.failed(), 0);
}

#[test]
fn the_last_built_is_the_first_of_those_with_the_newest_date() {
    let mut inventory = inventory(&[("undated", "a")]);
    for (name, created) in [
        ("main", "2026-03-01T00:00:00Z"),
        ("edge", "2026-04-01T00:00:00Z"),
        ("copy", "2026-04-01T00:00:00Z"),
        ("old", "1970-01-01T00:00:00Z"),
        ("future", "2126-01-01T00:00:00Z"),
    ] {
        let summary = Summary {
            kind: Kind::Image,
            images: Vec::new(),
            left_out: 0,
            created: Timestamp::parse(created).ok(),
            description: None,
            remembered: None,
        };
        let finding = compare(name.as_bytes().to_vec(), &[]).map(|_| ());
        let summary = Some(Arc::new(summary));
        inventory.insert(tag(name), TagState::Read { finding, summary });
    }
    let now = Timestamp::parse("2026-11-20T12:00:00Z").unwrap();
    let last = |names: &[&str]| {
        let tags: Vec<Tag> = names.iter().map(|name| tag(name)).collect();
        let last = inventory.last_built(&mut tags.iter(), now);
        last.map(ToString::to_string)
    };
    let all = ["unread", "undated", "old", "future", "main", "edge", "copy"];
    assert_eq!(last(&all).as_deref(), Some("edge"));
    assert_eq!(last(&["old", "main"]).as_deref(), Some("main"));
    assert_eq!(last(&["old", "undated", "unread", "future"]), None);
}
