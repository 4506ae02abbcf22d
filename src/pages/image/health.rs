//! What somebody should know about an image.

use leptos::prelude::*;
use porthole_core::{
    health::{Ailment, ConfigContent, ReadImage, Severity, of_document, of_image, of_index},
    integrity::finding::Finding,
    oci::document::{Content, Document},
    registry::manifest::ReadManifest,
};

use crate::{
    components::{
        built::now,
        dynamic::dynamic,
        element::{element, of_class, parts},
    },
    connection::loading::Loading,
    pages::image::{Promised, parts::ImageParts},
};

/// The health of an image, and of the index that lists it.
pub(crate) fn health(image: &ImageParts) -> AnyView {
    let of_own = StoredValue::new_local(image.clone());
    let own = dynamic(move || of_own.with_value(|image| list("This image", of_image_read(image))));
    let Some(promised) = image.promised.clone() else {
        return own;
    };
    let promised = StoredValue::new_local(promised);
    let of_index = dynamic(move || match promised.with_value(of_index_read) {
        Some(ailments) => list("The index that lists it", ailments),
        None => of_class("p", "note")
            .text("Asking for each platform's manifest…")
            .view(),
    });
    parts([own, of_index])
}

/// How much there is to know of an image and of the index that lists it, as far as they were
/// read; tracked.
pub(crate) fn number_of_ailments(image: &ImageParts) -> usize {
    let of_index = image.promised.as_ref().and_then(of_index_read);
    of_image_read(image).len() + of_index.map_or(0, |ailments| ailments.len())
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
fn of_index_read(promised: &Promised) -> Option<Vec<Ailment>> {
    let Loading::Ready(siblings) = promised.siblings.state() else {
        return None;
    };
    let document = document(&promised.index)?;
    let mut ailments = of_document(document);
    if let Content::Index(list) = &document.content {
        ailments.extend(of_index(list, &document.media_type, &siblings));
    }
    Some(ailments)
}

fn list(title: &'static str, ailments: Vec<Ailment>) -> AnyView {
    let heading = element("h2").text(title);
    let section = of_class("section", "panel config-part").child(heading);
    if ailments.is_empty() {
        let words = of_class("p", "healthy")
            .text("✓ Nothing is wrong, as far as it was read. The layers were not read.");
        return section.child(words).view();
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
    section
        .child(of_class("ul", "ailments").children(rows))
        .view()
}
