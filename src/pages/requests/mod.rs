//! What this page asked: each request with its answer, to learn the API from and to find faults.

mod list;
mod row;

use std::rc::Rc;

use leptos::{ev::KeyboardEvent, prelude::*};
use porthole_core::format::count;
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, Event, HtmlElement, HtmlInputElement};

use crate::{
    components::{
        drawer::Drawer,
        dynamic::dynamic_text,
        element::{Element, element, of_class},
    },
    pages::requests::list::{List, Shown},
    reactive::next_frame,
    transport::log,
};

/// What is in the drawer.
pub(crate) fn requests_drawer() -> AnyView {
    let drawer = Drawer::in_use();
    let list = List::following();
    let emptied = Rc::clone(&list);
    let leave = move |event: Event| {
        if event.unchecked_ref::<KeyboardEvent>().key() != "Escape" {
            return;
        }
        event.prevent_default();
        // First out of the filter, as in browsers that do it by themselves.
        if empties_field(&event) {
            emptied.filter("");
        } else {
            drawer.close();
        }
    };
    let focus = move |node: Node| {
        if drawer.takes_focus() {
            next_frame(move || {
                // Without it the focus stays where it was.
                let _ = node.unchecked_ref::<HtmlElement>().focus();
            });
        }
    };
    of_class("div", "requests")
        .on("keydown", leave)
        .child(head(drawer, &list, focus))
        .child(copied(&list))
        .child(table(&list))
        .child(empty(list.shown))
        .view()
}

/// Empties the field that the event is of, where it holds something.
fn empties_field(event: &Event) -> bool {
    let target = event.target();
    let field = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field.filter(|field| !field.value().is_empty()) else {
        return false;
    };
    field.set_value("");
    true
}

fn head(drawer: Drawer, list: &Rc<List>, focus: impl Fn(Node) + 'static) -> Element {
    let shown = list.shown;
    let heading = element("h2")
        .set("tabindex", "-1")
        .node(focus)
        .text("Requests");
    let number = of_class("span", "second").child(dynamic_text(move || numbers(shown.get())));
    let button = |words: &'static str, run: fn(Drawer)| {
        element("button")
            .set("type", "button")
            .on("click", move |_| run(drawer))
            .text(words)
    };
    let lead = "What this page asked. Passwords and tokens are never kept here.";
    of_class("div", "requests-head")
        .child(heading)
        .child(number)
        .child(of_class("p", "second").text(lead))
        .child(filter(Rc::clone(list)))
        .child(button("Clear", |_| log::clear()))
        .child(button("Close", Drawer::close))
}

fn filter(list: Rc<List>) -> Element {
    of_class("input", "filter")
        .set("type", "search")
        .set("aria-label", "Filter requests")
        .set("placeholder", "Filter: 404, manifests …")
        .set("autocomplete", "off")
        .set("spellcheck", "false")
        .on("input", move |event| {
            list.filter(&event_target_value(&event));
        })
}

/// How many there are, as far as they are listed.
fn numbers(shown: Shown) -> String {
    let Shown {
        fitting,
        kept,
        fallen_out,
        waiting,
    } = shown;
    let all = count(kept as u64);
    let words = match (fitting == kept, fallen_out) {
        (false, _) => format!("{} of {all}", count(fitting as u64)),
        (true, 0) => all,
        (true, _) => format!("the newest {all} of {}", count(fallen_out + kept as u64)),
    };
    match waiting {
        0 => words,
        _ => format!(
            "{words}, {} newer while you point here",
            count(waiting as u64)
        ),
    }
}

fn table(list: &Rc<List>) -> Element {
    let shown = list.shown;
    let columns = row::COLUMNS.map(|(class, name)| {
        of_class("th", class)
            .set("role", "columnheader")
            .set("scope", "col")
            .text(name)
            .view()
    });
    let columns = element("tr").set("role", "row").children(columns);
    let table = element("table")
        .set("role", "table")
        .set("aria-label", "Requests, the newest first")
        .child(element("thead").set("role", "rowgroup").child(columns))
        .child(rows(list));
    // Named and with a place in the order of focus, so that the keyboard can scroll it.
    of_class("div", "requests-list")
        .set("role", "group")
        .set("aria-label", "List of requests")
        .set("tabindex", "0")
        .follow("hidden", move || {
            (shown.get().fitting == 0).then(String::new)
        })
        .child(table)
}

fn rows(list: &Rc<List>) -> Element {
    let with = |run: fn(&Rc<List>, &Event)| {
        let list = Rc::clone(list);
        move |event: Event| run(&list, &event)
    };
    let place = Rc::clone(list);
    element("tbody")
        .set("role", "rowgroup")
        .node(move |node| place.place(node))
        .on("pointerenter", with(|list, _| list.hold(true)))
        .on("pointerleave", with(|list, _| list.hold(false)))
        .on("click", with(|list, event| list.copy(event)))
}

fn copied(list: &Rc<List>) -> Element {
    let copied = list.copied;
    of_class("span", "offscreen")
        .set("role", "status")
        .child(dynamic_text(move || copied.get()))
}

fn empty(shown: RwSignal<Shown>) -> Element {
    let words = move || {
        let Shown { fitting, kept, .. } = shown.get();
        match (fitting, kept) {
            (0, 0) => "Nothing was asked since the list was cleared.",
            (0, _) => "No request fits.",
            _ => "",
        }
    };
    of_class("p", "requests-empty").child(dynamic_text(move || words().to_owned()))
}
