//! What a comparison comes to names what was compared, and nothing that differs is handed on.

use porthole_core::{
    integrity::finding::{Finding, Mismatch, Source, Unverifiable},
    oci::document::Content,
};
use porthole_test_support::fake::FakeRegistry;

use crate::{
    open::open,
    page::Origin,
    read::{child, config, content, image, index, manifest, promised_config},
};

fn verified<T>(finding: &Finding<T>) -> &[Source] {
    match finding {
        Finding::Verified(verified) => verified.sources(),
        Finding::Computed { .. } => panic!("only computed"),
        Finding::Mismatch(mismatch) => panic!("{mismatch:?}"),
        Finding::Unverifiable { reason, .. } => panic!("{reason:?}"),
    }
}

/// The mismatch, with nothing of the content.
fn mismatch<T>(finding: Finding<T>) -> Mismatch {
    assert!(finding.content().is_none());
    match finding {
        Finding::Mismatch(mismatch) => mismatch,
        finding => panic!("{:?}", finding.digest()),
    }
}

fn is_computed<T>(finding: &Finding<T>) -> bool {
    matches!(finding, Finding::Computed { .. })
}

fn unverifiable<T>(finding: &Finding<T>) -> &Unverifiable {
    match finding {
        Finding::Unverifiable { reason, .. } => reason,
        finding => panic!("{:?}", finding.digest()),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_independent_statement_is_named() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("plain"), Origin::Same);
    let by_tag = manifest(&open, "gallery/ui", "1.0").await.unwrap();
    assert_eq!(verified(&by_tag), [Source::Header]);
    let digest = by_tag.digest().unwrap();

    let address = digest.to_string();
    let by_digest = manifest(&open, "gallery/ui", &address).await.unwrap();
    assert_eq!(verified(&by_digest), [Source::Address, Source::Header]);

    let entries = index(&by_tag);
    let entry = entries.images().next().unwrap();
    let platform = child(&open, "gallery/ui", entry, digest).await.unwrap();
    let parent = Source::Parent(digest.clone());
    assert_eq!(verified(&platform), [parent, Source::Header]);

    let promised = promised_config(&platform);
    let config = config(&open, "gallery/ui", &promised, &entry.digest)
        .await
        .unwrap();
    assert_eq!(verified(&config), [Source::Parent(entry.digest.clone())]);
    assert_eq!(open.client.capabilities().digest_header, Some(true));
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_without_a_digest_header_is_only_computed() {
    let fake = FakeRegistry::start();
    for (world, origin) in [("static", Origin::Same), ("without-expose", Origin::Other)] {
        let open = open(&fake.world(world), origin);
        let by_tag = manifest(&open, "gallery/ui", "1.0").await.unwrap();
        assert!(is_computed(&by_tag), "{world}");
        assert_eq!(open.client.capabilities().digest_header, Some(false));

        let digest = by_tag.digest().unwrap();
        let address = digest.to_string();
        let by_digest = manifest(&open, "gallery/ui", &address).await.unwrap();
        assert_eq!(verified(&by_digest), [Source::Address], "{world}");
        let entries = index(&by_digest);
        let entry = entries.images().next().unwrap();
        let platform = child(&open, "gallery/ui", entry, digest).await.unwrap();
        assert_eq!(verified(&platform), [Source::Parent(digest.clone())]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_that_is_another_is_a_mismatch_with_whoever_promised_it() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("wrong-digest"), Origin::Same);
    let read = async |reference: &str| manifest(&open, "damaged/image", reference).await.unwrap();
    assert_eq!(verified(&read("good").await), [Source::Header]);

    let by_header = mismatch(read("header").await);
    assert_eq!(by_header.expected.source, Source::Header);
    assert_ne!(by_header.found, by_header.expected.digest);

    let parent = read("child").await;
    let entries = index(&parent);
    let entry = entries.images().next().unwrap();
    let by_address = mismatch(read(&entry.digest.to_string()).await);
    assert_eq!(by_address.expected.source, Source::Address);
    let digest = parent.digest().unwrap();
    let by_parent = child(&open, "damaged/image", entry, digest).await.unwrap();
    let by_parent = mismatch(by_parent);
    assert_eq!(by_parent.expected.source, Source::Parent(digest.clone()));
    assert_eq!(by_parent.expected.digest, entry.digest);
    assert_eq!(by_parent.found, by_address.found);
}

#[tokio::test(flavor = "current_thread")]
async fn a_config_that_is_another_is_a_mismatch_with_its_manifest() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("wrong-digest"), Origin::Same);
    for (tag, only_the_size) in [("config", false), ("size", true)] {
        let parent = manifest(&open, "damaged/image", tag).await.unwrap();
        assert_eq!(verified(&parent), [Source::Header]);
        let (promised, digest) = (promised_config(&parent), parent.digest().unwrap());
        let config = config(&open, "damaged/image", &promised, digest).await;
        let mismatch = mismatch(config.unwrap());
        assert_eq!(mismatch.expected.source, Source::Parent(digest.clone()));
        assert_eq!(mismatch.is_size_only(), only_the_size, "{tag}");
        assert_eq!(mismatch.expected.size, Some(promised.size));
        let size_is_right = mismatch.found_size == promised.size;
        assert_eq!(size_is_right, !only_the_size, "{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn schema_1_cannot_be_verified() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("hostile"), Origin::Same);
    let finding = manifest(&open, "hostile/images", "schema-1").await.unwrap();
    assert_eq!(unverifiable(&finding), &Unverifiable::Schema1);
    assert_eq!(finding.digest(), None);
    match content(&finding) {
        Content::Schema1(schema_1) => assert!(schema_1.layers.len() > 2),
        content => panic!("{content:?}"),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn sha512_is_compared_as_well() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("digests"), Origin::Same);
    let by_tag = manifest(&open, "digests/image", "sha512").await.unwrap();
    assert_eq!(verified(&by_tag), [Source::Header]);
    let digest = by_tag.digest().unwrap();
    assert_eq!(digest.algorithm().as_str(), "sha512");
    let by_digest = manifest(&open, "digests/image", &digest.to_string()).await;
    assert_eq!(
        verified(&by_digest.unwrap()),
        [Source::Address, Source::Header]
    );

    let promised = promised_config(&by_tag);
    assert_eq!(promised.digest.algorithm().as_str(), "sha512");
    let config = config(&open, "digests/image", &promised, digest)
        .await
        .unwrap();
    assert_eq!(verified(&config), [Source::Parent(digest.clone())]);

    let forged = manifest(&open, "digests/image", "sha512-forged").await;
    let forged = mismatch(forged.unwrap());
    assert_eq!(forged.found.algorithm().as_str(), "sha512");
}

#[tokio::test(flavor = "current_thread")]
async fn an_unknown_algorithm_proves_nothing_and_hides_nothing() {
    let fake = FakeRegistry::start();
    let open = open(&fake.world("digests"), Origin::Same);
    let digest = format!("blake3:{}", "a".repeat(64));
    for reference in ["blake3", &digest] {
        let finding = manifest(&open, "digests/image", reference).await.unwrap();
        let algorithm = Unverifiable::Algorithm("blake3".to_owned());
        assert_eq!(unverifiable(&finding), &algorithm);
        assert_eq!(image(&finding).layers.len(), 2);
    }
}
