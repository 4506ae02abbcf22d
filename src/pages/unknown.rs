//! An address that no view has.

use leptos::prelude::*;
use porthole_core::route::View;

use crate::{
    components::{message::Message, title::Title},
    connection::Connection,
};

/// Says that there is no such view.
#[component]
pub(crate) fn UnknownPage() -> impl IntoView {
    let href = Connection::in_use().href(View::Repositories);
    view! {
        <main class="page">
            <Title tab="No such page">"No such page"</Title>
            <Message
                title="This address leads nowhere"
                causes=vec![
                    "A part of it is no repository, tag or digest.".to_owned(),
                    "It was cut or changed on its way here.".to_owned(),
                ]
                cure="Check it, or start from the repositories."
                way=Some(("Repositories", href))
            />
        </main>
    }
}
