//! A run: how far it is, what came of it, and what can be done then.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        journal::record::Kind,
        run::state::{End, Phase, State},
    },
    format::{count, counted},
    registry::error::RegistryError,
};

use crate::{
    components::{
        copy::copy_now,
        dialog::close_dialog,
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts},
    },
    connection::{Connection, target::page_origin},
    pages::deletion::{
        TITLE,
        advice::advice,
        results::{Told, rows},
        state::{Deletion, PageRun},
    },
    reactive::Derived,
};

fn title(error: &RegistryError) -> String {
    let connection = Connection::in_use();
    error.told_of_change(connection.client.reach(), &page_origin())
}

/// A run, from its first request on.
pub(super) fn run(deletion: Deletion, run: Rc<PageRun>) -> AnyView {
    let run = StoredValue::new_local(run);
    let look = move |look: &dyn Fn(&PageRun, &State) -> String| {
        let run = run.get_value();
        deletion.look(&run, |state| look(&run, state))
    };
    let heading = move || look(&|run, state| run.record().headline(state));
    let note = move || look(&|_, state| note(state));
    let lines = dynamic(move || {
        let run = run.get_value();
        let (lines, after) = deletion.look(&run, |state| {
            let record = run.record();
            (record.lines(state, &title), after(&record.kind, state))
        });
        rows(lines, after, deletion.is_running())
    });
    let end = dynamic(move || {
        let is_running = deletion.is_running();
        untrack(|| ending(deletion, run.get_value(), is_running))
    });
    parts([
        element("h2")
            .set("id", TITLE)
            .child(dynamic_text(heading))
            .view(),
        of_class("p", "second")
            .set("role", "status")
            .child(dynamic_text(note))
            .view(),
        bar(deletion, run),
        lines,
        end,
    ])
}

/// How far it is, while it works.
fn bar(deletion: Deletion, run: StoredValue<Rc<PageRun>, LocalStorage>) -> AnyView {
    let step = Derived::new(move || {
        let run = run.get_value();
        deletion.look(&run, |state| match state.phase {
            Phase::Working(place) => Some((place, state.outcomes.len())),
            _ => None,
        })
    });
    let number = move |(place, of): (usize, usize)| [place.to_string(), of.to_string()];
    element("progress")
        .set("aria-label", "Steps done")
        .follow("hidden", move || step.get().is_none().then(String::new))
        .follow("value", move || {
            step.get().map(|step| number(step)[0].clone())
        })
        .follow("max", move || {
            step.get().map(|step| number(step)[1].clone())
        })
        .view()
}

/// What it does now, or what it took.
fn note(state: &State) -> String {
    match &state.phase {
        Phase::Ready => String::new(),
        Phase::Reading(progress) if progress.of == 0 => "Reading the tags once more.".to_owned(),
        Phase::Reading(progress) => format!(
            "Reading once more where each tag leads: {} of {}.",
            count(progress.tags as u64),
            count(progress.of as u64)
        ),
        Phase::Working(place) => format!("Step {} of {}.", place + 1, state.outcomes.len()),
        Phase::Resting(wait) => format!(
            "The registry wants to be asked less: waiting {} seconds.",
            wait.as_secs()
        ),
        Phase::Checking => "Reading afterwards where each tag leads.".to_owned(),
        Phase::Ended(end) => ended(end, state),
    }
}

fn ended(end: &End, state: &State) -> String {
    let changes = counted(state.writes, "change", "changes");
    let sent = if Connection::in_use().target.is_demo() {
        "played in this page, none sent"
    } else {
        "sent"
    };
    let took = format!("{changes} {sent}, {:.1} s.", state.took.as_secs_f64());
    match end {
        End::Whole if Connection::in_use().target.is_demo() => took,
        End::Whole => format!("{took} The page shows what the registry answered afterwards."),
        End::Stopped => format!("{took} What was not tried is as it was."),
        End::GivenUp(error) => format!("{}. {took} What was not tried is as it was.", title(error)),
        End::NotKept(why) => format!(
            "{} {took} Nothing is sent that is not in the journal.",
            why.0
        ),
    }
}

/// What became of the other tags.
fn after(kind: &Kind, state: &State) -> Vec<Told> {
    let after = match &state.after {
        None => return Vec::new(),
        Some(Err(error)) => {
            let words = format!("could not be read afterwards: {}", title(error));
            return vec![Told::odd("the other tags", words)];
        }
        Some(Ok(after)) => after,
    };
    // What was put has a line of its own.
    let number = match kind {
        Kind::Deletion { .. } => after.unchanged,
        Kind::Undo { .. } | Kind::Tagging => 0,
    };
    let words = if number == 1 {
        "leads where it led"
    } else {
        "lead where they led"
    };
    let unchanged = (number > 0).then(|| Told {
        name: counted(number, "other tag", "other tags"),
        class: "mark mark-proved",
        word: "✓ unchanged",
        words: words.to_owned(),
    });
    let odd = after.words().into_iter();
    let odd = odd.map(|words| Told::odd("Afterwards", words));
    unchanged.into_iter().chain(odd).collect()
}

fn ending(deletion: Deletion, run: Rc<PageRun>, is_running: bool) -> AnyView {
    if is_running {
        let stop = element("button")
            .set("type", "button")
            .on("click", move |_| run.stop())
            .text("Stop");
        return of_class("div", "deletion-end").child(stop).view();
    }
    let is_whole = run.look(State::is_whole);
    let may_undo = run.journal().may_undo();
    let kind = run.record().kind.clone();
    let (of_undo, of_again, of_log) = (Rc::clone(&run), Rc::clone(&run), Rc::clone(&run));
    let undo = may_undo.then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| deletion.plan_undo(of_undo.journal()))
            .text("Undo")
    });
    let again = (!is_whole).then(|| {
        element("button")
            .set("type", "button")
            .on("click", move |_| deletion.again(&of_again))
            .text("Try again")
    });
    let answer = RwSignal::new("Copy log");
    let log = element("button")
        .set("type", "button")
        .on("click", move |_| {
            let text = of_log.look(|state| of_log.record().log(state, &title));
            copy_now(text, move |words| {
                let words = if words.is_empty() { "Copy log" } else { words };
                let _ = answer.try_set(words);
            });
        })
        .child(dynamic_text(move || answer.get().to_owned()));
    let close = of_class("button", "primary")
        .set("type", "button")
        .on("click", |_| close_dialog())
        .text("Close");
    let told = match kind {
        Kind::Deletion { .. } => advice(deletion, &run),
        Kind::Undo { .. } | Kind::Tagging => nothing(),
    };
    let buttons = of_class("div", "deletion-end")
        .child(of_class("span", "deletion-left").maybe(undo).maybe(again))
        .child(log)
        .child(close);
    parts([told, buttons.view()])
}
