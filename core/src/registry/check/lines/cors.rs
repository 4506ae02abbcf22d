//! What the registry allows pages of other origins to do.

use crate::registry::check::{
    asked::Known,
    diagnosis,
    lines::{Line, State},
    observed::{Exposed, Observed},
    probe::{Seen, SentHeader},
    report::takes_password,
};

const WAITS: &str = "can be tested once the lines above are right";

/// Whether it may be read at all.
pub(super) fn reading(known: &Known, observed: &Observed) -> Vec<Line> {
    let origin = &known.page.origin;
    let state = State::of(observed.read.as_ref());
    let words = match (state, &observed.unfollowed) {
        (State::Passed, _) => format!("allows pages of {origin}"),
        (State::Failed, Some(Seen::Redirect)) => {
            "is missing where /v2/ leads to, or names another origin".to_owned()
        }
        (State::Failed, _) => "is missing or names another origin".to_owned(),
        _ => format!("for pages of {origin}"),
    };
    let line = Line::new(state, words).about("Access-Control-Allow-Origin");
    let mut lines = vec![line.note("Needed for everything")];
    if let Some(seen) = &observed.with_credentials {
        let words = "with what this browser holds for the registry";
        let line =
            Line::new(State::of(Some(seen)), words).about("Access-Control-Allow-Credentials");
        lines.push(line.note("Needed for a proxy that signs people in"));
    }
    lines
}

/// What may be sent, those of one state in one line.
pub(super) fn sending(known: &Known, observed: &Observed) -> Vec<Line> {
    let wants = |header: SentHeader| match header {
        SentHeader::Authorization => takes_password(known, observed),
        SentHeader::Accept => true,
        SentHeader::ContentType => known.wants_to_delete(),
    };
    let state = |(header, seen): (SentHeader, Option<&Seen>)| {
        let is_wanted = wants(header) || seen.is_some();
        let state = State::of(seen);
        (header, if is_wanted { state } else { State::NotAsked })
    };
    let headers = diagnosis::headers(observed).map(state);
    let states = [State::Passed, State::Failed, State::Next, State::NotAsked];
    let lines = states.into_iter().filter_map(|state| {
        let alike = headers.iter().filter(|(_, its)| *its == state);
        let alike: Vec<SentHeader> = alike.map(|(header, _)| *header).collect();
        sent(state, &alike)
    });
    lines.collect()
}

fn sent(state: State, headers: &[SentHeader]) -> Option<Line> {
    if headers.is_empty() {
        return None;
    }
    let names: Vec<_> = headers.iter().map(|header| header.name()).collect();
    let uses: Vec<_> = headers.iter().map(|header| header_use(*header)).collect();
    let uses = uses.join("; ");
    let note = match state {
        State::NotAsked => format!("Only for {uses}"),
        State::Next => format!("Needed for {uses}; {WAITS}"),
        _ => format!("Needed for {uses}"),
    };
    let line = Line::new(state, listed(&names)).about("Access-Control-Allow-Headers");
    Some(line.note(note))
}

fn header_use(header: SentHeader) -> &'static str {
    match header {
        SentHeader::Authorization => "signing in",
        SentHeader::Accept => "asking for all kinds of images at once (Porthole can do without)",
        SentHeader::ContentType => "tagging",
    }
}

fn listed(names: &[&str]) -> String {
    format!(": {}", names.join(", "))
}

/// What of answers may be read, those of one state in one line.
pub(super) fn exposed(known: &Known, observed: &Observed) -> Vec<Line> {
    let challenges = takes_password(known, observed);
    let state = |(name, exposed): (&'static str, Option<Exposed>)| {
        let is_wanted = name != "WWW-Authenticate" || challenges;
        let known = match exposed {
            Some(Exposed::There) => Readable::There,
            Some(Exposed::Missing) => Readable::Missing,
            _ if !is_wanted => Readable::NotWanted,
            Some(Exposed::Unseen) => Readable::Unseen,
            None => Readable::Later,
        };
        (name, known)
    };
    let headers = diagnosis::exposed(observed).map(state);
    let all = [
        Readable::There,
        Readable::Missing,
        Readable::Unseen,
        Readable::Later,
        Readable::NotWanted,
    ];
    let lines = all.into_iter().filter_map(|known| {
        let alike = headers.iter().filter(|(_, its)| *its == known);
        let alike: Vec<_> = alike.map(|(name, _)| *name).collect();
        read(known, &alike)
    });
    lines.collect()
}

/// What is known of a header of answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readable {
    There,
    Missing,
    Unseen,
    Later,
    NotWanted,
}

fn read(known: Readable, names: &[&'static str]) -> Option<Line> {
    if names.is_empty() {
        return None;
    }
    let uses: Vec<_> = names.iter().map(|name| exposed_use(name)).collect();
    let uses = uses.join("; ");
    let (state, note) = match known {
        Readable::There => (State::Passed, format!("Needed for {uses}")),
        Readable::Missing => (State::Failed, format!("Needed for {uses}")),
        Readable::Unseen => (
            State::Next,
            "Not to be seen from here: nothing came that must have it".to_owned(),
        ),
        Readable::Later => (State::Next, format!("Needed for {uses}; {WAITS}")),
        Readable::NotWanted => (State::NotAsked, format!("Only for {uses}")),
    };
    let line = Line::new(state, listed(names)).about("Access-Control-Expose-Headers");
    Some(line.note(note))
}

fn exposed_use(name: &str) -> &'static str {
    match name {
        "Docker-Content-Digest" => "comparing digests with what the registry says",
        "Link" => "long lists",
        _ => "knowing how to sign in",
    }
}
