//! What the chosen plan means, line by line.

use leptos::prelude::*;
use porthole_core::{
    deletion::plan::{Obstacle, Plan},
    format::{count, counted},
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{Element, element, of_class, text},
    },
    pages::deletion::{cards::sentence, state::Deletion},
};

/// More lines are folded.
const LINES: usize = 6;
/// More lines are only counted: all are in the commands.
const MOST: usize = 200;

/// The table of what the plan means.
pub(super) fn effects(deletion: Deletion) -> AnyView {
    dynamic(move || {
        let rows = deletion.plan(|_, plan| rows(plan)).unwrap_or_default();
        of_class("dl", "deletion-effects").children(rows).view()
    })
}

fn rows(plan: &Plan) -> Vec<AnyView> {
    let (lines, number) = removed(plan);
    let mut rows = vec![row_with("Removed", "", (lines, number), None)];
    if !plan.along.is_empty() {
        let lines = plan.along_lines().into_iter();
        let lines: Vec<AnyView> = lines.map(|line| element("p").text(line).view()).collect();
        let each = (!lines.is_empty()).then(|| {
            element("details")
                .child(element("summary").text("Each, and what lists it"))
                .children(lines)
        });
        let along = vec![sentence(plan.along.in_words())];
        rows.push(row_with("Goes along", "", (along, 1), each));
    }
    let kept = plan.kept_manifests().into_iter().map(text);
    let kept = [sentence(plan.kept())].into_iter().chain(kept);
    rows.push(row("Kept", "", kept.collect()));
    if !plan.broken.is_empty() {
        let broken = plan.broken.iter().map(|lost| sentence(lost.in_words()));
        rows.push(row("Breaks", "bad", broken.collect()));
    }
    let lost: Vec<AnyView> = plan.irretrievable_lines().into_iter().map(text).collect();
    if !lost.is_empty() {
        rows.push(row("Beyond undo", "bad", lost));
    }
    rows.push(row("Space", "", vec![text(plan.space())]));
    if let Some(pushed) = plan.pushed() {
        rows.push(row("Pushes", "", vec![text(pushed)]));
    }
    if !plan.obstacles.is_empty() {
        let unread = plan.obstacles.iter().map(|obstacle| text(unread(obstacle)));
        rows.push(row("Not read", "unsure", unread.collect()));
    }
    rows.into_iter().map(Element::view).collect()
}

/// Lines of one kind; many are folded.
pub(super) fn row(name: &'static str, class: &'static str, lines: Vec<AnyView>) -> Element {
    let number = lines.len();
    row_with(name, class, (lines, number), None)
}

/// The same, of more lines than there are here, with what is folded anyway.
fn row_with(
    name: &'static str,
    class: &'static str,
    (lines, number): (Vec<AnyView>, usize),
    folded: Option<Element>,
) -> Element {
    let mut lines = lines
        .into_iter()
        .map(|line| element("p").child(line).view());
    let shown: Vec<AnyView> = lines.by_ref().take(LINES).collect();
    let rest: Vec<AnyView> = lines.collect();
    let more = (!rest.is_empty()).then(|| {
        element("details")
            .child(element("summary").text(format!("{} more", count((number - LINES) as u64))))
            .children(rest)
    });
    of_class("div", class)
        .child(element("dt").text(name))
        .child(element("dd").children(shown).maybe(more).maybe(folded))
}

/// What becomes of each tag, and of images without one, as far as all can be drawn; and how many
/// there are.
fn removed(plan: &Plan) -> (Vec<AnyView>, usize) {
    let tags = plan.removals(MOST).into_iter().map(|(tag, words)| {
        of_class("span", "deletion-tag")
            .child(of_class("span", "tag-pill").text(tag.as_str()))
            .text(format!(" {words}"))
            .view()
    });
    let number = plan.removed.len() + plan.untagged().count();
    let untagged = plan.untagged();
    let untagged =
        untagged.map(|digest| text(format!("image {}, which has no tag", digest.short())));
    let rest = number.saturating_sub(MOST);
    let rest = (rest > 0).then(|| text(format!("and {} more", count(rest as u64))));
    let lines = tags.chain(untagged).take(MOST).chain(rest);
    (lines.collect(), number)
}

fn unread(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::UnreadTags(tags) => format!(
            "{} could not be read. Each may lead to an image that would go, so no image is deleted: only tags are removed.",
            counted(tags.len(), "tag", "tags")
        ),
        Obstacle::IllegibleTags(number) => format!(
            "{} of the list cannot be read. Each may lead to an image that would go, so no image is deleted: only tags are removed.",
            counted(*number, "name", "names")
        ),
        Obstacle::UnreadLists(lists) => format!(
            "{} could not be read. Each may list any other, so no image is deleted unless they are selected too: only tags are removed.",
            counted(lists.len(), "manifest", "manifests")
        ),
    }
}
