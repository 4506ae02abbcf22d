//! A run: how far it is, what came of it, and what can be done then.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        journal::{Mark, record::Kind},
        run::state::{End, Phase, State},
        told::Line,
    },
    format::{count, counted},
    registry::error::RegistryError,
};

use crate::{
    components::{
        copy::copy_now,
        dialog::close_dialog,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::{Connection, target::page_origin},
    pages::deletion::{
        TITLE,
        advice::advice,
        state::{Deletion, PageRun},
    },
};

/// More lines are folded.
const LINES: usize = 12;

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
        let (lines, after, has_ended) = deletion.look(&run, |state| {
            let lines = run.record().lines(state, &title);
            let after = after(&run.record().kind, state);
            (lines, after, state.end().is_some())
        });
        rows(lines, after, has_ended)
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
        lines,
        end,
    ])
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
    let took = format!("{changes} sent, {:.1} s.", state.took.as_secs_f64());
    match end {
        End::Whole => format!("{took} The page shows what the registry answered afterwards."),
        End::Stopped => format!("{took} What was not tried is as it was."),
        End::GivenUp(error) => format!("{}. {took} What was not tried is as it was.", title(error)),
        End::NotKept(why) => format!(
            "{} {took} Nothing is sent that is not in the journal.",
            why.0
        ),
    }
}

/// What became of the other tags, or of those that were put.
fn after(kind: &Kind, state: &State) -> Vec<(String, bool, String)> {
    let after = match &state.after {
        None => return Vec::new(),
        Some(Err(error)) => {
            let words = format!("could not be read afterwards: {}", title(error));
            return vec![("the other tags".to_owned(), false, words)];
        }
        Some(Ok(after)) => after,
    };
    let others = (
        counted(after.unchanged, "other", "others"),
        true,
        "resolve to the digest they had".to_owned(),
    );
    let told = after.words().into_iter();
    let told = told.map(|words| (String::new(), false, words));
    // What was put has a line of its own.
    let has_others = after.unchanged > 0 && matches!(kind, Kind::Deletion { .. });
    let others = Some(others).filter(|_| has_others);
    others.into_iter().chain(told).collect()
}

fn rows(lines: Vec<Line>, after: Vec<(String, bool, String)>, has_ended: bool) -> AnyView {
    let (fine, odd): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.mark.is_done());
    let number = fine.len();
    let mut fine = fine.into_iter().map(|line| row(line, has_ended).view());
    let shown: Vec<AnyView> = fine.by_ref().take(LINES).collect();
    let rest: Vec<AnyView> = fine.collect();
    let more = (!rest.is_empty()).then(|| {
        element("details")
            .child(element("summary").text(format!("{} more", number - LINES)))
            .children(rest)
    });
    let odd = odd.into_iter().map(|line| row(line, has_ended).view());
    let after = after.into_iter().map(|(name, is_fine, words)| {
        let (class, word) = if is_fine {
            ("mark mark-proved", "✓ unchanged")
        } else {
            ("mark mark-unverifiable", "! told")
        };
        cells(name, class, word.to_owned(), words).view()
    });
    of_class("dl", "deletion-effects deletion-results")
        .children(odd)
        .children(shown)
        .maybe(more)
        .children(after)
        .view()
}

fn row(line: Line, has_ended: bool) -> Element {
    let (class, sign) = match line.mark {
        Mark::Done | Mark::WasGone => ("mark mark-proved", "✓"),
        // Every tombstone is that far for a moment.
        Mark::Half if !has_ended => ("mark mark-computed", "○"),
        Mark::Failed | Mark::Half => ("mark mark-mismatch", "✕"),
        Mark::Unknown | Mark::LeftOut => ("mark mark-unverifiable", "!"),
        Mark::Waiting | Mark::UnderWay | Mark::NotTried => ("mark mark-computed", "○"),
    };
    cells(
        line.name,
        class,
        format!("{sign} {}", line.word),
        line.words,
    )
}

fn cells(name: String, class: &'static str, word: String, words: String) -> Element {
    element("div").child(element("dt").text(name)).child(
        element("dd")
            .child(of_class("span", class).text(word))
            .text(format!(" {words}")),
    )
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
