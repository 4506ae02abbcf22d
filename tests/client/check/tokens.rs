//! Registries that want a token.

use porthole_core::registry::{
    check::{cause::Cause, report::Report},
    error::ErrorKind,
    sign_in::token_service::TokenServiceFault,
};
use porthole_test_support::{
    docker_registry::{Access, Configuration, DockerRegistry},
    token_service::{TokenService, Variant},
    users::{ALICE, BOB},
};

use super::{Somebody, real, somebody};

/// What is found once the token service was agreed to.
async fn agreed(somebody: Somebody) -> Vec<Vec<Cause>> {
    let (client, _) = somebody.client();
    let causes = |report: Report| -> Vec<Vec<Cause>> {
        report.found.into_iter().map(|found| found.causes).collect()
    };
    let mut reports = somebody.reports(&client).await;
    let first = causes(reports.pop().unwrap());
    let [cause] = &first[0][..] else {
        panic!("{first:?}")
    };
    let Cause::Registry(ErrorKind::TokenService(TokenServiceFault::NotAgreed(service))) = cause
    else {
        panic!("{first:?}")
    };
    client.agree_to(service);
    causes(somebody.reports(&client).await.pop().unwrap())
}

async fn registry(access: Access) -> DockerRegistry {
    real::registry(Configuration::default().access(access)).await
}

#[tokio::test(flavor = "current_thread")]
async fn whoever_may_not_list_repositories_is_told_so() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Right)).await;
    let here = || somebody(registry.origin()).at_its_origin();
    assert_eq!(
        agreed(here().signed_in(ALICE)).await,
        Vec::<Vec<Cause>>::new()
    );
    let denied = ErrorKind::NoPermission(Some("registry:catalog:*".to_owned()));
    let found = agreed(here().signed_in(BOB)).await;
    assert_eq!(found, [[Cause::Catalog(denied)]]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_that_the_token_service_refuses_is_wrong() {
    let service = TokenService::start();
    let registry = registry(service.access(Variant::Wrong)).await;
    let here = somebody(registry.origin()).at_its_origin().signed_in(ALICE);
    let found = agreed(here).await;
    assert_eq!(found, [[Cause::Registry(ErrorKind::WrongPassword)]]);
}
