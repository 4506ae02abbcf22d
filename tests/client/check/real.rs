//! Each class with a real registry that is configured so.

use std::net::TcpListener;

use porthole_core::registry::{
    check::{asked::Password, cause::Cause},
    error::ErrorKind,
};
use porthole_test_support::{
    docker_registry::{Access, Configuration, Cors, DockerRegistry},
    fake::FakeRegistry,
    image::{Image, Index, LayerFiles},
    users::{ALICE, User},
};

use super::{PAGE, somebody};

const ORIGIN: &str = "Access-Control-Allow-Origin";
const METHODS: &str = "Access-Control-Allow-Methods";
const HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSED: &str = "Access-Control-Expose-Headers";

/// What a page needs to browse and to delete.
pub(super) fn all() -> Configuration {
    Configuration::default()
        .header(ORIGIN, &[PAGE])
        .header(METHODS, &["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
        .header(HEADERS, &["Authorization", "Accept", "Content-Type"])
        .header(
            EXPOSED,
            &["Docker-Content-Digest", "Link", "WWW-Authenticate"],
        )
}

/// A registry with two repositories.
pub(super) async fn registry(configuration: Configuration) -> DockerRegistry {
    let mut registry = DockerRegistry::start(Configuration::default());
    let layer = LayerFiles::new().file("srv/what", "an image").gzip();
    let image = Image::oci().layer(&layer, "COPY what /srv/").build();
    for repository in ["gallery/api", "gallery/ui"] {
        registry.push(repository, "1.0", &image).await.unwrap();
    }
    registry.restart(configuration).unwrap();
    registry
}

async fn found(configuration: Configuration) -> Vec<Vec<Cause>> {
    let registry = registry(configuration).await;
    somebody(registry.origin()).finds().await
}

async fn found_to_delete(configuration: Configuration) -> Vec<Vec<Cause>> {
    let registry = registry(configuration).await;
    somebody(registry.origin()).deleting().finds().await
}

const NOTHING: [[Cause; 0]; 0] = [];

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_wrong_with_a_registry_that_allows_all() {
    let registry = registry(all()).await;
    assert_eq!(somebody(registry.origin()).finds().await, NOTHING);
    assert_eq!(
        somebody(registry.origin()).deleting().finds().await,
        NOTHING
    );
    assert_eq!(
        somebody(registry.origin()).at_its_origin().finds().await,
        NOTHING
    );
    let any = found(Cors::All.into()).await;
    assert_eq!(any, NOTHING);
}

#[tokio::test(flavor = "current_thread")]
async fn nobody_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let expected = [[Cause::Down, Cause::Extension]];
    assert_eq!(somebody(&address).finds().await, expected);
    assert_eq!(
        somebody(&address).at_its_origin().finds().await,
        [[Cause::Down]]
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_origin_is_missing_or_another_or_stands_there_twice() {
    let expected = [[Cause::OriginNotAllowed, Cause::LeadsElsewhere]];
    let other = "https://other.example";
    for origins in [&[][..], &[other], &[PAGE, other]] {
        assert_eq!(
            found(all().header(ORIGIN, origins)).await,
            expected,
            "{origins:?}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn headers_that_may_not_be_sent() {
    let accept = Cause::HeadersNotAllowed(vec!["Accept"]);
    let without = all().header(HEADERS, &[]);
    assert_eq!(
        found(without.clone()).await,
        [[accept.clone(), Cause::PreflightRefused]]
    );
    // That DELETE may be sent shows that it is the list.
    let both = Cause::HeadersNotAllowed(vec!["Accept", "Content-Type"]);
    assert_eq!(found_to_delete(without).await, [[both]]);
    let less = |headers: &[&str]| all().header(HEADERS, headers);
    let some = found_to_delete(less(&["Authorization", "Content-Type"])).await;
    assert_eq!(some, [[accept]]);
    let content_type = Cause::HeadersNotAllowed(vec!["Content-Type"]);
    let some = found_to_delete(less(&["Authorization", "Accept"])).await;
    assert_eq!(some, [[content_type]]);
    let registry = registry(less(&["Accept"])).await;
    let expecting = somebody(registry.origin()).expecting(Password::Yes);
    let authorization = Cause::HeadersNotAllowed(vec!["Authorization"]);
    assert_eq!(expecting.finds().await, [[authorization.clone()]]);
    let signed_in = somebody(registry.origin()).signed_in(ALICE);
    let forgetful = signed_in.expecting(Password::No);
    assert_eq!(forgetful.finds().await, [[authorization]]);
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_browser_holds_takes_a_permission_of_its_own() {
    let registry_that = |credentials: &'static [&str]| {
        registry(all().header("Access-Control-Allow-Credentials", credentials))
    };
    let allows = registry_that(&["true"]).await;
    let here = somebody(allows.origin()).signed_in_by_the_browser();
    assert_eq!(here.finds().await, NOTHING);
    let forbids = registry_that(&[]).await;
    let here = somebody(forbids.origin()).signed_in_by_the_browser();
    assert_eq!(here.finds().await[0], [Cause::CredentialsNotAllowed]);
}

#[tokio::test(flavor = "current_thread")]
async fn methods_that_may_not_be_sent() {
    let reading = all().header(METHODS, &["GET", "HEAD"]);
    assert_eq!(
        found_to_delete(reading.clone()).await,
        [[Cause::MethodNotAllowed]]
    );
    assert_eq!(found(reading).await, NOTHING);
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_does_not_delete() {
    let off = Configuration {
        delete: false,
        ..all()
    };
    assert_eq!(found_to_delete(off).await, [[Cause::DeletionOff]]);
}

#[tokio::test(flavor = "current_thread")]
async fn headers_that_may_not_be_read() {
    for (exposed, missing) in [
        (&[][..], vec!["Docker-Content-Digest", "Link"]),
        (&["Link"], vec!["Docker-Content-Digest"]),
        (&["Docker-Content-Digest"], vec!["Link"]),
    ] {
        let found = found(all().header(EXPOSED, exposed)).await;
        assert_eq!(found, [[Cause::NotExposed(missing)]]);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn storage_that_a_page_may_not_read() {
    let storage = FakeRegistry::start();
    let elsewhere = Configuration {
        redirect: Some(storage.origin()),
        ..all()
    };
    assert_eq!(found(elsewhere).await, [[Cause::StorageRedirect]]);
}

#[tokio::test(flavor = "current_thread")]
async fn storage_is_tried_with_an_image_of_an_index_where_there_is_no_other() {
    let storage = FakeRegistry::start();
    let elsewhere = Configuration {
        redirect: Some(storage.origin()),
        ..all()
    };
    let mut registry = DockerRegistry::start(Configuration::default());
    let index = Index::oci().image(&Image::oci().build()).build();
    registry.push("gallery/ui", "1.0", &index).await.unwrap();
    registry.restart(elsewhere).unwrap();
    let found = somebody(registry.origin()).finds().await;
    assert_eq!(found, [[Cause::StorageRedirect]]);
}

fn asks_who() -> Cause {
    let challenge = "Basic realm=\"basic-realm\"".to_owned();
    Cause::Registry(ErrorKind::Unauthorized(Some(challenge)))
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_makes_the_registry_refuse_the_browsers_question() {
    let registry = registry(all().access(Access::Htpasswd)).await;
    let here = || somebody(registry.origin());
    let headers = |names: &[&'static str]| Cause::HeadersNotAllowed(names.to_vec());
    let both = headers(&["Authorization", "Accept"]);
    let refused = vec![Cause::PreflightRefused, both];
    assert_eq!(here().finds().await, [refused.clone(), vec![asks_who()]]);
    assert_eq!(here().signed_in(ALICE).finds().await, [refused]);
    let three = headers(&["Authorization", "Accept", "Content-Type"]);
    let expected = [vec![Cause::PreflightRefused, three], vec![asks_who()]];
    assert_eq!(here().deleting().finds().await, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn who_asks_is_checked_where_it_can_be_sent() {
    let registry = registry(Configuration::default().access(Access::Htpasswd)).await;
    let here = || somebody(registry.origin()).at_its_origin();
    assert_eq!(here().finds().await, [[asks_who()]]);
    assert_eq!(here().signed_in(ALICE).finds().await, NOTHING);
    let wrong = User {
        password: "guessed",
        ..ALICE
    };
    let expected = [[Cause::Registry(ErrorKind::WrongPassword)]];
    assert_eq!(here().signed_in(wrong).finds().await, expected);
}
