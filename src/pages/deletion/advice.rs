//! What is left to do after a deletion.

use leptos::prelude::*;
use porthole_core::deletion::{
    advice::Done, journal::record::Work, run::state::State, steps::Action,
};

use crate::{
    components::{
        copy::copy_button,
        element::{element, nothing, of_class},
    },
    pages::deletion::state::{Deletion, PageRun},
};

/// How disk space comes back, and what stays listed.
pub(super) fn advice(deletion: Deletion, run: &PageRun) -> AnyView {
    let Some(software) = deletion.software() else {
        return nothing();
    };
    let record = run.record();
    let (frees, emptied) = run.look(|state: &State| {
        let tasks = record.tasks.iter().zip(&state.outcomes);
        let done = tasks.filter(|(_, outcome)| outcome.mark().is_done());
        let frees = done
            .clone()
            .any(|(task, _)| matches!(task.work, Work::Remove(Action::DeleteManifest { .. })));
        let gone: usize = done.map(|(task, _)| task.work.tags().len()).sum();
        (frees, gone >= record.before.len())
    });
    let advice = software.advice(Done {
        repository: &record.repository,
        frees,
        emptied,
    });
    if advice.words.is_empty() {
        return nothing();
    }
    let words = advice
        .words
        .into_iter()
        .map(|words| element("p").text(words).view());
    let lines = advice.lines.into_iter().map(|lines| {
        let copy = copy_button(lines.text.clone(), lines.name, "", None);
        of_class("div", "deletion-lines")
            .child(of_class("span", "second").text(lines.name))
            .child(copy)
            .child(
                of_class("pre", "code")
                    .set("tabindex", "0")
                    .text(lines.text),
            )
            .view()
    });
    let lines: Vec<AnyView> = lines.collect();
    let more = (!lines.is_empty()).then(|| {
        element("details")
            .child(element("summary").text("The lines for it"))
            .children(lines)
    });
    of_class("div", "deletion-advice")
        .children(words)
        .maybe(more)
        .view()
}
