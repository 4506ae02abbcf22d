//! What the registry gives, and to whom.

use crate::registry::{
    check::{
        asked::Known,
        lines::{Line, State},
        observed::{Blob, Observed},
        probe::Seen,
        report::takes_password,
    },
    error::ErrorKind,
};

/// Whether a registry answers.
pub(super) fn registry(known: &Known, observed: &Observed) -> Line {
    let words = "A registry answers at /v2/";
    match &observed.registry {
        None => Line::new(State::Next, words),
        Some(Err(ErrorKind::NotARegistry(_))) => {
            let note = format!(
                "The address is the one that stands before /v2/: {}",
                known.address()
            );
            Line::new(State::Failed, "No registry answers at /v2/").note(note)
        }
        Some(Err(kind)) if !is_about_rights(kind) => {
            Line::new(State::Failed, "What answers at /v2/ has a fault")
        }
        Some(_) => Line::new(State::Passed, words),
    }
}

/// Whether a registry said it, of somebody who may not.
fn is_about_rights(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::NoPermission(_)
            | ErrorKind::Denied(_)
            | ErrorKind::TokenService(_)
            | ErrorKind::SignInNotAllowed
            | ErrorKind::NoAnswer
    )
}

/// Who asks.
pub(super) fn signing(known: &Known, observed: &Observed) -> Option<Line> {
    if observed.registry == Some(Ok(())) && known.signed_in.is_none() {
        return Some(Line::new(State::Passed, "No password is needed to begin"));
    }
    if !takes_password(known, observed) {
        return None;
    }
    let name = known.signed_in.as_deref();
    let line = match (&observed.registry, name) {
        (Some(Ok(())), Some(name)) => Line::new(State::Passed, format!("Signed in: {name}")),
        (Some(Err(ErrorKind::WrongPassword)), _) => {
            Line::new(State::Failed, "This name and password are not known there")
        }
        (Some(Err(ErrorKind::PasswordsUnreadable)), _) => {
            Line::new(State::Failed, "The registry cannot check passwords")
        }
        (Some(Err(ErrorKind::TokenService(_))), _) => {
            Line::new(State::Failed, "The token service gives no token")
        }
        (Some(Err(ErrorKind::NoPermission(_) | ErrorKind::Denied(_))), _) => {
            Line::new(State::Failed, "Whoever asks may not use the registry")
        }
        (Some(Err(ErrorKind::Unauthorized(_))), _) => {
            Line::new(State::Failed, "The registry asks who you are")
                .note("Sign in, then check again")
        }
        (Some(Err(_)), Some(_)) => Line::new(State::Failed, "Signing in does not work"),
        _ => Line::new(State::Next, "Signing in"),
    };
    Some(line)
}

/// What is in it.
pub(super) fn contents(observed: &Observed) -> Vec<Line> {
    let catalog = match &observed.catalog {
        None => Line::new(State::Next, "The list of repositories can be read"),
        Some(Ok(())) => Line::new(State::Passed, "The list of repositories can be read"),
        Some(Err(kind)) => {
            let words = match kind {
                ErrorKind::Unauthorized(_) | ErrorKind::NoPermission(_) | ErrorKind::Denied(_) => {
                    "No permission for the list of repositories"
                }
                ErrorKind::TimedOut(_) => "The list of repositories takes long",
                _ => "The list of repositories cannot be read",
            };
            Line::new(State::Failed, words).note("Repositories can be opened by their names")
        }
    };
    let readable = "Configs and layers can be read";
    let blob = match &observed.blob {
        Some(Blob::Read) => Line::new(State::Passed, readable),
        Some(Blob::Unreadable {
            unfollowed: Seen::Redirect,
            ..
        }) => Line::new(
            State::Failed,
            "The storage that configs and layers come from may not be read",
        ),
        Some(Blob::Unreadable { .. }) => {
            Line::new(State::Failed, "Configs and layers may not be read")
        }
        Some(Blob::Unknown) => {
            Line::new(State::Next, readable).note("No image was found to try it with")
        }
        None => Line::new(State::Next, readable),
    };
    let needed = "Needed for sizes of layers, history, labels, and every verification";
    let blob = match blob.state {
        State::Failed => blob.note(needed),
        _ => blob,
    };
    vec![catalog, blob]
}

/// Whether something may be deleted.
pub(super) fn deleting(known: &Known, observed: &Observed) -> Vec<Line> {
    let methods = |state: State| {
        let line = Line::new(state, ": DELETE, PUT").about("Access-Control-Allow-Methods");
        line.note("Only for deleting and tagging")
    };
    let deletes = "The registry deletes";
    let is_cross = known.reach.cross_origin;
    if !known.wants_to_delete() {
        return is_cross
            .then(|| methods(State::NotAsked))
            .into_iter()
            .collect();
    }
    if known.is_read_only {
        let line = if is_cross {
            methods(State::NotAsked)
        } else {
            Line::new(State::NotAsked, deletes)
        };
        let note = if known.may_turn {
            "Press “Read-only” in the header to try it"
        } else {
            "This page is read-only for good: it sends nothing but questions"
        };
        return vec![line.note(note)];
    }
    let seen = observed.deletion.as_ref();
    let allowed = is_cross.then(|| match State::of(seen) {
        // Whether PUT is listed shows when something is tagged: nothing is written to find out.
        State::Passed => Line {
            words: ": DELETE".to_owned(),
            ..methods(State::Passed)
        },
        state => methods(state),
    });
    let deletes = match seen.and_then(Seen::status) {
        Some(405) => Line::new(State::Failed, "The registry is configured not to delete"),
        Some(403) => Line::new(State::Failed, "Whoever asks may not delete"),
        Some(401) => Line::new(State::Next, deletes).note("It shows when something is deleted"),
        Some(_) => Line::new(State::Passed, deletes),
        None => Line::new(State::Next, deletes),
    };
    allowed.into_iter().chain([deletes]).collect()
}
