//! Entries of a list that are no names.

use leptos::prelude::*;
use porthole_core::format::{counted, visible_start};

use crate::components::element::{element, of_class};

/// How much of an entry is shown.
const LENGTH: usize = 80;

/// Says that entries of a list are left out, and shows some of them.
pub(crate) fn illegible(count: usize, shown: Vec<String>, kind: &'static str) -> AnyView {
    let summary = format!(
        "{} of the list {} not {kind}, and cannot be opened",
        counted(count, "entry", "entries"),
        if count == 1 { "is" } else { "are" }
    );
    let rest = count.saturating_sub(shown.len());
    let entries = shown.into_iter().map(|entry| {
        let entry = if entry.is_empty() {
            "(empty)".to_owned()
        } else {
            visible_start(&entry, LENGTH)
        };
        let entry = element("code").set("dir", "ltr").text(entry);
        element("li").child(entry).view()
    });
    let more = (rest > 0).then(|| element("li").text(format!("and {rest} more")));
    of_class("details", "note")
        .child(element("summary").text(summary))
        .child(element("ul").children(entries).maybe(more))
        .view()
}
