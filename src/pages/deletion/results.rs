//! What came of each tag and manifest, row by row.

use leptos::prelude::*;
use porthole_core::{
    deletion::{journal::Mark, told::Line},
    format::count,
};

use crate::components::element::{Element, element, of_class};

/// More lines are folded.
const LINES: usize = 12;
/// More folded lines are only counted.
const MOST: usize = 200;

/// What came of something, as a row tells it.
pub(super) struct Told {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) word: &'static str,
    pub(super) words: String,
}

impl Told {
    /// Of something that nobody asked for.
    pub(super) fn odd(name: &str, words: String) -> Self {
        Self {
            name: name.to_owned(),
            class: "mark mark-unverifiable",
            word: "! noticed",
            words,
        }
    }
}

/// What went wrong first, then what is done, then what waits; long lists are folded.
pub(super) fn rows(lines: Vec<Line>, after: Vec<Told>, is_running: bool) -> AnyView {
    let (done, other): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.mark.is_done());
    let waits = |line: &Line| matches!(line.mark, Mark::Waiting | Mark::NotTried);
    let (waiting, odd): (Vec<Line>, Vec<Line>) = other.into_iter().partition(waits);
    let after = after
        .into_iter()
        .map(|told| cells(told.name, told.class, told.word.to_owned(), told.words).view());
    of_class("dl", "deletion-effects deletion-results")
        .children(folded(odd, is_running))
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
        let more = more.children(lines.by_ref().take(MOST).collect::<Vec<_>>());
        let uncounted = rest.saturating_sub(MOST);
        let uncounted = (uncounted > 0).then(|| {
            let words = format!("and {} more", count(uncounted as u64));
            let counted = element("div").child(element("dt").text(words));
            counted.child(element("dd"))
        });
        shown.push(more.maybe(uncounted).view());
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
