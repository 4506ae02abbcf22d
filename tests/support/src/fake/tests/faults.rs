use futures_util::future::{Either, select};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Ground, code, header, parsed};
use crate::fake::{Fault, How};

const ERROR: How = How::Error {
    status: 500,
    wait: None,
};

fn at(reference: &str) -> String {
    format!("writable~faults/v2/gallery/ui/manifests/{reference}")
}

impl Ground {
    fn fail(&self, fault: Fault) {
        self.registry.fail("writable~faults", fault);
    }

    /// Where `2` leads, and whatever else leads there.
    async fn digest(&self) -> String {
        let answer = self.get(&at("2")).await;
        header(&answer, "docker-content-digest").unwrap().to_owned()
    }

    /// The status of a deletion, if an answer comes; a body that breaks off is none.
    async fn try_delete(&self, reference: &str) -> Option<u16> {
        self.try_request(Method::DELETE, reference).await
    }

    async fn try_request(&self, method: Method, reference: &str) -> Option<u16> {
        let answer = self.request(method, &at(reference)).send().await.ok()?;
        let status = answer.status().as_u16();
        answer.bytes().await.ok()?;
        Some(status)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_request_that_was_meant_fails_and_no_other() {
    let ground = Ground::new();
    ground.fail(Fault::new(3, ERROR));
    let mut seen = Vec::new();
    for reference in ["latest", "2", "2.1", "latest"] {
        seen.push(ground.get(&at(reference)).await.status().as_u16());
    }
    assert_eq!(seen, [200, 200, 500, 200]);
    assert!(ground.registry.waiting("writable~faults").is_empty());
    assert_eq!(ground.get("writable~other/v2/").await.status(), 200);
}

#[tokio::test(flavor = "current_thread")]
async fn a_fault_looks_only_at_what_it_names() {
    let ground = Ground::new();
    let digest = ground.digest().await;
    ground.fail(Fault {
        methods: vec!["DELETE".to_owned(), "PUT".to_owned()],
        ..Fault::new(2, ERROR)
    });
    ground.fail(Fault {
        path: "/manifests/2.1".to_owned(),
        ..Fault::new(1, How::Reset)
    });
    assert_eq!(ground.try_delete("2").await, Some(400));
    assert_eq!(ground.get(&at("2")).await.status(), 200);
    assert_eq!(ground.try_request(Method::GET, "2.1").await, None);
    assert_eq!(ground.try_delete(&digest).await, Some(500));
    assert_eq!(ground.try_delete(&digest).await, Some(202));
}

#[tokio::test(flavor = "current_thread")]
async fn preflights_are_not_counted() {
    let ground = Ground::new();
    ground.fail(Fault::new(1, ERROR));
    assert_eq!(ground.preflight(&at("2")).await.status(), 204);
    assert_eq!(ground.get(&at("2")).await.status(), 500);
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_asked_is_done_only_where_the_fault_says_so() {
    for (how, is_done, status) in [
        (ERROR, false, Some(500)),
        (ERROR, true, Some(500)),
        (How::Cut, false, None),
        (How::Cut, true, None),
        (How::Reset, false, None),
        (How::Reset, true, None),
        (How::Close, false, None),
        (How::Close, true, None),
    ] {
        let ground = Ground::new();
        let digest = ground.digest().await;
        ground.fail(Fault {
            is_done,
            ..Fault::new(1, how)
        });
        assert_eq!(ground.try_delete(&digest).await, status, "{how:?}");
        let left = if is_done { 404 } else { 200 };
        let now = ground.get(&at("2")).await;
        assert_eq!(now.status(), left, "{how:?}, {is_done}");
        let logged = ground.registry.requests("writable~faults");
        assert_eq!(logged[1].status, status, "{how:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_is_cut_within_its_body_or_its_head() {
    let ground = Ground::new();
    ground.fail(Fault::new(1, How::Cut));
    let cut = ground.get(&at("2")).await;
    assert_eq!(cut.status(), 200);
    assert!(cut.bytes().await.is_err());
    for method in [Method::HEAD, Method::GET] {
        let is_headless = method == Method::HEAD;
        let how = if is_headless { How::Cut } else { How::Reset };
        ground.fail(Fault::new(1, how));
        assert!(ground.request(method, &at("2")).send().await.is_err());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_request_that_hangs_gets_no_answer() {
    for is_done in [false, true] {
        let ground = Ground::new();
        let digest = ground.digest().await;
        ground.fail(Fault {
            is_done,
            ..Fault::new(1, How::Hang)
        });
        let hanging = Box::pin(ground.try_delete(&digest));
        let other = Box::pin(async {
            while ground.registry.requests("writable~faults").len() < 2 {
                tokio::task::yield_now().await;
            }
            ground.get(&at("2")).await.status().as_u16()
        });
        let Either::Right((status, _)) = select(hanging, other).await else {
            panic!("what hangs was answered");
        };
        assert_eq!(status, if is_done { 404 } else { 200 });
        let logged = ground.registry.requests("writable~faults");
        assert_eq!(logged[1].status, None);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_network_that_is_gone_stays_so_until_it_is_mended() {
    let ground = Ground::new();
    ground.fail(Fault {
        is_lasting: true,
        ..Fault::new(2, How::Reset)
    });
    assert_eq!(ground.try_request(Method::GET, "2").await, Some(200));
    for _ in 0..3 {
        assert_eq!(ground.try_request(Method::GET, "2").await, None);
    }
    ground.registry.mend("writable~faults");
    assert_eq!(ground.try_request(Method::GET, "2").await, Some(200));
}

#[tokio::test(flavor = "current_thread")]
async fn errors_say_how_to_go_on() {
    let ground = Ground::new();
    for (status, wait, expected) in [
        (401, None, "UNAUTHORIZED"),
        (403, None, "DENIED"),
        (429, None, "TOOMANYREQUESTS"),
        (429, Some(7), "TOOMANYREQUESTS"),
        (503, None, "UNKNOWN"),
    ] {
        ground.fail(Fault::new(1, How::Error { status, wait }));
        let failed = ground.get(&at("2")).await;
        assert_eq!(failed.status(), status);
        let seconds = wait.map(|seconds: u32| seconds.to_string());
        assert_eq!(header(&failed, "retry-after"), seconds.as_deref());
        assert_eq!(header(&failed, "www-authenticate").is_some(), status == 401);
        assert_eq!(code(failed).await, expected);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn faults_are_told_by_requests() {
    let ground = Ground::new();
    let path = |query: &str| format!("-/faults?prefix=writable~faults{query}");
    let post = async |query: &str| {
        let request = ground.request(Method::POST, &path(query));
        parsed(request.send().await.unwrap()).await
    };
    let told =
        post("&at=2&how=error&status=429&wait=0&done=true&lasting=true&methods=PUT,DELETE&path=/2");
    let whole = json!({
        "at": 2,
        "how": { "error": { "status": 429, "wait": 0 } },
        "is_done": true,
        "is_lasting": true,
        "methods": ["PUT", "DELETE"],
        "path": "/2",
    });
    assert_eq!(told.await, json!([whole]));
    for (how, is_done) in [
        ("cut", true),
        ("hang", false),
        ("reset", false),
        ("close", false),
    ] {
        let told = post(&format!("&how={how}")).await;
        let last = told.as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["how"], &last["at"]), (&json!(how), &json!(1)));
        assert_eq!(last["is_done"], is_done);
    }
    let waiting: Value = ground.json(&path("")).await;
    assert_eq!(waiting.as_array().unwrap().len(), 5);
    assert_eq!(parsed(ground.delete(&path("")).await).await, json!([]));
}

#[tokio::test(flavor = "current_thread")]
async fn a_fault_that_cannot_be_is_refused() {
    let ground = Ground::new();
    for (query, reason) in [
        ("prefix=writabel~faults&how=cut", "writabel"),
        ("how=cut", "no world is named"),
        ("prefix=writable~faults&how=ends", "ends"),
        ("prefix=writable~faults&how=cut&at=x", "at cannot be x"),
        ("prefix=writable~faults&how=cut&status=500", "status"),
        ("prefix=writable~faults&how=cut&last=true", "last"),
    ] {
        let request = ground.request(Method::POST, &format!("-/faults?{query}"));
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), 400, "{query}");
        let said = refused.text().await.unwrap();
        assert!(said.contains(reason), "{said}");
    }
    assert!(ground.registry.waiting("writable~faults").is_empty());
}
