//! Of a real registry.

use porthole_core::{
    deletion::{
        ability::{Ability, TagAbility, What, Why},
        advice::Software,
        plan::TagRemoval,
        probe::{Needs, probe},
    },
    registry::{
        error::ErrorKind,
        permit::WriteSwitch,
        request::Method,
        sign_in::{login::Login, secret::Secret, token_service::TokenServiceFault},
    },
};
use porthole_test_support::{
    docker_registry::{Access, Configuration, Cors, DockerRegistry},
    image::{Index, Manifest},
    token_service::{TokenService, Variant},
    users::{ALICE, BOB, User},
};

use super::{ALL, found, kind_of, writing};
use crate::{
    open::{open, repository},
    page::{Done, Origin},
};

const METHODS: &str = "Access-Control-Allow-Methods";
const HEADERS: &str = "Access-Control-Allow-Headers";

fn image() -> Manifest {
    Index::oci().annotation("what", "nothing").build()
}

/// A registry with one image, configured so afterwards.
async fn registry(configuration: Configuration) -> DockerRegistry {
    let mut registry = DockerRegistry::start(Configuration::default());
    registry.push("gallery/ui", "1.0", &image()).await.unwrap();
    registry.restart(configuration).unwrap();
    registry
}

fn login(user: User) -> Login {
    Login::Password {
        user: user.name.to_owned(),
        password: Secret::new(user.password.to_owned()),
    }
}

fn lacks(lacks: What, why: Why) -> TagAbility {
    TagAbility::No {
        lacks,
        ability: Ability::No(why),
    }
}

/// Nothing was written but to what nobody has.
fn assert_wrote_nothing(done: &Done) {
    let requests = done.requests().into_iter();
    for request in requests.filter(|request| !request.method.only_reads()) {
        let (_, reference) = request.url.rsplit_once('/').unwrap();
        let is_nobodys = reference == format!("sha256:{}", "0".repeat(64));
        let is_nobodys_tag = reference == format!("porthole-probe-{:032x}", 0x5eed);
        let is_removed = request.method == Method::Delete;
        assert!(is_nobodys || (is_nobodys_tag && is_removed), "{request:?}");
    }
}

async fn tags(registry: &DockerRegistry) -> String {
    let list = format!("{}/v2/gallery/ui/tags/list", registry.origin());
    reqwest::get(list).await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn one_that_deletes_removes_tags_by_a_tombstone() {
    let registry = registry(Configuration::default()).await;
    let open = open(registry.origin(), Origin::Same);
    let client = writing(open.client);
    let abilities = found(&client, ALL).await;
    assert_eq!(abilities.delete, Ability::Yes);
    assert_eq!(abilities.push, Ability::Yes);
    assert_eq!(abilities.tag, TagAbility::By(TagRemoval::Tombstone));
    assert_eq!(abilities.software, Software::Distribution2);
    assert_wrote_nothing(&open.done);
    assert!(tags(&registry).await.contains(r#"["1.0"]"#));
}

#[tokio::test(flavor = "current_thread")]
async fn what_nobody_needs_is_not_asked() {
    let registry = registry(Configuration::default()).await;
    let open = open(registry.origin(), Origin::Same);
    let client = writing(open.client);
    let abilities = found(&client, Needs::default()).await;
    assert_eq!(
        (abilities.delete, abilities.push),
        (Ability::Yes, Ability::Unasked)
    );
    assert_eq!(abilities.tag, TagAbility::Unasked);
    let methods = open
        .done
        .requests()
        .into_iter()
        .map(|request| request.method);
    assert_eq!(methods.collect::<Vec<_>>(), [Method::Get, Method::Delete]);
}

#[tokio::test(flavor = "current_thread")]
async fn one_that_does_not_delete_says_so() {
    let off = Configuration {
        delete: false,
        ..Configuration::default()
    };
    let registry = registry(off).await;
    let client = writing(open(registry.origin(), Origin::Same).client);
    let abilities = found(&client, ALL).await;
    assert_eq!(abilities.delete, Ability::No(Why::Unsupported));
    assert_eq!(abilities.push, Ability::Yes);
    assert_eq!(abilities.tag, lacks(What::Delete, Why::Unsupported));
    assert_eq!(abilities.software, Software::Distribution2);
}

#[tokio::test(flavor = "current_thread")]
async fn one_under_maintenance_only_reads() {
    let mut configuration = Configuration::default();
    configuration.environment.insert(
        "REGISTRY_STORAGE_MAINTENANCE_READONLY".to_owned(),
        r#"{"enabled":true}"#.to_owned(),
    );
    let registry = registry(configuration).await;
    let client = writing(open(registry.origin(), Origin::Same).client);
    let abilities = found(&client, ALL).await;
    for ability in [abilities.delete, abilities.push] {
        assert_eq!(ability, Ability::No(Why::ReadOnlyThere));
    }
    assert_eq!(abilities.tag, lacks(What::Delete, Why::ReadOnlyThere));
}

#[tokio::test(flavor = "current_thread")]
async fn one_with_passwords_asks_who_it_is() {
    let registry = registry(Configuration::default().access(Access::Htpasswd)).await;
    let nobody = writing(open(registry.origin(), Origin::Same).client);
    let abilities = found(&nobody, ALL).await;
    for ability in [&abilities.delete, &abilities.push] {
        assert!(
            matches!(kind_of(ability), Some(ErrorKind::Unauthorized(_))),
            "{ability:?}"
        );
    }
    let client = open(registry.origin(), Origin::Same).client;
    let client = writing(client.signed_in(Some(login(ALICE))));
    let abilities = found(&client, ALL).await;
    assert_eq!(
        (abilities.delete, abilities.push),
        (Ability::Yes, Ability::Yes)
    );
}

#[tokio::test(flavor = "current_thread")]
async fn who_may_push_and_not_delete_is_told_the_right_that_is_missing() {
    let service = TokenService::start();
    let access = service.access(Variant::Right);
    let registry = DockerRegistry::start(Configuration::default().access(access));
    let client = open(registry.origin(), Origin::Same).client;
    let client = writing(client.signed_in(Some(login(BOB))));
    // Nothing goes to the token service before somebody agrees.
    let Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(named))) =
        client.ping().await.map_err(|error| error.kind)
    else {
        panic!("asked for no consent");
    };
    client.agree_to(&named);
    let tools = repository("tools/cli");
    let abilities = probe(&client, &tools, ALL, 0x5eed).await;
    let missing = ErrorKind::NoPermission(Some("repository:tools/cli:delete".to_owned()));
    assert_eq!(kind_of(&abilities.delete), Some(&missing));
    assert_eq!(abilities.push, Ability::Yes);
    let TagAbility::No { lacks, .. } = abilities.tag else {
        panic!("{:?}", abilities.tag);
    };
    assert_eq!(lacks, What::Delete);
}

#[tokio::test(flavor = "current_thread")]
async fn across_origins_what_the_browser_keeps_back_is_told_from_what_the_registry_refuses() {
    let reads = Configuration::from(Cors::All);
    let kept = || Ability::No(Why::Preflight);
    let (all, some) = ("GET, PUT, DELETE", "GET, DELETE");
    for (methods, headers, delete, push, tag) in [
        (
            "GET, HEAD",
            "Content-Type",
            kept(),
            kept(),
            lacks(What::Delete, Why::Preflight),
        ),
        (
            some,
            "Content-Type",
            Ability::Yes,
            kept(),
            lacks(What::Push, Why::Preflight),
        ),
        (
            all,
            "Accept",
            Ability::Yes,
            kept(),
            lacks(What::Push, Why::Preflight),
        ),
        (
            all,
            "Accept, Content-Type",
            Ability::Yes,
            Ability::Yes,
            TagAbility::By(TagRemoval::Tombstone),
        ),
    ] {
        let configuration = reads.clone().header(METHODS, &[methods]);
        let registry = registry(configuration.header(HEADERS, &[headers])).await;
        let client = writing(open(registry.origin(), Origin::Other).client);
        let abilities = found(&client, ALL).await;
        assert_eq!(abilities.delete, delete, "{methods} {headers}");
        assert_eq!(abilities.push, push, "{methods} {headers}");
        assert_eq!(abilities.tag, tag, "{methods} {headers}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn across_origins_a_password_closes_the_way_to_write() {
    let all = Configuration::from(Cors::All)
        .header(METHODS, &["GET, HEAD, PUT, DELETE, OPTIONS"])
        .header(HEADERS, &["Accept, Authorization, Content-Type"]);
    let registry = registry(all.access(Access::Htpasswd)).await;
    let client = writing(open(registry.origin(), Origin::Other).client);
    let abilities = found(&client, ALL).await;
    assert_eq!(abilities.delete, Ability::No(Why::Preflight));
}

#[tokio::test(flavor = "current_thread")]
async fn one_that_is_gone_is_no_refusal() {
    let client = writing(open("http://127.0.0.1:1", Origin::Same).client);
    let abilities = found(&client, ALL).await;
    for ability in [&abilities.delete, &abilities.push] {
        assert_eq!(kind_of(ability), Some(&ErrorKind::NoAnswer));
    }
    assert_eq!(abilities.software, Software::Unknown);
}

#[tokio::test(flavor = "current_thread")]
async fn a_page_that_only_reads_asks_nothing() {
    for (read_only, may_turn) in [(None, true), (Some(true), false)] {
        let open = open("http://127.0.0.1:1", Origin::Same);
        let client = open.client.switched_by(WriteSwitch::configured(read_only));
        let abilities = found(&client, ALL).await;
        let no = || Ability::No(Why::ReadOnlyHere { may_turn });
        assert_eq!((abilities.delete, abilities.push), (no(), no()));
        assert_eq!(
            abilities.tag,
            lacks(What::Delete, Why::ReadOnlyHere { may_turn })
        );
        assert!(open.done.requests().is_empty());
    }
}
