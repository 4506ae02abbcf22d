//! What goes wrong is told apart.

use std::time::Duration;

use porthole_core::{
    oci::{descriptor::Descriptor, digest::Digest},
    registry::{
        client::Patience,
        config::CONFIG_LIMIT,
        error::{ErrorKind, Fault, NotARegistry},
        manifest::MANIFEST_LIMIT,
        queue::{Limits, RequestQueue},
    },
};
use porthole_test_support::fake::FakeRegistry;

use crate::{
    open::{Open, kind, open, open_with, repository},
    page::Origin,
    read::{config, manifest, promised_config},
};

/// What becomes of each verb: ping, catalog, tags, manifest.
async fn verbs(open: &Open) -> [Option<ErrorKind>; 4] {
    let client = &open.client;
    [
        kind(client.ping().await).err(),
        kind(client.catalog().next().await).err(),
        kind(client.tags(&repository("gallery/api")).next().await).err(),
        manifest(open, "gallery/api", "2.0.0").await.err(),
    ]
}

fn status(kind: Option<ErrorKind>) -> Option<u16> {
    match kind? {
        ErrorKind::Denied(answered)
        | ErrorKind::ServerFault(answered)
        | ErrorKind::Refused(answered) => Some(answered.status),
        kind => panic!("{kind:?}"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn too_many_requests_say_how_long_to_wait() {
    let fake = FakeRegistry::start();
    for origin in [Origin::Same, Origin::Other] {
        let open = open(&fake.world("rate-limited"), origin);
        let wait = Some(ErrorKind::RateLimited(Some(Duration::from_secs(7))));
        assert_eq!(verbs(&open).await, [None, None, wait.clone(), wait]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_for_others_is_denied() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("denied"), Origin::Same);
    let [ping, catalog, tags, manifest] = verbs(&open).await;
    assert_eq!((ping, manifest), (None, None));
    for denied in [catalog, tags] {
        match denied {
            Some(ErrorKind::Denied(answered)) => assert_eq!(
                answered.faults,
                [Fault {
                    code: "DENIED".to_owned(),
                    message: "requested access to the resource is denied".to_owned(),
                }]
            ),
            kind => panic!("{kind:?}"),
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn faults_of_servers_keep_their_status() {
    let fake = FakeRegistry::start();
    for (world, expected) in [
        ("server-fault", [Some(500); 4]),
        ("bad-gateway", [Some(502); 4]),
        ("catalog-missing", [None, Some(404), None, None]),
    ] {
        let open = open(&fake.world(world), Origin::Same);
        assert_eq!(verbs(&open).await.map(status), expected, "{world}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn pages_of_a_web_site_are_no_lists_and_no_manifests() {
    let fake = FakeRegistry::start();
    for world in ["html", "redirects-to-login"] {
        let open = open(&fake.world(world), Origin::Same);
        let html = Some(ErrorKind::NotARegistry(NotARegistry::Html));
        assert_eq!(
            verbs(&open).await,
            [(); 4].map(|()| html.clone()),
            "{world}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn where_nothing_is_found_the_root_tells_once_whether_it_is_a_registry() {
    let fake = FakeRegistry::start();
    let nothing = Some(ErrorKind::NotARegistry(NotARegistry::NothingThere));
    let elsewhere = open(&fake.world("not-a-registry"), Origin::Same);
    for _ in 0..2 {
        let found = manifest(&elsewhere, "gallery/api", "2.0.0").await.err();
        assert_eq!(found, nothing);
    }
    assert_eq!(verbs(&elsewhere).await, [(); 4].map(|()| nothing.clone()));

    let registry = open(&fake.world("catalog-missing"), Origin::Same);
    for requests in [2, 3] {
        let found = kind(registry.client.catalog().next().await).err();
        assert_eq!(status(found), Some(404));
        assert_eq!(fake.requests("catalog-missing").len(), requests);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_not_there_is_said_to_be_unknown() {
    let fake = FakeRegistry::start();
    for (world, origin) in [
        ("plain", Origin::Same),
        ("accept-like-distribution-2", Origin::Other),
        ("static", Origin::Same),
    ] {
        let open = open(&fake.world(world), origin);
        let nobody = repository("no/body");
        let tags = kind(open.client.tags(&nobody).next().await).err();
        assert_eq!(tags, Some(ErrorKind::NameUnknown), "{world}");
        let zeros = format!("sha256:{}", "0".repeat(64));
        for reference in ["absent", &zeros] {
            let found = manifest(&open, "gallery/ui", reference).await.err();
            assert_eq!(found, Some(ErrorKind::ManifestUnknown), "{world}");
        }
        let absent = descriptor(&zeros, 2);
        let found = config(&open, "gallery/ui", &absent, &absent.digest).await;
        assert_eq!(found.err(), Some(ErrorKind::BlobUnknown), "{world}");
    }
}

fn descriptor(digest: &str, size: u64) -> Descriptor {
    Descriptor::of(Digest::parse(digest).unwrap(), size)
}

#[tokio::test(flavor = "current_thread")]
async fn a_body_that_breaks_off_is_told() {
    let fake = FakeRegistry::start();
    let whole = open(&fake.world("plain"), Origin::Same);
    let parent = manifest(&whole, "gallery/api", "2.0.0").await.unwrap();
    let (promised, digest) = (promised_config(&parent), parent.digest().unwrap());

    let broken = open(&fake.world("truncated"), Origin::Same);
    let found = config(&broken, "gallery/api", &promised, digest).await;
    assert_eq!(found.err(), Some(ErrorKind::BrokenOff));
    let broken_off = Some(ErrorKind::BrokenOff);
    assert_eq!(verbs(&broken).await, [None, None, None, broken_off]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_is_read_up_to_its_limit_and_no_further() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("large"), Origin::Same);
    let four = manifest(&open, "large/image", "four").await.unwrap();
    assert!(four.content().unwrap().document.is_ok());

    let before = open.done.bytes();
    let forty = manifest(&open, "large/image", "forty").await.err();
    assert_eq!(forty, Some(ErrorKind::TooLarge(MANIFEST_LIMIT as u64)));
    assert!(open.done.bytes() - before < MANIFEST_LIMIT + (2 << 20));
}

#[tokio::test(flavor = "current_thread")]
async fn a_config_that_is_promised_too_large_is_not_asked_for() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("plain"), Origin::Same);
    let zeros = format!("sha256:{}", "0".repeat(64));
    for (size, expected, requests) in [
        (
            CONFIG_LIMIT + 1,
            ErrorKind::TooLarge(CONFIG_LIMIT as u64),
            0,
        ),
        (CONFIG_LIMIT, ErrorKind::BlobUnknown, 1),
    ] {
        let promised = descriptor(&zeros, size as u64);
        let found = config(&open, "gallery/api", &promised, &promised.digest).await;
        assert_eq!(found.err(), Some(expected));
        assert_eq!(fake.requests("plain").len(), requests);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn patience_ends_where_nothing_comes() {
    let fake = FakeRegistry::start();
    let (short, long) = (Duration::from_millis(50), Duration::from_secs(20));
    let queue = RequestQueue::new(Limits::default());
    for world in ["silent", "stalled"] {
        let address = fake.world(world);
        for (catalog, others) in [(short, long), (long, short)] {
            let patience = Patience { catalog, others };
            let open = open_with(&address, Origin::Same, patience, &queue);
            let found = if catalog == short {
                kind(open.client.catalog().next().await).err()
            } else {
                manifest(&open, "gallery/api", "2.0.0").await.err()
            };
            assert_eq!(found, Some(ErrorKind::TimedOut(short)), "{world}");
        }
    }
    assert_eq!(queue.running(), 0);
}
