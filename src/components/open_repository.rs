//! Opening a repository by its name, where the registry lists none.

use leptos::{ev, prelude::*};
use porthole_core::{
    oci::name::{InvalidName, RepositoryName},
    route::View,
};

use crate::{components::dynamic::dynamic_text, connection::Connection, navigation::Navigation};

/// The field for a repository's name.
#[component]
pub(crate) fn OpenRepository() -> impl IntoView {
    let connection = Connection::in_use();
    let value = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<InvalidName>);
    let open = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match RepositoryName::parse(value.get_untracked().trim()) {
            Ok(repository) => Navigation::go(&connection.route(View::Repository(repository))),
            Err(reason) => fault.set(Some(reason)),
        }
    };
    let fault_text = move || match fault.get() {
        Some(reason) => format!("This is none: {reason}."),
        None => String::new(),
    };
    view! {
        <form class="panel address" on:submit=open>
            <label for="repository">"Open a repository by its name"</label>
            <div class="field">
                <input
                    id="repository"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder="library/hello-world"
                    aria-describedby="repository-fault"
                    aria-invalid=move || fault.get().is_some().to_string()
                    prop:value=value
                    on:input:target=move |event| {
                        value.set(event.target().value());
                        fault.set(None);
                    }
                />
                <button type="submit" class="primary">"Open"</button>
            </div>
            <p id="repository-fault" class="fault" role="alert">{dynamic_text(fault_text)}</p>
        </form>
    }
}
