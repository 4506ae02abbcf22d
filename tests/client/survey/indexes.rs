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
    registry::{manifest::Promise, queue::Priority},
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    image::{Artifact, Content, Image, Index, LayerFiles, Manifest, media_type},
};
use serde_json::Value;

use crate::survey::{Surveying, bytes, letter, letters, surveying};

const NAME: &str = "odd/indexes";

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
        ("org.opencontainers.image.created", "2026-05-01T10:00:00Z"),
        ("org.opencontainers.image.description", "What is in it"),
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
