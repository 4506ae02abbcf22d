use porthole_core::{integrity::finding::Finding, oci::digest::Digest};
use porthole_test_support::image::{Artifact, Content, Index, media_type};
use serde_json::json;

use super::{shelf::Answer, *};

fn platform(name: &str) -> Manifest {
    let layers = [files("shared").gzip(), files(name).gzip()];
    image_of(&layers).platform(name).build()
}

fn two() -> Manifest {
    let index = Index::oci().image(&platform("linux/amd64"));
    index.image(&platform("linux/arm64")).build()
}

/// The layers of the only image, and its config where that is none of an image.
fn of_image(verification: &Verifying<Shelf>) -> String {
    verification.look(|ledger| {
        let image = &images(ledger)[0];
        let blobs = (0..image.blobs.len()).map(|position| blob_of(ledger, image, position));
        letters(blobs)
    })
}

fn digest(manifest: &Manifest) -> Digest {
    Digest::parse(manifest.digest()).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn all_images_of_an_index_are_read_or_the_one_that_is_meant() {
    let shelf = Shelf::of("1.0", &two());
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "ccc");
    says(
        &verification,
        Tone::Good,
        "All 4 layers of 2 images were read",
    );

    let (amd64, arm64) = (platform("linux/amd64"), platform("linux/arm64"));
    let shelf = Shelf::of("1.0", &two());
    let meant = [("1.0", Scope::Image(digest(&arm64)))];
    let verification = of_shelf(&shelf, Depth::Content, &meant);
    verification.run().await;
    assert_eq!(all(&verification), "cc");
    says(&verification, Tone::Good, "Both layers");
    assert_eq!(shelf.times(&format!("manifests/{}", amd64.digest())), 0);
    verification.look(|ledger| {
        let image = &images(ledger)[0];
        let platform = image.platform.as_ref().unwrap();
        assert_eq!(platform.architecture.as_deref(), Some("arm64"));
        assert!(ledger.image(&digest(&arm64)).is_some());
        assert!(ledger.image(&digest(&amd64)).is_none());
        let own = letters([blob_of(ledger, image, 1)].into_iter());
        assert_eq!(own, "c");
    });
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_that_the_index_does_not_list_is_not_called_good() {
    let other = digest(&usual());
    for (tag, manifest) in [("index", two()), ("image", platform("linux/amd64"))] {
        let shelf = Shelf::of(tag, &manifest);
        let meant = [(tag, Scope::Image(other.clone()))];
        let verification = of_shelf(&shelf, Depth::Content, &meant);
        verification.run().await;
        assert_eq!(proof(&verification), Proof::Unverifiable, "{tag}");
        says(&verification, Tone::Amber, "cannot be decided");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_in_an_index_is_read_too_and_a_circle_ends() {
    let inner = Index::oci().image(&platform("linux/amd64")).build();
    let outer = Index::oci().image(&inner).image(&platform("linux/arm64"));
    let outer = outer.image(&inner).build();
    let shelf = Shelf::of("1.0", &outer);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "ccc");
    assert_eq!(proof(&verification), Proof::Content);
    assert_eq!(shelf.times(&format!("manifests/{}", inner.digest())), 1);
    verification.look(|ledger| {
        let contents = subject(ledger).contents().unwrap();
        assert_eq!(contents.indexes.len(), 1);
        assert_eq!(contents.images.len(), 2);
    });
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_taken_from_a_manifest_that_is_another() {
    let changed = Content::new(media_type::OCI_MANIFEST, usual().content.bytes);
    for place in ["1.0", "child"] {
        let shelf = Shelf::of("1.0", &two());
        let child = platform("linux/arm64");
        let name = if place == "child" {
            child.digest()
        } else {
            place
        };
        shelf.raw(name, &changed, &[("docker-content-digest", two().digest())]);
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(proof(&verification), Proof::Mismatch, "{place}");
        let blobs = if place == "child" { "cc" } else { "" };
        assert_eq!(all(&verification), blobs);
        says(&verification, Tone::Bad, "not what the image promises");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_digest_that_nothing_is_compared_with_is_said_to_be_so() {
    let shelf = Shelf::of("1.0", &usual());
    shelf.raw("1.0", &usual().content, &[]);
    let verification = verified(&shelf, "1.0").await;
    verification.look(|ledger| {
        let root = &subject(ledger).contents().unwrap().root;
        assert!(matches!(root.outcome, Ok(Finding::Computed { .. })));
    });
    says(&verification, Tone::Good, "That digest was computed here");
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_that_is_none_is_not_called_good() {
    let schema_1 = json!({ "schemaVersion": 1, "fsLayers": [{ "blobSum": usual().digest() }] });
    let both = json!({ "schemaVersion": 2, "manifests": [], "layers": [] });
    let unknown = json!({ "schemaVersion": 2, "something": "else" });
    // In an index of a kind that none lists, or of one that it does.
    let json = "application/json";
    let image = media_type::OCI_MANIFEST;
    for (bytes, listed_as, words) in [
        (schema_1.to_string(), json, "0 of 2 parts matched"),
        (both.to_string(), image, "1 part cannot be decided"),
        (unknown.to_string(), json, "1 part cannot be decided"),
        ("no manifest".to_owned(), image, "1 part cannot be decided"),
    ] {
        let content = Content::new("application/json", bytes.clone());
        let shelf = Shelf::default();
        shelf.raw(
            "1.0",
            &content,
            &[("docker-content-digest", &content.digest)],
        );
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(proof(&verification), Proof::Unverifiable, "{bytes}");
        says(&verification, Tone::Amber, words);
        assert!(!sentence(&verification).rest.contains("matches ."));

        let child = Manifest {
            content: Content::new(listed_as, bytes.clone()),
            platform: None,
            blobs: Vec::new(),
            children: Vec::new(),
        };
        let index = Index::oci().image(&platform("linux/amd64")).image(&child);
        let verification = verified(&Shelf::of("1.0", &index.build()), "1.0").await;
        assert_eq!(proof(&verification), Proof::Unverifiable, "listed {bytes}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn without_its_config_an_image_proves_only_bytes() {
    let image = usual();
    let config = image.blobs.last().unwrap();
    let other = Answer::of(b"{}");
    for (answer, expected) in [
        (Answer::status(404), Proof::Failed),
        (other, Proof::Mismatch),
    ] {
        let shelf = Shelf::of("1.0", &image);
        shelf.blob(&config.digest, vec![answer]);
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(all(&verification), "uuu");
        for position in 0..3 {
            assert!(verdict(&verification, position).bytes().is_some());
        }
        assert_eq!(proof(&verification), expected);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_artifact_is_read_whole_its_config_too() {
    let config = Content::new("application/vnd.example.config", "{\"a\":1}");
    let layer = Content::new("application/vnd.example.data", "data".repeat(1_000));
    let artifact = Artifact::new(config.clone()).layer(layer, &[]).build();
    let shelf = Shelf::of("1.0", &artifact);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(of_image(&verification), "bb");
    assert_eq!(shelf.times_blob(&config.digest), 1);
    says(&verification, Tone::Good, "The only layer was read");
    assert!(!sentence(&verification).rest.contains("unpack"));

    shelf.blob(&config.digest, vec![Answer::of(b"{\"a\":2}")]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(of_image(&verification), "b!");
    says(&verification, Tone::Bad, "1 of 3 parts is not what");
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_without_layers_has_its_bytes_and_no_content() {
    let verification = verified(&Shelf::of("1.0", &image_of(&[]).build()), "1.0").await;
    assert_eq!(proof(&verification), Proof::AllBytes);
    says(
        &verification,
        Tone::Good,
        "The manifest, which names no layers, was read",
    );
    assert!(!sentence(&verification).rest.contains("unpack"));
}
