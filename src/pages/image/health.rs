//! What somebody should know about an image.

mod asking;
mod blobs;

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    health::{Ailment, ConfigContent, ReadImage, Severity, of_document, of_image, of_index},
    integrity::finding::Finding,
    oci::{
        document::{Content, Document},
        name::RepositoryName,
    },
    registry::manifest::ReadManifest,
};

use crate::{
    components::{
        built::now,
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
    },
    connection::loading::Loading,
    pages::image::{
        health::blobs::{blobs_of_image, blobs_of_index},
        parts::ImageParts,
        siblings::Siblings,
        verification::ImageVerification,
    },
};

/// The health of an image, and of the index that lists it.
pub(crate) fn health(image: &ImageParts) -> AnyView {
    let of_own = StoredValue::new_local(image.clone());
    let own = dynamic(move || of_own.with_value(of_own_image));
    let blobs = blobs_of_image(image);
    let Some(promised) = image.promised.clone() else {
        return parts([own, blobs]);
    };
    let (repository, siblings) = (image.repository.clone(), promised.siblings);
    let of_index = findings_of_index("The index that lists it", &promised.index, siblings);
    let of_all = blobs_of_read(repository, promised.index, siblings, 2);
    parts([own, blobs, of_index, of_all])
}

/// What there is to know of the image, with what was found in its bytes.
fn of_own_image(image: &ImageParts) -> AnyView {
    let of_bytes = verified(image);
    let words = if of_bytes.is_some() {
        "✓ Nothing is wrong. Its layers were read too."
    } else {
        "✓ Nothing is wrong, as far as it was read. The layers were not read."
    };
    let found = of_image_read(image);
    list(
        "This image",
        found
            .into_iter()
            .chain(of_bytes.into_iter().flatten())
            .collect(),
        words,
    )
}

/// What a verification found; tracked.
fn verified(image: &ImageParts) -> Option<Vec<Ailment>> {
    ImageVerification::in_use().findings(&image.digest)
}

/// The health of an index without the image that was asked for.
pub(crate) fn health_of_index(
    repository: RepositoryName,
    index: Rc<Finding<ReadManifest>>,
    siblings: Siblings,
) -> AnyView {
    let findings = findings_of_index("The index", &index, siblings);
    parts([findings, blobs_of_read(repository, index, siblings, 1)])
}

/// The blobs of the images of an index, once it is known which there are; of at least so many.
fn blobs_of_read(
    repository: RepositoryName,
    index: Rc<Finding<ReadManifest>>,
    siblings: Siblings,
    least: usize,
) -> AnyView {
    let index = StoredValue::new_local(index);
    dynamic(move || match siblings.images.state() {
        // What follows signals in it does not draw it anew.
        Loading::Ready(images) => {
            untrack(|| blobs_of_index(repository.clone(), index.get_value(), images, least))
        }
        _ => nothing(),
    })
}

fn findings_of_index(
    title: &'static str,
    index: &Rc<Finding<ReadManifest>>,
    siblings: Siblings,
) -> AnyView {
    let index = StoredValue::new_local(Rc::clone(index));
    dynamic(
        move || match index.with_value(|index| of_index_read(index, siblings)) {
            Some(ailments) => list(
                title,
                ailments,
                "✓ Nothing is wrong, as far as it was read. The layers were not read.",
            ),
            None => of_class("p", "note")
                .text("Asking for each platform's manifest…")
                .view(),
        },
    )
}

/// How much there is to know of an index, as far as it was read; tracked.
pub(crate) fn number_of_index(index: &Finding<ReadManifest>, siblings: Siblings) -> usize {
    of_index_read(index, siblings).map_or(0, |ailments| ailments.len())
}

/// How much there is to know of an image and of the index that lists it, as far as they were
/// read; tracked.
pub(crate) fn number_of_ailments(image: &ImageParts) -> usize {
    let promised = image.promised.as_ref();
    let of_index = promised.map(|promised| number_of_index(&promised.index, promised.siblings));
    let of_bytes = verified(image).map_or(0, |found| found.len());
    of_image_read(image).len() + of_index.unwrap_or_default() + of_bytes
}

fn document(finding: &Finding<ReadManifest>) -> Option<&Document> {
    finding.content()?.document.as_ref().ok()
}

/// What is to know of the image itself; tracked, since its config may still come.
fn of_image_read(image: &ImageParts) -> Vec<Ailment> {
    let Some(document) = document(&image.finding) else {
        return Vec::new();
    };
    let state = image.config.map(|config| config.state());
    let config = match &state {
        Some(Loading::Ready(finding)) => ConfigContent::from(&**finding),
        Some(Loading::Failed(error)) => ConfigContent::from(error),
        _ => ConfigContent::NotRead,
    };
    let promised = image.promised.as_ref();
    let read = ReadImage {
        promise: promised.map(|promised| &promised.descriptor),
        media_type: &document.media_type,
        manifest: &image.manifest,
        config,
    };
    let mut ailments = of_document(document);
    ailments.extend(of_image(read, now()));
    ailments
}

/// What is to know of the index; nothing before its images were asked for. Tracked.
fn of_index_read(index: &Finding<ReadManifest>, siblings: Siblings) -> Option<Vec<Ailment>> {
    let Loading::Ready(images) = siblings.images.state() else {
        return None;
    };
    let configs = match siblings.configs.state() {
        Loading::Ready(configs) => configs,
        _ => Rc::default(),
    };
    let document = document(index)?;
    let mut ailments = of_document(document);
    if let Content::Index(list) = &document.content {
        ailments.extend(of_index(list, &document.media_type, &images, &configs));
    }
    Some(ailments)
}

fn list(title: &'static str, ailments: Vec<Ailment>, if_none: &'static str) -> AnyView {
    let heading = element("h2").text(title);
    let section = of_class("section", "panel config-part").child(heading);
    if ailments.is_empty() {
        let words = of_class("p", "healthy").text(if_none);
        return section.child(words).view();
    }
    section.child(rows(ailments)).view()
}

/// What was found, each with its mark and its cure; nothing where nothing was.
fn rows(ailments: Vec<Ailment>) -> AnyView {
    if ailments.is_empty() {
        return nothing();
    }
    let rows = ailments.into_iter().map(|ailment| {
        let (class, word) = match ailment.severity {
            Severity::Fault => ("mark mark-mismatch", "✕ fault"),
            Severity::Warning => ("mark mark-unverifiable", "! warning"),
            Severity::Note => ("mark mark-computed", "○ note"),
        };
        let cure = ailment
            .cure
            .map(|cure| of_class("span", "second").text(format!(" {cure}")));
        element("li")
            .child(of_class("span", class).text(word))
            .child(
                element("span")
                    .text(format!(" {}", ailment.what))
                    .maybe(cure),
            )
            .view()
    });
    of_class("ul", "ailments").children(rows).view()
}
