//! `#/connection`: add or change a registry.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    pasted::Pasted,
    registry::address::{InvalidAddress, RegistryAddress, Scheme},
    route::{Route, View},
    settings::DEMO,
};
use web_sys::Event;

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, of_class, parts, text},
        title::{focus_heading, title},
    },
    connection::{Connection, identity::Identities},
    navigation::Navigation,
    pages::later,
    site::{Agreed, Listed, Site, demo_href, route_to},
};

/// Longer texts are cut.
const SHOWN: usize = 80;

/// What stood in the address of the page, and why it is no registry, if it is none.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    /// What stood there.
    pub(crate) text: String,
    /// Why it is none.
    pub(crate) fault: Option<InvalidAddress>,
}

/// The form for a registry's address, unless only those of config.json may be used, with a text
/// above it; and the registries used before.
pub(crate) fn connection_page(typed: Typed, lead: Option<&'static str>) -> AnyView {
    let site = Site::in_use();
    let journals = Connection::where_any().map(|_| later::journals());
    let who = Connection::where_any().filter(|connection| !connection.target.is_demo());
    let check = who.as_ref().map(|_| later::check());
    let who = who
        .filter(|connection| connection.target.has_sign_in())
        .map(|_| later::who());
    let demo = registry(
        demo_href(),
        "The demo".to_owned(),
        "a small recorded registry that every Porthole carries".to_owned(),
    );
    let known = dynamic(move || parts(site.registries().into_iter().map(listed)));
    let form = if site.may_add() {
        address_form(typed)
    } else {
        let words = "Whoever runs this page allows only the registries of its config.json.";
        of_class("p", "note").text(words).view()
    };
    let list = element("ul").child(known).child(demo);
    let choices = of_class("section", "panel choices")
        .set("aria-label", "Registries")
        .child(element("h2").text("Or open"))
        .child(list);
    of_class("main", "page")
        .child(title("Connection", text("Connection")))
        .maybe(lead.map(|lead| of_class("p", "lead").text(lead)))
        .maybe(who)
        .child(form)
        .child(choices)
        .child(later::kept())
        .maybe(journals)
        .maybe(check)
        .view()
}

/// A registry to open: the way there, its name, and what it is.
fn registry(href: String, name: String, what: String) -> Element {
    element("li")
        .child(element("a").set("href", href).text(name))
        .child(of_class("span", "second").text(what))
}

/// A registry that the page knows; one that the user added can be forgotten.
fn listed(known: Listed) -> AnyView {
    if !known.is_added {
        return registry(known.href, known.title, known.address.to_string()).view();
    }
    let scheme = match known.address.scheme() {
        Scheme::Http => "plain http",
        Scheme::Https => "https",
    };
    let shown = registry(known.href, known.title.clone(), scheme.to_owned());
    let (agreed, identities) = (Agreed::in_use(), Identities::in_use());
    let forget = move |_| {
        agreed.remove(&known.address);
        identities.forget(&known.address);
        focus_heading();
    };
    let forget = of_class("button", "forget")
        .set("type", "button")
        .set("aria-label", format!("Forget {}", known.title))
        .on("click", forget)
        .text("Forget");
    shown.child(forget).view()
}

/// The field for an address.
fn address_form(typed: Typed) -> AnyView {
    let agreed = Agreed::in_use();
    // A password is not shown, and does not stay in the address.
    let has_password = typed.fault == Some(InvalidAddress::Credentials);
    if has_password {
        Navigation::hide_address();
    }
    let fault = RwSignal::new(typed.fault);
    let text = if has_password {
        String::new()
    } else {
        visible_start(&typed.text, SHOWN)
    };
    let value = RwSignal::new(text);
    let connect = move |event: Event| {
        event.prevent_default();
        if value.with_untracked(|value| value.trim() == DEMO) {
            Navigation::go(&route_to(Some(DEMO.to_owned())));
            return;
        }
        match value.with_untracked(|typed| meant(typed)) {
            Ok((address, view)) => {
                agreed.add(&address);
                let route = route_to(Some(address.to_string()));
                Navigation::go(&Route { view, ..route });
            }
            Err(reason) => fault.set(Some(reason)),
        }
    };
    let button = of_class("button", "primary")
        .set("type", "submit")
        .text("Connect");
    let fault_text = move || fault.with(|fault| fault.as_ref().map(ToString::to_string));
    let shown_fault = of_class("p", "fault")
        .set("id", "address-fault")
        .set("role", "alert")
        .child(dynamic_text(move || fault_text().unwrap_or_default()));
    let hint = of_class("p", "second")
        .set("id", "address-hint")
        .text("The host, with its port if it has one: localhost:5000 or registry.example.com. Without http:// or https:// this computer is asked over http, any other host over https.");
    let label = element("label")
        .set("for", "address")
        .text("Registry address");
    of_class("form", "panel address")
        .on("submit", connect)
        .child(label)
        .child(
            of_class("div", "field")
                .child(field(value, fault))
                .child(button),
        )
        .child(shown_fault)
        .child(hint)
        .view()
}

/// The registry that somebody typed, and the view that they want of it: lines that fetch an image
/// name both.
fn meant(typed: &str) -> Result<(RegistryAddress, View), InvalidAddress> {
    let address = RegistryAddress::parse(typed);
    if address == Err(InvalidAddress::Credentials) {
        return address.map(|address| (address, View::Repositories));
    }
    let pasted = Pasted::read(typed).ok().and_then(|pasted| {
        let is_image = matches!(pasted.view, View::Image(..)) || typed.trim().contains(' ');
        let host = pasted.host.filter(|_| is_image)?;
        Some((RegistryAddress::parse(&host).ok()?, pasted.view))
    });
    match pasted {
        Some(found) => Ok(found),
        None => address.map(|address| (address, View::Repositories)),
    }
}

fn field(value: RwSignal<String>, fault: RwSignal<Option<InvalidAddress>>) -> Element {
    let typed = move |event: Event| {
        value.set(event_target_value(&event));
        fault.set(None);
    };
    element("input")
        .set("id", "address")
        .set("type", "text")
        .set("inputmode", "url")
        .set("autocomplete", "off")
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("placeholder", "localhost:5000")
        .set("aria-describedby", "address-fault address-hint")
        .follow("aria-invalid", move || {
            Some(fault.get().is_some().to_string())
        })
        .property("value", move || value.get().into())
        .on("input", typed)
}
