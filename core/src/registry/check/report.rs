//! What the check found, ready to be shown.

use crate::registry::{
    check::{
        asked::{Known, Password},
        cause::Cause,
        cures::{
            Cure, cures,
            curl::{Curl, deciding},
        },
        diagnosis::{Found, diagnose},
        lines::{Line, lines},
        observed::Observed,
    },
    error::ErrorKind,
};

/// What the check found by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What is the matter, in one sentence.
    pub title: String,
    /// Each step, in the order of the ladder.
    pub lines: Vec<Line>,
    /// What is wrong: for each thing its causes, likeliest first.
    pub found: Vec<Found>,
    /// The same in words.
    pub causes: Vec<Vec<String>>,
    /// Ways to cure it, best first; none where nothing of that kind is wrong.
    pub cures: Vec<Cure>,
    /// Which of them, where that hangs on what is not known.
    pub advice: Option<&'static str>,
    /// A line that decides what the browser cannot.
    pub deciding: Option<Curl>,
    /// Whether the check has ended.
    pub is_done: bool,
}

impl Report {
    /// What follows from what was seen.
    pub fn of(known: &Known, observed: &Observed) -> Self {
        let found = diagnose(known, observed);
        let words = |found: &Found| {
            let causes = found.causes.iter();
            causes.map(|cause| cause.words(known)).collect()
        };
        let cures = cures(known, observed, &found);
        Self {
            title: title(known, observed, &found),
            lines: lines(known, observed),
            causes: found.iter().map(words).collect(),
            advice: is_password_open(known, observed)
                .then_some(ADVICE)
                .filter(|_| cures.iter().any(|cure| cure.name == "distribution")),
            cures,
            deciding: deciding(known, observed, &found),
            found,
            is_done: observed.is_done || known.is_mixed(),
        }
    }
}

const ADVICE: &str = "If it asks for no password, the lines for distribution are enough. If it asks for one, one origin is the way.";

/// Whether nobody knows if it asks for a password: nothing was seen, and nobody said.
pub(crate) fn is_password_open(known: &Known, observed: &Observed) -> bool {
    known.asked.password == Password::NotSure
        && known.signed_in.is_none()
        && observed.status().is_none()
}

/// Whether signing in is to be expected: what was seen counts more than what was said.
pub(crate) fn takes_password(known: &Known, observed: &Observed) -> bool {
    if observed.asks_who() || known.signed_in.is_some() {
        return true;
    }
    match known.asked.password {
        Password::Yes => true,
        Password::No => false,
        Password::NotSure => observed.status().is_none(),
    }
}

fn title(known: &Known, observed: &Observed, found: &[Found]) -> String {
    let registry = known.address().label();
    let first = found.iter().flat_map(|found| &found.causes).next();
    match first {
        Some(Cause::MixedContent) => {
            format!("This browser does not let an https page read {registry}")
        }
        Some(Cause::OwnPolicy) => format!("This page may not ask {registry}"),
        Some(
            Cause::Offline
            | Cause::LocalNetwork
            | Cause::LocalNetworkRefused
            | Cause::Down
            | Cause::UnknownName
            | Cause::Certificate
            | Cause::Extension
            | Cause::PlainHttp
            | Cause::Silent,
        ) => format!("{registry} does not answer this browser"),
        Some(
            Cause::OriginNotAllowed
            | Cause::LeadsElsewhere
            | Cause::RefusalNotAllowed
            | Cause::CredentialsNotAllowed,
        ) => format!("{registry} answers, but this page may not read it"),
        Some(Cause::PreflightRefused) => {
            format!("{registry} answers, but this page may not sign in")
        }
        Some(Cause::Registry(kind)) => refused(&registry, kind),
        _ if !observed.is_done => format!("Checking {registry} …"),
        Some(_) if found.iter().all(Found::is_small) => {
            format!("{registry} works from here; a line or two would make it better")
        }
        Some(_) => format!("{registry} answers, but not all of it works from here"),
        None if known.leaves_deleting() => {
            format!("{registry} works from here; deleting was not tried")
        }
        None => format!("{registry} works from here"),
    }
}

fn refused(registry: &str, kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::NotARegistry(_) => format!("What answers at {registry} is no registry"),
        ErrorKind::Unauthorized(_) => format!("{registry} answers, and asks who you are"),
        ErrorKind::WrongPassword => format!("{registry} does not know this name and password"),
        ErrorKind::PasswordsUnreadable => {
            format!("{registry} answers, but cannot check passwords")
        }
        _ => format!("{registry} answers, but not with what is needed"),
    }
}
