//! The result, line by line, in the order of the ladder.

mod cors;
mod rights;

use std::time::Duration;

use crate::registry::{
    address::Scheme,
    check::{asked::Known, observed::Observed, probe::Seen},
};

/// One line of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What came of it.
    pub state: State,
    /// The header that it is about, if it is about one.
    pub header: Option<&'static str>,
    /// What it says, after the header.
    pub words: String,
    /// What it is needed for, or why it is not known.
    pub note: String,
    /// How long it took, where that tells something.
    pub took: Option<Duration>,
}

/// What came of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is as it should be.
    Passed,
    /// It is not.
    Failed,
    /// It cannot be known yet.
    Next,
    /// It was not asked, because nobody needs it.
    NotAsked,
}

impl State {
    /// The state as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Next => "next",
            Self::NotAsked => "not asked",
        }
    }

    /// Of what was seen of a question.
    pub(crate) fn of(seen: Option<&Seen>) -> Self {
        match seen {
            None => Self::Next,
            Some(Seen::Opaque | Seen::Answer(_)) => Self::Passed,
            Some(_) => Self::Failed,
        }
    }
}

impl Line {
    pub(crate) fn new(state: State, words: impl Into<String>) -> Self {
        Self {
            state,
            header: None,
            words: words.into(),
            note: String::new(),
            took: None,
        }
    }

    pub(crate) fn about(self, header: &'static str) -> Self {
        Self {
            header: Some(header),
            ..self
        }
    }

    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }
}

/// The lines.
pub fn lines(known: &Known, observed: &Observed) -> Vec<Line> {
    let mut lines = vec![reached(known, observed), scheme(known)];
    if known.reach.cross_origin {
        lines.extend(cors::reading(known, observed));
    }
    lines.push(rights::registry(known, observed));
    lines.extend(rights::signing(known, observed));
    if known.reach.cross_origin {
        lines.extend(cors::sending(known, observed));
        lines.extend(cors::exposed(known, observed));
    }
    lines.extend(rights::contents(observed));
    lines.extend(rights::deleting(known, observed));
    lines
}

fn reached(known: &Known, observed: &Observed) -> Line {
    let words = "Reachable from this browser";
    if known.is_mixed() {
        return Line::new(State::NotAsked, words);
    }
    let state = State::of(observed.reached.as_ref());
    let words = match state {
        State::Failed => "Not reachable from this browser",
        _ => words,
    };
    Line {
        took: observed.took.filter(|_| state == State::Passed),
        ..Line::new(state, words)
    }
}

fn scheme(known: &Known) -> Line {
    let is_secure = known.page.origin.starts_with("https:");
    let address = known.address();
    let is_here = address.is_this_computer();
    match (is_secure, address.scheme()) {
        (true, Scheme::Https) => Line::new(State::Passed, "Page and registry are both https"),
        (true, Scheme::Http) if is_here => Line::new(
            State::Passed,
            "The registry is on this computer, where an https page may read plain http",
        ),
        (true, Scheme::Http) => Line::new(
            State::Failed,
            "The page is https and the registry plain http",
        )
        .note("Needed for everything: browsers do not let the one read the other"),
        (false, Scheme::Https) => Line::new(State::Passed, "The registry is https"),
        (false, Scheme::Http) => {
            let line = Line::new(State::Passed, "Page and registry are both plain http");
            let warning = "Someone on the path could change what the page is and what it reads";
            line.note(if is_here { "" } else { warning })
        }
    }
}
