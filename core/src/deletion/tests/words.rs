//! What a plan says, of everything that it knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    deletion::{
        plan::{Along, Break, Kept, Mode, Obstacle, Plan, Removal, Selection, TagRemoval},
        space::Space,
        steps::{Action, Step},
        words::Word,
    },
    oci::{digest::Digest, platform::Platform, tag::Tag},
};

fn digest(letter: char) -> Digest {
    Digest::parse(&format!("sha256:{}", letter.to_string().repeat(64))).unwrap()
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn plan() -> Plan {
    Plan {
        mode: Mode::Tags,
        selection: Selection::default(),
        steps: Vec::new(),
        removed: BTreeMap::new(),
        images: BTreeSet::new(),
        along: Along::default(),
        kept: Kept::default(),
        broken: Vec::new(),
        space: Space::default(),
        irretrievable: BTreeSet::new(),
        lacking: BTreeMap::new(),
        obstacles: Vec::new(),
    }
}

/// A plan of an index `a` that goes with all kinds of things.
fn with_along() -> Plan {
    let mut plan = plan();
    let linux = Platform {
        os: Some("linux".to_owned()),
        architecture: Some("amd64".to_owned()),
        ..Platform::default()
    };
    plan.along = Along {
        platforms: [(digest('1'), Some(linux)), (digest('2'), None)].into(),
        attestations: [digest('3')].into(),
        indexes: [digest('4')].into(),
        artifacts: [digest('5')].into(),
        listed_by: ['1', '2', '3', '4', '5']
            .map(|letter| (digest(letter), [digest('a')].into()))
            .into(),
        helpers: BTreeMap::new(),
    };
    plan
}

#[test]
fn what_goes_along_is_told_each_with_what_lists_it() {
    let mut plan = with_along();
    let parents = plan.along.listed_by.get_mut(&digest('1'));
    parents.unwrap().extend([digest('b'), digest('c')]);
    assert_eq!(
        plan.along_lines(),
        [
            "linux/amd64 111111111111, listed by aaaaaaaaaaaa and 2 more that go",
            "platform manifest 222222222222, listed by aaaaaaaaaaaa",
            "attestation 333333333333, listed by aaaaaaaaaaaa",
            "nested index 444444444444, listed by aaaaaaaaaaaa",
            "referring artifact 555555555555, listed by aaaaaaaaaaaa",
        ]
    );
    let words = plan.along.in_words();
    let words: Vec<&str> = words
        .iter()
        .map(|word| match word {
            Word::Plain(words) | Word::Strong(words) | Word::Name(words) => words.as_str(),
        })
        .collect();
    assert_eq!(
        words.concat(),
        "2 platform manifests, 1 attestation, 1 nested index, 1 referring artifact"
    );
}

#[test]
fn thousands_that_go_along_are_counted() {
    let mut plan = plan();
    let listed = (0..1_201).map(|number| {
        let digest = Digest::parse(&format!("sha256:{number:064x}")).unwrap();
        (digest, BTreeSet::new())
    });
    plan.along.listed_by = listed.collect();
    let lines = plan.along_lines();
    assert_eq!(lines.len(), 201);
    assert_eq!(lines[200], "and 1,001 more");
}

#[test]
fn what_nothing_brings_back_is_told() {
    let mut plan = plan();
    plan.irretrievable = [digest('1'), digest('2')].into();
    plan.removed = [
        (tag("1"), Removal::WithManifest(digest('1'))),
        (tag("1.0"), Removal::WithManifest(digest('1'))),
        (tag("known"), Removal::TagOnly(Some(digest('3')))),
        (tag("gone"), Removal::TagOnly(None)),
        (tag("unread"), Removal::TagOnly(None)),
    ]
    .into();
    plan.obstacles = vec![Obstacle::UnreadTags(vec![tag("other"), tag("unread")])];
    assert_eq!(
        plan.irretrievable_lines(),
        [
            "manifest 111111111111 (1, 1.0): its bytes could not be read, so they cannot be put back",
            "manifest 222222222222: its bytes could not be read, so they cannot be put back",
            "gone: it leads to nothing that could be put back",
            "unread: where it leads could not be read, so it cannot be put back",
        ]
    );
    let told = plan.removals(10).into_iter();
    let told: BTreeMap<&str, String> = told.map(|(tag, words)| (tag.as_str(), words)).collect();
    assert_eq!(
        told["unread"],
        "tag only: where it leads could not be read, so it cannot be put back"
    );
    assert_eq!(
        told["gone"],
        "tag only: it leads to nothing that could be put back"
    );
}

#[test]
fn an_index_that_may_not_come_back_is_told_with_what_it_lacks() {
    let mut plan = plan();
    plan.irretrievable = [digest('1')].into();
    plan.lacking = [('a', '1'), ('b', '2'), ('c', 'b')]
        .map(|(index, child)| (digest(index), digest(child)))
        .into();
    plan.removed = [(tag("2.0"), Removal::WithManifest(digest('b')))].into();
    assert_eq!(
        plan.irretrievable_lines()[1..],
        [
            "manifest aaaaaaaaaaaa: it lists 111111111111, which cannot be put back",
            "manifest bbbbbbbbbbbb (2.0): it lists 222222222222, which the registry does not have, and most registries take no such index back",
            "manifest cccccccccccc: it lists bbbbbbbbbbbb, which may not come back",
        ]
    );
}

#[test]
fn what_could_not_be_measured_is_not_called_nothing() {
    let mut plan = plan();
    assert_eq!(plan.space(), "0 bytes: no manifest is deleted");
    plan.space.unmeasured = 2;
    assert!(
        plan.space()
            .contains("; 2 manifests could not be read whole and may bring more"),
        "{}",
        plan.space()
    );
}

#[test]
fn pushes_are_counted_where_there_are_any() {
    let mut plan = plan();
    let removing = |by| Step {
        action: Action::RemoveTag {
            tag: tag("2"),
            digest: None,
            by,
        },
        needs: Vec::new(),
    };
    plan.steps = vec![removing(TagRemoval::Request)];
    assert_eq!(plan.pushed(), None);
    plan.steps = vec![removing(TagRemoval::Tombstone)];
    assert_eq!(
        plan.pushed().as_deref(),
        Some("an empty manifest, which is deleted at once: webhooks fire for both")
    );
    plan.steps = vec![removing(TagRemoval::Tombstone); 2];
    assert_eq!(
        plan.pushed().as_deref(),
        Some(
            "2 empty manifests, one for each tag that goes alone, each deleted at once: webhooks fire for both"
        )
    );
}

#[test]
fn signatures_that_were_selected_too_are_no_images() {
    let mut plan = plan();
    let signature = tag(&format!("sha256-{}.sig", "a".repeat(64)));
    plan.images = [digest('a'), digest('b')].into();
    plan.removed = BTreeMap::from([
        (tag("1"), Removal::WithManifest(digest('a'))),
        (signature.clone(), Removal::WithManifest(digest('b'))),
    ]);
    assert_eq!((plan.image_count(), plan.to_type()), (1, None));
    assert_eq!(plan.action(), "Delete 1 image");
    // One that has a name of its own is one.
    plan.removed
        .insert(tag("signed"), Removal::WithManifest(digest('b')));
    assert_eq!((plan.image_count(), plan.to_type()), (2, Some(2)));
    plan.images = [digest('b'), digest('c')].into();
    plan.removed = BTreeMap::from([(signature, Removal::WithManifest(digest('b')))]);
    assert_eq!((plan.image_count(), plan.to_type()), (1, None));
    plan.images = [digest('b')].into();
    assert_eq!(plan.action(), "Delete 1 signature or attestation");
}

#[test]
fn what_breaks_another_image_is_typed() {
    let mut plan = plan();
    plan.images = [digest('a')].into();
    assert_eq!(plan.to_type(), None);
    plan.broken = vec![Break {
        index: digest('b'),
        tags: Vec::new(),
        child: digest('a'),
        platform: None,
    }];
    assert_eq!(plan.to_type(), Some(1));
}

#[test]
fn a_tag_says_whether_others_of_its_image_go_too_and_untagged_images_are_named() {
    let mut plan = plan();
    plan.images = [digest('a'), digest('b'), digest('c')].into();
    plan.removed = BTreeMap::from([
        (tag("1"), Removal::WithManifest(digest('a'))),
        (tag("2"), Removal::WithManifest(digest('b'))),
        (tag("3"), Removal::WithManifest(digest('a'))),
    ]);
    plan.selection.tags = [tag("1"), tag("2")].into();
    plan.selection.digests = [digest('a'), digest('c'), digest('d')].into();
    let told = plan.removals(2).into_iter();
    let told: Vec<String> = told.map(|(_, words)| words).collect();
    assert_eq!(
        told,
        [
            "image aaaaaaaaaaaa goes, with its other tags",
            "image bbbbbbbbbbbb goes with it, it has no other tag",
        ]
    );
    assert_eq!(plan.removals(9)[2].1, "goes too: it leads to aaaaaaaaaaaa");
    assert_eq!(plan.untagged().collect::<Vec<_>>(), [&digest('c')]);
}
