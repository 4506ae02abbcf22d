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
            remembered: None,
        };
        let summary = Some(Arc::new(summary));
        inventory.insert(tag(name), TagState::Read { finding, summary });
    }
    inventory
}

/// Adds a list of the images of other tags.
fn add_list(inventory: &mut RepositoryInventory, name: &str, tags: &[&str]) {
    let images = tags.iter().flat_map(|name| {
        let state = inventory.tag(&tag(name)).unwrap();
        state.summary().unwrap().images.clone()
    });
    let summary = Summary {
        kind: Kind::Image,
        images: images.collect(),
        left_out: 0,
        created: None,
        description: None,
        remembered: None,
    };
    let finding = compare(name.as_bytes().to_vec(), &[]).map(|_| ());
    let summary = Some(Arc::new(summary));
    inventory.insert(tag(name), TagState::Read { finding, summary });
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
fn a_list_is_as_large_as_the_largest_of_its_images() {
    let mut inventory = five();
    add_list(&mut inventory, "list", &["a", "b"]);
    let (names, _) = sorted("size", &["a", "c", "list"], &inventory);
    assert_eq!(names, "list c a");
}

#[test]
fn by_digest_the_tags_of_one_digest_stand_together() {
    let mut inventory = five();
    let copy = TagState::clone(inventory.tag(&tag("a")).unwrap());
    inventory.insert(tag("copy"), copy);
    let sorted = |sort| sorted(sort, &["a", "b", "copy", "d"], &inventory).0;
    // That of b begins with 3e23, that of a with ca97.
    assert_eq!(sorted("digest"), "b a copy d");
    assert_eq!(sorted("-digest"), "a copy b d");
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
fn a_list_is_wanted_for_each_of_its_platforms() {
    let mut inventory = five();
    add_list(&mut inventory, "list", &["a", "b"]);
    for (platform, expected) in [("linux/a", true), ("linux/b", true), ("linux/c", false)] {
        let wanted = Wanted {
            platform: Some(platform.to_owned()),
            ..Wanted::default()
        };
        let is_wanted = wanted.wants(&tag("list"), &inventory);
        assert_eq!(is_wanted, Some(expected), "{platform}");
    }
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
