//! Signing in at a real registry: by password, and by the tokens of a token service.

use std::{fs, time::Duration};

use porthole_core::{
    oci::name::RepositoryName,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::ErrorKind,
        queue::{Limits, RequestQueue},
        request::Credentials,
        sign_in::{login::Login, secret::Secret, token_service::TokenServiceFault},
    },
};
use porthole_test_support::{
    docker_registry::{Access, Configuration, DockerRegistry},
    image::{Image, LayerFiles},
    native_transport::NativeTransport,
    token_service::{TokenService, Variant},
    users::{ALICE, BOB, User},
};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

type Client = RegistryClient<NativeTransport>;

const PUBLIC: &str = "gallery/ui";
const OF_BOB: &str = "tools/cli";
const OF_ALICE: &str = "private/app";

/// A registry with an image for everyone, one for Bob, and one for Alice alone.
async fn registry(access: Access) -> DockerRegistry {
    let mut registry = DockerRegistry::start(Configuration::default());
    let layer = LayerFiles::new().file("srv/what", "an image").gzip();
    let image = Image::oci().layer(&layer, "COPY what /srv/").build();
    for repository in [PUBLIC, OF_BOB, OF_ALICE] {
        registry.push(repository, "1.0", &image).await.unwrap();
    }
    let closed = Configuration::default().access(access);
    registry.restart(closed).unwrap();
    registry
}

fn login(user: User) -> Login {
    Login::Password {
        user: user.name.to_owned(),
        password: Secret::new(user.password.to_owned()),
    }
}

fn somebody_else() -> Login {
    login(User {
        password: "guessed",
        ..ALICE
    })
}

fn client(registry: &DockerRegistry, login: Option<Login>) -> Client {
    let reach = Reach {
        address: RegistryAddress::parse(registry.origin()).unwrap(),
        cross_origin: true,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    let queue = RequestQueue::new(Limits::default());
    RegistryClient::new(NativeTransport::new(), reach, queue).signed_in(login)
}

/// A client that agreed to the token service.
async fn agreed(registry: &DockerRegistry, login: Option<Login>) -> Client {
    let client = client(registry, login);
    match tags(&client, PUBLIC).await {
        Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(service))) => {
            client.agree_to(&service);
        }
        other => panic!("asked for no consent: {other:?}"),
    }
    client
}

async fn tags(client: &Client, repository: &str) -> Result<Vec<String>, ErrorKind> {
    let repository = RepositoryName::parse(repository).unwrap();
    let page = client.tags(&repository).next().await;
    let names = page.map_err(|error| error.kind)?.unwrap().names;
    Ok(names.iter().map(ToString::to_string).collect())
}

async fn repositories(client: &Client) -> Result<usize, ErrorKind> {
    let page = client.catalog().next().await;
    Ok(page.map_err(|error| error.kind)?.unwrap().names.len())
}

fn is_asked_who<T>(answer: &Result<T, ErrorKind>, scheme: &str) -> bool {
    let Err(ErrorKind::Unauthorized(Some(challenge))) = answer else {
        return false;
    };
    challenge.starts_with(scheme)
}

fn one_tag() -> Vec<String> {
    vec!["1.0".to_owned()]
}

fn not_for<T>(scope: &str) -> Result<T, ErrorKind> {
    Err(ErrorKind::NoPermission(Some(scope.to_owned())))
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_opens_everything() {
    let registry = registry(Access::Htpasswd).await;
    let nobody = client(&registry, None);
    assert!(is_asked_who(&repositories(&nobody).await, "Basic "));
    assert!(is_asked_who(&tags(&nobody, PUBLIC).await, "Basic "));
    for user in [ALICE, BOB] {
        let client = client(&registry, Some(login(user)));
        assert_eq!(repositories(&client).await, Ok(3));
        assert_eq!(tags(&client, OF_ALICE).await, Ok(one_tag()));
    }
    let other = client(&registry, Some(somebody_else()));
    assert_eq!(repositories(&other).await, Err(ErrorKind::WrongPassword));
}

#[tokio::test(flavor = "current_thread")]
async fn passwords_that_the_registry_cannot_read_are_told_from_wrong_ones() {
    let mut registry = registry(Access::Htpasswd).await;
    let folder = registry.storage();
    let no_line = folder.join("passwords");
    fs::write(&no_line, "this is no line\n").unwrap();
    for path in [folder, no_line] {
        let name = "REGISTRY_AUTH_HTPASSWD_PATH".to_owned();
        let path = path.display().to_string();
        let unreadable = Configuration {
            environment: [(name, path.clone())].into(),
            ..Configuration::default().access(Access::Htpasswd)
        };
        registry.restart(unreadable).unwrap();
        let nobody = client(&registry, None);
        assert!(
            is_asked_who(&repositories(&nobody).await, "Basic "),
            "{path}"
        );
        let alice = client(&registry, Some(login(ALICE)));
        let found = repositories(&alice).await;
        assert_eq!(found, Err(ErrorKind::PasswordsUnreadable), "{path}");
        let ping = alice.ping().await.map_err(|error| error.kind);
        assert_eq!(ping, Err(ErrorKind::PasswordsUnreadable), "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_opens_what_its_holder_may() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Right)).await;

    let nobody = agreed(&registry, None).await;
    assert_eq!(tags(&nobody, PUBLIC).await, Ok(one_tag()));
    assert!(is_asked_who(&tags(&nobody, OF_BOB).await, "Bearer "));
    assert!(is_asked_who(&repositories(&nobody).await, "Bearer "));

    let alice = agreed(&registry, Some(login(ALICE))).await;
    assert_eq!(tags(&alice, OF_ALICE).await, Ok(one_tag()));
    assert_eq!(repositories(&alice).await, Ok(3));

    let bob = agreed(&registry, Some(login(BOB))).await;
    assert_eq!(tags(&bob, PUBLIC).await, Ok(one_tag()));
    assert_eq!(tags(&bob, OF_BOB).await, Ok(one_tag()));
    let scope = "repository:private/app:pull";
    assert_eq!(tags(&bob, OF_ALICE).await, not_for(scope));
    assert_eq!(repositories(&bob).await, not_for("registry:catalog:*"));
}

#[tokio::test(flavor = "current_thread")]
async fn passwords_go_to_the_token_service_only_after_consent_and_wrong_ones_once() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Right)).await;
    let client = client(&registry, Some(somebody_else()));
    let Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(named))) =
        tags(&client, PUBLIC).await
    else {
        panic!("asked for no consent");
    };
    assert_eq!(named.origin(), service.origin());
    assert_eq!(service.requests(), []);
    client.agree_to(&named);
    for _ in 0..2 {
        assert_eq!(tags(&client, PUBLIC).await, Err(ErrorKind::WrongPassword));
    }
    let sent = service.requests();
    let sent = sent.iter().map(|request| request.header("authorization"));
    // `alice:guessed`
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [Some("Basic YWxpY2U6Z3Vlc3NlZA==")]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_wrong_with_a_token_service_is_said() {
    let service = TokenService::start();
    let at = service.origin();
    let mut registry = registry(Access::Open).await;
    let fault = |fault: TokenServiceFault| Err(ErrorKind::TokenService(fault));
    for (variant, expected) in [
        (Variant::Wrong, Err(ErrorKind::WrongPassword)),
        (Variant::Narrow, not_for("repository:gallery/ui:pull")),
        (
            Variant::Expired,
            fault(TokenServiceFault::Useless(at.clone())),
        ),
        (Variant::Html, fault(TokenServiceFault::NoToken(at.clone()))),
        (
            Variant::Empty,
            fault(TokenServiceFault::NoToken(at.clone())),
        ),
        (
            Variant::Redirect,
            fault(TokenServiceFault::NoAnswer(at.clone())),
        ),
        (Variant::WithoutCors, Ok(one_tag())),
    ] {
        let closed = Configuration::default().access(service.access(variant));
        registry.restart(closed).unwrap();
        let client = agreed(&registry, Some(login(ALICE))).await;
        assert_eq!(tags(&client, PUBLIC).await, expected, "{variant:?}");
    }
    let hosts = service.requests().into_iter();
    let mut hosts = hosts.map(|request| request.header("host").map(ToOwned::to_owned));
    assert!(hosts.all(|host| host.as_deref() == at.strip_prefix("http://")));
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_is_renewed_while_in_use() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Brief)).await;
    let client = agreed(&registry, Some(login(ALICE))).await;
    let asked = |count: usize| {
        let requests = service.requests();
        requests
            .iter()
            .filter(|asked| asked.status == Some(200))
            .count()
            >= count
    };
    let in_use = async {
        while !asked(3) {
            assert_eq!(tags(&client, PUBLIC).await, Ok(one_tag()));
        }
    };
    let renewed = tokio::time::timeout(Duration::from_mins(1), in_use).await;
    renewed.expect("no token was renewed");
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "current_thread")]
async fn a_brief_token_ends_at_the_registry() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Brief)).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let scope = "repository:gallery/ui:pull";
    let realm = format!("{}/brief?scope={scope}", service.origin());
    let answer = http.get(realm).send().await.unwrap().bytes().await.unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let token = answer["token"].as_str().unwrap();
    let address = format!("{}/v2/{PUBLIC}/tags/list", registry.origin());
    let ask = || status(http.get(&address).bearer_auth(token));
    assert_eq!(ask().await, 200);
    let ended = async { while ask().await != 401 {} };
    let ended = tokio::time::timeout(Duration::from_mins(1), ended).await;
    ended.expect("the token did not end");
}

#[tokio::test(flavor = "current_thread")]
async fn pages_may_ask_token_services_that_let_them() {
    let service = TokenService::start();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for variant in Variant::ALL {
        let address = format!("{}/{}", service.origin(), variant.path());
        for method in [Method::OPTIONS, Method::GET] {
            let request = http.request(method.clone(), &address);
            let request = request.basic_auth("alice", Some("guessed"));
            let answer = request.send().await.unwrap();
            let allows = |header| answer.headers().contains_key(header);
            let is_open = variant != Variant::WithoutCors;
            let what = format!("{method} {}", variant.path());
            assert_eq!(allows("access-control-allow-origin"), is_open, "{what}");
            assert_eq!(allows("access-control-allow-headers"), is_open, "{what}");
        }
    }
}
