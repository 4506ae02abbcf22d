//! An address that no view has.

use leptos::prelude::*;
use porthole_core::route::View;

use crate::{
    components::{
        element::{of_class, text},
        message::{Message, message},
        title::title,
    },
    connection::Connection,
};

/// Says that there is no such view.
pub(crate) fn unknown_page() -> AnyView {
    let href = Connection::in_use().href(View::Repositories);
    let causes = vec![
        "A part of it is no repository, tag or digest.".to_owned(),
        "It was cut or changed on its way here.".to_owned(),
    ];
    let shown = message(Message {
        title: "This address leads nowhere".to_owned(),
        causes,
        cure: "Check it, or start from the repositories.".to_owned(),
        way: Some(("Repositories", href)),
        ..Message::default()
    });
    of_class("main", "page")
        .child(title("No such page", text("No such page")))
        .child(shown)
        .view()
}
