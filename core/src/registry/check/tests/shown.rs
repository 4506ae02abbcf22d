//! The lines of the result, and its words.

use super::*;
use crate::registry::check::{
    cause::Cause,
    lines::{State, lines},
    report::Report,
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
    let lines = lines(&here, &open());
    let last = lines.last().unwrap();
    assert_eq!(
        (last.state, last.note.contains("read-only")),
        (State::NotAsked, true)
    );
    let deciding = Report::of(&here, &open()).deciding.unwrap();
    assert!(
        deciding
            .line
            .contains("'Access-Control-Request-Method: DELETE'"),
        "{deciding:?}"
    );
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
        Cause::DeletionDenied,
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
        catalog: Some(Err(crate::registry::error::ErrorKind::NoAnswer)),
        ..without_accept
    };
    assert!(title(and_more).ends_with("not all of it works from here"));
}
