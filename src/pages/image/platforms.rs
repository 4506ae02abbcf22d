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
        digest::ShortDigest,
        dynamic::dynamic,
        loaded::loaded,
        mark::{Mark, words},
        tabs::Tabs,
    },
    connection::{
        Connection,
        loading::{Loading, load},
    },
    navigation::Navigation,
    pages::image::Found,
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

/// The platforms of an index.
#[component]
pub(crate) fn Platforms(
    /// The repository.
    repository: RepositoryName,
    /// The index.
    index: Index,
    /// Its digest.
    parent: Digest,
) -> impl IntoView {
    let entries: Vec<Descriptor> = index.images().take(TABS).cloned().collect();
    let left_out = index.images().count().saturating_sub(TABS) + index.manifests_left_out;
    let malformed: Vec<String> = index
        .malformed()
        .map(ToString::to_string)
        .take(TABS)
        .collect();
    let malformed = malformed.into_iter().map(|reason| view! {
        <p class="note">{format!("An entry of the index cannot be read. {}", visible_start(&reason, 200))}</p>
    });
    let notes = view! {
        {malformed.collect_view()}
        {(left_out > 0).then(|| view! { <p class="note">{format!("{left_out} more entries of the index are not shown.")}</p> })}
    };
    if entries.is_empty() {
        return view! {
            {notes}
            <section class="panel empty">
                <h2>"An index without images"</h2>
                <p>"It lists no manifest that could be shown."</p>
            </section>
        }
        .into_any();
    }
    let navigation = Navigation::in_use();
    let names = names_of(&entries);
    let chosen = Memo::new({
        let names = names.clone();
        move |_| {
            let wished = navigation.part(|route| route.query.platform.clone());
            let at = |wanted: &str| names.iter().position(|name| name == wanted);
            let wished = wished.and_then(|name| at(&name));
            wished.or_else(|| at(USUAL)).unwrap_or_default()
        }
    });
    let choose = Callback::new(move |name: String| {
        navigation.adjust(|route| route.query.platform = Some(name));
    });
    let image = dynamic(move || {
        let descriptor = entries.get(chosen.get()).cloned();
        let image = descriptor.map(|descriptor| {
            view! { <PlatformImage repository=repository.clone() descriptor parent=parent.clone()/> }
        });
        image.into_any()
    });
    view! {
        {notes}
        <Tabs label="Platforms" panel="platform" names chosen choose/>
        <div id="platform" role="tabpanel" aria-label="Platform">{image}</div>
    }
    .into_any()
}

/// The image of one platform.
#[component]
fn PlatformImage(
    repository: RepositoryName,
    descriptor: Descriptor,
    parent: Digest,
) -> impl IntoView {
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
    let href = connection.href(View::Image(
        repository.clone(),
        ManifestAddress::Digest(digest.clone()),
    ));
    let mark = dynamic(move || match manifest.state() {
        Loading::Ready(finding) => view! { <Mark words=words(&finding)/> }.into_any(),
        _ => ().into_any(),
    });
    let body = loaded(
        manifest,
        "Reading the manifest of this platform",
        move |finding| {
            if is_index(&finding) {
                view! { <Nested/> }.into_any()
            } else {
                view! { <Found repository=repository.clone() finding/> }.into_any()
            }
        },
    );
    view! {
        <p class="platform-line">
            <span class="second">"Manifest of this platform "</span>
            <ShortDigest digest of="the platform's manifest"/>
            {mark}
            <a href=href>"Open by digest"</a>
        </p>
        {body}
    }
}

fn is_index(finding: &Rc<Finding<ReadManifest>>) -> bool {
    let document = finding
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    document.is_some_and(|document| matches!(document.content, Content::Index(_)))
}

/// An index in an index is opened by its own address, so that no depth of them is a burden.
#[component]
fn Nested() -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2>"An index in an index"</h2>
            <p>"This entry is itself a list of manifests. Open it by its digest to see what it holds."</p>
        </section>
    }
}
