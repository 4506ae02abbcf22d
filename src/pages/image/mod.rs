//! `#/r/<repository>/-/tags/<tag>` and `…/-/digests/<digest>`: an image.

mod changing;
mod config;
mod content;
mod facts;
mod heading;
mod health;
mod index_parts;
mod layers;
mod parts;
mod platforms;
mod siblings;
mod tags;
mod verification;

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::kind::Kind,
    oci::{
        descriptor::{Annotations, Descriptor},
        digest::Digest,
        document::Content,
        name::RepositoryName,
    },
    registry::{
        manifest::{ManifestAddress, ReadManifest},
        memory::Freshness,
        queue::Priority,
    },
};

use crate::{
    components::{
        copy::copy_button,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        loaded::loaded,
        mark::{mark, words},
        message::{Message, message},
        mismatch::mismatch_card,
        pull::{self, Fetched},
        truth::truth_of_parts,
    },
    connection::{
        Connection,
        loading::{Loading, load},
    },
    pages::image::{
        changing::change_buttons,
        content::image_content,
        heading::{heading, interruption},
        parts::ImageParts,
        platforms::platforms,
        siblings::Siblings,
        tags::{aliases, hand_over, tags_of},
        verification::{ImageVerification, bar, is_verifiable, proof_mark, sentence},
    },
    reactive::effect,
};

/// An image, by tag or by digest.
pub(crate) fn image_page(repository: RepositoryName, address: ManifestAddress) -> AnyView {
    let heading = heading(&repository, &address);
    let verification = ImageVerification::provide(repository.clone(), address.clone());
    let connection = Connection::in_use();
    let subject = StoredValue::new((repository.clone(), address.clone()));
    let manifest = load({
        let (repository, address) = (repository.clone(), address.clone());
        move || {
            let (connection, repository, address) =
                (connection.clone(), repository.clone(), address.clone());
            async move {
                connection
                    .client
                    .manifest(
                        &repository,
                        &address,
                        Priority::OnScreen,
                        Freshness::Registry,
                    )
                    .await
            }
        }
    });
    let may_verify = RwSignal::new(false);
    let body = loaded(manifest, "Reading the manifest", {
        move |finding| {
            if let Some(interruption) = interruption(&repository, &address, &finding) {
                return parts([digest_line(&finding, verification, None), interruption]);
            }
            let pull = pull_bar(&repository, &address, &finding);
            let of_digest = match &address {
                ManifestAddress::Digest(digest) => {
                    Some(tags_of(repository.clone(), digest.clone()))
                }
                ManifestAddress::Tag(_) => None,
            };
            let aliases = aliases(&repository, &address, &finding);
            let above = [
                digest_line(&finding, verification, aliases),
                sentence(verification, &finding),
            ];
            may_verify.set(is_verifiable(&finding));
            let shown = hand_over(&repository, &address, &finding);
            let below = [found(repository.clone(), finding, None, shown)];
            parts(above.into_iter().chain(of_digest).chain(pull).chain(below))
        }
    });
    let verify = dynamic(move || {
        if may_verify.get() {
            untrack(|| bar(verification))
        } else {
            nothing()
        }
    });
    let change = dynamic(move || match manifest.state() {
        Loading::Ready(finding) => untrack(|| {
            subject.with_value(|(repository, address)| {
                change_buttons(repository, address, finding.digest())
            })
        }),
        _ => nothing(),
    });
    let buttons = of_class("div", "heading-buttons")
        .child(verify)
        .child(change);
    of_class("main", "page image")
        .child(of_class("div", "heading-row").child(heading).child(buttons))
        .child(body)
        .view()
}

/// The lines that fetch it; none where its bytes are not what was promised.
fn pull_bar(
    repository: &RepositoryName,
    address: &ManifestAddress,
    finding: &Finding<ReadManifest>,
) -> Option<AnyView> {
    let document = finding.content()?.document.as_ref().ok()?;
    let fetched = Fetched {
        repository: repository.clone(),
        tag: match address {
            ManifestAddress::Tag(tag) => Some(tag.clone()),
            ManifestAddress::Digest(_) => None,
        },
        digest: finding.digest().cloned(),
        kind: Kind::of(&document.content),
    };
    Some(pull::pull_bar(fetched))
}

/// The whole digest of the manifest, and its mark.
fn digest_line(
    finding: &Finding<ReadManifest>,
    verification: ImageVerification,
    aliases: Option<AnyView>,
) -> AnyView {
    let digest = finding.digest().map(ToString::to_string);
    let digest = digest.into_iter().flat_map(|digest| {
        let code = of_class("code", "whole-digest").text(digest.clone());
        let copy = copy_button(digest, "digest", "", None);
        [code.view(), copy.into_any()]
    });
    let mark = mark(words(finding));
    of_class("p", "digest-line")
        .children(digest)
        .child(mark.into_any())
        .child(proof_mark(verification, finding.digest().cloned()))
        .maybe(aliases)
        .view()
}

/// What an index promised of a manifest.
#[derive(Clone)]
pub(crate) struct Promised {
    /// Its entry.
    pub(crate) descriptor: Descriptor,
    /// The index.
    pub(crate) index: Rc<Finding<ReadManifest>>,
    /// What the index says in annotations.
    pub(crate) annotations: Option<Annotations>,
    /// The images of the index.
    pub(crate) siblings: Siblings,
}

/// What the manifest holds; nothing of it where it is not what was promised. Calls `shown` once
/// all that is read for it came.
fn found(
    repository: RepositoryName,
    finding: Rc<Finding<ReadManifest>>,
    promised: Option<Promised>,
    shown: Callback<()>,
) -> AnyView {
    if !has_parts(&finding) {
        effect(move || shown.run(()));
    }
    let Some(manifest) = finding.content() else {
        return differs(&finding);
    };
    let document = match &manifest.document {
        Ok(document) => document,
        Err(reason) => return no_manifest(&reason.to_string()),
    };
    let served_as = document.served_as.as_ref().map(|served_as| {
        let said = &document.media_type;
        let words = format!("The manifest says that it is {said}, but was served as {served_as}.");
        of_class("p", "note").text(words).view()
    });
    let parent: Option<Digest> = finding.digest().cloned();
    let content = match (&document.content, parent) {
        (Content::Image(image), Some(parent)) => {
            let image = (**image).clone();
            let of_image = finding.clone();
            let image = ImageParts::read(repository, of_image, image, parent, promised);
            let config = image.config;
            let remembered = truth_of_parts(&finding, config);
            effect(move || {
                if !config.is_some_and(|config| matches!(config.state(), Loading::Waiting)) {
                    shown.run(());
                }
            });
            parts([remembered, image_content(image)])
        }
        (Content::Index(index), Some(parent)) => {
            platforms(repository, &finding, index, parent, shown)
        }
        (Content::Schema1(schema_1), _) => empty(
            "An image in Docker's first format",
            format!(
                "A manifest of schema 1 with {} layers. It names no sizes and cannot be verified; clients of today refuse it. Build and push the image again.",
                schema_1.layers.len()
            ),
        ),
        _ => empty(
            "A manifest of another kind",
            format!(
                "It is of the type {}, which has no layers that Porthole knows.",
                shown_type(document.media_type.as_str())
            ),
        ),
    };
    parts(served_as.into_iter().chain([content]))
}

/// Whether more is read of it: an image's config, or the images of an index.
fn has_parts(finding: &Finding<ReadManifest>) -> bool {
    let document = finding
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    let is_read_on = document
        .is_some_and(|document| matches!(document.content, Content::Image(_) | Content::Index(_)));
    is_read_on && finding.digest().is_some()
}

fn no_manifest(reason: &str) -> AnyView {
    message(Message {
        title: "This is no manifest".to_owned(),
        causes: vec![reason.to_owned()],
        cure:
            "Push the image again. If that does not help, look at what stands before the registry."
                .to_owned(),
        ..Message::default()
    })
}

/// Says why there is nothing to show.
fn empty(title: &'static str, why: impl Into<String>) -> AnyView {
    of_class("section", "panel empty")
        .child(element("h2").text(title))
        .child(element("p").text(why))
        .view()
}

/// Nothing of the content; both digests and sizes.
fn differs(finding: &Finding<ReadManifest>) -> AnyView {
    match finding {
        Finding::Mismatch(mismatch) => mismatch_card(mismatch, "The manifest"),
        _ => nothing(),
    }
}

fn shown_type(media_type: &str) -> String {
    if media_type.is_empty() {
        "(none)".to_owned()
    } else {
        porthole_core::format::visible_start(media_type, 120)
    }
}
