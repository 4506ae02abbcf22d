//! An address of the page names a registry that was never used here: nothing is sent before
//! the user agreed.

use leptos::prelude::*;
use porthole_core::registry::address::{RegistryAddress, Scheme};

use crate::{
    components::{
        element::{element, of_class, text},
        title::title,
    },
    site::Agreed,
};

/// Asks before the first request to a registry that a link names.
pub(crate) fn consent_page(address: RegistryAddress) -> AnyView {
    let agreed = Agreed::in_use();
    let label = address.label();
    let whole = address.to_string();
    let is_open = address.scheme() == Scheme::Http && !address.is_this_computer();
    let note = |words: &'static str| of_class("p", "second").text(words);
    let open =
        || note("It is read over plain http: someone on the path can see and change what you get.");
    let connect = of_class("button", "primary")
        .set("type", "button")
        .on("click", move |_| agreed.add(&address))
        .text("Connect");
    let another = of_class("a", "button")
        .set("href", "#/connection")
        .text("Choose another");
    let panel = of_class("section", "panel consent")
        .child(element("p").child(element("code").text(whole)))
        .child(note("If you connect, your browser asks this host for its repositories, tags and manifests. It learns your network address, as with any page that you open. No credentials are sent."))
        .maybe(is_open.then(open))
        .child(of_class("p", "actions").child(connect).child(another));
    let heading = text(format!("Connect to {label}?"));
    of_class("main", "page")
        .child(title(&format!("Connect to {label}"), heading))
        .child(of_class("p", "lead").text("The link that you followed names a registry that was not used in this browser before. Nothing was sent to it yet."))
        .child(panel)
        .view()
}
