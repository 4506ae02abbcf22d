//! `#/connection`: add or change a registry.

use leptos::{ev, prelude::*};
use porthole_core::{
    format::visible_start,
    registry::address::{InvalidAddress, RegistryAddress},
    route::{Query, Route},
    settings::DEMO,
};

use crate::{
    app::{Agreed, Configured},
    components::{
        dynamic::{dynamic, dynamic_text},
        title::Title,
    },
    navigation::Navigation,
};

/// Longer texts are cut.
const SHOWN: usize = 80;

/// The form for a registry's address, and the registries used before.
#[component]
pub(crate) fn ConnectionPage(
    /// Whether other registries than those of config.json may be used.
    may_add: bool,
    /// What stood in the address of the page, and is no registry.
    #[prop(optional, into)]
    typed: Option<String>,
    /// Why it is none.
    #[prop(optional, into)]
    fault: Option<InvalidAddress>,
    /// Said above the form.
    #[prop(optional, into)]
    lead: Option<String>,
) -> impl IntoView {
    let agreed = Agreed::in_use();
    let configured = Configured::in_use().0.into_iter();
    let configured = configured.map(|(title, href, address)| {
        view! {
            <li><a href=href>{title}</a><span class="second">{address}</span></li>
        }
    });
    let configured = configured.collect_view();
    let known = dynamic(move || {
        if !may_add {
            return ().into_any();
        }
        let known = agreed.newest_first().into_iter();
        known
            .map(|address| view! { <KnownRegistry address/> })
            .collect_view()
            .into_any()
    });
    view! {
        <main class="page">
            <Title tab="Connection">"Connection"</Title>
            {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            {may_add.then(|| view! { <AddressForm typed=typed.unwrap_or_default() fault/> })}
            {(!may_add).then(|| view! { <p>"Whoever runs this page allows only the registries of its config.json."</p> })}
            <section class="panel choices" aria-label="Registries">
                <h2>"Or open"</h2>
                <ul>
                    {configured}
                    <li>
                        <a href=open(DEMO)>"The demo"</a>
                        <span class="second">"a small recorded registry that every Porthole carries"</span>
                    </li>
                    {known}
                </ul>
            </section>
        </main>
    }
}

fn route_of(registry: &str) -> Route {
    Route {
        query: Query {
            registry: Some(registry.to_owned()),
            ..Query::default()
        },
        ..Route::default()
    }
}

fn open(registry: &str) -> String {
    route_of(registry).to_string()
}

/// A registry used before.
#[component]
fn KnownRegistry(address: RegistryAddress) -> impl IntoView {
    let agreed = Agreed::in_use();
    let label = address.label();
    let name = format!("Forget {label}");
    view! {
        <li>
            <a href=open(&address.to_string())>{label}</a>
            <span class="second">{address.to_string()}</span>
            <button type="button" class="forget" aria-label=name on:click=move |_| agreed.remove(&address)>
                "Forget"
            </button>
        </li>
    }
}

/// The field for an address.
#[component]
fn AddressForm(typed: String, fault: Option<InvalidAddress>) -> impl IntoView {
    let agreed = Agreed::in_use();
    // A password is not shown, and does not stay in the address.
    let has_password = fault == Some(InvalidAddress::Credentials);
    if has_password {
        Navigation::hide_address();
    }
    let typed = if has_password {
        String::new()
    } else {
        visible_start(&typed, SHOWN)
    };
    let value = RwSignal::new(typed);
    let fault = RwSignal::new(fault);
    let connect = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if value.with_untracked(|value| value.trim() == DEMO) {
            Navigation::go(&route_of(DEMO));
            return;
        }
        match RegistryAddress::parse(&value.get_untracked()) {
            Ok(address) => {
                agreed.add(&address);
                Navigation::go(&route_of(&address.to_string()));
            }
            Err(reason) => fault.set(Some(reason)),
        }
    };
    view! {
        <form class="panel address" on:submit=connect>
            <label for="address">"Registry address"</label>
            <div class="field">
                <input
                    id="address"
                    type="text"
                    inputmode="url"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder="localhost:5000"
                    aria-describedby="address-fault address-hint"
                    aria-invalid=move || fault.get().is_some().to_string()
                    prop:value=value
                    on:input:target=move |event| {
                        value.set(event.target().value());
                        fault.set(None);
                    }
                />
                <button type="submit" class="primary">"Connect"</button>
            </div>
            <p id="address-fault" class="fault" role="alert">{dynamic_text(move || fault.get().map(|fault| fault.to_string()).unwrap_or_default())}</p>
            <p id="address-hint" class="second">
                "The host, with its port if it has one: localhost:5000 or registry.example.com. Without http:// or https:// this computer is asked over http, any other host over https."
            </p>
        </form>
    }
}
