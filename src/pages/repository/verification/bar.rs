//! The bar of what is selected: verify it, stop, go on.

use leptos::prelude::*;
use porthole_core::{format::count, verification::standing::Proof};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::{
    components::{
        choices::depth_choice,
        dynamic::dynamic_text,
        element::{Element, element, of_class},
    },
    pages::repository::{selection::Selection, verification::TagVerification},
    reactive::Derived,
};

/// What the button does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// There is nothing to do.
    Nothing,
    Verify,
    /// Also these new ones.
    More(usize),
    Stop,
    GoOn,
    Again,
}

impl Next {
    fn words(self) -> String {
        match self {
            Self::Nothing | Self::Verify => "Verify".to_owned(),
            Self::More(number) => format!("Verify {} more", count(number as u64)),
            Self::Stop => "Stop".to_owned(),
            Self::GoOn => "Go on".to_owned(),
            Self::Again => "Verify again".to_owned(),
        }
    }
}

/// The bar. Its parts stay, and are hidden where they are not wanted: they hold the focus.
pub(super) fn bar(
    verification: TagVerification,
    selection: Selection,
    beside_all: AnyView,
) -> AnyView {
    let next = Derived::new(move || next(verification, selection));
    let more = Derived::new(move || {
        let is_beside = next.get() == Next::Stop && verification.is_as_wanted();
        if is_beside {
            verification.new_ones(selection)
        } else {
            0
        }
    });
    let is_empty = move || selection.numbers().selected == 0 && next.get() == Next::Nothing;
    let run = move || match next.get_untracked() {
        Next::Nothing => {}
        Next::Stop => verification.verifying.stop(),
        Next::GoOn => verification.verifying.go_on(),
        Next::Verify | Next::More(_) | Next::Again => verification.verify(selection),
    };
    let button = button(move || next.get().words(), run)
        .follow("class", move || {
            (next.get() != Next::Stop).then(|| "primary".to_owned())
        })
        .follow("hidden", hidden(move || next.get() == Next::Nothing));
    let add = move || {
        verification.verify(selection);
        focus_on_bar();
    };
    let beside = button_of_more(more, add);
    of_class("div", "selection")
        .set("role", "group")
        .set("aria-label", "Selected tags")
        .follow("hidden", hidden(is_empty))
        .child(selection.summary())
        .child(
            of_class("div", "verify")
                .child(button)
                .child(beside)
                .child(options(verification)),
        )
        .child(beside_all)
        .view()
}

fn next(verification: TagVerification, selection: Selection) -> Next {
    if verification.verifying.is_running() {
        return Next::Stop;
    }
    let is_selected = selection.numbers().selected > 0;
    let is_begun = verification.number() > 0;
    if is_selected && !(is_begun && verification.is_as_wanted()) {
        return Next::Verify;
    }
    let new = verification.new_ones(selection);
    match () {
        () if new > 0 => Next::More(new),
        () if verification.count(Proof::Unfinished) > 0 => Next::GoOn,
        () if is_selected => Next::Again,
        () => Next::Nothing,
    }
}

fn button_of_more(more: Derived<usize>, add: impl Fn() + 'static) -> Element {
    let words = move || Next::More(more.get()).words();
    button(words, add).follow("hidden", hidden(move || more.get() == 0))
}

fn button(words: impl Fn() -> String + Send + 'static, run: impl Fn() + 'static) -> Element {
    element("button")
        .set("type", "button")
        .on("click", move |_| run())
        .child(dynamic_text(words))
}

/// An attribute that is there while that is so.
pub(super) fn hidden(
    is_hidden: impl Fn() -> bool + Send + 'static,
) -> impl Fn() -> Option<String> + Send + 'static {
    move || is_hidden().then(String::new)
}

fn options(verification: TagVerification) -> Element {
    of_class("details", "verify-options")
        .child(
            element("summary")
                .set("title", "What is verified")
                .text("Options"),
        )
        .child(
            of_class("div", "verify-choices")
                .child(depth_choice(verification.depth))
                .child(
                    of_class("p", "second").text(
                        "All images that a tag leads to are read, each of their layers once.",
                    ),
                ),
        )
}

/// What was pressed is gone; the focus goes to the button beside it.
fn focus_on_bar() {
    let button = document().query_selector(".selection .verify button");
    let button = button.ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // Without it the focus is where the browser puts it.
        let _ = button.focus();
    }
}
