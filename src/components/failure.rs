//! A request that failed, in words.

use leptos::prelude::*;
use porthole_core::{
    registry::{
        error::{ErrorKind, RegistryError},
        sign_in::token_service::TokenServiceFault,
    },
    route::View,
};

use crate::{
    components::{
        element::parts,
        message::{Message, message},
    },
    connection::Connection,
    pages::later,
};

const CHECKED: &str = "The check below finds out why, and says what to change.";

/// Explains a failed request and offers to try again.
pub(crate) fn failure(error: &RegistryError, again: Callback<()>) -> AnyView {
    let connection = Connection::in_use();
    let explanation = connection.explain(error);
    let change = || ("Change the address", connection.href(View::Connection));
    let way = may_be_elsewhere(&error.kind).then(change);
    let is_checked = !connection.target.is_demo();
    let check = || is_checked.then(later::check);
    // What cannot be read of a challenge, no password may be sent to either.
    let is_hidden =
        matches!(&error.kind, ErrorKind::Unauthorized(challenge) if challenge.is_none());
    let remedies = match &error.kind {
        ErrorKind::Unauthorized(_)
        | ErrorKind::WrongPassword
        | ErrorKind::PasswordsUnreadable
        | ErrorKind::NoPermission(_) => {
            [Some(later::sign_in_form()), check().filter(|_| is_hidden)]
        }
        ErrorKind::TokenService(TokenServiceFault::NotAgreed(service)) => {
            [Some(later::agree_to(service.clone())), None]
        }
        ErrorKind::NoAnswer | ErrorKind::NotARegistry(_) | ErrorKind::SignInNotAllowed => {
            [check(), None]
        }
        _ => [None, None],
    };
    // Whoever is to sign in, or to agree, would only be asked the same again.
    let is_asked = matches!(
        &error.kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::TokenService(TokenServiceFault::NotAgreed(_))
    );
    // The check finds out more than can be guessed.
    let (causes, cure) = match &error.kind {
        ErrorKind::NoAnswer if is_checked => (Vec::new(), CHECKED.to_owned()),
        _ => (explanation.causes, explanation.cure),
    };
    let told = message(Message {
        title: explanation.title,
        causes,
        cure,
        again: Some(again).filter(|_| !is_asked),
        way,
    });
    parts([told].into_iter().chain(remedies.into_iter().flatten()))
}

/// Whether nothing readable is at the address, so that another one may be meant.
pub(crate) fn may_be_elsewhere(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::NoAnswer | ErrorKind::NotARegistry(_))
}
