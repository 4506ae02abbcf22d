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

/// Explains a failed request and offers to try again.
pub(crate) fn failure(error: &RegistryError, again: Callback<()>) -> AnyView {
    let connection = Connection::in_use();
    let explanation = connection.explain(error);
    let change = || ("Change the address", connection.href(View::Connection));
    let way = may_be_elsewhere(&error.kind).then(change);
    let told = message(Message {
        title: explanation.title,
        causes: explanation.causes,
        cure: explanation.cure,
        again: Some(again),
        way,
    });
    let remedy = match &error.kind {
        ErrorKind::Unauthorized(_)
        | ErrorKind::WrongPassword
        | ErrorKind::PasswordsUnreadable
        | ErrorKind::NoPermission(_) => Some(later::sign_in_form()),
        ErrorKind::TokenService(TokenServiceFault::NotAgreed(service)) => {
            Some(later::agree_to(service.clone()))
        }
        ErrorKind::NoAnswer | ErrorKind::NotARegistry(_) | ErrorKind::SignInNotAllowed
            if !connection.target.is_demo() =>
        {
            Some(later::check())
        }
        _ => None,
    };
    parts([told].into_iter().chain(remedy))
}

/// Whether nothing readable is at the address, so that another one may be meant.
pub(crate) fn may_be_elsewhere(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::NoAnswer | ErrorKind::NotARegistry(_))
}
