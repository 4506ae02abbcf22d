use super::{Ground, code, header};

#[tokio::test(flavor = "current_thread")]
async fn refusals_have_their_status_and_code() {
    let ground = Ground::new();
    let cases = [
        (
            "rate-limited/v2/gallery/ui/tags/list",
            429,
            "TOOMANYREQUESTS",
        ),
        (
            "rate-limited/v2/gallery/ui/manifests/1.0",
            429,
            "TOOMANYREQUESTS",
        ),
        ("server-fault/v2/", 500, "UNKNOWN"),
        ("server-fault/v2/_catalog", 500, "UNKNOWN"),
        ("unauthorised/v2/", 401, "UNAUTHORIZED"),
        ("bearer/v2/_catalog", 401, "UNAUTHORIZED"),
        ("denied/v2/_catalog", 403, "DENIED"),
        ("denied/v2/gallery/api/tags/list", 403, "DENIED"),
    ];
    for (path, status, expected) in cases {
        let answer = ground.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(code(answer).await, expected, "{path}");
    }
    for path in ["rate-limited/v2/_catalog", "denied/v2/gallery/ui/tags/list"] {
        assert_eq!(ground.get(path).await.status(), 200, "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn refusals_say_how_to_go_on() {
    let ground = Ground::new();
    let limited = ground.get("rate-limited/v2/gallery/ui/tags/list").await;
    assert_eq!(header(&limited, "retry-after"), Some("7"));
    let basic = ground.get("unauthorised/v2/").await;
    assert_eq!(
        header(&basic, "www-authenticate"),
        Some("Basic realm=\"fake\"")
    );
    let bearer = ground.get("bearer/v2/gallery/ui/tags/list").await;
    assert_eq!(
        header(&bearer, "www-authenticate"),
        Some(
            "Bearer realm=\"https://tokens.example/token\",service=\"fake\",\
             scope=\"repository:gallery/ui:pull\""
        )
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_catalog_may_be_all_that_is_missing() {
    let ground = Ground::new();
    assert_eq!(
        ground.get("catalog-missing/v2/_catalog").await.status(),
        404
    );
    for path in ["", "gallery/ui/tags/list", "gallery/ui/manifests/1.0"] {
        assert_eq!(
            ground
                .get(&format!("catalog-missing/v2/{path}"))
                .await
                .status(),
            200
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn strangers_are_no_registry() {
    let ground = Ground::new();
    let kind = "text/html; charset=utf-8";
    for (path, status, expected) in [
        ("html/v2/", 200, kind),
        ("html/v2/_catalog", 200, kind),
        ("bad-gateway/v2/", 502, kind),
        ("not-a-registry/v2/", 404, "text/plain; charset=utf-8"),
        ("redirects-to-login/v2/", 302, kind),
        ("redirects-to-login/login", 200, kind),
    ] {
        let answer = ground.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "content-type"), Some(expected), "{path}");
    }
    let redirect = ground.get("redirects-to-login~here/v2/_catalog").await;
    assert_eq!(
        header(&redirect, "location"),
        Some("/redirects-to-login~here/login")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn pages_of_other_origins_may_do_what_the_world_says() {
    let ground = Ground::new();
    let (origin, exposed, sent) = (
        "access-control-allow-origin",
        "access-control-expose-headers",
        "access-control-allow-headers",
    );
    for (world, readable, exposes, sends) in [
        ("plain", true, true, true),
        ("without-cors", false, false, false),
        ("without-expose", true, false, true),
        ("short-accept", true, true, false),
        ("accept-like-distribution-2", true, true, false),
    ] {
        let answer = ground.get(&format!("{world}/v2/_catalog")).await;
        assert_eq!(header(&answer, origin).is_some(), readable, "{world}");
        assert_eq!(header(&answer, exposed).is_some(), exposes, "{world}");
        let preflight = ground.preflight(&format!("{world}/v2/_catalog")).await;
        assert_eq!(preflight.status(), 204, "{world}");
        assert_eq!(header(&preflight, origin).is_some(), readable, "{world}");
        assert_eq!(header(&preflight, sent).is_some(), sends, "{world}");
    }
    let long = ground.get("without-expose/v2/_catalog?n=1000").await;
    assert!(header(&long, "link").is_some());
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_can_be_changed() {
    let ground = Ground::new();
    let address = ground.registry.world("plain~change") + "/v2/gallery/ui/manifests/1.0";
    let deleted = ground.client.delete(address).send().await.unwrap();
    assert_eq!(deleted.status(), 405);
    assert_eq!(code(deleted).await, "UNSUPPORTED");
    let logged = ground.registry.requests("plain~change");
    assert_eq!(logged[0].method, "DELETE");
}
