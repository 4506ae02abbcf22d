//! An index: a tab for each platform, and the image of the one that is chosen.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    integrity::finding::Finding,
    oci::{
        descriptor::Descriptor, digest::Digest, document::Content, index::Index,
        name::RepositoryName,
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
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        loaded::loaded,
        mark::{mark, words},
        tabs::tabs as strip,
    },
    connection::{
        Connection,
        loading::{Loading, load},
    },
    navigation::Navigation,
    pages::image::{Promised, empty, found},
    reactive::Derived,
};

/// More tabs than anyone reads are not drawn.
const TABS: usize = 100;
const NAME_LENGTH: usize = 60;
/// The platform that is shown where the address names none.
const USUAL: &str = "linux/amd64";

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
) -> AnyView {
    let annotations = index.annotations.clone().ok().flatten();
    let index_read = StoredValue::new_local(finding.clone());
    let entries: Vec<Descriptor> = index.images().take(TABS).cloned().collect();
    let notes = notes(index);
    if entries.is_empty() {
        let why = "It lists no manifest that could be shown.";
        return parts([notes, empty("An index without images", why)]);
    }
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
    let tabs = names
        .iter()
        .map(|name| (name.clone(), name.clone()))
        .collect::<Vec<_>>();
    let choose = Callback::new(move |name: String| {
        navigation.adjust(|route| route.query.platform = Some(name));
    });
    let image = dynamic(move || {
        let descriptor = entries.get(chosen.get()).cloned();
        descriptor.map_or_else(nothing, |descriptor| {
            let promised = (descriptor, index_read.get_value(), annotations.clone());
            platform_image(repository.clone(), parent.clone(), promised)
        })
    });
    let tabs = strip("Platforms", "platform", tabs, chosen, choose);
    let panel = element("div")
        .set("id", "platform")
        .set("role", "tabpanel")
        .set("aria-label", "Platform")
        .child(image);
    parts([notes, tabs.into_any(), panel.view()])
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

/// The image of one platform.
fn platform_image(repository: RepositoryName, parent: Digest, promised: Promised) -> AnyView {
    let descriptor = promised.0.clone();
    let connection = Connection::in_use();
    let manifest = load({
        let (connection, repository, descriptor) =
            (connection.clone(), repository.clone(), descriptor.clone());
        move || {
            let (connection, repository) = (connection.clone(), repository.clone());
            let (descriptor, parent) = (descriptor.clone(), parent.clone());
            async move {
                let promise = Promise {
                    descriptor: &descriptor,
                    parent: &parent,
                };
                connection
                    .client
                    .promised_manifest(&repository, promise, Priority::OnScreen)
                    .await
            }
        }
    });
    let digest = descriptor.digest.clone();
    let promised = StoredValue::new_local(promised);
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
                found(repository.clone(), finding, Some(promised.get_value()))
            }
        },
    );
    let digest = short_digest(&digest, "the platform's manifest", None);
    let line = of_class("p", "platform-line")
        .child(of_class("span", "second").text("Manifest of this platform "))
        .child(digest.into_any())
        .child(mark)
        .child(element("a").set("href", href).text("Open by digest"));
    parts([line.view(), body])
}

fn is_index(finding: &Rc<Finding<ReadManifest>>) -> bool {
    let document = finding
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    document.is_some_and(|document| matches!(document.content, Content::Index(_)))
}

/// An index in an index is opened by its own address, so that no depth of them is a burden.
fn nested() -> AnyView {
    let what =
        "This entry is itself a list of manifests. Open it by its digest to see what it holds.";
    empty("An index in an index", what)
}
