//! What a survey makes of the demo.

use porthole_core::{
    inventory::{
        date::believable,
        kind::Kind,
        repository::TagState,
        summary::{ImageContent, Summary},
    },
    oci::timestamp::Timestamp,
};
use porthole_test_support::{
    demo,
    docker_registry::{Cors, DockerRegistry},
    image::{referrers_tag, signature_tag},
};

use crate::survey::{asking::all_at_once, bytes, entries, held, letters, surveying, text};

const ODDITIES: &str = "lab/oddities";

fn date(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).ok()
}

fn platforms(summary: &Summary) -> Vec<String> {
    let platforms = summary.platforms().into_iter();
    platforms.map(ToString::to_string).collect()
}

/// One test, for the demo is much to push.
#[tokio::test(flavor = "current_thread")]
async fn the_demo_is_summed_up_and_nothing_of_it_is_asked_twice() {
    let registry = DockerRegistry::start(Cors::None);
    let pushed = demo::push(registry.pusher()).await.unwrap();
    a_release(&registry).await;
    a_list_that_says_nothing(&registry).await;
    a_chart(&registry).await;
    what_is_said_about_a_release(&registry).await;
    oddities(&registry).await;
    for (name, most_shared) in [
        ("gallery/ui", 3),
        ("golden/dotnet-sdk", 4),
        ("tools/curl", 2),
    ] {
        let tags = pushed.iter().filter(|(repository, _)| repository == name);
        let tags: Vec<&str> = tags.map(|(_, tag)| tag.as_str()).collect();
        all_at_once(&registry, name, &tags, most_shared).await;
    }
    what_is_damaged(&registry).await;
}

async fn a_release(registry: &DockerRegistry) {
    let name = "gallery/ui";
    let surveying = surveying(registry.origin(), name);
    let summary = surveying.read_summary("3.0.42").await;
    assert_eq!(summary.kind, Kind::Image);
    assert_eq!(platforms(&summary), ["linux/amd64", "linux/arm64/v8"]);
    assert_eq!(summary.left_out, 0);
    assert_eq!(summary.created, date("2026-08-19T08:07:29Z"));
    let description = "The page on which the pictures hang";
    assert_eq!(summary.description.as_deref(), Some(description));

    let index = held(registry, name, "3.0.42").await;
    let mut sizes = Vec::new();
    for (entry, image) in entries(&index).zip(&summary.images) {
        assert_eq!(image.digest.to_string(), text(&entry["digest"]));
        let manifest = held(registry, name, text(&entry["digest"])).await;
        assert_eq!(image.bytes(), Some(bytes(&manifest)));
        let layers = manifest["layers"].as_array().unwrap();
        let ImageContent::Stored(stored) = &image.content else {
            panic!("{image:?}");
        };
        let found: Vec<_> = stored.layers.iter().map(ToString::to_string).collect();
        let expected: Vec<_> = layers.iter().map(|layer| text(&layer["digest"])).collect();
        assert_eq!(found, expected);
        sizes.push(bytes(&manifest));
    }
    assert_eq!(sizes.len(), 2);
    sizes.sort_unstable();
    assert_eq!(summary.sizes(), Some((sizes[0], sizes[1])));
}

async fn a_list_that_says_nothing(registry: &DockerRegistry) {
    let surveying = surveying(registry.origin(), "tools/curl");
    let summary = surveying.read_summary("21.06").await;
    assert_eq!(summary.kind, Kind::Image);
    assert_eq!(summary.description, None);
    assert_eq!(summary.created, date("2026-04-07T12:00:00Z"));
    assert_eq!(letters(&summary), "ss");
}

async fn a_chart(registry: &DockerRegistry) {
    let surveying = surveying(registry.origin(), "charts/gallery");
    let asked = surveying.asked_for(&["1.0.1"]).await;
    // Its config is none of an image.
    assert_eq!(asked, ["manifests/1.0.1"]);
    let summary = surveying.summary("1.0.1");
    assert_eq!(summary.kind, Kind::Chart);
    assert_eq!(platforms(&summary), [""; 0]);
    assert_eq!(summary.created, date("2026-08-19T09:00:00Z"));
    assert_eq!(summary.description.as_deref(), Some("gallery"));
    let size = bytes(&held(registry, "charts/gallery", "1.0.1").await);
    assert_eq!(summary.sizes(), Some((size, size)));
}

async fn what_is_said_about_a_release(registry: &DockerRegistry) {
    let name = "gallery/ui";
    let surveying = surveying(registry.origin(), name);
    surveying.read(&["3.0.42"]).await;
    let release = surveying.state("3.0.42");
    let release = release.digest().unwrap().to_string();

    let signature = signature_tag(&release);
    let summary = surveying.read_summary(&signature).await;
    assert_eq!(summary.kind.to_string(), "Cosign signature");
    assert_eq!(platforms(&summary), [""; 0]);
    assert_eq!((summary.created, &summary.description), (None, &None));
    let size = bytes(&held(registry, name, &signature).await);
    assert_eq!(summary.sizes(), Some((size, size)));

    let listed = referrers_tag(&release);
    let summary = surveying.read_summary(&listed).await;
    assert_eq!(summary.kind.to_string(), "SPDX bill of materials");
    assert_eq!(letters(&summary), "s");
    let bill = &held(registry, name, &listed).await["manifests"][0];
    let bill = held(registry, name, text(&bill["digest"])).await;
    assert_eq!(summary.images[0].bytes(), Some(bytes(&bill)));
}

async fn oddities(registry: &DockerRegistry) {
    let surveying = surveying(registry.origin(), ODDITIES);
    surveying.read(&["zstd", "born-1970"]).await;
    let zstd = surveying.summary("zstd");
    assert_eq!(zstd.kind, Kind::Image);
    assert_eq!(platforms(&zstd), ["linux/amd64"]);
    let manifest = held(registry, ODDITIES, "zstd").await;
    assert_eq!(zstd.sizes(), Some((bytes(&manifest), bytes(&manifest))));

    let born = surveying.summary("born-1970").created;
    assert_eq!(born, date("1970-01-01T00:00:00Z"));
    let now = date("2026-11-21T12:00:00Z").unwrap();
    assert_eq!(believable(born.unwrap(), now), None);
}

async fn what_is_damaged(registry: &DockerRegistry) {
    let index = held(registry, ODDITIES, "missing-platform").await;
    let kept = text(&index["manifests"][0]["digest"]);
    let kept = held(registry, ODDITIES, kept).await;
    demo::damage(registry).await.unwrap();
    let surveying = surveying(registry.origin(), ODDITIES);
    let names = ["missing-platform", "gone", "changed-layer"];
    surveying.read(&names).await;

    let summary = surveying.summary("missing-platform");
    assert_eq!(letters(&summary), "sm");
    assert_eq!(platforms(&summary), ["linux/amd64", "linux/arm64/v8"]);
    assert_eq!(summary.sizes(), Some((bytes(&kept), bytes(&kept))));
    assert_eq!(summary.created, date("2026-07-02T10:00:00Z"));
    assert!(surveying.state("missing-platform").is_broken());
    assert!(!surveying.state("missing-platform").is_mismatch());

    assert_eq!(*surveying.state("gone"), TagState::Broken);
    assert!(surveying.state("gone").is_broken());
    // Layers are not read for it.
    assert_eq!(letters(&surveying.summary("changed-layer")), "s");
    assert!(!surveying.state("changed-layer").is_broken());

    // What is missing is known to be.
    let mut again = names.map(|name| format!("manifests/{name}"));
    again.sort_unstable();
    assert_eq!(surveying.asked_for(&names).await, again);
}
