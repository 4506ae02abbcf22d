//! Lists are read to their end, each name once, and end.

use std::collections::BTreeSet;

use futures_util::FutureExt as _;
use porthole_core::registry::{
    error::{ErrorKind, Subject},
    listing::{Listed, Pages},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::FakeRegistry,
    seed::{MANY_TAGS, Seed, seed},
};

use crate::{
    open::{Open, open, repository},
    page::{Origin, Page},
};

/// More pages than any list here has.
const PAGES: usize = 50;

/// All names of a list that ends, of which none comes twice.
async fn all<N: Listed>(mut pages: Pages<'_, Page, N>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for _ in 0..PAGES {
        let Some(page) = pages.next().await.unwrap() else {
            return names;
        };
        for name in page.names {
            let name = name.as_str().to_owned();
            assert!(names.insert(name.clone()), "{name} twice");
        }
    }
    panic!("the list goes on after {PAGES} pages");
}

/// The queries of all requests, first to last.
fn queries(open: &Open) -> Vec<String> {
    let requests = open.done.requests();
    let queries = requests
        .iter()
        .map(|request| request.url.split_once('?').map_or("", |(_, query)| query));
    queries.map(str::to_owned).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn a_catalog_goes_on_by_its_links() {
    let fake = FakeRegistry::start();
    for origin in [Origin::Same, Origin::Other] {
        let open = open(&fake.world("paged"), origin);
        let names = all(open.client.catalog()).await;
        assert_eq!(names.len(), 2500);
        assert!(names.contains("paged/00/00") && names.contains("paged/24/99"));
        let links = [
            "n=1000",
            "last=paged%2F09%2F99&n=1000",
            "last=paged%2F19%2F99&n=1000",
        ];
        assert_eq!(queries(&open), links, "{origin:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_link_to_another_host_leads_on_and_not_there() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("paged"), Origin::Same);
    let tags = all(open.client.tags(&repository("paged/00/00"))).await;
    assert_eq!(tags.len(), 250);
    assert_eq!(queries(&open), ["", "last=1.099&n=100", "last=1.199&n=100"]);
    let list = fake.world("paged") + "/v2/paged/00/00/tags/list";
    for request in open.done.requests() {
        assert_eq!(request.url.split('?').next(), Some(list.as_str()));
    }
    assert_eq!(fake.requests("paged").len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn where_no_link_can_be_read_the_last_name_leads_on() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("without-expose"), Origin::Other);
    assert_eq!(all(open.client.catalog()).await.len(), 2500);
    let lasts = [
        "n=1000",
        "n=1000&last=paged/09/99",
        "n=1000&last=paged/19/99",
    ];
    assert_eq!(queries(&open), lasts);
}

#[tokio::test(flavor = "current_thread")]
async fn a_catalog_that_loops_ends() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("catalog-loops"), Origin::Same);
    assert_eq!(all(open.client.catalog()).await.len(), 6);
    assert_eq!(fake.requests("catalog-loops").len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn a_catalog_that_leads_on_without_end_is_not_called_whole() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("catalog-loops-empty"), Origin::Same);
    let mut pages = open.client.catalog();
    for _ in 0..11 {
        assert!(pages.next().await.unwrap().unwrap().names.is_empty());
    }
    let error = pages.next().await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Malformed(_)), "{error:?}");
    assert_eq!(fake.requests("catalog-loops-empty").len(), 11);
}

#[tokio::test(flavor = "current_thread")]
async fn a_refused_page_size_is_not_asked_for_again() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("small-pages"), Origin::Same);
    let links = [
        "",
        "last=paged%2F00%2F99&n=100",
        "last=paged%2F01%2F99&n=100",
    ];
    assert_eq!(all(open.client.catalog()).await.len(), 250);
    assert_eq!(queries(&open), [&["n=1000"][..], &links].concat());
    assert!(open.client.capabilities().page_size_refused);
    assert_eq!(all(open.client.catalog()).await.len(), 250);
    assert_eq!(queries(&open)[4..], links);
}

#[tokio::test(flavor = "current_thread")]
async fn many_names_are_all_read() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("many"), Origin::Same);
    assert_eq!(all(open.client.catalog()).await.len(), 10_000);
    assert_eq!(fake.requests("many").len(), 10);
    let tags = all(open.client.tags(&repository("many/tags"))).await;
    assert_eq!(tags.len(), 20_000);
    assert_eq!(fake.requests("many").len(), 11);
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_without_an_end_is_cut() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("large-catalog"), Origin::Same);
    let error = open.client.catalog().next().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLarge(16 << 20));
    assert_eq!(error.subject, Subject::Catalog);
    assert!(open.done.bytes() < 18 << 20, "{}", open.done.bytes());
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_that_was_given_up_is_asked_for_again() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("paged"), Origin::Same);
    let mut pages = open.client.catalog();
    assert!(pages.next().await.unwrap().is_some());
    assert!(pages.next().now_or_never().is_none());
    assert_eq!(all(pages).await.len(), 1500);
    let queries = queries(&open);
    assert_eq!(queries.len(), 4);
    assert_eq!(queries[1], queries[2]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_real_registry_is_read_in_as_few_requests_as_it_allows() {
    let registry = DockerRegistry::start(Cors::WithoutExpose);
    let seeded = seed(registry.pusher(), Seed::Walk).await.unwrap();
    for origin in [Origin::Same, Origin::Other] {
        let open = open(registry.origin(), origin);
        assert_eq!(all(open.client.catalog()).await.len(), 1500);
        assert_eq!(open.done.requests().len(), 2, "{origin:?}");
        let tags = all(open.client.tags(&repository(MANY_TAGS))).await;
        assert_eq!(tags, seeded.tags[MANY_TAGS].iter().cloned().collect());
        assert_eq!(tags.len(), 300);
        assert_eq!(open.done.requests().len(), 3, "{origin:?}");
    }
}
