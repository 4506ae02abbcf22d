//! What is not what was promised.

use porthole_core::{
    integrity::finding::{Finding, Unverifiable},
    inventory::{kind::Kind, repository::TagState},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::{FakeRegistry, worlds::hostile::IMAGES},
    image::{Content, Image, Index, Manifest},
};

use crate::survey::{letters, surveying};

#[tokio::test(flavor = "current_thread")]
async fn what_was_not_promised_gives_no_summary() {
    let fake = FakeRegistry::start();
    let surveying = surveying(&fake.world("wrong-digest"), "damaged/image");
    surveying.read(&["good", "header", "child", "config"]).await;

    let header = surveying.state("header");
    assert!(header.is_mismatch());
    assert!(matches!(
        &*header,
        TagState::Read {
            finding: Finding::Mismatch(_),
            summary: None
        }
    ));
    let child = surveying.state("child");
    assert!(child.is_mismatch() && !child.is_broken());
    assert_eq!(letters(&surveying.summary("child")), "!");
    assert_eq!(surveying.summary("child").sizes(), None);

    // Nothing of a config that is another is believed.
    let config = surveying.summary("config");
    assert_eq!(config.images[0].platform, None);
    assert_eq!((config.created, &config.description), (None, &None));
    assert_eq!(letters(&config), "c");
    assert!(config.sizes().is_some());
    assert!(surveying.state("config").is_mismatch());
    assert!(!surveying.state("good").is_mismatch());
    assert!(surveying.summary("good").created.is_some());
}

#[tokio::test(flavor = "current_thread")]
async fn schema_1_has_a_kind_and_no_digest() {
    let fake = FakeRegistry::start();
    let surveying = surveying(&fake.world("hostile"), IMAGES);
    let asked = surveying.asked_for(&["schema-1"]).await;
    assert_eq!(asked, ["manifests/schema-1"]);
    let state = surveying.state("schema-1");
    assert!(matches!(
        &*state,
        TagState::Read {
            finding: Finding::Unverifiable {
                content: (),
                reason: Unverifiable::Schema1
            },
            ..
        }
    ));
    let summary = surveying.summary("schema-1");
    assert_eq!(summary.kind, Kind::Schema1);
    assert_eq!((summary.images.len(), summary.sizes()), (0, None));
    assert_eq!(state.digest(), None);
    assert!(!state.is_mismatch() && !state.is_broken());
}

#[tokio::test(flavor = "current_thread")]
async fn a_size_that_cannot_be_read_leaves_the_least_that_it_can_be() {
    let fake = FakeRegistry::start();
    let surveying = surveying(&fake.world("hostile"), IMAGES);
    for (tag, has_more) in [
        ("good", false),
        ("layer-ten-times", false),
        ("size-negative", true),
        ("digest-none", true),
    ] {
        let summary = surveying.read_summary(tag).await;
        assert!(summary.sizes().is_some(), "{tag}");
        assert_eq!(summary.has_more(), has_more, "{tag}");
    }
}

/// The bytes, with every size in them said to be larger by a digit.
fn lying(honest: &Content) -> Content {
    let text = String::from_utf8_lossy(&honest.bytes).replace("\"size\": ", "\"size\": 1");
    Content::new(&honest.media_type, text)
}

/// A registry with a manifest that tells the truth and one that does not, about the same parts.
async fn honest_and_lying(honest: &Manifest) -> DockerRegistry {
    let registry = DockerRegistry::start(Cors::None);
    let pusher = registry.pusher();
    pusher.push("of/both", "honest", honest).await.unwrap();
    let lying = lying(&honest.content);
    pusher
        .put_manifest("of/both", "lying", &lying)
        .await
        .unwrap();
    registry
}

const ORDERS: [[&str; 2]; 2] = [["lying", "honest"], ["honest", "lying"]];

#[tokio::test(flavor = "current_thread")]
async fn an_index_is_not_blamed_for_what_another_says_of_the_same_image() {
    let index = Index::oci().image(&Image::oci().build()).build();
    let registry = honest_and_lying(&index).await;
    for order in ORDERS {
        let surveying = surveying(registry.origin(), "of/both");
        for tag in order {
            surveying.read(&[tag]).await;
        }
        assert_eq!(letters(&surveying.summary("honest")), "s", "{order:?}");
        assert_eq!(letters(&surveying.summary("lying")), "!", "{order:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_is_not_blamed_for_what_another_says_of_the_same_config() {
    let image = Image::oci().created("2026-04-01T08:00:00Z").build();
    let registry = honest_and_lying(&image).await;
    for order in ORDERS {
        let surveying = surveying(registry.origin(), "of/both");
        for tag in order {
            surveying.read(&[tag]).await;
        }
        let is_dated = |tag| surveying.summary(tag).created.is_some();
        assert!(is_dated("honest"), "{order:?}");
        assert!(!is_dated("lying"), "{order:?}");
    }
}
