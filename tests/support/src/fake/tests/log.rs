use serde_json::json;

use super::{Ground, parsed};

#[tokio::test(flavor = "current_thread")]
async fn each_world_logs_its_own_requests() {
    let ground = Ground::new();
    ground
        .accepting("plain~first/v2/_catalog?n=2", "text/x")
        .await;
    ground.get("plain~first/v2/nowhere/manifests/1").await;
    ground.get("plain~second/v2/").await;
    ground.get("plain/v2/").await;

    let first = ground.registry.requests("plain~first");
    let seen: Vec<_> = first
        .iter()
        .map(|request| {
            (
                request.method.as_str(),
                request.path.as_str(),
                request.status,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("GET", "/plain~first/v2/_catalog?n=2", Some(200)),
            ("GET", "/plain~first/v2/nowhere/manifests/1", Some(404)),
        ]
    );
    assert_eq!(first[0].header("accept"), Some("text/x"));
    assert_eq!(ground.registry.requests("plain").len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_reads_the_log() {
    let ground = Ground::new();
    ground.get("plain~page/v2/").await;
    let answer = ground.get("-/requests?prefix=/plain~page").await;
    assert_eq!(
        super::header(&answer, "access-control-allow-origin"),
        Some("*")
    );
    let log = parsed(answer).await;
    assert_eq!(log.as_array().unwrap().len(), 1);
    assert_eq!(log[0]["method"], "GET");
    assert_eq!(log[0]["path"], "/plain~page/v2/");
    assert_eq!(log[0]["status"], json!(200));
}

#[tokio::test(flavor = "current_thread")]
async fn a_request_without_an_answer_is_logged_without_a_status() {
    let ground = Ground::new();
    let address = ground.registry.world("silent~log") + "/v2/";
    let asking = tokio::spawn(ground.client.get(address).send());
    let logged = loop {
        let requests = ground.registry.requests("silent~log");
        if let Some(request) = requests.first() {
            break request.clone();
        }
        tokio::task::yield_now().await;
    };
    assert!(!asking.is_finished());
    assert_eq!(logged.status, None);
}

#[tokio::test(flavor = "current_thread")]
async fn a_world_that_is_not_there_is_missing() {
    let ground = Ground::new();
    assert_eq!(ground.get("nowhere/v2/").await.status(), 404);
    assert_eq!(ground.get("").await.status(), 404);
}
