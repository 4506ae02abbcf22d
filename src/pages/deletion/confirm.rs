//! The end of the dialog: confirm or leave.

use leptos::prelude::*;

use crate::{
    components::{
        dialog::close_dialog,
        element::{element, of_class},
    },
    pages::deletion::state::Deletion,
};

/// The field, and the buttons.
pub(super) fn confirm(deletion: Deletion) -> AnyView {
    let _ = deletion;
    let cancel = element("button")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Cancel");
    of_class("div", "deletion-end").child(cancel).view()
}
