use std::collections::HashSet;

use serde_json::{Value, json};

use super::{Ground, code, header, parsed};

fn strings(value: &Value) -> Vec<String> {
    let values = value.as_array().unwrap().iter();
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// The query of the next page.
fn next(link: Option<&str>) -> Option<String> {
    let (target, _) = link?.split_once('>')?;
    target.split_once('?').map(|(_, query)| query.to_owned())
}

/// Follows the links from a first address to the end.
async fn all(ground: &Ground, address: &str, query: &str, key: &str) -> (Vec<String>, usize) {
    let (mut names, mut pages, mut query) = (Vec::new(), 0, Some(query.to_owned()));
    while let Some(asked) = query {
        let page = ground.get(&format!("{address}?{asked}")).await;
        query = next(header(&page, "link"));
        names.extend(strings(&parsed(page).await[key]));
        pages += 1;
    }
    (names, pages)
}

#[tokio::test(flavor = "current_thread")]
async fn paged_has_2500_repositories() {
    let ground = Ground::new();
    for (query, pages) in [("n=1000", 3), ("", 25), ("n=500", 5)] {
        let (names, asked) = all(&ground, "paged/v2/_catalog", query, "repositories").await;
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), 2500);
        assert_eq!((names.len(), asked), (2500, pages));
    }
    let too_many = ground.get("paged/v2/_catalog?n=1001").await;
    assert_eq!(too_many.status(), 400);
    let error = parsed(too_many).await;
    assert_eq!(error["errors"][0]["code"], "PAGINATION_NUMBER_INVALID");
    assert_eq!(error["errors"][0]["detail"], json!({ "n": 1001 }));
}

#[tokio::test(flavor = "current_thread")]
async fn paged_tags_link_to_a_host_that_only_the_registry_knows() {
    let ground = Ground::new();
    let address = "paged/v2/paged/00/00/tags/list";
    let first = ground.get(&format!("{address}?n=1000")).await;
    let link = header(&first, "link").unwrap();
    assert!(link.starts_with("<https://internal.example/v2/paged/00/00/tags/list?"));
    let (tags, pages) = all(&ground, address, "", "tags").await;
    assert_eq!((tags.len(), pages), (250, 3));
    let other = ground.json("paged/v2/paged/24/99/tags/list").await;
    assert!(strings(&other["tags"]).contains(&"latest".to_owned()));
}

#[tokio::test(flavor = "current_thread")]
async fn small_pages_are_all_that_is_given() {
    let ground = Ground::new();
    let address = "small-pages/v2/_catalog";
    let (names, pages) = all(&ground, address, "", "repositories").await;
    assert_eq!((names.len(), pages), (250, 3));
    let too_many = ground.get(&format!("{address}?n=101")).await;
    assert_eq!(code(too_many).await, "PAGINATION_NUMBER_INVALID");
}

#[tokio::test(flavor = "current_thread")]
async fn loops_never_end_and_have_nothing_new() {
    let ground = Ground::new();
    let (mut query, mut seen) = (String::from("n=3"), HashSet::new());
    for _ in 0..20 {
        let page = ground
            .get(&format!("catalog-loops/v2/_catalog?{query}"))
            .await;
        query = next(header(&page, "link")).unwrap();
        seen.extend(strings(&parsed(page).await["repositories"]));
    }
    assert_eq!(seen.len(), 6);
}

#[tokio::test(flavor = "current_thread")]
async fn empty_loops_have_ever_new_links() {
    let ground = Ground::new();
    let (mut query, mut links) = (String::from("n=3"), HashSet::new());
    for _ in 0..20 {
        let page = ground
            .get(&format!("catalog-loops-empty/v2/_catalog?{query}"))
            .await;
        query = next(header(&page, "link")).unwrap();
        links.insert(query.clone());
        assert_eq!(parsed(page).await, json!({ "repositories": [] }));
    }
    assert_eq!(links.len(), 20);
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_told_in_several_ways() {
    let ground = Ground::new();
    assert_eq!(
        ground.json("empty/v2/_catalog").await,
        json!({ "repositories": [] })
    );
    let tags = async |name: &str| {
        ground
            .json(&format!("emptied/v2/emptied/{name}/tags/list"))
            .await
    };
    assert_eq!(
        tags("null").await,
        json!({ "name": "emptied/null", "tags": null })
    );
    assert_eq!(
        tags("array").await,
        json!({ "name": "emptied/array", "tags": [] })
    );
    let unknown = ground.get("emptied/v2/emptied/unknown/tags/list").await;
    assert_eq!(code(unknown).await, "NAME_UNKNOWN");
}

#[tokio::test(flavor = "current_thread")]
async fn many_has_as_many_as_it_says_in_no_order() {
    let ground = Ground::new();
    let (names, _) = all(&ground, "many/v2/_catalog", "n=1000", "repositories").await;
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), 10_000);
    let tags = ground.json("many/v2/many/tags/tags/list").await;
    let tags = strings(&tags["tags"]);
    assert_eq!(tags.iter().collect::<HashSet<_>>().len(), 20_000);
    assert!(!tags.is_sorted());
}

#[tokio::test(flavor = "current_thread")]
async fn many_makes_each_image_when_it_is_asked() {
    let ground = Ground::new();
    let manifest = ground.get("many/v2/many/tags/manifests/3.14.15").await;
    let digest = header(&manifest, "docker-content-digest")
        .unwrap()
        .to_owned();
    let bytes = manifest.bytes().await.unwrap();
    assert_eq!(crate::image::sha256(&bytes), digest);
    let again = ground
        .get(&format!("many/v2/many/tags/manifests/{digest}"))
        .await;
    assert_eq!(again.bytes().await.unwrap(), bytes);

    let manifest: Value = serde_json::from_slice(&bytes).unwrap();
    let config = manifest["config"]["digest"].as_str().unwrap();
    let config = ground
        .json(&format!("many/v2/many/tags/blobs/{config}"))
        .await;
    assert_eq!(
        config["config"]["Labels"]["org.opencontainers.image.version"],
        "3.14.15"
    );
    assert_eq!(
        ground
            .get("many/v2/many/tags/manifests/10.0.0")
            .await
            .status(),
        404
    );
    assert_eq!(
        ground
            .get("many/v2/group-42/image-17/manifests/latest")
            .await
            .status(),
        200
    );
}
