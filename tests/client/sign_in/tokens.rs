//! Signing in by tokens of a token service.

use std::{cell::Cell, time::Duration};

use futures_util::future::join_all;
use porthole_core::registry::{
    error::ErrorKind,
    request::{Redirects, Request},
    sign_in::token_service::TokenServiceFault,
};

use super::{ALICE, REGISTRY, Said, Say, TAGS, World, alice, sent, tags};

fn with_tokens(request: &Request, realm: &str, given: &str) -> Said {
    let path = request.url.strip_prefix(REGISTRY).unwrap_or_default();
    let name = path
        .strip_prefix("/v2/")
        .and_then(|path| path.strip_suffix("/tags/list"));
    let scope = name.map_or_else(String::new, |name| {
        format!(",scope=\"repository:{name}:pull\"")
    });
    let with = sent(request);
    if with.as_deref() == Some(&format!("Bearer {given}")) {
        return Said::ok(TAGS);
    }
    let error = match with {
        Some(_) => ",error=\"insufficient_scope\"",
        None => "",
    };
    Said::refused(&format!(
        "Bearer realm=\"{realm}\",service=\"r\"{scope}{error}"
    ))
}

const OWN: &str = "https://registry.example/token";
const OTHER: &str = "https://auth.example/token";

fn own_tokens(request: &Request, _: usize) -> Said {
    if request.url.starts_with(OWN) {
        return Said::ok(r#"{"token":"t","expires_in":100}"#);
    }
    with_tokens(request, OWN, "t")
}

#[tokio::test(flavor = "current_thread")]
async fn one_token_does_for_many_who_wait() {
    let world = World::new(own_tokens);
    let client = world.client(None);
    let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
    assert!(read.iter().all(|read| *read == Ok(2)), "{read:?}");
    assert_eq!(world.asked_for(OWN), [None]);
    // Another repository needs another token, and nobody has to be refused for it first.
    let before = world.asked.borrow().len();
    assert_eq!(tags(&client, "b").await, Ok(2));
    assert_eq!(world.asked.borrow().len() - before, 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_is_renewed_before_it_ends() {
    let world = World::new(own_tokens);
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    world.now.set(Duration::from_secs(79));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 1);
    world.now.set(Duration::from_secs(81));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 2);
    // One refusal, at the very beginning.
    assert_eq!(world.asked_for(REGISTRY).len(), 2 + 4);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_has_ended_early_is_renewed_once() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"access_token":"new"}"#);
        }
        with_tokens(request, OWN, "new")
    });
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    // From now on only the second token will do.
    let world = World::new(|request, count| {
        if request.url.starts_with(OWN) {
            return Said::ok(&format!(r#"{{"token":"t{count}"}}"#));
        }
        with_tokens(request, OWN, if count > 2 { "t2" } else { "t1" })
    });
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn less_than_asked_is_no_permission_and_no_loop() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"token":"narrow"}"#);
        }
        with_tokens(request, OWN, "wide")
    });
    let client = world.client(Some(alice()));
    let scope = "repository:a:pull".to_owned();
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::NoPermission(Some(scope)))
    );
    assert!(
        world.asked.borrow().len() <= 6,
        "{:?}",
        world.asked.borrow()
    );
    let nobody = world.client(None);
    assert!(matches!(
        tags(&nobody, "a").await,
        Err(ErrorKind::Unauthorized(Some(_)))
    ));
}

#[tokio::test(flavor = "current_thread")]
async fn another_origin_is_agreed_to_before_anything_is_sent() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OTHER) {
            assert_eq!(request.redirects, Redirects::Refused);
            return Said::ok(r#"{"token":"t"}"#);
        }
        with_tokens(request, OTHER, "t")
    });
    let client = world.client(Some(alice()));
    let fault = match tags(&client, "a").await {
        Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(service))) => service,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault.origin(), "https://auth.example");
    assert_eq!(world.asked_for("https://auth.example").len(), 0);
    assert!(world.asked_for(REGISTRY).iter().all(Option::is_none));
    client.agree_to(&fault);
    assert_eq!(tags(&client, "a").await, Ok(2));
    let to_service = world.asked_for("https://auth.example");
    assert!(to_service.iter().all(|sent| sent.as_deref() == Some(ALICE)));
    let to_registry = world.asked_for(REGISTRY);
    assert!(to_registry.iter().flatten().all(|sent| sent == "Bearer t"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_service_that_gives_nothing_is_said_and_not_asked_by_each() {
    let at = || "https://registry.example".to_owned();
    let faults: [(Say, TokenServiceFault); 4] = [
        (|_, _| Said::ok("<html>"), TokenServiceFault::NoToken(at())),
        (|_, _| Said::ok("{}"), TokenServiceFault::NoToken(at())),
        (
            |_, _| Said::status(500),
            TokenServiceFault::Refused(at(), 500),
        ),
        (|_, _| Said::nothing(), TokenServiceFault::NoAnswer(at())),
    ];
    for (say, fault) in faults {
        thread_local!(static SERVICE: Cell<Option<Say>> = const { Cell::new(None) });
        SERVICE.set(Some(say));
        let world = World::new(|request, count| {
            if request.url.starts_with(OWN) {
                return SERVICE.get().unwrap()(request, count);
            }
            with_tokens(request, OWN, "t")
        });
        let client = world.client(None);
        let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
        let expected = Err(ErrorKind::TokenService(fault));
        assert!(read.iter().all(|read| *read == expected), "{read:?}");
        assert_eq!(world.asked_for(OWN).len(), 1);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_service_that_refuses_the_password_hears_it_once() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::status(401);
        }
        with_tokens(request, OWN, "t")
    });
    let client = world.client(Some(alice()));
    let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
    let is_wrong = |read: &Result<usize, ErrorKind>| *read == Err(ErrorKind::WrongPassword);
    assert!(read.iter().all(is_wrong), "{read:?}");
    world.now.set(Duration::from_hours(1));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::WrongPassword));
    assert_eq!(world.asked_for(OWN).len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_service_less_safe_than_the_registry_is_sent_nothing() {
    let world = World::new(|request, _| with_tokens(request, "http://auth.example/token", "t"));
    let client = world.client(Some(alice()));
    let origin = "http://auth.example".to_owned();
    let fault = TokenServiceFault::Insecure(origin.clone());
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::TokenService(fault))
    );
    assert_eq!(world.asked_for(&origin).len(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_its_registry_does_not_know_is_said() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"token":"t"}"#);
        }
        let error = match sent(request) {
            Some(_) => ",error=\"invalid_token\"",
            None => "",
        };
        Said::refused(&format!("Bearer realm=\"{OWN}\"{error}"))
    });
    let client = world.client(None);
    let fault = TokenServiceFault::Useless("https://registry.example".to_owned());
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::TokenService(fault))
    );
    assert_eq!(world.asked.borrow().len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn who_agreed_to_one_service_of_a_host_did_not_agree_to_another() {
    const ANOTHER: &str = "https://auth.example/another";
    let world = World::new(|request, _| {
        if request.url.starts_with(OTHER) || request.url.starts_with(ANOTHER) {
            return Said::ok(r#"{"token":"t"}"#);
        }
        if request.url.contains("/b/") {
            return with_tokens(request, ANOTHER, "u");
        }
        with_tokens(request, OTHER, "t")
    });
    let client = world.client(Some(alice()));
    let not_agreed = |read| match read {
        Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(service))) => service,
        other => panic!("{other:?}"),
    };
    let agreed = not_agreed(tags(&client, "a").await);
    let client = world.client(Some(alice()));
    client.agree_to(&agreed);
    let named = not_agreed(tags(&client, "b").await);
    assert_eq!(named.to_string(), ANOTHER);
    assert_eq!(world.asked_for(ANOTHER).len(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_service_that_refuses_every_scope_hears_the_password_only_so_often() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) && !request.url.contains("scope=repository:a:") {
            return Said::status(401);
        }
        own_tokens(request, 0)
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    for repository in ["b", "c", "d", "e", "f"] {
        assert_eq!(
            tags(&client, repository).await,
            Err(ErrorKind::WrongPassword)
        );
    }
    let sent = world.asked_for(OWN).into_iter().flatten().count();
    assert!((2..=5).contains(&sent), "{sent}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_scope_that_a_service_forbids_is_no_wrong_password() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) && request.url.contains("scope=") {
            return Said::status(403);
        }
        own_tokens(request, 0)
    });
    let client = world.client(Some(alice()));
    let scope = "repository:a:pull".to_owned();
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::NoPermission(Some(scope)))
    );
}
