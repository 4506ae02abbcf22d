//! Lists that are empty, hold what is no name, or are none.

use porthole_core::registry::{
    error::ErrorKind,
    listing::{Listed, Page as Names, Pages},
};
use porthole_test_support::fake::FakeRegistry;

use crate::{
    open::{kind, open, repository},
    page::{Origin, Page},
};

/// The one page of a list.
async fn only<N: Listed>(mut pages: Pages<'_, Page, N>) -> Result<Names<N>, ErrorKind> {
    let page = kind(pages.next().await)?.unwrap();
    assert_eq!(kind(pages.next().await)?.map(|page| page.names.len()), None);
    Ok(page)
}

async fn tags(fake: &FakeRegistry, world: &str, name: &str) -> Result<(usize, usize), ErrorKind> {
    let open = open(&fake.world(world), Origin::Same);
    let page = only(open.client.tags(&repository(name))).await?;
    Ok((page.names.len(), page.illegible_count))
}

#[tokio::test(flavor = "current_thread")]
async fn no_tags_are_told_in_several_ways() {
    let fake = FakeRegistry::start();
    for (world, name, expected) in [
        ("emptied", "emptied/array", Ok((0, 0))),
        ("emptied", "emptied/null", Ok((0, 0))),
        ("emptied", "emptied/unknown", Err(ErrorKind::NameUnknown)),
        ("hostile", "hostile/tags-missing", Ok((0, 0))),
        ("hostile", "hostile/tags-null", Ok((0, 0))),
        ("hostile", "hostile/tags-gone", Err(ErrorKind::NameUnknown)),
    ] {
        assert_eq!(tags(&fake, world, name).await, expected, "{name}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn tags_that_are_none_are_counted() {
    let fake = FakeRegistry::start();
    for (name, expected) in [
        ("hostile/tags", (2, 12)),
        ("hostile/tags-mixed", (1, 6)),
        ("hostile/tags-illegible", (1, 2_000)),
    ] {
        assert_eq!(tags(&fake, "hostile", name).await, Ok(expected), "{name}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_shown_of_illegible_names_is_bounded() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("hostile"), Origin::Same);
    let many = repository("hostile/tags-illegible");
    let page = only(open.client.tags(&many)).await.unwrap();
    assert_eq!(page.illegible.len(), 20);
    assert_eq!(page.illegible[0], "no tag 0");

    let page = only(open.client.tags(&repository("hostile/tags")))
        .await
        .unwrap();
    let longest = page.illegible.iter().map(|text| text.chars().count()).max();
    assert_eq!(longest, Some(300));
}

#[tokio::test(flavor = "current_thread")]
async fn a_catalog_keeps_its_legal_names() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("hostile"), Origin::Same);
    let page = only(open.client.catalog()).await.unwrap();
    let names: Vec<_> = page.names.iter().map(Listed::as_str).collect();
    assert_eq!(names[..2], ["hostile/images", "hostile/tags"]);
    assert_eq!(names[8].len(), 255);
    assert_eq!((names.len(), page.illegible_count), (9, 16));
    for written in ["../../../-/requests", "(a number)", "null", "(an object)"] {
        assert!(page.illegible.contains(&written.to_owned()), "{written}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_no_list_is_malformed() {
    let fake = FakeRegistry::start();
    for name in ["hostile/tags-not-json", "hostile/tags-object"] {
        let found = tags(&fake, "hostile", name).await;
        assert!(matches!(found, Err(ErrorKind::Malformed(_))), "{found:?}");
    }
}
