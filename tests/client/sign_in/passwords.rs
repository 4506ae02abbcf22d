//! Signing in by a password.

use futures_util::future::join_all;
use porthole_core::registry::error::ErrorKind;

use super::{ALICE, PASSWORD, REGISTRY, Said, Say, World, alice, sent, tags, with_password};

#[tokio::test(flavor = "current_thread")]
async fn a_password_is_sent_only_where_it_is_asked_for() {
    let world = World::new(with_password);
    let nobody = world.client(None);
    assert!(matches!(
        tags(&nobody, "a").await,
        Err(ErrorKind::Unauthorized(Some(_)))
    ));
    assert_eq!(world.asked_for(REGISTRY), [None]);
    world.asked.borrow_mut().clear();
    let client = world.client(Some(alice()));
    let read = join_all(["a", "b", "c"].map(|name| tags(&client, name))).await;
    assert_eq!(read, [Ok(2), Ok(2), Ok(2)]);
    // It is asked once what it wants, and then told at once.
    assert_eq!(world.asked_for("https://registry.example/v2/"), {
        let with = Some(ALICE.to_owned());
        [None, with.clone(), with.clone(), with]
    });
}

#[tokio::test(flavor = "current_thread")]
async fn a_wrong_password_is_sent_once() {
    let world = World::new(|_, _| Said::refused("Basic realm=\"r\""));
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::WrongPassword));
    assert_eq!(tags(&client, "b").await, Err(ErrorKind::WrongPassword));
    let sent = world.asked_for(REGISTRY);
    assert_eq!(sent.iter().flatten().count(), 1, "{sent:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn only_a_password_and_no_word_tell_of_passwords_that_cannot_be_read() {
    let mute: Say = |request, _| match sent(request) {
        Some(_) => Said::status(400),
        None => Said::refused("Basic realm=\"r\""),
    };
    let world = World::new(mute);
    let read = tags(&world.client(Some(alice())), "a").await;
    assert_eq!(read, Err(ErrorKind::PasswordsUnreadable));
    let of_a_proxy: Say = |request, _| match sent(request) {
        Some(_) => Said {
            body: Some("<html>Request Header Or Cookie Too Large".to_owned()),
            ..Said::status(400)
        },
        None => Said::refused("Basic realm=\"r\""),
    };
    let of_nobody: Say = |_, _| Said::status(400);
    for (say, who) in [(of_a_proxy, Some(alice())), (of_nobody, None)] {
        let read = tags(&World::new(say).client(who), "a").await;
        assert!(matches!(read, Err(ErrorKind::Refused(_))), "{read:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_that_was_accepted_is_not_wrong_for_one_repository() {
    let world = World::new(|request, count| {
        if request.url.contains("/secret/") {
            Said::refused("Basic realm=\"r\"")
        } else {
            with_password(request, count)
        }
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(
        tags(&client, "secret/a").await,
        Err(ErrorKind::NoPermission(None))
    );
    assert_eq!(tags(&client, "b").await, Ok(2));
}

#[tokio::test(flavor = "current_thread")]
async fn where_the_browser_may_not_sign_that_is_said() {
    let world = World::new(|request, count| match sent(request) {
        // The preflight is refused.
        Some(_) => Said::nothing(),
        None => with_password(request, count),
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::SignInNotAllowed));
}

#[tokio::test(flavor = "current_thread")]
async fn a_network_that_goes_later_is_no_refusal_to_sign_in() {
    let world = World::new(|request, count| match sent(request) {
        Some(_) if count > 3 => Said::nothing(),
        _ => with_password(request, count),
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    let silent = async {
        loop {
            if let Err(kind) = tags(&client, "a").await {
                return kind;
            }
        }
    };
    assert_eq!(silent.await, ErrorKind::NoAnswer);
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_lets_anybody_in_and_knows_more_is_signed_in_at() {
    // zot answers 200 to anybody and tells how to sign in.
    let world = World::new(|request, count| {
        let mut said = match sent(request) {
            Some(_) => with_password(request, count),
            None => Said::ok(r#"{"name":"a","tags":["public"]}"#),
        };
        said.challenge = Some("Basic realm=\"zot\"".to_owned());
        said
    });
    assert_eq!(tags(&world.client(None), "a").await, Ok(1));
    assert_eq!(tags(&world.client(Some(alice())), "a").await, Ok(2));
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_that_is_shown_holds_the_password() {
    let world = World::new(with_password);
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    let asked = format!("{:?} {:?}", world.asked.borrow(), client.login());
    assert!(
        !asked.contains(PASSWORD) && !asked.contains("YWxpY2U6"),
        "{asked}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_that_is_refused_again_and_again_is_not_sent_again() {
    let world = World::new(|request, count| {
        if request.url.contains("/a/") || request.url.ends_with("/v2/") {
            with_password(request, count)
        } else {
            Said::refused("Basic realm=\"r\"")
        }
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    let no_permission = || Err(ErrorKind::NoPermission(None));
    assert_eq!(tags(&client, "b").await, no_permission());
    assert_eq!(tags(&client, "c").await, no_permission());
    assert_eq!(tags(&client, "a").await, Ok(2));
    for expected in [no_permission(), no_permission()] {
        assert_eq!(tags(&client, "b").await, expected);
    }
    for _ in 0..3 {
        assert_eq!(tags(&client, "b").await, Err(ErrorKind::WrongPassword));
    }
    let sent = world.asked_for(REGISTRY);
    assert_eq!(sent.iter().flatten().count(), 2 + 2 + 3, "{sent:?}");
}
