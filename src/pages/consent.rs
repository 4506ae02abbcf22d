//! An address of the page names a registry that was never used here: nothing is sent before
//! the user agreed.

use leptos::prelude::*;
use porthole_core::registry::address::{RegistryAddress, Scheme};

use crate::{
    app::Agreed,
    components::{header::Header, title::Title},
};

/// Asks before the first request to a registry that a link names.
#[component]
pub(crate) fn ConsentPage(
    /// The registry.
    address: RegistryAddress,
    /// What the page is called.
    title: Option<String>,
) -> impl IntoView {
    let agreed = Agreed::in_use();
    let label = address.label();
    let whole = address.to_string();
    let is_open = address.scheme() == Scheme::Http && !address.is_this_computer();
    view! {
        <Header title/>
        <main class="page">
            <Title tab=format!("Connect to {label}")>"Connect to "{label}"?"</Title>
            <p class="lead">"The link that you followed names a registry that was not used in this browser before. Nothing was sent to it yet."</p>
            <section class="panel consent">
                <p><code>{whole}</code></p>
                <p class="second">
                    "If you connect, your browser asks this host for its repositories, tags and manifests. It learns your network address, as with any page that you open. No credentials are sent."
                </p>
                {is_open.then(|| view! { <p class="second">"It is read over plain http: someone on the path can see and change what you get."</p> })}
                <p class="actions">
                    <button type="button" class="primary" on:click=move |_| agreed.add(&address)>"Connect"</button>
                    <a class="button" href="#/connection">"Choose another"</a>
                </p>
            </section>
        </main>
    }
}
