//! The button that verifies, and what it is to verify.

use leptos::prelude::*;
use porthole_core::verification::standing::Proof;

use crate::{
    components::{
        choices::{choice, depth_choice, group},
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
    let depths = depth_choice(verification.depth);
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
