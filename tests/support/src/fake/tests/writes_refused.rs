use reqwest::Method;

use super::{Ground, code, header};
use crate::{
    image::{Content, Manifest},
    seed::lab,
};

fn of_lab(tag: &str) -> Manifest {
    let mut tagged = lab::tagged().into_iter();
    tagged.find(|(name, _)| name == tag).unwrap().1
}

fn at(world: &str, reference: &str) -> String {
    format!("{world}/v2/gallery/ui/manifests/{reference}")
}

/// What can be pushed as it is.
fn pushable() -> Content {
    of_lab(lab::SIGNED).content
}

#[tokio::test(flavor = "current_thread")]
async fn each_world_refuses_what_it_says() {
    let ground = Ground::new();
    let aliased = of_lab("latest").content.digest;
    for (world, by_digest, by_tag, pushed) in [
        ("writable", 202, 400, 201),
        ("writable-tags", 202, 202, 201),
        ("writable-only-tags", 405, 202, 201),
        ("writable-tagged", 202, 202, 201),
        ("writable-off", 405, 405, 201),
        ("writable-in-maintenance", 405, 405, 405),
        ("writable-denied", 403, 403, 403),
        ("writable-push-denied", 202, 400, 403),
        ("writable-fault", 500, 500, 500),
        ("writable-limited", 429, 429, 429),
        ("writable-referenced-405", 202, 400, 201),
    ] {
        let deleted = ground.delete(&at(world, lab::SHARED)).await;
        assert_eq!(deleted.status(), by_tag, "{world}, a tag");
        let deleted = ground.delete(&at(world, &aliased)).await;
        assert_eq!(deleted.status(), by_digest, "{world}, a digest");
        let put = ground.put(&at(world, "new"), &pushable()).await;
        assert_eq!(put.status(), pushed, "{world}, a push");

        let tags = ground.tags(&format!("{world}/v2/gallery/ui")).await;
        assert_eq!(tags.contains("new"), pushed == 201, "{world}");
        assert_eq!(tags.contains("latest"), by_digest != 202, "{world}");
        assert_eq!(tags.contains(lab::SHARED), by_tag != 202, "{world}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_goes_alone_leaves_its_manifest() {
    let ground = Ground::new();
    for world in ["writable-tags", "writable-only-tags", "writable-tagged"] {
        assert_eq!(ground.delete(&at(world, "2")).await.status(), 202);
        assert_eq!(ground.get(&at(world, "2")).await.status(), 404);
        assert_eq!(ground.get(&at(world, "latest")).await.status(), 200);
        let again = ground.delete(&at(world, "2")).await;
        assert_eq!(again.status(), 404);
        assert_eq!(code(again).await, "MANIFEST_UNKNOWN");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_digest_without_tags_may_be_unknown() {
    let ground = Ground::new();
    let child = &of_lab(lab::ATTESTED).children[0].content.digest;
    let refused = ground.delete(&at("writable-tagged", child)).await;
    assert_eq!(refused.status(), 404);
    assert_eq!(
        ground.get(&at("writable-tagged", child)).await.status(),
        200
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_index_lists_may_be_kept() {
    let ground = Ground::new();
    let index = of_lab(lab::SHARED);
    let child = of_lab(lab::SHARED_PLATFORM).content.digest;
    for (world, status, expected) in [
        ("writable-referenced-405", 405, "DENIED"),
        (
            "writable-referenced-409",
            409,
            "MANIFEST_REFERENCED_IN_LIST",
        ),
        ("writable-referenced-412", 412, "PRECONDITION"),
    ] {
        let refused = ground.delete(&at(world, &child)).await;
        assert_eq!(refused.status(), status);
        assert_eq!(code(refused).await, expected);
        assert_eq!(ground.get(&at(world, &child)).await.status(), 200);
        for digest in [index.digest(), &child] {
            assert_eq!(ground.delete(&at(world, digest)).await.status(), 202);
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_change_that_was_too_many_is_taken_the_second_time() {
    let ground = Ground::new();
    let digest = of_lab("latest").content.digest;
    let manifest = at("writable-limited", &digest);
    let limited = ground.delete(&manifest).await;
    assert_eq!(limited.status(), 429);
    assert_eq!(header(&limited, "retry-after"), Some("1"));
    assert_eq!(ground.delete(&manifest).await.status(), 202);
    let latest = at("writable-limited", "latest");
    assert_eq!(ground.put(&latest, &pushable()).await.status(), 429);
    assert_eq!(ground.put(&latest, &pushable()).await.status(), 201);
}

#[tokio::test(flavor = "current_thread")]
async fn maintenance_says_what_is_allowed() {
    let ground = Ground::new();
    let refused = ground.delete(&at("writable-in-maintenance", "2")).await;
    assert_eq!(header(&refused, "allow"), Some("GET, HEAD"));
    assert_eq!(
        header(&refused, "content-type"),
        Some("text/plain; charset=utf-8")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn pages_of_other_origins_are_told_what_they_may_change() {
    let ground = Ground::new();
    for (world, changes, sends_type) in [
        ("writable", true, true),
        ("writable-tags", true, true),
        ("writable-without-preflight", false, false),
        ("writable-without-content-type", true, false),
        ("plain", false, false),
    ] {
        let preflight = ground
            .request(Method::OPTIONS, &at(world, "2"))
            .send()
            .await
            .unwrap();
        let named = |header_name: &str| {
            let value = header(&preflight, header_name).unwrap_or_default();
            value.split(", ").map(str::to_owned).collect::<Vec<_>>()
        };
        let methods = named("access-control-allow-methods");
        for method in ["PUT", "DELETE"] {
            assert_eq!(methods.contains(&method.to_owned()), changes, "{world}");
        }
        let headers = named("access-control-allow-headers");
        assert_eq!(
            headers.contains(&"Content-Type".to_owned()),
            sends_type,
            "{world}"
        );
        assert!(headers.contains(&"Authorization".to_owned()), "{world}");
    }
}
