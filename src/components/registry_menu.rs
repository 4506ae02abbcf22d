//! The registry in use, and the way to another one.

use leptos::prelude::*;
use porthole_core::route::View;
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, Event, HtmlElement};

use crate::{
    components::{
        dynamic::dynamic,
        element::{Element, element, of_class, parts, set_style},
    },
    connection::Connection,
    site::{Listed, Site, demo_href},
};

const MENU: &str = "registries";
/// Between the button and its list, in pixels.
const GAP: i32 = 6;

/// The button that names the registry in use, with the list that it opens.
pub(crate) fn registry_menu(connection: &Connection) -> AnyView {
    let target = &connection.target;
    let name = of_class("span", "registry-name").text(target.title.clone());
    let sign = of_class("span", "registry-sign")
        .set("aria-hidden", "true")
        .text("▾");
    let button = of_class("button", "registry")
        .set("type", "button")
        .set("id", "registry")
        .set("popovertarget", MENU)
        .set("title", target.address.to_string())
        .set("aria-label", format!("Registry: {}", target.title))
        .child(name)
        .child(sign);
    parts([button.view(), menu(connection)])
}

fn menu(connection: &Connection) -> AnyView {
    let site = Site::in_use();
    let used = Listed::of(&connection.target);
    let is_demo = connection.target.is_demo();
    let change = connection.href(View::Connection);
    let known = dynamic(move || {
        let mut known = site.registries();
        // The page's own origin, or the demo, stands in no list.
        if !is_demo && known.iter().all(|known| known.address != used.address) {
            known.insert(0, used.clone());
        }
        let shown = known.into_iter().map(|known| {
            let is_used = known.address == used.address;
            let what = (!known.is_added).then(|| known.address.to_string());
            entry(known.href, known.title, what, is_used).view()
        });
        parts(shown)
    });
    let demo = Some("A small recorded registry".to_owned());
    let list =
        element("ul")
            .child(known)
            .child(entry(demo_href(), "The demo".to_owned(), demo, is_demo));
    let change = of_class("a", "registries-change")
        .set("href", change)
        .text("Add, forget or check a registry…");
    of_class("nav", "registries")
        .set("id", MENU)
        .set("popover", "auto")
        .set("aria-label", "Registries")
        .on("beforetoggle", |event| place(&event))
        .on("click", |event| close(&event))
        .child(list)
        .child(change)
        .view()
}

/// The name of one that was added is where it is.
fn entry(href: String, name: String, what: Option<String>, is_used: bool) -> Element {
    let link = element("a").set("href", href);
    let link = if is_used {
        link.set("aria-current", "true")
    } else {
        link
    };
    let link = link
        .child(of_class("span", "registries-name").text(name))
        .maybe(what.map(|what| of_class("span", "registries-what").text(what)));
    element("li").child(link)
}

/// Puts the list below its button, as far as the window has room.
fn place(event: &Event) {
    let list = event.target().and_then(|node| node.dyn_into::<Node>().ok());
    let button = document().get_element_by_id("registry");
    let button = button.and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let (Some(list), Some(button)) = (list, button) else {
        return;
    };
    let below = button.offset_top() + button.offset_height() + GAP;
    set_style(&list, "--below", &format!("{below}px"));
    set_style(&list, "--left", &format!("{}px", button.offset_left()));
}

/// Whoever chose one sees what they chose.
fn close(event: &Event) {
    let clicked = event.target().and_then(|node| node.dyn_into::<Node>().ok());
    let is_link = clicked.is_some_and(|node| node.closest("a").is_ok_and(|link| link.is_some()));
    let list = event.current_target();
    let list = list.and_then(|list| list.dyn_into::<HtmlElement>().ok());
    if let Some(list) = list.filter(|_| is_link) {
        // It may be gone with the header already.
        let _ = list.hide_popover();
    }
}
