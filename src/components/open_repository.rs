//! Opening a repository by its name, where the registry lists none.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    oci::digest::Digest,
    pasted::Pasted,
    route::{Query, Route},
};
use web_sys::Event;

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class, parts, text},
    },
    connection::Connection,
    navigation::Navigation,
};

/// Registries find a digest only in a repository.
const OF_A_DIGEST: &str = "This is a digest, and registries look for one in a repository. Open the repository, and paste it into the filter of its tags.";

/// Longer texts are cut.
const SHOWN: usize = 60;

/// Why nothing was opened, and what can be instead.
#[derive(Clone, Default, PartialEq)]
struct Fault {
    words: String,
    /// The registry that it is of, and the address of the view there.
    elsewhere: Option<(String, String)>,
}

/// The field for a repository's name, or anything that names an image.
pub(crate) fn open_repository() -> AnyView {
    let connection = Connection::in_use();
    let value = RwSignal::new(String::new());
    let fault = RwSignal::new(Fault::default());
    let open = move |event: Event| {
        event.prevent_default();
        match find(&connection, &value.get_untracked()) {
            Ok(route) => Navigation::go(&route),
            Err(found) => fault.set(found),
        }
    };
    let typed = move |event: Event| {
        value.set(event_target_value(&event));
        fault.set(Fault::default());
    };
    let label = element("label")
        .set("for", "repository")
        .text("Open a repository or an image by its name");
    let field = element("input")
        .set("id", "repository")
        .set("type", "text")
        .set("autocomplete", "off")
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("placeholder", "library/hello-world")
        .set("aria-describedby", "repository-fault")
        .follow("aria-invalid", move || {
            Some(fault.with(|fault| !fault.words.is_empty()).to_string())
        })
        .property("value", move || value.get().into())
        .on("input", typed);
    let button = of_class("button", "primary")
        .set("type", "submit")
        .text("Open");
    let fault = of_class("p", "fault")
        .set("id", "repository-fault")
        .set("role", "alert")
        .child(dynamic(move || told(fault.get())));
    let hint = of_class("p", "second").text(
        "A name, a reference, or a whole line such as docker pull …, FROM … or an address with /v2/.",
    );
    of_class("form", "panel address")
        .on("submit", open)
        .child(label)
        .child(of_class("div", "field").child(field).child(button))
        .child(fault)
        .child(hint)
        .view()
}

/// The way to what a text names, though no list has it; nothing where it names nothing.
pub(crate) fn way_to(connection: &Connection, typed: &str) -> AnyView {
    match find(connection, typed) {
        Ok(route) => {
            let name = visible_start(typed.trim(), SHOWN);
            let way = element("a")
                .set("href", route.to_string())
                .text(format!("Open {name} by its name"));
            parts([text(" "), way.view()])
        }
        Err(fault) if fault.elsewhere.is_some() => parts([text(" "), told(fault)]),
        Err(_) => nothing(),
    }
}

fn told(fault: Fault) -> AnyView {
    let words = text(fault.words);
    match fault.elsewhere {
        Some((host, href)) => {
            let way = element("a")
                .set("href", href)
                .text(format!("Open it at {host}"));
            parts([words, text(" "), way.view()])
        }
        None => words,
    }
}

/// Where what was typed leads.
fn find(connection: &Connection, typed: &str) -> Result<Route, Fault> {
    let fault = |words| Fault {
        words,
        elsewhere: None,
    };
    if Digest::parse(typed.trim()).is_ok() {
        return Err(fault(OF_A_DIGEST.to_owned()));
    }
    let pasted = Pasted::read(typed).map_err(|reason| fault(format!("This is none: {reason}.")))?;
    let target = &connection.target;
    let is_here = |host: &String| *host == target.pull_host || host == target.address.host();
    match pasted.host.filter(|host| !is_here(host)) {
        None => Ok(connection.route(pasted.view)),
        Some(host) => {
            let query = Query {
                registry: Some(host.clone()),
                ..Query::default()
            };
            let there = Route {
                view: pasted.view,
                query,
            };
            Err(Fault {
                words: format!("This is of another registry than {}.", target.title),
                elsewhere: Some((host, there.to_string())),
            })
        }
    }
}
