use std::collections::HashSet;

use serde_json::Value;

use super::{Ground, header};
use crate::{
    fake::worlds::hostile::{IMAGES, MARKUP, tags},
    image::{media_type, sha256},
};

#[tokio::test(flavor = "current_thread")]
async fn every_tag_is_listed_once_and_answered() {
    let ground = Ground::new();
    let listed = ground.json(&format!("hostile/v2/{IMAGES}/tags/list")).await;
    let listed: Vec<_> = listed["tags"].as_array().unwrap().iter().collect();
    assert_eq!(listed, tags());
    assert_eq!(tags().iter().collect::<HashSet<_>>().len(), tags().len());
    for tag in tags() {
        let answer = ground
            .get(&format!("hostile/v2/{IMAGES}/manifests/{tag}"))
            .await;
        if tag == "tag-gone" {
            assert_eq!(answer.status(), 404);
            continue;
        }
        assert_eq!(answer.status(), 200, "{tag}");
        let digest = header(&answer, "docker-content-digest").unwrap().to_owned();
        let bytes = answer.bytes().await.unwrap();
        // Schema 1 alone signs what is not the whole body.
        assert_eq!(sha256(&bytes) == digest, tag != "schema-1", "{tag}");
    }
}

async fn manifest(ground: &Ground, reference: &str) -> Value {
    ground
        .json(&format!("hostile/v2/{IMAGES}/manifests/{reference}"))
        .await
}

async fn config(ground: &Ground, tag: &str) -> Value {
    let digest = manifest(ground, tag).await["config"]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = ground
        .get(&format!("hostile/v2/{IMAGES}/blobs/{digest}"))
        .await;
    let bytes = bytes.bytes().await.unwrap();
    assert_eq!(sha256(&bytes), digest);
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn tags_are_what_they_are_named_after() {
    let ground = Ground::new();
    assert_eq!(
        manifest(&ground, "size-negative").await["layers"][0]["size"],
        -1
    );
    assert_eq!(
        manifest(&ground, "digest-none").await["layers"][0]["digest"],
        "none"
    );
    assert_eq!(
        config(&ground, "created-yesterday").await["created"],
        "yesterday"
    );
    assert_eq!(
        config(&ground, "history-markup").await["history"][0]["created_by"],
        MARKUP
    );
    let foreign = manifest(&ground, "foreign-layers").await;
    assert_eq!(
        foreign["layers"][0]["mediaType"],
        media_type::DOCKER_FOREIGN_LAYER
    );

    let missing = manifest(&ground, "config-missing").await;
    let digest = missing["config"]["digest"].as_str().unwrap();
    let blob = ground
        .get(&format!("hostile/v2/{IMAGES}/blobs/{digest}"))
        .await;
    assert_eq!(blob.status(), 404);
}

#[tokio::test(flavor = "current_thread")]
async fn an_index_leads_30_deep_to_an_image() {
    let ground = Ground::new();
    let mut reference = "index-nested-30-deep".to_owned();
    let mut depth = 0;
    loop {
        let it = manifest(&ground, &reference).await;
        let Some(child) = it["manifests"][0]["digest"].as_str() else {
            break;
        };
        child.clone_into(&mut reference);
        depth += 1;
    }
    assert_eq!(depth, 30);
}

#[tokio::test(flavor = "current_thread")]
async fn catalog_has_names_that_are_none() {
    let ground = Ground::new();
    let catalog = ground.json("hostile/v2/_catalog").await;
    let names = catalog["repositories"].as_array().unwrap();
    assert_eq!(names[0], IMAGES);
    assert!(names.contains(&MARKUP.into()));
    assert!(names.contains(&Value::Null));
    assert!(
        names
            .iter()
            .any(|name| name.as_str().is_some_and(|name| name.len() == 10_000))
    );
}

#[tokio::test(flavor = "current_thread")]
async fn one_list_of_tags_is_hardly_legible() {
    let ground = Ground::new();
    let listed = ground
        .json("hostile/v2/hostile/tags-illegible/tags/list")
        .await;
    let tags = listed["tags"].as_array().unwrap();
    assert_eq!((&tags[0], tags.len()), (&"1.0".into(), 2_001));
    assert_eq!(tags[2_000], "no tag 1999");
}
