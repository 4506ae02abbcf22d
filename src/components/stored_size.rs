//! A size in the registry, which may be the least that it can be.

use crate::components::element::{Element, element, of_class};

/// The size in short with the exact one in a tooltip. Where it has more than could be read, both
/// say that it is at least this.
pub(crate) fn stored_size(short: String, exact: String, has_more: bool) -> Element {
    if !has_more {
        return element("span").set("title", exact).text(short);
    }
    let title = format!("At least {exact}: parts of it have no size that can be read");
    element("span")
        .set("title", title)
        .child(element("span").set("aria-hidden", "true").text("≥ "))
        .child(of_class("span", "offscreen").text("at least "))
        .text(short)
}
