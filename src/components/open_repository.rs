//! Opening a repository by its name, where the registry lists none.

use leptos::prelude::*;
use porthole_core::{
    oci::{
        digest::Digest,
        name::{InvalidName, RepositoryName},
    },
    route::View,
};
use web_sys::Event;

use crate::{
    components::{
        dynamic::dynamic_text,
        element::{element, of_class},
    },
    connection::Connection,
    navigation::Navigation,
};

/// The field for a repository's name.
pub(crate) fn open_repository() -> AnyView {
    let connection = Connection::in_use();
    let value = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<InvalidName>);
    let open = move |event: Event| {
        event.prevent_default();
        match RepositoryName::parse(value.get_untracked().trim()) {
            Ok(repository) => Navigation::go(&connection.route(View::Repository(repository))),
            Err(reason) => fault.set(Some(reason)),
        }
    };
    let fault_text = move || match fault.get() {
        Some(reason) => said(&value.get_untracked(), reason),
        None => String::new(),
    };
    let typed = move |event: Event| {
        value.set(event_target_value(&event));
        fault.set(None);
    };
    let label = element("label")
        .set("for", "repository")
        .text("Open a repository by its name");
    let field = element("input")
        .set("id", "repository")
        .set("type", "text")
        .set("autocomplete", "off")
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("placeholder", "library/hello-world")
        .set("aria-describedby", "repository-fault")
        .follow("aria-invalid", move || {
            Some(fault.get().is_some().to_string())
        })
        .property("value", move || value.get().into())
        .on("input", typed);
    let button = of_class("button", "primary")
        .set("type", "submit")
        .text("Open");
    let fault = of_class("p", "fault")
        .set("id", "repository-fault")
        .set("role", "alert")
        .child(dynamic_text(fault_text));
    of_class("form", "panel address")
        .on("submit", open)
        .child(label)
        .child(of_class("div", "field").child(field).child(button))
        .child(fault)
        .view()
}

/// Why what was typed is no name. Registries find a digest only in a repository.
fn said(typed: &str, reason: InvalidName) -> String {
    if Digest::parse(typed.trim()).is_ok() {
        let digest = "This is a digest, and registries look for one in a repository.";
        return format!("{digest} Open the repository, and paste it into the filter of its tags.");
    }
    format!("This is none: {reason}.")
}
