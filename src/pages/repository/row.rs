//! The row of a tag.

use std::time::Duration;

use leptos::prelude::*;
use porthole_core::{
    format::{count, size},
    integrity::finding::Finding,
    inventory::{kind::Kind, repository::TagState, summary::Summary},
    oci::tag::Tag,
    pull::Pull,
    registry::{error::RegistryError, manifest::ManifestAddress},
    route::View,
    versions::helper::Helper,
};

use crate::{
    components::{
        alias::alias,
        built::built,
        copy::copy_button,
        digest::short_digest,
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class, parts, text},
        interrupted::{self, interrupted},
        mark::{MarkWords, words, words_of_parts},
        platforms::platforms,
        skeleton::{skeleton, unknown},
        stored_size::stored_size,
    },
    connection::Connection,
    pages::repository::{
        tags::TagList,
        verification::{RowMark, TagVerification},
    },
    reactive::Derived,
};

/// How long an answer stands.
const ANSWER: Duration = Duration::from_secs(2);
/// More aliases are told by their number: the first of them then.
const ALIASES: usize = 2;
/// On a narrow screen, as its style sheet has it.
const ALIASES_OF_A_CARD: usize = 1;

/// The cells of a tag.
pub(crate) fn row(list: TagList, verification: TagVerification, tag: &Tag) -> AnyView {
    let connection = Connection::in_use();
    let repository = list.repository.get_value();
    let (of_state, of_aliases) = (tag.clone(), tag.clone());
    let state = Derived::new(move || {
        list.details
            .look(|inventory| inventory.tag(&of_state).cloned())
    });
    let same = Derived::new(move || {
        list.details
            .look(|inventory| inventory.aliases(&of_aliases))
    });
    let href = connection.href(View::Image(
        repository.clone(),
        ManifestAddress::Tag(tag.clone()),
    ));
    let proof = verification.proof_of(tag, move || {
        state.with(|state| match state.as_deref() {
            Some(TagState::Read { finding, .. }) => finding.digest().cloned(),
            _ => None,
        })
    });
    let proof = RowMark {
        proof,
        tag: tag.to_string(),
        href: href.clone(),
    };
    let host = connection.target.pull_host.clone();
    let name = tag.to_string();
    let (of_pull, of_again, of_details) = (tag.clone(), tag.clone(), tag.clone());
    let again = Callback::new(move |()| list.details.forget(|other, _| *other == of_again));
    // What is read of the tag seldom changes the line; a button drawn anew would swallow its answer.
    let command = Derived::new(move || {
        state.with(|state| {
            if state.as_deref() == Some(&TagState::Broken) {
                return None;
            }
            let summary = state.as_deref().and_then(TagState::summary);
            let kind = summary.map(|summary| summary.kind.clone());
            if matches!(kind, Some(Kind::Tombstone(_))) {
                return None;
            }
            let pull = Pull {
                host: &host,
                repository: &repository,
                tag: Some(&of_pull),
                digest: None,
                kind: &kind.unwrap_or(Kind::Image),
            };
            Some(pull.first(false))
        })
    });
    let pull = dynamic(move || {
        command.get().map_or_else(nothing_to_pull, |command| {
            copy_button(command, "the pull command", "pull", Some("c"))
        })
    });
    let link = of_class("a", "row-link")
        .set("href", href)
        .set("title", name.clone())
        .set("aria-label", name.clone())
        .children(words_of(tag, name));
    parts([
        of_class("td", "tag-cell")
            .child(link)
            .child(dynamic(move || aliases(list, &same.get())))
            .view(),
        dynamic(move || {
            let state = state.get();
            let summary = state.as_deref().and_then(TagState::summary);
            match summary.and_then(|summary| summary.kind.tombstone_of(&of_details)) {
                Some(tombstone) => {
                    let repository = list.repository.get_value();
                    let words = interrupted(&repository, tombstone);
                    instead_of_details(interrupted::WHY.to_owned(), [words])
                }
                None => details(state.as_deref(), &proof, again),
            }
        }),
        of_class("td", "pull-cell").child(pull).view(),
    ])
}

/// The name of a tag. Of a helper the ending tells more than the digits of its digest, which are
/// cut where there is no room for all.
fn words_of(tag: &Tag, name: String) -> Vec<AnyView> {
    let ending = name.split_once('.').filter(|_| Helper::of(tag).is_some());
    let Some((digest, ending)) = ending else {
        return vec![element("b").text(name).view()];
    };
    vec![
        of_class("b", "cut-digest").text(digest).view(),
        element("b").text(format!(".{ending}")).view(),
    ]
}

/// Stands where the pull command does, and says that there is none: whoever asked for it would
/// paste what was copied before.
fn nothing_to_pull() -> AnyView {
    let answer = RwSignal::new("");
    let say = move |_| {
        answer.set("Nothing to pull");
        let be_still = move || {
            // The row may have gone meanwhile.
            let _ = answer.try_set("");
        };
        set_timeout(be_still, ANSWER);
    };
    let answer = of_class("span", "copy-answer")
        .set("role", "status")
        .child(dynamic_text(move || answer.get().to_owned()));
    let none = of_class("span", "second")
        .set("title", "There is nothing to pull: the manifest is gone")
        .set("data-key", "c")
        .on("click", say)
        .text("no pull");
    of_class("span", "copy").child(none).child(answer).view()
}

fn aliases(list: TagList, aliases: &[Tag]) -> AnyView {
    if aliases.is_empty() {
        return nothing();
    }
    let names: Vec<&str> = aliases.iter().map(Tag::as_str).collect();
    let link = |tag: &Tag| {
        let repository = list.repository.get_value();
        alias(&repository, tag, format!("= {tag}")).view()
    };
    let wide = if names.len() > ALIASES { 1 } else { ALIASES };
    let shown = aliases.iter().take(wide).map(link);
    let more = |class, shown| {
        let more = names.len().saturating_sub(shown);
        (more > 0).then(|| of_class("span", class).text(format!("+{more}")))
    };
    of_class("span", "aliases")
        .set("title", format!("The same digest as {}", names.join(", ")))
        .children(shown)
        .maybe(more("alias more wide-only", wide))
        .maybe(more("alias more card-only", ALIASES_OF_A_CARD))
        .view()
}

fn details(state: Option<&TagState>, proof: &RowMark, again: Callback<()>) -> AnyView {
    match state {
        None => waiting(proof),
        Some(TagState::Broken) => broken(),
        Some(TagState::Failed(error)) => failed(error, again),
        Some(TagState::Read { finding, summary }) => read(finding, summary.as_deref(), proof),
    }
}

fn cells(
    digest: AnyView,
    integrity: AnyView,
    what: AnyView,
    size: AnyView,
    built: AnyView,
) -> AnyView {
    parts([
        of_class("td", "digest-cell").child(digest).view(),
        of_class("td", "integrity-cell").child(integrity).view(),
        of_class("td", "platforms-cell").child(what).view(),
        of_class("td", "size-cell number").child(size).view(),
        of_class("td", "built-cell number").child(built).view(),
    ])
}

fn waiting(proof: &RowMark) -> AnyView {
    let words = MarkWords::unknown(
        "not read".to_owned(),
        "The manifest was not read yet.".to_owned(),
    );
    let mark = proof.or(words);
    cells(skeleton(), mark, skeleton(), skeleton(), skeleton())
}

fn broken() -> AnyView {
    let why = "The registry lists this tag and has no manifest for it. Mostly garbage collection ran while the registry did: restart it, then push the tag again.";
    let mark = of_class("span", "mark mark-mismatch").text("✕ broken");
    let words = of_class("span", "second")
        .text(" listed, but its manifest is gone: push it again, after a restart where garbage was collected");
    instead_of_details(why.to_owned(), [mark.view(), words.view()])
}

fn failed(error: &RegistryError, again: Callback<()>) -> AnyView {
    let explanation = Connection::in_use().explain(error);
    let words = of_class("span", "fault").text(explanation.title);
    let again = link_button("Try again", move || again.run(()));
    instead_of_details(
        explanation.causes.join(" "),
        [words.view(), text(" "), again.view()],
    )
}

/// What stands in place of details. The digest has its own cell, for that column is not on every
/// screen: a cell that spans more columns than there are makes one more.
fn instead_of_details(title: String, words: impl IntoIterator<Item = AnyView>) -> AnyView {
    let words = of_class("td", "broken-cell")
        .set("colspan", "4")
        .set("title", title)
        .children(words);
    parts([
        of_class("td", "digest-cell").child(unknown()).view(),
        words.view(),
    ])
}

fn read(finding: &Finding<()>, summary: Option<&Summary>, proof: &RowMark) -> AnyView {
    let digest = finding.digest().cloned();
    let digest = digest.map(|digest| short_digest(&digest, "this tag", None));
    let of_parts = match finding {
        // Of what is not what was promised, nothing is believed.
        Finding::Mismatch(_) => None,
        _ => summary.and_then(words_of_parts),
    };
    let remembered = summary.and_then(|summary| summary.remembered);
    let words = of_parts.unwrap_or_else(|| words(finding));
    let mark = proof.or(words.with_remembered(remembered));
    let Some(summary) = summary else {
        return cells(
            digest.unwrap_or_else(unknown),
            mark,
            unknown(),
            unknown(),
            unknown(),
        );
    };
    let what = match &summary.kind {
        Kind::Image => platforms(summary),
        kind => of_class("span", "kind").text(kind.to_string()).view(),
    };
    let size = summary
        .sizes()
        .map_or_else(unknown, |sizes| size_range(sizes, summary.has_more()));
    cells(
        digest.unwrap_or_else(unknown),
        mark,
        what,
        size,
        built(summary.created),
    )
}

/// The size, or the smallest and the largest of the platforms.
fn size_range((smallest, largest): (u64, u64), has_more: bool) -> AnyView {
    let (low, high) = (size(smallest), size(largest));
    if low == high {
        let exact = format!("{} bytes", count(largest));
        return stored_size(high, exact, has_more).view();
    }
    // The unit stands once where it is the same.
    let low = match (low.split_once(' '), high.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => number.to_owned(),
        _ => low,
    };
    let exact = format!(
        "{} to {} bytes, by platform",
        count(smallest),
        count(largest)
    );
    stored_size(format!("{low} – {high}"), exact, has_more).view()
}
