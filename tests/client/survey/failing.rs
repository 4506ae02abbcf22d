//! What failed for a while is asked for again; what is missing is not.

use porthole_core::{
    inventory::{
        repository::{RepositoryInventory, TagState},
        summary::{ImageContent, Summary},
    },
    registry::error::ErrorKind,
};
use porthole_test_support::fake::{FakeRegistry, worlds::hostile::IMAGES};

use crate::survey::{Surveying, detour::HEALTHY, letters, surveying};

const NAME: &str = "gallery/ui";
const TAG: &str = "1.0";

/// How a request fails in a world.
type Failure = (&'static str, fn(&ErrorKind) -> bool);

const FAILURES: [Failure; 4] = [
    ("rate-limited", |kind| {
        matches!(kind, ErrorKind::RateLimited(_))
    }),
    (
        "server-fault",
        |kind| matches!(kind, ErrorKind::ServerFault(answered) if answered.status == 500),
    ),
    ("truncated", |kind| *kind == ErrorKind::BrokenOff),
    ("silent", |kind| matches!(kind, ErrorKind::TimedOut(_))),
];

/// A healthy registry, where requests with a mark in their address fail as in a world.
fn failing(fake: &FakeRegistry, mark: &'static str, world: &str) -> Surveying {
    let surveying = surveying(&fake.world(HEALTHY), NAME);
    surveying.sign.lead(mark, world);
    surveying
}

fn failures(summary: &Summary) -> Vec<&ErrorKind> {
    let contents = summary.images.iter().map(|image| &image.content);
    let failures = contents.filter_map(|content| match content {
        ImageContent::Failed(error) => Some(&error.kind),
        _ => None,
    });
    failures.collect()
}

#[tokio::test(flavor = "current_thread")]
async fn platforms_that_failed_are_asked_for_again() {
    let fake = FakeRegistry::start();
    for (world, is_meant) in FAILURES {
        let surveying = failing(&fake, "/manifests/sha256:", world);
        let failed = surveying.read_summary(TAG).await;
        let kinds = failures(&failed);
        assert_eq!(kinds.len(), 2, "{world}");
        assert!(kinds.into_iter().all(is_meant), "{world}: {failed:?}");
        assert_eq!((failed.sizes(), failed.created), (None, None));
        let state = surveying.state(TAG);
        assert!(!state.is_broken() && !state.is_mismatch(), "{world}");

        surveying.sign.take_down();
        assert_eq!(surveying.asked_for(&[TAG]).await.len(), 4, "{world}");
        let mended = surveying.summary(TAG);
        assert_eq!(letters(&mended), "ss", "{world}");
        assert!(mended.created.is_some(), "{world}");
        assert_eq!(surveying.asked_for(&[TAG]).await, ["manifests/1.0"]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_config_that_failed_is_asked_for_again_and_nothing_else() {
    let fake = FakeRegistry::start();
    for world in ["server-fault", "truncated", "silent"] {
        let surveying = failing(&fake, "/blobs/", world);
        let failed = surveying.read_summary(TAG).await;
        assert_eq!(letters(&failed), "ss", "{world}");
        assert_eq!(failed.created, None, "{world}");

        surveying.sign.take_down();
        let asked = surveying.asked_for(&[TAG]).await;
        assert_eq!(asked.len(), 2, "{world}: {asked:?}");
        assert!(asked[0].starts_with("blobs/"), "{world}: {asked:?}");
        assert!(surveying.summary(TAG).created.is_some(), "{world}");
        assert_eq!(surveying.asked_for(&[TAG]).await, ["manifests/1.0"]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_failed_is_told_and_forgotten_on_request() {
    let fake = FakeRegistry::start();
    for (world, is_meant) in FAILURES {
        let surveying = failing(&fake, "/manifests/1.0", world);
        surveying.read(&[TAG, "1.1"]).await;
        let state = surveying.state(TAG);
        assert!(
            matches!(&*state, TagState::Failed(error) if is_meant(&error.kind)),
            "{world}: {state:?}"
        );
        let failed = |_: &_, state: &TagState| matches!(state, TagState::Failed(_));
        surveying.survey.forget(failed);
        let kept = |read: &RepositoryInventory| {
            let tags = read.tags().map(|(tag, _)| tag.to_string());
            tags.collect::<Vec<_>>()
        };
        assert_eq!(surveying.survey.look(kept), ["1.1"], "{world}");

        surveying.sign.take_down();
        let mended = surveying.read_summary(TAG).await;
        assert_eq!(letters(&mended), "ss", "{world}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_missing_is_not_asked_for_again() {
    let fake = FakeRegistry::start();
    let surveying = surveying(&fake.world("hostile"), IMAGES);
    for (tag, expected, requests) in [
        ("index-child-missing", "sm", 4),
        ("index-children-all-missing", "mm", 3),
    ] {
        assert_eq!(surveying.asked_for(&[tag]).await.len(), requests);
        assert_eq!(letters(&surveying.summary(tag)), expected, "{tag}");
        assert_eq!(
            surveying.asked_for(&[tag]).await,
            [format!("manifests/{tag}")]
        );
        assert_eq!(letters(&surveying.summary(tag)), expected, "{tag}");
    }
}
