use std::collections::BTreeSet;

use serde_json::json;

use super::{Ground, code, header, parsed};
use crate::{
    fake::worlds::writable::ODDITIES,
    image::{Content, Manifest, media_type, sha256},
    seed::lab,
};

const UI: &str = "writable/v2/gallery/ui";

fn of_lab(tag: &str) -> Manifest {
    let mut tagged = lab::tagged().into_iter();
    tagged.find(|(name, _)| name == tag).unwrap().1
}

fn all_tags() -> BTreeSet<String> {
    lab::tagged().into_iter().map(|(tag, _)| tag).collect()
}

/// An index of nothing, which is like no other.
fn tombstone() -> Content {
    let index = json!({
        "schemaVersion": 2,
        "mediaType": media_type::OCI_INDEX,
        "manifests": [],
        "annotations": { "unique": "1" },
    });
    Content::json(media_type::OCI_INDEX, &index)
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_is_deleted_with_all_its_tags() {
    let ground = Ground::new();
    assert_eq!(ground.tags(UI).await, all_tags());
    let aliased = of_lab("2.1.106");
    let manifest = format!("{UI}/manifests/{}", aliased.digest());
    let deleted = ground.delete(&manifest).await;
    assert_eq!(deleted.status(), 202);
    assert_eq!(header(&deleted, "content-length"), Some("0"));
    let mut left = all_tags();
    left.retain(|tag| !lab::ALIASES.contains(&tag.as_str()));
    assert_eq!(ground.tags(UI).await, left);
    assert_eq!(ground.get(&manifest).await.status(), 404);
    let again = ground.delete(&manifest).await;
    assert_eq!(again.status(), 404);
    assert_eq!(code(again).await, "MANIFEST_UNKNOWN");
}

#[tokio::test(flavor = "current_thread")]
async fn each_prefix_is_changed_for_itself() {
    let ground = Ground::new();
    let digest = of_lab(lab::SIGNED).content.digest;
    let manifest = |prefix: &str| format!("writable~{prefix}/v2/gallery/ui/manifests/{digest}");
    assert_eq!(ground.delete(&manifest("first")).await.status(), 202);
    assert_eq!(ground.get(&manifest("first")).await.status(), 404);
    assert_eq!(ground.get(&manifest("second")).await.status(), 200);
    assert_eq!(ground.delete(&manifest("second")).await.status(), 202);
    let another = Ground::new();
    assert_eq!(another.get(&manifest("first")).await.status(), 200);
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_alone_goes_by_way_of_a_tombstone() {
    let ground = Ground::new();
    let refused = ground.delete(&format!("{UI}/manifests/2")).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(code(refused).await, "DIGEST_INVALID");

    let tombstone = tombstone();
    let stored = ground.put(&format!("{UI}/manifests/2"), &tombstone).await;
    assert_eq!(stored.status(), 201);
    let digest = header(&stored, "docker-content-digest").unwrap();
    assert_eq!(digest, tombstone.digest);
    let location = header(&stored, "location").unwrap();
    assert!(location.ends_with(&format!("/v2/gallery/ui/manifests/{digest}")));
    let moved = ground.get(&format!("{UI}/manifests/2")).await;
    assert_eq!(
        header(&moved, "docker-content-digest"),
        Some(&*tombstone.digest)
    );

    let removed = ground.delete(&format!("{UI}/manifests/{digest}")).await;
    assert_eq!(removed.status(), 202);
    let mut left = all_tags();
    left.remove("2");
    assert_eq!(ground.tags(UI).await, left);
    let latest = ground.get(&format!("{UI}/manifests/latest")).await;
    assert_eq!(sha256(&latest.bytes().await.unwrap()), of_lab("2").digest());
}

#[tokio::test(flavor = "current_thread")]
async fn exact_bytes_are_put_back_children_first() {
    let ground = Ground::new();
    let index = of_lab(lab::ATTESTED);
    let at = |reference: &str| format!("{UI}/manifests/{reference}");
    for manifest in [&index].into_iter().chain(&index.children) {
        assert_eq!(ground.delete(&at(manifest.digest())).await.status(), 202);
    }
    let early = ground.put(&at(lab::ATTESTED), &index.content).await;
    assert_eq!(early.status(), 400);
    let errors = parsed(early).await;
    let errors = errors["errors"].as_array().unwrap();
    let missing: Vec<_> = errors.iter().map(|error| &error["detail"]).collect();
    let children: Vec<_> = index.children.iter().map(Manifest::digest).collect();
    assert_eq!(missing, children);
    assert!(
        errors
            .iter()
            .all(|error| error["code"] == "MANIFEST_BLOB_UNKNOWN")
    );

    for child in &index.children {
        let put = ground.put(&at(child.digest()), &child.content).await;
        assert_eq!(put.status(), 201);
    }
    let put = ground.put(&at(lab::ATTESTED), &index.content).await;
    assert_eq!(put.status(), 201);
    assert_eq!(ground.tags(UI).await, all_tags());
    let back = ground.get(&at(index.digest())).await;
    assert_eq!(back.bytes().await.unwrap(), index.content.bytes);
}

#[tokio::test(flavor = "current_thread")]
async fn what_needs_a_blob_that_is_gone_is_not_put_back() {
    let ground = Ground::new();
    let signed = of_lab(lab::SIGNED);
    let layer = &signed.blobs[1].digest;
    let blob = format!("{UI}/blobs/{layer}");
    assert_eq!(ground.delete(&blob).await.status(), 202);
    assert_eq!(ground.get(&blob).await.status(), 404);
    assert_eq!(code(ground.delete(&blob).await).await, "BLOB_UNKNOWN");
    let manifest = format!("{UI}/manifests/{}", lab::SIGNED);
    assert_eq!(ground.get(&manifest).await.status(), 200);
    let refused = ground.put(&manifest, &signed.content).await;
    let errors = parsed(refused).await;
    assert_eq!(errors["errors"].as_array().unwrap().len(), 1);
    assert_eq!(errors["errors"][0]["detail"], json!(layer));
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_no_manifest_is_not_stored() {
    let ground = Ground::new();
    let valid = tombstone();
    let text = |media_type: &str, text: &str| Content::new(media_type, text.to_owned());
    let elsewhere = format!("sha256:{}", "0".repeat(64));
    for (reference, content, status, expected) in [
        (
            "2",
            text(media_type::OCI_INDEX, "{}"),
            400,
            "MANIFEST_INVALID",
        ),
        (
            "2",
            text(media_type::OCI_INDEX, "no JSON"),
            400,
            "MANIFEST_INVALID",
        ),
        ("2", text("application/json", "{}"), 400, "MANIFEST_INVALID"),
        (
            "2",
            Content::new(media_type::OCI_MANIFEST, valid.bytes.clone()),
            400,
            "MANIFEST_INVALID",
        ),
        (&*elsewhere, valid.clone(), 400, "DIGEST_INVALID"),
    ] {
        let refused = ground
            .put(&format!("{UI}/manifests/{reference}"), &content)
            .await;
        assert_eq!(refused.status(), status, "{content:?}");
        assert_eq!(code(refused).await, expected, "{content:?}");
    }
    let no_tag = ground.put(&format!("{UI}/manifests/-2"), &valid).await;
    assert_eq!(no_tag.status(), 404);
    let kept = ground.get(&format!("{UI}/manifests/2")).await;
    assert_eq!(
        header(&kept, "docker-content-digest"),
        Some(of_lab("2").digest())
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_repository_without_tags_stays() {
    let ground = Ground::new();
    for (_, manifest) in lab::tagged() {
        ground
            .delete(&format!("{UI}/manifests/{}", manifest.digest()))
            .await;
    }
    let listed = ground.json(&format!("{UI}/tags/list")).await;
    assert_eq!(listed, json!({ "name": "gallery/ui", "tags": null }));
    let catalog = ground.json("writable/v2/_catalog").await;
    assert_eq!(catalog["repositories"], json!([ODDITIES, "gallery/ui"]));
}

#[tokio::test(flavor = "current_thread")]
async fn oddities_are_as_odd_as_they_say() {
    let ground = Ground::new();
    let at = |reference: &str| format!("writable/v2/{ODDITIES}/manifests/{reference}");
    let odd = ["good", "missing-child", "nested", "gone", "schema-1"];
    assert_eq!(
        ground.tags(&format!("writable/v2/{ODDITIES}")).await,
        odd.map(str::to_owned).into()
    );
    for (tag, lost) in [("missing-child", vec![1]), ("nested", vec![])] {
        let index = ground.json(&at(tag)).await;
        for (place, child) in index["manifests"].as_array().unwrap().iter().enumerate() {
            let status = if lost.contains(&place) { 404 } else { 200 };
            let child = ground.get(&at(child["digest"].as_str().unwrap())).await;
            assert_eq!(child.status(), status, "{tag}");
        }
    }
    assert_eq!(ground.get(&at("gone")).await.status(), 404);
    let old = ground.get(&at("schema-1")).await;
    assert_eq!(
        header(&old, "content-type"),
        Some(media_type::DOCKER_SCHEMA_1)
    );
    let digest = header(&old, "docker-content-digest").unwrap().to_owned();
    assert_ne!(sha256(&old.bytes().await.unwrap()), digest);
    assert_eq!(ground.delete(&at(&digest)).await.status(), 202);
}
