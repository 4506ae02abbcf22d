//! The shape of what is to come.

use leptos::prelude::*;

use crate::components::element::{Element, of_class};

/// How many rows are drawn.
const ROWS: usize = 6;

/// Rows to come from a registry; the label says what is read to those who do not see the shape.
pub(crate) fn skeleton_rows(label: &'static str) -> AnyView {
    let late =
        "No answer yet. Some registries need minutes; Porthole gives up by itself and says why.";
    shape(label).child(of_class("p", "late").text(late)).view()
}

/// Rows to come, whatever they come from.
pub(crate) fn shape(label: &'static str) -> Element {
    let row = |position: usize| {
        // Uneven, as what comes will be.
        let width = 30 + (position * 37) % 40;
        let bar = of_class("span", "skeleton").style("width", format!("{width}%"));
        of_class("div", "skeleton-row").child(bar).view()
    };
    let reading = of_class("p", "offscreen").set("role", "status").text(label);
    of_class("div", "panel")
        .set("aria-busy", "true")
        .child(reading)
        .children((0..ROWS).map(row))
}

/// One value to come.
pub(crate) fn skeleton() -> AnyView {
    of_class("span", "skeleton").view()
}

/// A value that nobody gave.
pub(crate) fn unknown() -> AnyView {
    of_class("span", "faint").text("–").view()
}
