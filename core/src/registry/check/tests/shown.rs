//! The lines of the result, and its words.

use super::*;
use crate::registry::{
    check::{
        cause::Cause,
        cures::curl::Curl,
        lines::{State, lines},
        report::Report,
    },
    error::{ErrorKind, NotARegistry},
};

fn nobody() -> Observed {
    Observed {
        reached: Some(Seen::Nothing),
        ..Observed::default()
    }
}

/// The states of the lines that name a header.
fn states(known: &Known, observed: &Observed) -> Vec<(State, String)> {
    let lines = lines(known, observed).into_iter();
    let about =
        lines.filter_map(|line| Some((line.state, format!("{}{}", line.header?, line.words))));
    about.collect()
}

#[test]
fn headers_of_one_state_stand_in_one_line() {
    let line = |state, words: &str| (state, words.to_owned());
    let here = asking(known(PAGE, REGISTRY), Password::Yes, Intent::Browse);
    let mut found = states(&here, &shut());
    assert_eq!(found.remove(0).0, State::Failed);
    let expected = [
        line(
            State::Next,
            "Access-Control-Allow-Headers: Authorization, Accept",
        ),
        line(
            State::NotAsked,
            "Access-Control-Allow-Headers: Content-Type",
        ),
        line(
            State::Next,
            "Access-Control-Expose-Headers: Docker-Content-Digest, Link, WWW-Authenticate",
        ),
        line(State::NotAsked, "Access-Control-Allow-Methods: DELETE, PUT"),
    ];
    assert_eq!(found, expected);
    let mut partly = open();
    partly.link = Some(Exposed::Missing);
    let found = states(&known(PAGE, REGISTRY), &partly);
    let exposed: Vec<_> = found
        .into_iter()
        .filter(|(_, words)| words.contains("Expose"))
        .collect();
    let expected = [
        line(
            State::Passed,
            "Access-Control-Expose-Headers: Docker-Content-Digest",
        ),
        line(State::Failed, "Access-Control-Expose-Headers: Link"),
        line(
            State::NotAsked,
            "Access-Control-Expose-Headers: WWW-Authenticate",
        ),
    ];
    assert_eq!(exposed, expected);
}

#[test]
fn a_page_at_the_registrys_origin_needs_nothing_allowed() {
    assert_eq!(states(&known(PAGE, PAGE), &open()), []);
}

#[test]
fn a_read_only_page_says_that_it_did_not_try_to_delete() {
    let mut here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    here.is_read_only = true;
    for (may_turn, how) in [
        (true, "Press “Read-only” in the header to try it"),
        (
            false,
            "This page is read-only for good: it sends nothing but questions",
        ),
    ] {
        here.may_turn = may_turn;
        let last = lines(&here, &open()).pop().unwrap();
        assert_eq!((last.state, last.note.as_str()), (State::NotAsked, how));
    }
    let title = |known: &Known| Report::of(known, &open()).title;
    assert!(title(&here).ends_with(" works from here; deleting was not tried"));
    here.is_read_only = false;
    assert!(title(&here).ends_with(" works from here"));
    here.is_read_only = true;
    here.asked.intent = Intent::Browse;
    assert!(title(&here).ends_with(" works from here"));
}

#[test]
fn at_its_own_origin_nothing_is_allowed_by_a_header_that_was_not_tried() {
    let mut here = asking(known(PAGE, PAGE), Password::No, Intent::AlsoDelete);
    here.is_read_only = true;
    let last = lines(&here, &open()).pop().unwrap();
    assert_eq!(
        (last.state, last.header, last.words.as_str()),
        (State::NotAsked, None, "The registry deletes")
    );
}

#[test]
fn the_line_for_deleting_asks_for_no_header_that_is_not_sent() {
    let mut here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    here.is_read_only = true;
    let line = |known: &Known| Report::of(known, &open()).deciding.unwrap();
    let Curl { line: open, tells } = line(&here);
    assert!(
        open.contains("'Access-Control-Request-Method: DELETE'"),
        "{open}"
    );
    assert!(!open.contains("Access-Control-Request-Headers"), "{open}");
    assert!(
        tells.contains("DELETE named in the answer: it is allowed"),
        "{tells}"
    );
    here.signed_in = Some("alice".to_owned());
    let Curl { line: signed, .. } = line(&here);
    assert!(
        signed.contains("'Access-Control-Request-Headers: authorization'"),
        "{signed}"
    );
}

#[test]
fn who_may_not_delete_reads_who_asked_what_was_said_and_whom_to_ask() {
    let mut here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    let words = |known: &Known, body: &[u8]| {
        let head = Head {
            status: 403,
            ..Head::default()
        };
        let observed = Observed {
            deletion: Some(Seen::Answer(head.saying(body))),
            ..open()
        };
        Report::of(known, &observed).causes.concat().concat()
    };
    assert_eq!(
        words(&here, b"<html>403 Forbidden</html>"),
        "Whoever asks without a password may not delete. Ask whoever runs it for the right to delete."
    );
    here.reach.credentials = Credentials::Include;
    let denied = br#"{"errors":[{"code":"DENIED","message":"not yours"}]}"#;
    assert_eq!(
        words(&here, denied),
        "Whoever this browser signed in as there may not delete. The registry said: “DENIED: not yours”. Ask whoever runs it for the right to delete."
    );
}

#[test]
fn the_last_line_says_what_came_of_the_delete_of_nothing() {
    let here = asking(known(PAGE, REGISTRY), Password::No, Intent::AlsoDelete);
    for (status, state, words) in [
        (
            405,
            State::Failed,
            "The registry is configured not to delete",
        ),
        (403, State::Failed, "Whoever asks may not delete"),
        (401, State::Next, "The registry deletes"),
        (404, State::Passed, "The registry deletes"),
    ] {
        let observed = Observed {
            deletion: Some(answer(status, None)),
            ..open()
        };
        let last = lines(&here, &observed).pop().unwrap();
        assert_eq!((last.state, last.words.as_str()), (state, words));
    }
}

#[test]
fn a_page_over_https_fails_at_plain_http_before_anything_is_asked() {
    let line = |registry| {
        let lines = lines(&known(PAGE, registry), &Observed::default());
        lines[1].state
    };
    assert_eq!(line("http://registry.example.com"), State::Failed);
    assert_eq!(line("http://localhost:5000"), State::Passed);
    assert_eq!(line(REGISTRY), State::Passed);
}

#[test]
fn where_the_registry_leads_elsewhere_it_is_there_that_the_origin_is_missing() {
    let led = Observed {
        unfollowed: Some(Seen::Redirect),
        ..shut()
    };
    let words = |observed| states(&known(PAGE, REGISTRY), observed).remove(0).1;
    assert!(words(&led).contains("missing where /v2/ leads to"));
    assert!(!words(&shut()).contains("leads"));
}

#[test]
fn who_refuses_is_a_registry_and_who_has_a_fault_may_be_none() {
    for (kind, state, words) in [
        (
            ErrorKind::Unauthorized(None),
            State::Passed,
            "A registry answers at /v2/",
        ),
        (
            ErrorKind::BrokenOff,
            State::Failed,
            "What answers at /v2/ has a fault",
        ),
        (
            ErrorKind::NotARegistry(NotARegistry::Html),
            State::Failed,
            "No registry answers at /v2/",
        ),
    ] {
        let observed = Observed {
            registry: Some(Err(kind)),
            ..open()
        };
        let mut lines = lines(&known(PAGE, REGISTRY), &observed).into_iter();
        let line = lines.find(|line| line.words.contains("/v2/")).unwrap();
        assert_eq!((line.state, line.words.as_str()), (state, words));
    }
}

#[test]
fn the_title_says_what_the_registry_wants_of_whom() {
    let title = |kind| {
        let observed = Observed {
            registry: Some(Err(kind)),
            ..open()
        };
        Report::of(&known(PAGE, REGISTRY), &observed).title
    };
    assert!(title(ErrorKind::Unauthorized(None)).ends_with("asks who you are"));
    assert!(title(ErrorKind::WrongPassword).ends_with("does not know this name and password"));
    let html = ErrorKind::NotARegistry(NotARegistry::Html);
    assert!(title(html).ends_with("is no registry"));
}

#[test]
fn the_line_for_a_blob_asks_for_a_password_where_the_registry_does() {
    let line = |read| {
        let observed = Observed {
            read,
            blob: Some(Blob::Unreadable {
                path: "/v2/a/blobs/sha256:0".to_owned(),
                unfollowed: Seen::TimedOut,
            }),
            ..open()
        };
        let deciding = Report::of(&known(PAGE, REGISTRY), &observed).deciding;
        deciding.unwrap().line
    };
    let asks = line(Some(answer(401, Some("Basic realm=\"r\""))));
    assert!(asks.contains(" -u NAME "), "{asks}");
    let open = line(Some(answer(200, None)));
    assert!(!open.contains("-u"), "{open}");
}

#[test]
fn every_cause_has_words_and_every_report_a_title() {
    let here = known(PAGE, REGISTRY);
    for observed in [Observed::default(), open(), protected(), shut(), nobody()] {
        let report = Report::of(&here, &observed);
        assert!(!report.title.is_empty());
        assert!(
            report
                .causes
                .iter()
                .flatten()
                .all(|words| words.ends_with('.')),
            "{report:?}"
        );
        assert!(report.lines.iter().all(|line| !line.words.is_empty()));
    }
    for cause in [
        Cause::Offline,
        Cause::MixedContent,
        Cause::OwnPolicy,
        Cause::LocalNetwork,
        Cause::LocalNetworkRefused,
        Cause::Down,
        Cause::UnknownName,
        Cause::Certificate,
        Cause::Extension,
        Cause::PlainHttp,
        Cause::Silent,
        Cause::OriginNotAllowed,
        Cause::LeadsElsewhere,
        Cause::RefusalNotAllowed,
        Cause::CredentialsNotAllowed,
        Cause::PreflightRefused,
        Cause::MethodNotAllowed,
        Cause::StorageRedirect,
        Cause::BlobNotAllowed,
        Cause::DeletionOff,
        Cause::DeletionDenied(None),
    ] {
        assert!(cause.words(&here).len() > 20, "{cause:?}");
    }
}

#[test]
fn what_one_can_do_without_does_not_sound_like_more() {
    let title = |observed| Report::of(&known(PAGE, REGISTRY), &observed).title;
    let without_accept = Observed {
        accept: Some(Seen::Nothing),
        ..open()
    };
    assert!(title(without_accept.clone()).contains("works from here; a line"));
    let and_more = Observed {
        catalog: Some(Err(ErrorKind::NoAnswer)),
        ..without_accept
    };
    assert!(title(and_more).ends_with("not all of it works from here"));
}
