//! The connection check: what this page can do with the registry in use, and what to change.

mod cures;
mod questions;
mod steps;

use leptos::prelude::*;
use porthole_core::registry::check::{
    asked::{Asked, Intent, Page, Password},
    report::Report,
};

use crate::{
    components::{
        copy::copy_button,
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts, text},
    },
    connection::{Connection, target::page_origin, task::spawn},
    pages::check::{cures::cures, questions::questions, steps::steps},
    reactive::{Derived, effect},
};

/// What was asked, and what is known by now. A copy is the same.
#[derive(Clone, Copy)]
struct Checking {
    password: RwSignal<Password>,
    intent: RwSignal<Intent>,
    attempt: RwSignal<u32>,
    report: RwSignal<Option<Report>>,
    /// The name of the cure that is looked at.
    cure: RwSignal<String>,
}

impl Checking {
    /// Checks now, and again whenever the questions are answered otherwise.
    fn begin() -> Self {
        let connection = Connection::in_use();
        let password = match connection.client.login() {
            Some(_) => Password::Yes,
            None => Password::NotSure,
        };
        let checking = Self {
            password: RwSignal::new(password),
            intent: RwSignal::new(Intent::Browse),
            attempt: RwSignal::new(0),
            report: RwSignal::new(None),
            cure: RwSignal::new(String::new()),
        };
        effect(move || {
            checking.attempt.track();
            // Where it may be changed, more can be asked.
            connection.writing.is_on();
            let asked = Asked {
                password: checking.password.get(),
                intent: checking.intent.get(),
            };
            let page = Page {
                origin: page_origin(),
                is_online: window().navigator().on_line(),
            };
            let connection = connection.clone();
            spawn(async move {
                let tell = |report| checking.show(report);
                connection.client.check(page, asked, &tell).await;
            });
        });
        checking
    }

    /// Shows what is known by now. What was found before stands until the check has ended.
    fn show(self, mut report: Report) {
        // The panel may have gone meanwhile.
        let _ = self.report.try_update(|shown| {
            if let Some(before) = shown.take_if(|_| !report.is_done) {
                report.causes = before.causes;
                report.cures = before.cures;
                report.advice = before.advice;
                report.deciding = before.deciding;
            }
            *shown = Some(report);
        });
    }

    /// A part of the report; the usual one before there is any.
    fn part<T>(self, part: fn(&Report) -> T) -> Derived<T>
    where
        T: Clone + PartialEq + Default + Send + Sync + 'static,
    {
        Derived::new(move || {
            self.report
                .with(|report| report.as_ref().map(part).unwrap_or_default())
        })
    }
}

/// The panel. It checks at once.
pub(crate) fn check_panel() -> AnyView {
    let checking = Checking::begin();
    let title = checking.part(|report| report.title.clone());
    let is_done = checking.part(|report| report.is_done);
    let heading = element("h2")
        .set("id", "check-title")
        .child(dynamic_text(move || title.get()));
    let again = of_class("button", "primary")
        .set("type", "button")
        .on("click", move |_| {
            checking.attempt.update(|attempt| *attempt += 1);
        })
        .text("Check again");
    let actions = of_class("p", "actions")
        .child(again)
        .child(cures::simplest(checking));
    of_class("section", "connection-check")
        .set("aria-labelledby", "check-title")
        .follow("aria-busy", move || Some((!is_done.get()).to_string()))
        .child(
            of_class("div", "check-head")
                .set("role", "status")
                .child(heading),
        )
        .child(causes(checking))
        .child(questions(checking))
        .child(steps(checking))
        .child(deciding(checking))
        .child(cures::advice(checking))
        .child(cures(checking))
        .child(actions)
        .view()
}

/// What is wrong: one thing, or several that it may be.
fn causes(checking: Checking) -> AnyView {
    let causes = checking.part(|report| report.causes.clone());
    let found = |causes: Vec<String>| {
        if causes.len() == 1 {
            return of_class("p", "cause").text(causes.concat()).view();
        }
        let lead =
            of_class("p", "cause").text("No browser tells which of these it is; likeliest first:");
        let list = causes
            .into_iter()
            .map(|cause| element("li").text(cause).view());
        parts([lead.view(), element("ol").children(list).view()])
    };
    dynamic(move || parts(causes.get().into_iter().map(found)))
}

/// The line that decides what the browser cannot.
fn deciding(checking: Checking) -> AnyView {
    let deciding = checking.part(|report| report.deciding.clone());
    dynamic(move || {
        let Some(curl) = deciding.get() else {
            return nothing();
        };
        let line = copy_button(curl.line.clone(), "the line that decides it", "Copy", None);
        of_class("div", "deciding")
            .child(element("h3").text("A line for a terminal decides it"))
            .child(
                of_class("div", "deciding-line")
                    .child(element("code").set("tabindex", "0").child(text(curl.line)))
                    .child(line),
            )
            .child(of_class("p", "second").text(curl.tells))
            .view()
    })
}
