//! A right for each way of asking: what a token for one says of another.

use std::time::Duration;

use porthole_core::{
    oci::{name::RepositoryName, tag::Tag},
    registry::{error::ErrorKind, queue::Priority, request::Request},
};

use super::{REGISTRY, Said, TAGS, World, alice, sent, tags};

const OWN: &str = "https://registry.example/token";

/// A registry that wants a right of its own for everything but lists of tags.
fn by_rights(request: &Request, _: usize) -> Said {
    if let Some(query) = request.url.strip_prefix(OWN) {
        let right = if query.contains("delete") {
            "delete"
        } else {
            "pull"
        };
        return Said::ok(&format!(r#"{{"token":"{right}","expires_in":100}}"#));
    }
    let right = if request.url.ends_with("/tags/list") {
        "pull"
    } else {
        "delete"
    };
    match sent(request) {
        Some(with) if with == format!("Bearer {right}") => Said::ok(TAGS),
        with => {
            let error = with.map_or("", |_| ",error=\"insufficient_scope\"");
            let scope = format!("repository:a:{right}");
            Said::refused(&format!(
                "Bearer realm=\"{OWN}\",service=\"r\",scope=\"{scope}\"{error}"
            ))
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_new_token_for_one_right_says_nothing_of_another() {
    let world = World::new(by_rights);
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    // By now it has ended: a new one is made for what the list of tags wanted.
    world.now.set(Duration::from_secs(200));
    let repository = RepositoryName::parse("a").unwrap();
    let tag = Tag::parse("latest").unwrap();
    let read = client
        .tag_digest(&repository, &tag, Priority::OnScreen)
        .await;
    assert!(
        !matches!(&read, Err(error) if matches!(error.kind, ErrorKind::NoPermission(_))),
        "{read:?}"
    );
    assert_eq!(world.asked_for(OWN).len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_wants_something_else_each_time_is_left() {
    let world = World::new(|request, count| {
        if request.url.starts_with(OWN) {
            return Said::ok(&format!(r#"{{"token":"t{count}"}}"#));
        }
        Said::refused(&format!(
            "Bearer realm=\"{OWN}\",service=\"r\",scope=\"repository:a:pull{count}\""
        ))
    });
    let client = world.client(None);
    assert!(matches!(
        tags(&client, "a").await,
        Err(ErrorKind::Unauthorized(_))
    ));
    assert_eq!(world.asked_for(REGISTRY).len(), 2 * 4 - 1);
}
