//! The button that verifies, and what it is to verify.

use leptos::prelude::*;
use porthole_core::{integrity::blob::expectation::Depth, verification::standing::Proof};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class},
    },
    pages::image::verification::ImageVerification,
    reactive::Derived,
};

/// What the button does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Verify,
    Stop,
    GoOn,
    Again,
}

/// The button, and its options.
pub(crate) fn bar(verification: ImageVerification) -> AnyView {
    let next = Derived::new(move || next(verification));
    let words = dynamic_text(move || {
        let words = match next.get() {
            Next::Verify => "Verify",
            Next::Stop => "Stop",
            Next::GoOn => "Go on",
            Next::Again => "Verify again",
        };
        words.to_owned()
    });
    let run = move |_| match next.get_untracked() {
        Next::Stop => verification.verifying.stop(),
        Next::GoOn => verification.verifying.go_on(),
        Next::Verify | Next::Again => verification.verify(),
    };
    let button = element("button")
        .set("type", "button")
        .follow("class", move || {
            (next.get() != Next::Stop).then(|| "primary".to_owned())
        })
        .on("click", run)
        .child(words);
    of_class("div", "verify")
        .child(button)
        .child(options(verification))
        .view()
}

fn next(verification: ImageVerification) -> Next {
    if verification.verifying.is_running() {
        return Next::Stop;
    }
    if verification.verifying.depth() != Some(verification.depth.get()) {
        return Next::Verify;
    }
    match verification.proof() {
        None => Next::Verify,
        Some(Proof::Unfinished | Proof::Failed) => Next::GoOn,
        Some(_) => Next::Again,
    }
}

fn options(verification: ImageVerification) -> Element {
    let depth = verification.depth;
    let is_deep = move || depth.get() == Depth::Content;
    let depths = group(
        "How deep",
        [
            choice(
                "depth",
                "Bytes and content: also unpacks the layers",
                is_deep,
                move || {
                    depth.set(Depth::Content);
                },
            ),
            choice(
                "depth",
                "Bytes only: the layers as they are",
                move || !is_deep(),
                move || {
                    depth.set(Depth::AllBytes);
                },
            ),
        ],
    );
    let scopes = dynamic(move || {
        if verification.images.get() == 0 {
            return nothing();
        }
        let all = verification.means_all;
        let shown = verification.platform.get();
        let shown = shown.map_or_else(String::new, |(name, _)| format!("Only {name}"));
        let number = verification.images.get();
        group(
            "Which images",
            [
                choice("scope", shown, move || !all.get(), move || all.set(false)),
                choice(
                    "scope",
                    format!("All {number}, and what else the index lists"),
                    move || all.get(),
                    move || all.set(true),
                ),
            ],
        )
        .view()
    });
    of_class("details", "verify-options")
        .child(
            element("summary")
                .set("title", "What is verified")
                .text("Options"),
        )
        .child(
            of_class("div", "verify-choices")
                .child(scopes)
                .child(depths),
        )
}

fn group(name: &'static str, choices: [Element; 2]) -> Element {
    element("fieldset")
        .child(element("legend").text(name))
        .children(choices.map(Element::view))
}

fn choice(
    name: &'static str,
    words: impl Into<String>,
    is_chosen: impl Fn() -> bool + 'static,
    choose: impl Fn() + 'static,
) -> Element {
    let field = element("input")
        .set("type", "radio")
        .set("name", name)
        .property("checked", move || is_chosen().into())
        .on("change", move |_| choose());
    element("label").child(field).text(words)
}
