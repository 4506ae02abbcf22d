//! The two questions that decide what is needed.

use leptos::prelude::*;
use porthole_core::registry::check::asked::{Intent, Password};

use crate::{
    components::element::{Element, element, of_class},
    pages::check::Checking,
};

/// The questions, each with its answers.
pub(super) fn questions(checking: Checking) -> AnyView {
    let Checking {
        password, intent, ..
    } = checking;
    let of_password = |name: &'static str, value: Password| {
        let is_chosen = move || password.get() == value;
        answer(
            name,
            Box::new(is_chosen),
            Box::new(move || password.set(value)),
        )
    };
    let of_intent = |name: &'static str, value: Intent| {
        let is_chosen = move || intent.get() == value;
        answer(
            name,
            Box::new(is_chosen),
            Box::new(move || intent.set(value)),
        )
    };
    let password = question(
        "check-password",
        "Does it ask for a password?",
        [
            of_password("yes", Password::Yes),
            of_password("no", Password::No),
            of_password("not sure", Password::NotSure),
        ],
    );
    let intent = question(
        "check-intent",
        "I want to",
        [
            of_intent("browse", Intent::Browse),
            of_intent("also delete", Intent::AlsoDelete),
        ],
    );
    of_class("div", "questions")
        .child(password)
        .child(intent)
        .view()
}

fn question(
    id: &'static str,
    words: &'static str,
    answers: impl IntoIterator<Item = Element>,
) -> Element {
    let answers = answers.into_iter().map(Element::view);
    let choice = of_class("span", "choice")
        .set("role", "group")
        .set("aria-labelledby", id)
        .children(answers);
    let words = element("strong").set("id", id).text(words);
    of_class("p", "question").child(words).child(choice)
}

fn answer(
    name: &'static str,
    is_chosen: Box<dyn Fn() -> bool + Send>,
    choose: Box<dyn Fn()>,
) -> Element {
    element("button")
        .set("type", "button")
        .follow("aria-pressed", move || Some(is_chosen().to_string()))
        .on("click", move |_| choose())
        .text(name)
}
