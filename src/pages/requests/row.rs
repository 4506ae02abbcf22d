//! One request in the list. Rows come and go by the hundred, so they are copies of one pattern,
//! filled by hand.

use leptos::prelude::*;
use porthole_core::{
    format::visible,
    registry::record::{Record, Tone},
};
use wasm_bindgen::JsCast as _;
use web_sys::Element as Node;

use crate::components::{
    element::{element, of_class},
    icon::copy_icon,
};

/// The columns: the class of each, and its name.
pub(super) const COLUMNS: [(&str, &str); 8] = [
    ("began", "Time"),
    ("method", "Method"),
    ("outcome", "Status"),
    ("asked", "Address"),
    ("took", "Took"),
    ("length", "Size"),
    ("named", "Digest"),
    ("line", "Copy"),
];

/// Holds the number of a row's request.
pub(super) const NUMBER: &str = "data-number";

/// A row without a request.
pub(super) fn pattern() -> Option<Node> {
    let cells = COLUMNS.map(|(class, _)| {
        let cell = of_class("td", class).set("role", "cell");
        let part = |class: &'static str| of_class("span", class);
        match class {
            "asked" => cell
                .child(part("origin"))
                .child(part("path"))
                .child(part("scheme")),
            "line" => cell.child(
                of_class("button", "icon-button")
                    .set("type", "button")
                    .set("title", "Copy as curl")
                    .child(copy_icon())
                    .text("curl"),
            ),
            _ => cell,
        }
        .view()
    });
    let row = element("tr").set("role", "row").children(cells).view();
    row.build().elements().into_iter().next()
}

/// The row of a request.
pub(super) fn row(pattern: &Node, record: &Record) -> Option<Node> {
    let row = pattern.clone_node_with_deep(true).ok()?;
    let row = row.unchecked_into::<Node>();
    let sent = &record.sent;
    set(&row, NUMBER, &record.number.to_string());
    put(&row, "began", &record.began_in_words(), &clock(record));
    put(&row, "method", sent.method(), "");
    put(&row, "origin", &visible(sent.origin()), "");
    put(&row, "path", &visible(sent.path()), "");
    put(&row, "scheme", sent.scheme().unwrap_or_default(), "");
    if let Some(cell) = part(&row, "asked") {
        set(&cell, "title", &sent.described());
    }
    if let Some(button) = row.query_selector("button").ok().flatten() {
        set(&button, "aria-label", &name_of_copy(record.number));
        if sent.curl().is_none() {
            button.remove();
        }
    }
    fill(&row, record);
    Some(row)
}

/// What its button is called.
fn name_of_copy(number: u64) -> String {
    format!("Copy request {number} as curl")
}

/// Writes what came of the request by now.
pub(super) fn fill(row: &Node, record: &Record) {
    let (took, head) = record.took();
    let (length, exact) = record.length();
    let digest = record.head.as_ref().and_then(|head| head.digest.as_ref());
    let outcome = record.outcome();
    put(row, "outcome", &outcome, &outcome);
    put(row, "took", &took, &head);
    put(row, "length", &length, &exact);
    put(
        row,
        "named",
        digest.map_or("", |digest| digest.short()),
        &digest.map(ToString::to_string).unwrap_or_default(),
    );
    let tone = match record.tone() {
        Tone::Usual => "",
        Tone::GivenUp => "given-up",
        Tone::Fault => "failed",
    };
    set(row, "data-tone", tone);
}

/// When it began by the clock of this computer, in universal time.
fn clock(record: &Record) -> String {
    let began = record.began.as_secs_f64() * 1000.0;
    let origin = window()
        .performance()
        .map(|performance| performance.time_origin());
    let date = js_sys::Date::new(&(origin.unwrap_or_default() + began).into());
    date.to_iso_string().into()
}

fn part(row: &Node, class: &str) -> Option<Node> {
    row.query_selector(&format!(".{class}")).ok().flatten()
}

fn put(row: &Node, class: &str, text: &str, title: &str) {
    let Some(part) = part(row, class) else { return };
    part.set_text_content(Some(text));
    if !title.is_empty() {
        set(&part, "title", title);
    }
}

fn set(node: &Node, name: &str, value: &str) {
    // An attribute of a fixed name can always be set.
    let _ = node.set_attribute(name, value);
}
