//! `#/r/<repository>/-/tags/<tag>` and `…/-/digests/<digest>`: an image.

mod content;
mod facts;
mod heading;
mod platforms;

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    oci::{digest::Digest, document::Content, name::RepositoryName},
    registry::{
        manifest::{ManifestAddress, ReadManifest},
        queue::Priority,
    },
};

use crate::{
    components::{
        loaded::loaded,
        mark::{Mark, words},
        message::Message,
        mismatch::MismatchCard,
        truth::Truth,
    },
    connection::{Connection, loading::load},
    pages::image::{content::ImageContent, heading::Heading, platforms::Platforms},
};

/// An image, by tag or by digest.
#[component]
pub(crate) fn ImagePage(
    /// The repository.
    repository: RepositoryName,
    /// The tag or the digest.
    address: ManifestAddress,
) -> impl IntoView {
    let connection = Connection::in_use();
    let manifest = load({
        let (repository, address) = (repository.clone(), address.clone());
        move || {
            let (connection, repository, address) =
                (connection.clone(), repository.clone(), address.clone());
            async move {
                connection
                    .client
                    .manifest(&repository, &address, Priority::OnScreen)
                    .await
            }
        }
    });
    let body = loaded(manifest, "Reading the manifest", {
        let repository = repository.clone();
        move |finding| {
            view! {
                <DigestLine finding=finding.clone()/>
                <Truth finding=finding.clone()/>
                <Found repository=repository.clone() finding/>
            }
            .into_any()
        }
    });
    view! {
        <main class="page image">
            <Heading repository=repository.clone() address/>
            {body}
        </main>
    }
}

/// The whole digest of the manifest, and its mark.
#[component]
fn DigestLine(finding: Rc<Finding<ReadManifest>>) -> impl IntoView {
    let digest = finding.digest().map(ToString::to_string);
    let digest = digest.map(|digest| {
        view! {
            <code class="whole-digest">{digest.clone()}</code>
            <crate::components::copy::CopyButton text=digest what="digest"/>
        }
    });
    view! { <p class="digest-line">{digest}<Mark words=words(&finding)/></p> }
}

/// What the manifest holds; nothing of it where it is not what was promised.
#[component]
pub(crate) fn Found(
    /// The repository.
    repository: RepositoryName,
    /// What was found of the manifest.
    finding: Rc<Finding<ReadManifest>>,
) -> impl IntoView {
    let Some(manifest) = finding.content() else {
        return differs(&finding);
    };
    let document = match &manifest.document {
        Ok(document) => document,
        Err(reason) => {
            return view! {
                <Message
                    title="This is no manifest"
                    causes=vec![reason.to_string()]
                    cure="Push the image again. If that does not help, look at what stands before the registry."
                />
            }
            .into_any();
        }
    };
    let served_as = document.served_as.as_ref().map(|served_as| view! {
        <p class="note">{format!("The manifest says that it is {}, but was served as {served_as}.", document.media_type)}</p>
    });
    let parent: Option<Digest> = finding.digest().cloned();
    let content = match (&document.content, parent) {
        (Content::Image(image), Some(parent)) => {
            view! { <ImageContent repository image=(**image).clone() parent/> }.into_any()
        }
        (Content::Index(index), Some(parent)) => {
            view! { <Platforms repository index=(**index).clone() parent/> }.into_any()
        }
        (Content::Schema1(schema_1), _) => view! {
            <section class="panel empty">
                <h2>"An image in Docker's first format"</h2>
                <p>{format!(
                    "A manifest of schema 1 with {} layers. It names no sizes and cannot be verified; clients of today refuse it. Build and push the image again.",
                    schema_1.layers.len()
                )}</p>
            </section>
        }
        .into_any(),
        _ => view! {
            <section class="panel empty">
                <h2>"A manifest of another kind"</h2>
                <p>{format!("It is of the type {}, which has no layers that Porthole knows.", shown_type(document.media_type.as_str()))}</p>
            </section>
        }
        .into_any(),
    };
    view! { {served_as}{content} }.into_any()
}

/// Nothing of the content; both digests and sizes.
fn differs(finding: &Finding<ReadManifest>) -> AnyView {
    match finding {
        Finding::Mismatch(mismatch) => {
            view! { <MismatchCard mismatch=mismatch.clone() what="The manifest"/> }.into_any()
        }
        _ => ().into_any(),
    }
}

fn shown_type(media_type: &str) -> String {
    if media_type.is_empty() {
        "(none)".to_owned()
    } else {
        porthole_core::format::visible_start(media_type, 120)
    }
}
