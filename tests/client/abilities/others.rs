//! Of registries that are not here, by what they answer.

use std::time::Duration;

use porthole_core::{
    deletion::{
        ability::{Ability, TagAbility, What, Why},
        advice::Software,
        plan::TagRemoval,
    },
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::ErrorKind,
        queue::{Limits, RequestQueue},
        request::{Credentials, Method, Request},
        transport::{Response, Transport, TransportFault},
    },
};

use super::{ALL, found, kind_of, writing};

/// A status, and a body.
type Said = (u16, &'static str);

/// What a registry answers.
#[derive(Clone, Copy, Debug)]
struct Other {
    root: &'static str,
    root_type: &'static str,
    digest: Said,
    tag: Said,
    push: Said,
}

struct Answer {
    said: Said,
    kind: &'static str,
    is_read: bool,
}

impl Transport for Other {
    type Response = Answer;

    async fn send(&self, request: &Request) -> Result<Answer, TransportFault> {
        assert!(request.is_permitted(), "{request:?}");
        let json = "application/json";
        let is_digest = request.url.contains("/manifests/sha256:");
        let (said, kind) = match request.method {
            Method::Delete if is_digest => (self.digest, json),
            Method::Delete => (self.tag, json),
            Method::Put => (self.push, json),
            Method::Get | Method::Head => ((200, self.root), self.root_type),
        };
        Ok(Answer {
            said,
            kind,
            is_read: false,
        })
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl Response for Answer {
    fn status(&self) -> u16 {
        self.said.0
    }

    fn header(&self, name: &str) -> Option<String> {
        (name == "content-type").then(|| self.kind.to_owned())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let is_read = std::mem::replace(&mut self.is_read, true);
        Ok((!is_read).then(|| self.said.1.as_bytes().to_vec()))
    }
}

const UNSUPPORTED: &str =
    r#"{"errors":[{"code":"UNSUPPORTED","message":"The operation is unsupported."}]}"#;
const UNKNOWN: &str = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#;
const INVALID: &str = r#"{"errors":[{"code":"MANIFEST_INVALID","message":"manifest invalid"}]}"#;
const DENIED: &str = r#"{"errors":[{"code":"DENIED","message":"requested access is denied"}]}"#;

/// Distribution 3.
const THIRD: Other = Other {
    root: "{}",
    root_type: "application/json",
    digest: (404, UNKNOWN),
    tag: (404, UNKNOWN),
    push: (400, INVALID),
};

fn client(other: Other) -> RegistryClient<Other> {
    let reach = Reach {
        address: RegistryAddress::parse("https://registry.example").unwrap(),
        cross_origin: true,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    writing(RegistryClient::new(
        other,
        reach,
        RequestQueue::new(Limits::default()),
    ))
}

#[tokio::test(flavor = "current_thread")]
async fn those_that_remove_a_tag_do_so_by_request() {
    let zot = Other { root: "", ..THIRD };
    let quay = Other {
        root: "true",
        tag: (202, ""),
        ..THIRD
    };
    for (other, software) in [
        (THIRD, Software::Distribution3),
        (zot, Software::Other),
        (quay, Software::Other),
    ] {
        let abilities = found(&client(other), ALL).await;
        assert_eq!(abilities.tag, TagAbility::By(TagRemoval::Request));
        assert_eq!(
            (abilities.delete, abilities.push),
            (Ability::Yes, Ability::Yes)
        );
        assert_eq!(abilities.software, software);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn tags_may_go_where_manifests_may_not() {
    let other = Other {
        digest: (405, UNSUPPORTED),
        ..THIRD
    };
    let abilities = found(&client(other), ALL).await;
    assert_eq!(abilities.delete, Ability::No(Why::Unsupported));
    assert_eq!(abilities.tag, TagAbility::By(TagRemoval::Request));
}

#[tokio::test(flavor = "current_thread")]
async fn refusals_of_a_tag_leave_the_tombstone() {
    for tag in [
        (400, UNSUPPORTED),
        (405, UNSUPPORTED),
        (405, ""),
        (403, DENIED),
        (500, ""),
    ] {
        let abilities = found(&client(Other { tag, ..THIRD }), ALL).await;
        assert_eq!(
            abilities.tag,
            TagAbility::By(TagRemoval::Tombstone),
            "{tag:?}"
        );
        assert_ne!(abilities.software, Software::Distribution2);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn whoever_may_not_is_told_so() {
    let other = Other {
        digest: (403, DENIED),
        tag: (403, DENIED),
        push: (403, DENIED),
        ..THIRD
    };
    let abilities = found(&client(other), ALL).await;
    for ability in [&abilities.delete, &abilities.push] {
        assert!(
            matches!(ability, Ability::No(Why::Denied(_))),
            "{ability:?}"
        );
    }
    assert!(matches!(
        abilities.tag,
        TagAbility::No {
            lacks: What::Delete,
            ..
        }
    ));
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_fails_tells_neither() {
    for (said, expected) in [
        ((500, "{"), "ServerFault"),
        ((429, ""), "RateLimited"),
        ((418, ""), "Refused"),
    ] {
        let other = Other {
            digest: said,
            push: said,
            ..THIRD
        };
        let abilities = found(&client(other), ALL).await;
        for ability in [&abilities.delete, &abilities.push] {
            let kind: &ErrorKind = kind_of(ability).unwrap();
            assert!(matches!(ability, Ability::Unclear(_)), "{ability:?}");
            assert!(format!("{kind:?}").starts_with(expected), "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn whatever_a_registry_says_of_a_push_that_it_looked_at_it_takes_pushes() {
    for push in [(400, INVALID), (400, ""), (415, ""), (422, "x"), (413, "")] {
        let abilities = found(&client(Other { push, ..THIRD }), ALL).await;
        assert_eq!(abilities.push, Ability::Yes, "{push:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn each_that_is_not_there_has_words() {
    let page = "https://ui.example";
    for said in [
        (405, UNSUPPORTED),
        (405, ""),
        (403, DENIED),
        (401, ""),
        (500, ""),
        (429, ""),
    ] {
        let other = Other {
            digest: said,
            push: said,
            tag: (405, ""),
            ..THIRD
        };
        let client = client(other);
        let reach = client.reach();
        let abilities = found(&client, ALL).await;
        let explained = [
            abilities.delete.explain(What::Delete, reach, page),
            abilities.push.explain(What::Push, reach, page),
            abilities.tag.explain(reach, page),
        ];
        for explanation in explained {
            let explanation = explanation.unwrap();
            let causes = &explanation.causes;
            assert!(
                !causes.is_empty() && causes.iter().all(|cause| !cause.is_empty()),
                "{explanation:?}"
            );
            assert!(
                !explanation.title.ends_with('.') && explanation.cure.ends_with('.'),
                "{explanation:?}"
            );
        }
    }
}
