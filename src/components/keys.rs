//! Single keys. They can be switched off, WCAG 2.2, 2.1.4.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, Event, HtmlElement};

use crate::{
    components::{
        drawer::Drawer,
        element::{element, of_class},
    },
    storage,
};

const KEYS: [(&str, &str); 8] = [
    ("/", "filter what is shown"),
    ("j", "the next row"),
    ("k", "the row before"),
    ("Enter", "open the row"),
    ("x", "select the row"),
    ("c", "copy the pull command of the row, or of the image"),
    ("d", "what this page asks of registries, and their answers"),
    ("?", "this list"),
];

/// Listens for as long as the owner lives, and draws the list of keys where it is asked for.
pub(crate) fn keys() -> AnyView {
    let is_on = RwSignal::new(storage::are_keys_on());
    let drawer = Drawer::in_use();
    let listener = window_event_listener(ev::keydown, move |event| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        if has_modifier
            || event.default_prevented()
            || target.is_some_and(|target| is_field(&target))
        {
            return;
        }
        let key = event.key();
        // The list says how to switch them on again.
        if (is_on.get_untracked() || key == "?") && press(&key, drawer) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
    let rows = KEYS.map(|(key, meaning)| {
        element("li")
            .child(element("kbd").text(key))
            .text(format!(" {meaning}"))
            .view()
    });
    let change = move |event: Event| {
        let is_checked = event_target_checked(&event);
        is_on.set(is_checked);
        storage::keep_keys(is_checked);
    };
    let switch = element("input")
        .set("type", "checkbox")
        .property("checked", move || is_on.get().into())
        .on("change", change);
    let switch = of_class("label", "switch")
        .child(switch)
        .text(" Single keys are on");
    let close = element("form")
        .set("method", "dialog")
        .child(element("button").set("class", "primary").text("Close"));
    of_class("dialog", "keys")
        .set("id", "keys")
        .set("aria-labelledby", "keys-title")
        .child(element("h2").set("id", "keys-title").text("Keys"))
        .child(element("ul").children(rows))
        .child(switch)
        .child(close)
        .view()
}

/// Where keys are text.
fn is_field(target: &Node) -> bool {
    let is_box = target.get_attribute("type").as_deref() == Some("checkbox");
    (matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !is_box)
        || target.closest("dialog").ok().flatten().is_some()
}

/// Does what a key stands for; whether it stands for something here.
fn press(key: &str, drawer: Drawer) -> bool {
    match key {
        // What the view shows before what stands beside it.
        "/" => focus_on(shown("main [data-key^='/']").or_else(|| shown("[data-key^='/']"))),
        "j" => step(1),
        "k" => step(-1),
        "x" => call(of_row("[data-key=x]"), "click"),
        "c" => copy(),
        "d" => {
            drawer.toggle();
            true
        }
        "?" => call(document().get_element_by_id("keys"), "showModal"),
        _ => false,
    }
}

/// The first element of these that is on the page.
fn shown(selector: &str) -> Option<Node> {
    let found = document().query_selector_all(selector).ok()?;
    let nodes = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<Node>().ok());
    let mut nodes = nodes.filter(|node| node.get_bounding_client_rect().height() > 0.0);
    nodes.next()
}

fn focus_on(node: Option<Node>) -> bool {
    let node = node.and_then(|node| node.dyn_into::<HtmlElement>().ok());
    node.is_some_and(|node| node.focus().is_ok())
}

fn call(node: Option<Node>, method: &str) -> bool {
    let Some(node) = node else { return false };
    let method = js_sys::Reflect::get(&node, &method.into());
    let method = method
        .ok()
        .and_then(|method| method.dyn_into::<js_sys::Function>().ok());
    method.is_some_and(|method| method.call0(&node).is_ok())
}

/// Goes to the next row of the table, or the one before; to the first on screen from elsewhere.
fn step(by: i32) -> bool {
    let Ok(found) = document().query_selector_all(".rows .row-link") else {
        return false;
    };
    let rows: Vec<Node> = (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect();
    let link = of_row(".row-link");
    let at = rows.iter().position(|row| Some(row) == link.as_ref());
    let next = match at {
        Some(at) => at.checked_add_signed(by as isize),
        None => rows
            .iter()
            .position(|row| row.get_bounding_client_rect().top() >= 0.0),
    };
    focus_on(next.and_then(|next| rows.get(next).cloned()))
}

/// Presses the button that copies the pull command of the row in use, or of the image.
fn copy() -> bool {
    let button = match row_in_use() {
        Some(_) => of_row("[data-key=c]"),
        None => shown(".pull-bar [data-key=c]"),
    };
    call(button, "click")
}

/// The row that has the focus.
fn row_in_use() -> Option<Node> {
    let active = document().active_element()?;
    active.closest("tr").ok().flatten()
}

/// The element of that row.
fn of_row(selector: &str) -> Option<Node> {
    row_in_use()?.query_selector(selector).ok().flatten()
}
