//! Indexes that are long, deep or full of holes, and lists that say the same again.

use std::rc::Rc;

use porthole_core::{
    inventory::{
        kind::Kind,
        summary::{ImageContent, ImageSummary},
    },
    oci::{
        digest::Digest,
        document::{self, Document},
        index,
        timestamp::Timestamp,
    },
    registry::{manifest::Promise, memory::Freshness, queue::Priority},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::{Artifact, Content, Image, Index, LayerFiles, Manifest, media_type},
};
use serde_json::Value;

use crate::survey::{Surveying, bytes, letter, letters, surveying};

const NAME: &str = "odd/indexes";
const CREATED: &str = "org.opencontainers.image.created";
const DESCRIPTION: &str = "org.opencontainers.image.description";

fn image(number: usize) -> Manifest {
    Image::oci().env(&format!("NUMBER={number}")).build()
}

fn index(images: usize) -> Manifest {
    let images = (0..images).map(image);
    images
        .fold(Index::oci(), |index, image| index.image(&image))
        .build()
}

async fn holding(tag: &str, manifest: &Manifest) -> (DockerRegistry, Surveying) {
    let registry = DockerRegistry::start(Cors::None);
    registry.push(NAME, tag, manifest).await.unwrap();
    let surveying = surveying(registry.origin(), NAME);
    (registry, surveying)
}

fn described(index: &Manifest) -> (Box<index::Index>, Digest) {
    let document = Document::read(&index.content.bytes, None).unwrap();
    let document::Content::Index(read) = document.content else {
        panic!("{document:?}");
    };
    (read, Digest::parse(index.digest()).unwrap())
}

/// What a page of one index reads of it.
async fn children(surveying: &Surveying, index: &Manifest) -> Vec<ImageSummary> {
    let (read, digest) = described(index);
    Rc::clone(&surveying.survey).children(&read, &digest).await
}

fn count(images: &[ImageSummary], wanted: char) -> usize {
    let contents = images.iter().map(|image| letter(&image.content));
    contents.filter(|letter| *letter == wanted).count()
}

#[tokio::test(flavor = "current_thread")]
async fn of_a_long_index_the_first_are_read_and_the_others_counted() {
    let index = index(30);
    let (_registry, surveying) = holding("long", &index).await;
    let summary = surveying.read_summary("long").await;
    assert_eq!(letters(&summary), "s".repeat(24));
    assert_eq!(summary.left_out, 6);
    // The tag, the images, and a config.
    assert_eq!(surveying.done.requests().len(), 1 + 24 + 1);

    let images = children(&surveying, &index).await;
    assert_eq!((images.len(), count(&images, 's')), (30, 30));
    let digests = images.iter().map(|image| image.digest.to_string());
    assert!(digests.eq(index.children.iter().map(Manifest::digest)));
    assert_eq!(surveying.done.requests().len(), 1 + 30 + 1);
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_in_an_index_is_not_followed() {
    let outer = Index::oci().image(&index(2)).image(&image(7)).build();
    let (_registry, surveying) = holding("nested", &outer).await;
    let summary = surveying.read_summary("nested").await;
    assert_eq!(letters(&summary), "os");
    assert_eq!(summary.kind, Kind::Image);
    assert_eq!(surveying.done.requests().len(), 3);
    assert!(!surveying.state("nested").is_broken());
}

#[tokio::test(flavor = "current_thread")]
async fn of_an_index_full_of_holes_the_rest_is_read() {
    let index = index(60);
    let (registry, surveying) = holding("holes", &index).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (number, child) in index.children.iter().enumerate() {
        if number % 3 != 2 {
            let origin = registry.origin();
            let address = format!("{origin}/v2/{NAME}/manifests/{}", child.digest());
            let deleted = client.delete(address).send().await.unwrap();
            assert_eq!(deleted.status(), 202);
        }
    }
    let summary = surveying.read_summary("holes").await;
    assert_eq!(letters(&summary), "mms".repeat(8));
    assert_eq!((summary.missing(), summary.left_out), (16, 36));
    assert!(summary.sizes().is_some());
    assert!(surveying.state("holes").is_broken());

    let images = children(&surveying, &index).await;
    assert_eq!((count(&images, 's'), count(&images, 'm')), (20, 40));
    assert_eq!(surveying.done.requests().len(), 1 + 60 + 1);
    assert_eq!(surveying.asked_for(&["holes"]).await, ["manifests/holes"]);
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_of_an_index_that_was_opened_is_not_asked_for_again() {
    let index = index(3);
    let (_registry, surveying) = holding("opened", &index).await;
    let (read, digest) = described(&index);
    let promise = Promise {
        descriptor: read.images().next().unwrap(),
        parent: &digest,
    };
    let opened = surveying.survey.manifest_of(promise, Priority::OnScreen);
    assert!(opened.await.unwrap().content().is_some());
    assert_eq!(letter(&children(&surveying, &index).await[0].content), 's');
    assert_eq!(surveying.done.requests().len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn a_config_that_was_opened_is_not_asked_for_again() {
    let image = image(1);
    let (_registry, surveying) = holding("opened", &image).await;
    let document = Document::read(&image.content.bytes, None).unwrap();
    let document::Content::Image(read) = document.content else {
        panic!("{document:?}");
    };
    let promise = Promise {
        descriptor: &read.config.unwrap().unwrap(),
        parent: &Digest::parse(image.digest()).unwrap(),
    };
    let (soon, freshness) = (Priority::OnScreen, Freshness::Remembered);
    let opened = surveying.survey.image_config(promise, soon, freshness);
    assert!(opened.await.unwrap().content().is_some());
    assert_eq!(surveying.asked_for(&["opened"]).await, ["manifests/opened"]);
    assert_eq!(surveying.summary("opened").platforms().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_configs_of_an_index_say_that_they_run_on_is_read() {
    let platforms = ["linux/amd64", "linux/arm64/v8"];
    let images = platforms.map(|platform| Image::oci().platform(platform).build());
    let index = images.iter().fold(Index::oci(), Index::image).build();
    let (_registry, surveying) = holding("configs", &index).await;
    let (read, digest) = described(&index);
    let survey = Rc::clone(&surveying.survey);
    let found = survey.config_platforms(&read, &digest).await;
    let found = found.iter().flatten().map(ToString::to_string);
    assert_eq!(found.collect::<Vec<_>>(), platforms);
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_index_says_that_it_is_for_comes_before_what_its_images_say() {
    let image = Image::oci().annotation(DESCRIPTION, "One of them").build();
    let index = Index::oci()
        .image(&image)
        .annotation(DESCRIPTION, "All of them");
    let (_registry, surveying) = holding("described", &index.build()).await;
    let summary = surveying.read_summary("described").await;
    assert_eq!(summary.description.as_deref(), Some("All of them"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_long_description_is_cut() {
    let image = Image::oci().annotation(DESCRIPTION, &"é".repeat(300));
    let (_registry, surveying) = holding("long-winded", &image.build()).await;
    let summary = surveying.read_summary("long-winded").await;
    assert_eq!(summary.description, Some("é".repeat(200)));
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_of_images_without_a_date_has_its_own() {
    let index = Index::oci()
        .image(&image(1))
        .annotation(CREATED, "2026-05-01T10:00:00Z");
    let (_registry, surveying) = holding("dated", &index.build()).await;
    let summary = surveying.read_summary("dated").await;
    let created = summary.created.map(Timestamp::unix_seconds);
    assert_eq!(created, Some(1_777_629_600));
}

#[tokio::test(flavor = "current_thread")]
async fn an_entry_that_does_not_say_its_type_is_asked_for() {
    let index = index(2);
    let (registry, surveying) = holding("typed", &index).await;
    let mut untyped: Value = serde_json::from_slice(&index.content.bytes).unwrap();
    for entry in untyped["manifests"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("mediaType");
    }
    let untyped = Content::json(media_type::OCI_INDEX, &untyped);
    let pusher = registry.pusher();
    pusher
        .put_manifest(NAME, "untyped", &untyped)
        .await
        .unwrap();
    let summary = surveying.read_summary("untyped").await;
    assert_eq!(letters(&summary), "ss");
}

#[tokio::test(flavor = "current_thread")]
async fn entries_that_are_not_kept_are_counted_too() {
    let index = index(1);
    let (registry, surveying) = holding("kept", &index).await;
    let mut many: Value = serde_json::from_slice(&index.content.bytes).unwrap();
    many["manifests"] = vec![many["manifests"][0].clone(); 10_005].into();
    let many = Content::new(media_type::OCI_INDEX, many.to_string());
    let pusher = registry.pusher();
    pusher.put_manifest(NAME, "many", &many).await.unwrap();
    let summary = surveying.read_summary("many").await;
    assert_eq!(summary.left_out, 10_005 - 24);
}

#[tokio::test(flavor = "current_thread")]
async fn a_layer_that_is_named_ten_times_counts_once() {
    let layer = LayerFiles::new().file("etc/motd", "Ten times").gzip();
    let image = Image::oci().layer(&layer, "COPY motd /etc/").build();
    let (registry, surveying) = holding("once", &image).await;
    let mut manifest: Value = serde_json::from_slice(&image.content.bytes).unwrap();
    let size = bytes(&manifest);
    manifest["layers"] = vec![manifest["layers"][0].clone(); 10].into();
    let ten = Content::json(media_type::OCI_MANIFEST, &manifest);
    let pusher = registry.pusher();
    pusher.put_manifest(NAME, "ten", &ten).await.unwrap();

    surveying.read(&["once", "ten"]).await;
    for tag in ["once", "ten"] {
        let summary = surveying.summary(tag);
        assert_eq!(summary.sizes(), Some((size, size)), "{tag}");
        let ImageContent::Stored(stored) = &summary.images[0].content else {
            panic!("{summary:?}");
        };
        assert_eq!(stored.layers.len(), 1, "{tag}");
    }
    // Both name the same config.
    assert_eq!(surveying.done.requests().len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn an_artifact_is_what_it_says() {
    let bill = Content::new(media_type::SPDX, "{\"spdxVersion\":\"SPDX-2.3\"}\n");
    let size = bill.size() + 2;
    let artifact = Artifact::of_type(media_type::SPDX).layer(bill, &[]);
    let annotations = [
        (CREATED, "2026-05-01T10:00:00Z"),
        (DESCRIPTION, "What is in it"),
    ];
    let artifact = artifact.annotations(&annotations).build();
    let (_registry, surveying) = holding("bill", &artifact).await;
    assert_eq!(surveying.asked_for(&["bill"]).await, ["manifests/bill"]);
    let summary = surveying.summary("bill");
    assert_eq!(summary.kind, Kind::Artifact(media_type::SPDX.to_owned()));
    assert_eq!(summary.sizes(), Some((size, size)));
    assert_eq!(summary.platforms().len(), 0);
    assert_eq!(summary.description.as_deref(), Some("What is in it"));
    let created = summary.created.map(Timestamp::unix_seconds);
    assert_eq!(created, Some(1_777_629_600));
}
