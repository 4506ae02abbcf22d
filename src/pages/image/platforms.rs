//! An index: a tab for each platform, and the image of the one that is chosen.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    integrity::finding::Finding,
    inventory::summary::ImageContent,
    oci::{
        descriptor::Descriptor, digest::Digest, document::Content, index::Index,
        media_type::ManifestKind, name::RepositoryName,
    },
    registry::{
        manifest::{ManifestAddress, Promise, ReadManifest},
        queue::Priority,
    },
    route::View,
};

use crate::{
    components::{
        digest::short_digest,
        dynamic::{dynamic, dynamic_text},
        element::{element, nothing, of_class, parts, text},
        loaded::loaded,
        mark::{mark, words},
        tabs::tabs as strip,
    },
    connection::{
        Connection,
        loading::{Loading, load},
    },
    navigation::Navigation,
    pages::image::{
        Promised, empty, found, index_parts::index_parts, siblings::Siblings,
        verification::ImageVerification,
    },
    reactive::{Derived, effect},
};

/// More tabs than anyone reads are not drawn.
const TABS: usize = 100;
const NAME_LENGTH: usize = 60;
/// The platform that is shown where the address names none.
const USUAL: &str = "linux/amd64";

/// What one of the images of an index lacks, as a mark with a word; tracked.
fn lack(siblings: Siblings, position: usize) -> AnyView {
    let Loading::Ready(read) = siblings.images.state() else {
        return nothing();
    };
    let (class, words) = match read.get(position).map(|image| &image.content) {
        Some(ImageContent::Missing) => ("mark mark-unverifiable", "! missing"),
        Some(ImageContent::Mismatch) => ("mark mark-mismatch", "✕ mismatch"),
        _ => return nothing(),
    };
    parts([text(" "), of_class("span", class).text(words).view()])
}

/// What each tab says: the platform, or the digest where the index names none or another
/// entry has the same.
fn names_of(entries: &[Descriptor]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(entries.len());
    for entry in entries {
        let digest = entry.digest.short();
        let platform = entry.platform();
        let name = platform.map(|platform| visible_start(&platform.to_string(), NAME_LENGTH));
        names.push(match name {
            Some(name) if names.contains(&name) => format!("{name} {digest}"),
            Some(name) => name,
            None => digest.to_owned(),
        });
    }
    names
}

/// The platforms of an index, what was found of it, and its digest.
pub(crate) fn platforms(
    repository: RepositoryName,
    finding: &Rc<Finding<ReadManifest>>,
    index: &Index,
    parent: Digest,
    shown: Callback<()>,
) -> AnyView {
    let annotations = index.annotations.clone().ok().flatten();
    let entries: Vec<Descriptor> = index.images().take(TABS).cloned().collect();
    let notes = notes(index);
    let (is_first_read, is_first_whole) = (RwSignal::new(false), RwSignal::new(false));
    let siblings = Siblings::read(&repository, finding, is_first_read, is_first_whole);
    if entries.is_empty() {
        effect(move || {
            is_first_read.set(true);
            shown.run(());
        });
        let why = "It lists no manifest that could be shown.";
        let why = empty("An index without images", why);
        let index = index_parts(repository, finding.clone(), siblings);
        return parts([notes, why, index]);
    }
    let shown = Callback::new(move |()| {
        if !is_first_whole.get_untracked() {
            is_first_whole.set(true);
        }
        shown.run(());
    });
    let navigation = Navigation::in_use();
    let names = names_of(&entries);
    let chosen = Derived::new({
        let names = names.clone();
        move || {
            let wished = navigation.part(|route| route.query.platform.clone());
            let at = |wanted: &str| names.iter().position(|name| name == wanted);
            let wished = wished.and_then(|name| at(&name));
            wished.or_else(|| at(USUAL)).unwrap_or_default()
        }
    });
    let tabs = names.iter().map(|name| (name.clone(), name.clone()));
    let promised = StoredValue::new_local((finding.clone(), annotations));
    let choose = Callback::new(move |name: String| {
        navigation.adjust(|route| route.query.platform = Some(name));
    });
    let kinds: Vec<bool> = entries.iter().map(lists).collect();
    let of_tabs: Vec<(String, Digest)> = names
        .iter()
        .zip(&entries)
        .map(|(name, entry)| (name.clone(), entry.digest.clone()))
        .collect();
    let verification = ImageVerification::in_use();
    let images = index.images().count();
    effect(move || {
        if let Some(shown) = of_tabs.get(chosen.get()) {
            verification.shows(shown.clone(), images);
        }
    });
    let image = dynamic(move || {
        let descriptor = entries.get(chosen.get()).cloned();
        descriptor.map_or_else(nothing, |descriptor| {
            let (index, annotations) = promised.get_value();
            let promised = Promised {
                descriptor,
                index,
                annotations,
                siblings,
            };
            let read = (is_first_read, shown);
            platform_image(repository.clone(), parent.clone(), promised, read)
        })
    });
    let beside = |position: usize| {
        let kind = kinds.get(position).filter(|is_index| **is_index);
        let kind = kind.map(|_| of_class("span", "second").text(" index").view());
        let lack = dynamic(move || lack(siblings, position));
        parts(kind.into_iter().chain([lack]))
    };
    let tabs = strip(
        "Platforms",
        "platform",
        tabs.collect(),
        &beside,
        chosen,
        choose,
    );
    let panel = element("div")
        .set("id", "platform")
        .set("role", "tabpanel")
        .set("aria-label", "Platform")
        .child(image);
    parts([notes, tabs.into_any(), panel.view()])
}

/// Whether an entry says that it is an index itself.
fn lists(entry: &Descriptor) -> bool {
    entry.media_type.manifest_kind() == Some(ManifestKind::Index)
}

/// What of an index is not shown.
fn notes(index: &Index) -> AnyView {
    let note = |words: String| of_class("p", "note").text(words).view();
    let left_out = index.images().count().saturating_sub(TABS) + index.manifests_left_out;
    let malformed = index.malformed().take(TABS).map(|reason| {
        let reason = visible_start(&reason.to_string(), 200);
        note(format!("An entry of the index cannot be read. {reason}"))
    });
    let more = (left_out > 0).then(|| {
        note(format!(
            "{left_out} more entries of the index are not shown."
        ))
    });
    parts(malformed.chain(more))
}

/// The image of one platform. Tells when its manifest was read, and calls `shown` when all of it
/// was.
fn platform_image(
    repository: RepositoryName,
    parent: Digest,
    promised: Promised,
    (is_read, shown): (RwSignal<bool>, Callback<()>),
) -> AnyView {
    let descriptor = promised.descriptor.clone();
    let connection = Connection::in_use();
    let survey = connection.details(&repository).survey();
    let manifest = load({
        let (survey, descriptor) = (Rc::clone(&survey), descriptor.clone());
        move || {
            let survey = Rc::clone(&survey);
            let (descriptor, parent) = (descriptor.clone(), parent.clone());
            async move {
                let promise = Promise {
                    descriptor: &descriptor,
                    parent: &parent,
                };
                survey.manifest_of(promise, Priority::OnScreen).await
            }
        }
    });
    effect(move || {
        let is_whole = match manifest.state() {
            Loading::Waiting => return,
            Loading::Ready(finding) => is_index(&finding),
            Loading::Failed(_) => true,
        };
        if !is_read.get_untracked() {
            is_read.set(true);
        }
        if is_whole {
            shown.run(());
        }
    });
    let digest = descriptor.digest.clone();
    let promised = StoredValue::new_local(promised);
    let of_index = repository.clone();
    let index = dynamic(move || {
        let has_no_image = match manifest.state() {
            Loading::Waiting => false,
            Loading::Ready(finding) => !is_image(&finding),
            Loading::Failed(_) => true,
        };
        if !has_no_image {
            return nothing();
        }
        let promised = promised.get_value();
        untrack(|| index_parts(of_index.clone(), promised.index, promised.siblings))
    });
    let what = dynamic_text(move || {
        let is_index = match manifest.state() {
            Loading::Ready(finding) => is_index(&finding),
            _ => lists(&descriptor),
        };
        let what = if is_index {
            "An index itself, for several platforms "
        } else {
            "Manifest of this platform "
        };
        what.to_owned()
    });
    let href = connection.href(View::Image(
        repository.clone(),
        ManifestAddress::Digest(digest.clone()),
    ));
    let mark = dynamic(move || match manifest.state() {
        Loading::Ready(finding) => mark(words(&finding)),
        _ => nothing(),
    });
    let body = loaded(
        manifest,
        "Reading the manifest of this platform",
        move |finding| {
            if is_index(&finding) {
                nested()
            } else {
                found(
                    repository.clone(),
                    finding,
                    Some(promised.get_value()),
                    shown,
                )
            }
        },
    );
    let digest = short_digest(&digest, "the platform's manifest", None);
    let line = of_class("p", "platform-line")
        .child(of_class("span", "second").child(what))
        .child(digest.into_any())
        .child(mark)
        .child(element("a").set("href", href).text("Open by digest"));
    parts([line.view(), body, index])
}

fn content(finding: &Finding<ReadManifest>) -> Option<&Content> {
    let document = finding.content()?.document.as_ref().ok()?;
    Some(&document.content)
}

fn is_index(finding: &Finding<ReadManifest>) -> bool {
    matches!(content(finding), Some(Content::Index(_)))
}

fn is_image(finding: &Finding<ReadManifest>) -> bool {
    matches!(content(finding), Some(Content::Image(_))) && finding.digest().is_some()
}

/// An index in an index is opened by its own address, so that no depth of them is a burden.
fn nested() -> AnyView {
    let what =
        "This entry is itself a list of manifests. Open it by its digest to see what it holds.";
    empty("An index in an index", what)
}
