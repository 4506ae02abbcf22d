//! The button that deletes what is selected.

use leptos::prelude::*;

use crate::{
    components::element::{element, nothing},
    connection::{Connection, changing::Change},
    pages::repository::{selection::Selection, tags::TagList},
};

/// The button. It only asks what would be lost; a page that may never delete has none.
pub(super) fn delete_button(list: TagList, selection: Selection) -> AnyView {
    let connection = Connection::in_use();
    if !connection.writing.may_turn() {
        return nothing();
    }
    let changing = connection.changing;
    let open = move |_| {
        changing.open(Change {
            tags: selection.in_order(),
            ..Change::of(list.repository.get_value())
        });
    };
    element("button")
        .set("type", "button")
        .set("class", "danger")
        .set("title", "Shows what would be lost; nothing is deleted yet")
        .follow("hidden", move || {
            (selection.numbers().selected == 0).then(String::new)
        })
        .on("click", open)
        .text("Delete…")
        .view()
}
