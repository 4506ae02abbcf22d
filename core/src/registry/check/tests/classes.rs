//! Each class from what was seen.

use super::*;
use crate::registry::{
    check::{cause::Cause, diagnosis::diagnose, report::Report},
    error::{ErrorKind, NotARegistry},
};

fn causes(known: &Known, observed: &Observed) -> Vec<Vec<Cause>> {
    let found = diagnose(known, observed);
    found.into_iter().map(|found| found.causes).collect()
}

fn reached(seen: Seen) -> Observed {
    Observed {
        reached: Some(seen),
        ..Observed::default()
    }
}

#[test]
fn nothing_is_wrong_where_all_is_seen() {
    assert_eq!(
        causes(&known(PAGE, REGISTRY), &open()),
        Vec::<Vec<Cause>>::new()
    );
    assert_eq!(
        causes(&known(PAGE, PAGE), &open()),
        Vec::<Vec<Cause>>::new()
    );
}

#[test]
fn nobody_answers() {
    use Cause::{Certificate, Down, Extension, LocalNetwork, PlainHttp, UnknownName};
    for (page, registry, expected) in [
        (
            PAGE,
            REGISTRY,
            vec![Down, PlainHttp, UnknownName, Certificate, Extension],
        ),
        (
            PAGE,
            "https://93.184.215.14",
            vec![Down, Certificate, Extension],
        ),
        (
            PAGE,
            "http://localhost:5000",
            vec![Down, LocalNetwork, Extension],
        ),
        (
            "http://localhost:8080",
            "http://127.0.0.1:5000",
            vec![Down, Extension],
        ),
        (
            "http://localhost:8080",
            "http://registry.lan:5000",
            vec![Down, UnknownName, Extension],
        ),
        (PAGE, PAGE, vec![Down]),
    ] {
        let found = causes(&known(page, registry), &reached(Seen::Nothing));
        assert_eq!(found, [expected], "{page} {registry}");
    }
}

#[test]
fn what_the_browser_says_itself_is_certain() {
    for (page, seen, expected) in [
        ("https://10.0.0.5", Seen::TimedOut, Cause::Silent),
        (PAGE, Seen::ForbiddenHere, Cause::OwnPolicy),
        (PAGE, Seen::KeptFromLocalNetwork, Cause::LocalNetworkRefused),
    ] {
        let before = causes(&known(page, "https://10.0.0.7"), &reached(seen.clone()));
        assert_eq!(before, [[expected.clone()]]);
        if seen == Seen::KeptFromLocalNetwork {
            continue;
        }
        let after = Observed {
            read: Some(seen),
            ..shut()
        };
        assert_eq!(causes(&known(PAGE, REGISTRY), &after), [[expected]]);
    }
}

#[test]
fn who_was_reached_is_not_kept_away_whatever_was_told_the_browser() {
    use Cause::{LeadsElsewhere, OriginNotAllowed, PreflightRefused};
    let kept = || Some(Seen::KeptFromLocalNetwork);
    let here = known(PAGE, "https://10.0.0.7");
    let unreadable = Observed {
        read: kept(),
        unfollowed: kept(),
        ..shut()
    };
    let found = Report::of(&here, &unreadable);
    assert_eq!(found.found[0].causes, [OriginNotAllowed, LeadsElsewhere]);
    assert_eq!(found.cures[0].name, "distribution");
    let short = Observed {
        accept: kept(),
        ..open()
    };
    let accept = Cause::HeadersNotAllowed(vec!["Accept"]);
    assert_eq!(causes(&here, &short), [[accept, PreflightRefused]]);
}

#[test]
fn what_speaks_plain_http_does_not_answer_https() {
    const PLAIN: &str = "It speaks plain http: try http://";
    let position = |registry| {
        let report = Report::of(&known("http://10.0.0.5", registry), &reached(Seen::Nothing));
        let mut causes = report.causes[0].iter();
        let position = causes.position(|words| words.starts_with(PLAIN));
        let tells = report.deciding.unwrap().tells;
        assert_eq!(position.is_some(), tells.contains("plain http"), "{tells}");
        position
    };
    for (registry, expected) in [
        ("https://localhost:5000", Some(0)),
        ("https://127.0.0.1", Some(0)),
        ("https://192.168.1.2:443", Some(0)),
        ("https://nas.local", Some(0)),
        (REGISTRY, Some(1)),
        ("https://registry.example.com", None),
        ("http://localhost:5000", None),
    ] {
        assert_eq!(position(registry), expected, "{registry}");
    }
    let report = Report::of(&known(PAGE, REGISTRY), &reached(Seen::Nothing));
    let words = &report.causes[0][1];
    assert!(
        words.contains("try http://registry.example.com:5000."),
        "{words}"
    );
}

#[test]
fn a_browser_may_wait_for_its_user() {
    let known = known(PAGE, "https://10.0.0.7");
    let found = causes(&known, &reached(Seen::TimedOut));
    assert_eq!(found, [[Cause::LocalNetwork, Cause::Silent]]);
    let line = Report::of(&known, &reached(Seen::TimedOut)).deciding;
    assert!(line.is_some_and(|curl| curl.tells.contains("silent")));
}

#[test]
fn a_name_may_lead_into_the_local_network() {
    let found = causes(&known(PAGE, REGISTRY), &reached(Seen::KeptFromLocalNetwork));
    assert!(
        found[0].len() > 1 && found[0].contains(&Cause::LocalNetwork),
        "{found:?}"
    );
}

#[test]
fn without_a_network_nothing_else_is_to_blame() {
    let mut offline = known(PAGE, REGISTRY);
    offline.page.is_online = false;
    assert_eq!(
        causes(&offline, &reached(Seen::Nothing)),
        [[Cause::Offline]]
    );
    offline.reach.address = RegistryAddress::parse("localhost:5000").unwrap();
    assert!(!causes(&offline, &reached(Seen::Nothing))[0].contains(&Cause::Offline));
}

#[test]
fn mixed_content_needs_no_request() {
    let mixed = known(PAGE, "http://registry.example.com");
    assert_eq!(
        causes(&mixed, &Observed::default()),
        [[Cause::MixedContent]]
    );
    assert!(Report::of(&mixed, &Observed::default()).is_done);
    assert!(causes(&known(PAGE, "http://localhost:5000"), &Observed::default()).is_empty());
}

#[test]
fn what_answers_and_may_not_be_read_does_not_allow_the_origin_or_leads_elsewhere() {
    use Cause::{LeadsElsewhere, OriginNotAllowed, RefusalNotAllowed};
    let here = known(PAGE, REGISTRY);
    assert_eq!(causes(&here, &shut()), [[OriginNotAllowed, LeadsElsewhere]]);
    let unsure = asking(here.clone(), Password::NotSure, Intent::Browse);
    let expected = [[OriginNotAllowed, LeadsElsewhere, RefusalNotAllowed]];
    assert_eq!(causes(&unsure, &shut()), expected);
    let led = Observed {
        unfollowed: Some(Seen::Redirect),
        ..shut()
    };
    assert_eq!(causes(&here, &led), [[LeadsElsewhere]]);
    let own = Observed {
        unfollowed: Some(Seen::Redirect),
        ..reached(Seen::Nothing)
    };
    assert_eq!(causes(&known(PAGE, PAGE), &own), [[LeadsElsewhere]]);
}

#[test]
fn refused_questions_are_told_from_headers_that_are_not_listed() {
    use Cause::{HeadersNotAllowed, MethodNotAllowed, PreflightRefused};
    let both = || HeadersNotAllowed(vec!["Authorization", "Accept"]);
    let here = known(PAGE, REGISTRY);
    // Either may be, and a password makes the one likelier.
    assert_eq!(causes(&here, &protected()), [[PreflightRefused, both()]]);
    let anonymous = Observed {
        accept: Some(Seen::Nothing),
        ..open()
    };
    let accept = || HeadersNotAllowed(vec!["Accept"]);
    assert_eq!(causes(&here, &anonymous), [[accept(), PreflightRefused]]);
    // A question that was answered decides it.
    let deletes = Observed {
        deletion: Some(answer(401, None)),
        ..protected()
    };
    assert_eq!(causes(&here, &deletes), [[both()]]);
    let lists_accept = Observed {
        accept: Some(answer(401, None)),
        ..protected()
    };
    let authorization = HeadersNotAllowed(vec!["Authorization"]);
    assert_eq!(causes(&here, &lists_accept), [[authorization]]);
    let reads = Observed {
        content_type: Some(Seen::Nothing),
        deletion: Some(Seen::Nothing),
        ..open()
    };
    let content_type = HeadersNotAllowed(vec!["Content-Type"]);
    assert_eq!(causes(&here, &reads), [[content_type], [MethodNotAllowed]]);
    // What came too late tells nothing.
    let late = Observed {
        accept: Some(Seen::TimedOut),
        ..open()
    };
    assert!(causes(&here, &late).is_empty());
}

#[test]
fn headers_that_cannot_be_read_are_named() {
    let here = known(PAGE, REGISTRY);
    let hidden = Observed {
        digest: Some(Exposed::Missing),
        link: Some(Exposed::Missing),
        ..open()
    };
    let expected = Cause::NotExposed(vec!["Docker-Content-Digest", "Link"]);
    assert_eq!(causes(&here, &hidden), [[expected]]);
    let unseen = Observed {
        digest: Some(Exposed::Unseen),
        link: Some(Exposed::Unseen),
        ..open()
    };
    assert!(causes(&here, &unseen).is_empty());
    let asks = Observed {
        read: Some(answer(401, None)),
        authorization: Some(answer(401, None)),
        ..open()
    };
    assert_eq!(
        causes(&here, &asks),
        [[Cause::NotExposed(vec!["WWW-Authenticate"])]]
    );
    let own = known(PAGE, PAGE);
    assert!(causes(&own, &hidden).is_empty());
}

#[test]
fn what_the_registry_says_is_its_own() {
    let here = known(PAGE, REGISTRY);
    for kind in [
        ErrorKind::NotARegistry(NotARegistry::Html),
        ErrorKind::NotARegistry(NotARegistry::NothingThere),
        ErrorKind::Unauthorized(Some("Basic".to_owned())),
        ErrorKind::WrongPassword,
        ErrorKind::PasswordsUnreadable,
    ] {
        let observed = Observed {
            registry: Some(Err(kind.clone())),
            ..open()
        };
        assert_eq!(causes(&here, &observed), [[Cause::Registry(kind)]]);
    }
    let denied = ErrorKind::NoPermission(Some("registry:catalog:*".to_owned()));
    let observed = Observed {
        catalog: Some(Err(denied.clone())),
        ..open()
    };
    assert_eq!(causes(&here, &observed), [[Cause::Catalog(denied)]]);
    // That the password could not be sent was found before.
    let observed = Observed {
        registry: Some(Err(ErrorKind::SignInNotAllowed)),
        ..protected()
    };
    assert_eq!(causes(&here, &observed).len(), 1);
    let observed = Observed {
        authorization: Some(Seen::Nothing),
        catalog: Some(Err(ErrorKind::SignInNotAllowed)),
        ..open()
    };
    let authorization = Cause::HeadersNotAllowed(vec!["Authorization"]);
    assert_eq!(causes(&here, &observed), [[authorization]]);
}

#[test]
fn storage_elsewhere_is_told_from_blobs_that_may_not_be_read() {
    use Cause::{BlobNotAllowed, StorageRedirect};
    for (unfollowed, expected) in [
        (Seen::Redirect, vec![StorageRedirect]),
        (Seen::Nothing, vec![BlobNotAllowed]),
        (answer(401, None), vec![StorageRedirect, BlobNotAllowed]),
    ] {
        let observed = Observed {
            blob: Some(Blob::Unreadable {
                path: "/v2/a/blobs/sha256:0".to_owned(),
                unfollowed,
            }),
            ..open()
        };
        assert_eq!(causes(&known(PAGE, REGISTRY), &observed), [expected]);
    }
}

#[test]
fn deleting_is_off_or_not_for_everyone() {
    let here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    for (status, expected) in [
        (405, Some(Cause::DeletionOff)),
        (403, Some(Cause::DeletionDenied(None))),
        (404, None),
        (401, None),
    ] {
        let observed = Observed {
            deletion: Some(answer(status, None)),
            ..open()
        };
        let found: Vec<_> = causes(&here, &observed).into_iter().flatten().collect();
        assert_eq!(found, Vec::from_iter(expected), "{status}");
    }
}

#[test]
fn credentials_of_the_browser_need_a_permission_of_their_own() {
    let observed = Observed {
        with_credentials: Some(Seen::Nothing),
        // All is asked with them.
        registry: Some(Err(ErrorKind::NoAnswer)),
        catalog: None,
        link: None,
        digest: None,
        blob: None,
        ..open()
    };
    let here = known(PAGE, REGISTRY);
    assert_eq!(causes(&here, &observed), [[Cause::CredentialsNotAllowed]]);
    let title = Report::of(&here, &observed).title;
    assert!(title.ends_with("this page may not read it"), "{title}");
}
