//! A message in the place where something happened: title, causes, cure, a way on.

use leptos::prelude::*;
use porthole_core::format::visible_start;

use crate::components::{
    element::{element, of_class},
    title::focus_heading,
};

/// Longer words of a registry are cut.
const CAUSE_LENGTH: usize = 400;

/// What happened, why, and what to do.
#[derive(Default)]
pub(crate) struct Message {
    /// What happened.
    pub(crate) title: String,
    /// Why, likeliest first.
    pub(crate) causes: Vec<String>,
    /// What to do next.
    pub(crate) cure: String,
    /// Tries again.
    pub(crate) again: Option<Callback<()>>,
    /// A way on: its text and its address.
    pub(crate) way: Option<(&'static str, String)>,
}

/// Tells it.
pub(crate) fn message(message: Message) -> AnyView {
    let Message {
        title,
        causes,
        cure,
        again,
        way,
    } = message;
    let causes = causes.into_iter().map(|cause| {
        let cause = visible_start(&cause, CAUSE_LENGTH);
        element("li").text(cause).view()
    });
    let retry = again.map(|again| {
        let run = move |_| {
            again.run(());
            focus_heading();
        };
        of_class("button", "primary")
            .set("type", "button")
            .on("click", run)
            .text("Try again")
    });
    let way = way.map(|(words, href)| of_class("a", "button").set("href", href).text(words));
    of_class("section", "message")
        .set("role", "alert")
        .child(element("h2").text(title))
        .child(element("ul").children(causes))
        .child(element("p").text(cure))
        .child(of_class("p", "actions").maybe(retry).maybe(way))
        .view()
}
