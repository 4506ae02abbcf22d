//! A request that failed, in words.

use leptos::prelude::*;
use porthole_core::{
    registry::error::{ErrorKind, RegistryError},
    route::View,
};

use crate::{components::message::Message, connection::Connection};

/// Explains a failed request and offers to try again.
#[component]
pub(crate) fn Failure(
    /// What failed.
    error: RegistryError,
    /// Tries again.
    #[prop(into)]
    again: Callback<()>,
) -> impl IntoView {
    let connection = Connection::in_use();
    let explanation = connection.explain(&error);
    // Where nothing readable is at the address, another one may be meant.
    let may_be_elsewhere = matches!(error.kind, ErrorKind::NoAnswer | ErrorKind::NotARegistry(_));
    let change = may_be_elsewhere.then(|| view! {
        <p class="actions"><a class="button" href=connection.href(View::Connection)>"Change the address"</a></p>
    });
    view! {
        <Message title=explanation.title causes=explanation.causes cure=explanation.cure again/>
        {change}
    }
}
