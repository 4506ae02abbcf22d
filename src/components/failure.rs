//! A request that failed, in words.

use leptos::prelude::*;
use porthole_core::registry::error::RegistryError;

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
    let explanation = Connection::in_use().explain(&error);
    view! { <Message title=explanation.title causes=explanation.causes cure=explanation.cure again/> }
}
