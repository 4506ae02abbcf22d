//! A run: how far it is, what came of it, and what can be done then.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        journal::{
            Mark,
            record::{Kind, Record},
        },
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
    reactive::Derived,
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
        let (lines, after) = deletion.look(&run, |state| {
            let record = run.record();
            (record.lines(state, &title), after(record, state))
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

/// What came of something, as a row tells it.
struct Told {
    name: String,
    class: &'static str,
    word: &'static str,
    words: String,
}

impl Told {
    fn odd(name: &str, words: String) -> Self {
        Self {
            name: name.to_owned(),
            class: "mark mark-unverifiable",
            word: "! noticed",
            words,
        }
    }
}

/// What became of the other tags; of those that were put, where none is deleted.
fn after(record: &Record, state: &State) -> Vec<Told> {
    let after = match &state.after {
        None => return Vec::new(),
        Some(Err(error)) => {
            let words = format!("could not be read afterwards: {}", title(error));
            return vec![Told::odd("the other tags", words)];
        }
        Some(Ok(after)) => after,
    };
    let number = after.unchanged;
    let tags = |what: &str| counted(number, &format!("{what}tag"), &format!("{what}tags"));
    let (name, word, words) = match &record.kind {
        Kind::Deletion { .. } if number == 1 => {
            (tags("other "), "✓ unchanged", "leads where it led")
        }
        Kind::Deletion { .. } => (tags("other "), "✓ unchanged", "lead where they led"),
        Kind::Undo { .. } | Kind::Tagging => {
            (tags(""), "✓ compared", "read again after it was put")
        }
    };
    let unchanged = (number > 0).then(|| Told {
        name,
        class: "mark mark-proved",
        word,
        words: words.to_owned(),
    });
    let odd = after.words().into_iter();
    let odd = odd.map(|words| Told::odd("Afterwards", words));
    unchanged.into_iter().chain(odd).collect()
}

/// What went wrong first, then what is done, then what waits; long lists are folded.
fn rows(lines: Vec<Line>, after: Vec<Told>, is_running: bool) -> AnyView {
    let (done, other): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.mark.is_done());
    let waits = |line: &Line| matches!(line.mark, Mark::Waiting | Mark::NotTried);
    let (waiting, odd): (Vec<Line>, Vec<Line>) = other.into_iter().partition(waits);
    let odd = odd.into_iter().map(|line| row(line, is_running).view());
    let after = after
        .into_iter()
        .map(|told| cells(told.name, told.class, told.word.to_owned(), told.words).view());
    of_class("dl", "deletion-effects deletion-results")
        .children(odd)
        .children(folded(done, is_running))
        .children(folded(waiting, is_running))
        .children(after)
        .view()
}

/// While it works, what is folded is only counted: it would be drawn anew with every step.
fn folded(lines: Vec<Line>, is_running: bool) -> Vec<AnyView> {
    let rest = lines.len().saturating_sub(LINES);
    let mut lines = lines.into_iter().map(|line| row(line, is_running).view());
    let mut shown: Vec<AnyView> = lines.by_ref().take(LINES).collect();
    let more = format!("{} more", count(rest as u64));
    if rest > 0 && is_running {
        let more = element("div").child(element("dt").text(more));
        shown.push(more.child(element("dd")).view());
    } else if rest > 0 {
        let more = element("details").child(element("summary").text(more));
        shown.push(more.children(lines).view());
    }
    shown
}

fn row(line: Line, is_running: bool) -> Element {
    let (class, sign) = match line.mark {
        Mark::Done | Mark::WasGone => ("mark mark-proved", "✓"),
        // Every tombstone is that far for a moment.
        Mark::Half if is_running => ("mark mark-computed", "○"),
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
