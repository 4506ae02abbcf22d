//! A repository's name in its parts. The space around a slash is drawn, not written, so that
//! the browser's own search finds the name as people know it.

use leptos::prelude::*;
use porthole_core::oci::name::RepositoryName;

/// The name, its last part standing out.
pub(crate) fn repository_name(repository: &RepositoryName) -> AnyView {
    let last = repository.last_component().to_owned();
    let namespace = repository.namespace().map(|namespace| {
        let parts = namespace.split('/').map(ToOwned::to_owned);
        parts
            .map(|part| view! { {part}<span class="slash">"/"</span> })
            .collect_view()
    });
    view! { <span class="second">{namespace}</span><b>{last}</b> }.into_any()
}
