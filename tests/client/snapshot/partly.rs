//! Repositories of which not all can be read.

use std::cell::Cell;

use porthole_core::{
    deletion::{
        plan::{Mode, Obstacle, Plan, TagRemoval},
        snapshot::{Known, Target},
    },
    registry::{
        error::ErrorKind,
        request::{Method, Request},
    },
};
use porthole_test_support::fake::{FakeRegistry, worlds::hostile};

use super::{is_read, known, snapshot, target, wanted};
use crate::{
    open::{Open, open},
    page::Origin,
    wire::{Instead, as_it_comes, wired},
};

const UI: &str = "gallery/ui";

fn is_about(request: &Request, reference: &str) -> bool {
    request.url.rsplit('/').next() == Some(reference)
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_fails_is_unread_and_the_others_are_not() {
    let fake = FakeRegistry::start();
    for (instead, is_right) in [
        (
            Some(500),
            (|kind| matches!(kind, ErrorKind::ServerFault(_))) as fn(&ErrorKind) -> bool,
        ),
        (Some(403), |kind| matches!(kind, ErrorKind::Denied(_))),
        (None, |kind| matches!(kind, ErrorKind::NoAnswer)),
    ] {
        let wired = wired(&fake.world("plain"), move |request| {
            is_about(request, "1.0").then_some(instead)
        });
        let snapshot = snapshot(&wired.client, UI, &wanted(&["1.1"]))
            .await
            .unwrap();
        let Target::Unread(error) = target(&snapshot, "1.0") else {
            panic!("{instead:?}");
        };
        assert!(is_right(&error.kind), "{error:?}");
        assert!(is_read(known(&snapshot, "1.1")) && is_read(known(&snapshot, "latest")));
        let plan = Plan::of(
            &snapshot,
            &wanted(&["1.1", "latest"]),
            Mode::Images,
            TagRemoval::Tombstone,
        );
        assert!(plan.images.is_empty());
        assert!(matches!(&plan.obstacles[..], [Obstacle::UnreadTags(tags)] if tags.len() == 1));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_that_fails_is_unread() {
    let fake = FakeRegistry::start();
    let whole = wired(&fake.world("plain"), as_it_comes);
    let whole = snapshot(&whole.client, UI, &wanted(&[])).await.unwrap();
    let failing = whole.digest_of(&super::tag("1.0")).unwrap().clone();
    let reference = failing.to_string();
    let wired = wired(&fake.world("plain"), move |request| {
        (request.method == Method::Get && is_about(request, &reference)).then_some(Some(502))
    });
    let snapshot = snapshot(&wired.client, UI, &wanted(&["1.1"]))
        .await
        .unwrap();
    let Known::Unread(words) = &snapshot.manifests[&failing] else {
        panic!("it was read");
    };
    assert!(words.contains("502"), "{words}");
    assert_eq!(snapshot.unread_lists().collect::<Vec<_>>(), [&failing]);
    assert!(is_read(known(&snapshot, "1.1")));
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_that_fails_is_unread_only_where_it_may_go() {
    let fake = FakeRegistry::start();
    let whole = wired(&fake.world("plain"), as_it_comes);
    let whole = snapshot(&whole.client, UI, &wanted(&[])).await.unwrap();
    let Some(Known::Read(index)) = known(&whole, "1.0") else {
        panic!("it is an index");
    };
    let failing = index.children[0].digest.clone();
    for (tags, is_told) in [(&["1.1"][..], false), (&["1.0"], true)] {
        let reference = failing.to_string();
        let wired = wired(&fake.world("plain"), move |request| {
            is_about(request, &reference).then_some(Some(500))
        });
        let snapshot = snapshot(&wired.client, UI, &wanted(tags)).await.unwrap();
        let known = snapshot.manifests.get(&failing);
        assert_eq!(
            matches!(known, Some(Known::Unread(_))),
            is_told,
            "{known:?}"
        );
        assert_eq!(snapshot.unread_lists().count(), usize::from(is_told));
        assert!(known.is_some() == is_told);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn whatever_may_come_is_told_and_ends() {
    let fake = FakeRegistry::start();
    let all = hostile::tags();
    for tags in [&[][..], &all] {
        let wired = wired(&fake.world("hostile"), as_it_comes);
        let snapshot = snapshot(&wired.client, hostile::IMAGES, &wanted(tags))
            .await
            .unwrap();
        assert_eq!(snapshot.tags.len(), all.len());
        assert_eq!(target(&snapshot, "tag-gone"), &Target::Missing);
        for name in ["manifest-not-json", "manifest-empty-body", "manifest-array"] {
            // The registry says that they are images: those that stay list nothing.
            let is_unread = matches!(known(&snapshot, name), Some(Known::Unread(_)));
            assert_eq!(is_unread, !tags.is_empty(), "{name}");
        }
        for name in ["index-entries-wrong-types", "index-child-size-negative"] {
            let Some(Known::Read(manifest)) = known(&snapshot, name) else {
                panic!("{name}");
            };
            assert!(manifest.lists_more, "{name}");
        }
        let Some(Known::Read(index)) = known(&snapshot, "index-child-missing") else {
            panic!("it is an index");
        };
        let children = index.children.iter();
        let children: Vec<_> = children
            .map(|child| &snapshot.manifests[&child.digest])
            .collect();
        assert!(matches!(children[..], [Known::Read(_), Known::Missing]));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn indexes_are_followed_down_to_a_depth() {
    let fake = FakeRegistry::start();
    let wired = wired(&fake.world("hostile"), as_it_comes);
    let snapshot = snapshot(&wired.client, hostile::IMAGES, &wanted(&["good"]))
        .await
        .unwrap();
    let depth_of = |name: &str| {
        let mut depth = 0;
        let mut known = known(&snapshot, name).unwrap();
        while let Known::Read(manifest) = known {
            let Some(child) = manifest.children.first() else {
                return (depth, true);
            };
            depth += 1;
            known = &snapshot.manifests[&child.digest];
        }
        (depth, false)
    };
    assert_eq!(depth_of("index-nested"), (2, true));
    assert_eq!(depth_of("index-nested-30-deep"), (9, false));
}

#[tokio::test(flavor = "current_thread")]
async fn schema_1_lists_nothing_and_may_have_no_name() {
    let fake = FakeRegistry::start();
    let name = hostile::IMAGES;
    let tag = "schema-1";
    assert!(hostile::tags().contains(&tag));
    let same = wired(&fake.world("hostile"), as_it_comes);
    let named = snapshot(&same.client, name, &wanted(&[tag])).await.unwrap();
    assert!(matches!(target(&named, tag), Target::Manifest(_)));
    assert_eq!(known(&named, tag), Some(&Known::Schema1));
    let unnamed = snapshot(&same.client, name, &wanted(&[])).await.unwrap();
    let digest = unnamed.digest_of(&super::tag(tag)).unwrap();
    assert!(!unnamed.unread_lists().any(|list| list == digest));
}

#[tokio::test(flavor = "current_thread")]
async fn where_no_digest_can_be_read_what_was_computed_is_not_read_again() {
    let fake = FakeRegistry::start();
    let Open { client, done } = open(&fake.world("without-expose"), Origin::Other);
    let snapshot = snapshot(&client, UI, &wanted(&["1.0"])).await.unwrap();
    for name in ["1.0", "1.1", "latest"] {
        assert!(is_read(known(&snapshot, name)), "{name}");
    }
    let by_digest: Vec<_> = snapshot
        .by_digest()
        .into_keys()
        .map(ToString::to_string)
        .collect();
    let asked = done.requests();
    let again = asked
        .iter()
        .filter(|request| by_digest.iter().any(|it| is_about(request, it)));
    assert_eq!(again.count(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn entries_that_are_no_tags_keep_everything() {
    let fake = FakeRegistry::start();
    let wired = wired(&fake.world("hostile"), as_it_comes);
    let name = "hostile/tags-illegible";
    let snapshot = snapshot(&wired.client, name, &wanted(&["1.0"]))
        .await
        .unwrap();
    assert_eq!((snapshot.tags.len(), snapshot.illegible_tags), (1, 2_000));
    let plan = Plan::of(
        &snapshot,
        &wanted(&["1.0"]),
        Mode::Images,
        TagRemoval::Request,
    );
    assert!(plan.images.is_empty());
    assert_eq!(plan.obstacles, [Obstacle::IllegibleTags(2_000)]);
}

/// Nothing answers any more after so many requests.
fn gone_after(count: usize) -> impl Fn(&Request) -> Option<Instead> {
    let left = Cell::new(count);
    move |_| {
        let now = left.get();
        left.set(now.saturating_sub(1));
        (now == 0).then_some(None)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_is_gone_is_not_asked_on_and_on() {
    let fake = FakeRegistry::start();
    for before in [0, 1, 30] {
        let wired = wired(&fake.world("many"), gone_after(before));
        let read = snapshot(&wired.client, "many/tags", &wanted(&[])).await;
        assert_eq!(read, Err(ErrorKind::NoAnswer));
        let asked = wired.seen.sent().len();
        assert!(asked <= before + 26, "{asked} after {before}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_befalls_all_ends_it() {
    let fake = FakeRegistry::start();
    for status in [401, 429] {
        let wired = wired(&fake.world("many"), move |request| {
            (request.method == Method::Head).then_some(Some(status))
        });
        let read = snapshot(&wired.client, "many/tags", &wanted(&[])).await;
        let is_told = match status {
            401 => matches!(read, Err(ErrorKind::Unauthorized(_))),
            _ => matches!(read, Err(ErrorKind::RateLimited(_))),
        };
        assert!(is_told, "{read:?}");
        assert!(wired.seen.sent().len() < 30);
    }
}
