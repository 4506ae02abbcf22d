//! 20,000 tags.

use porthole_core::{deletion::snapshot::Known, registry::request::Method};
use porthole_test_support::fake::FakeRegistry;

use super::{snapshot, wanted};
use crate::wire::{as_it_comes, wired};

const TAGS: usize = 20_000;

#[tokio::test(flavor = "current_thread")]
async fn each_tag_is_asked_once_and_few_manifests_are_read() {
    let fake = FakeRegistry::start();
    let wired = wired(&fake.world("many"), as_it_comes);
    let snapshot = snapshot(&wired.client, "many/tags", &wanted(&["0.0.1", "9.49.39"])).await;
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.tags.len(), TAGS);
    assert_eq!(snapshot.by_digest().len(), TAGS);
    assert_eq!(snapshot.unread_tags().count(), 0);
    let mut heads = wired.seen.references(Method::Head);
    heads.sort_unstable();
    heads.dedup();
    assert_eq!(heads.len(), TAGS);
    // The list, what is wanted, and some of the images that stay.
    assert_eq!(wired.seen.sent().len(), TAGS + 1 + 2 + 500);
    assert_eq!(wired.seen.most_under_way(), 12);
    let read = snapshot.manifests.values();
    assert_eq!(
        read.filter(|known| matches!(known, Known::Read(_))).count(),
        502
    );
    for tag in ["0.0.1", "9.49.39"] {
        assert!(super::is_read(super::known(&snapshot, tag)), "{tag}");
    }
}
