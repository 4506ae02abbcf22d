//! What no real registry is.

use porthole_core::registry::{
    check::{cause::Cause, lines::State},
    error::{ErrorKind, NotARegistry},
};
use porthole_test_support::fake::FakeRegistry;

use super::somebody;

#[tokio::test(flavor = "current_thread")]
async fn what_answers_is_no_registry_or_says_so_itself() {
    let fake = FakeRegistry::start();
    let html = || vec![Cause::Registry(ErrorKind::NotARegistry(NotARegistry::Html))];
    let nothing = || {
        vec![Cause::Registry(ErrorKind::NotARegistry(
            NotARegistry::NothingThere,
        ))]
    };
    for (world, expected) in [
        ("plain", vec![]),
        ("html", vec![html()]),
        ("redirects-to-login", vec![html()]),
        ("not-a-registry", vec![nothing()]),
        (
            "without-cors",
            vec![vec![Cause::OriginNotAllowed, Cause::LeadsElsewhere]],
        ),
        (
            "short-accept",
            vec![vec![
                Cause::HeadersNotAllowed(vec!["Accept"]),
                Cause::PreflightRefused,
            ]],
        ),
        (
            "without-expose",
            vec![vec![Cause::NotExposed(vec![
                "Docker-Content-Digest",
                "Link",
            ])]],
        ),
    ] {
        assert_eq!(
            somebody(&fake.world(world)).finds().await,
            expected,
            "{world}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_list_of_repositories_is_not_for_everyone() {
    let fake = FakeRegistry::start();
    let found = somebody(&fake.world("denied")).finds().await;
    assert!(
        matches!(found[0][..], [Cause::Catalog(ErrorKind::Denied(_))]),
        "{found:?}"
    );
    let found = somebody(&fake.world("catalog-missing")).finds().await;
    assert!(
        matches!(found[0][..], [Cause::Catalog(ErrorKind::Refused(_))]),
        "{found:?}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn whoever_is_silent_is_not_waited_for() {
    let fake = FakeRegistry::start();
    let here = somebody(&fake.world("silent")).hasty();
    assert_eq!(here.finds().await, [[Cause::Silent]]);
}

#[tokio::test(flavor = "current_thread")]
async fn a_list_that_takes_long_does_not_hold_up_the_rest() {
    let fake = FakeRegistry::start();
    // Heads come, bodies do not end.
    let (report, _) = somebody(&fake.world("stalled")).hasty().checks().await;
    let reached = &report.lines[0];
    assert_eq!(
        (reached.state, reached.took.is_some()),
        (State::Passed, true)
    );
    let timed_out = |cause: &Cause| matches!(cause, Cause::Registry(ErrorKind::TimedOut(_)));
    assert!(
        report
            .found
            .iter()
            .any(|found| found.causes.iter().all(timed_out)),
        "{report:?}"
    );
}
