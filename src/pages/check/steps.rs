//! What was tried, line by line.

use leptos::prelude::*;
use porthole_core::registry::check::lines::{Line, State};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, of_class, parts},
    },
    pages::check::Checking,
};

/// The list of lines, as far as they are known.
pub(super) fn steps(checking: Checking) -> AnyView {
    let lines = checking.part(|report| report.lines.clone());
    let list = dynamic(move || parts(lines.get().into_iter().map(line)));
    of_class("ul", "panel steps")
        .set("aria-label", "What was tried")
        .child(list)
        .view()
}

fn line(line: Line) -> AnyView {
    let (class, sign) = match line.state {
        State::Passed => ("state passed", "✓"),
        State::Failed => ("state failed", "✕"),
        State::Next | State::NotAsked => ("state", "–"),
    };
    let sign = element("span").set("aria-hidden", "true").text(sign);
    let state = of_class("span", class).child(sign).text(line.state.word());
    // A list of names follows its header without a space.
    let gap = if line.words.starts_with(':') { "" } else { " " };
    let header = line.header.map(|header| element("strong").text(header));
    let words = match &header {
        Some(_) => format!("{gap}{}", line.words),
        None => line.words,
    };
    let said = element("p").maybe(header).text(words);
    let note = (!line.note.is_empty()).then(|| of_class("p", "second").text(line.note));
    let took = line.took.map(|took| {
        let words = format!("{} ms", took.as_millis());
        of_class("span", "second took").text(words)
    });
    element("li")
        .child(state)
        .child(of_class("div", "step").child(said).maybe(note))
        .maybe(took)
        .view()
}
