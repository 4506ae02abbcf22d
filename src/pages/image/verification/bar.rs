//! The button that verifies, and what it is to verify.

use leptos::{ev::KeyboardEvent, prelude::*};
use porthole_core::verification::standing::Proof;
use wasm_bindgen::JsCast as _;
use web_sys::Event;

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
    TryAgain,
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
            Next::TryAgain => "Try again",
            Next::Again => "Verify again",
        };
        words.to_owned()
    });
    let run = move |_| {
        close_options();
        match next.get_untracked() {
            Next::Stop => verification.verifying.stop(),
            Next::GoOn | Next::TryAgain => verification.verifying.go_on(),
            Next::Verify | Next::Again => verification.verify(),
        }
    };
    let button = element("button")
        .set("type", "button")
        .follow("class", move || {
            (next.get() != Next::Stop).then(|| "primary".to_owned())
        })
        .on("click", run)
        .child(words);
    let escape = |event: Event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
            close_options();
        }
    };
    of_class("div", "verify")
        .on("keydown", escape)
        .child(button)
        .child(options(verification))
        .view()
}

fn close_options() {
    let options = document().query_selector(".verify-options[open]");
    if let Ok(Some(options)) = options {
        // It is there by its own name.
        let _ = options.remove_attribute("open");
    }
}

fn next(verification: ImageVerification) -> Next {
    if verification.verifying.is_running() {
        return Next::Stop;
    }
    if verification.verifying.depth() != Some(verification.depth.get()) {
        return Next::Verify;
    }
    match verification.proof_of_meant() {
        None => Next::Verify,
        Some(Proof::Unfinished) => Next::GoOn,
        Some(Proof::Failed) => Next::TryAgain,
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
