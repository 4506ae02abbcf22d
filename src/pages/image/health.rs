//! What somebody should know about an image.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    health::{Ailment, ConfigContent, ReadImage, Severity, of_document, of_image, of_index},
    inventory::summary::ImageSummary,
    oci::{document::Content, document::Document},
};

use crate::{
    components::{
        built::now,
        dynamic::dynamic,
        element::{element, of_class, parts, text},
    },
    connection::{
        Connection,
        loading::{Loading, load},
    },
    pages::image::parts::ImageParts,
};

/// The health of an image, and of the index that lists it. The index's children are asked for
/// when somebody looks here.
pub(crate) fn health(image: &ImageParts) -> AnyView {
    let of_own = StoredValue::new_local(image.clone());
    let own = dynamic(move || of_own.with_value(|image| list("This image", of_parts(image))));
    let Some(index) = image.index.clone() else {
        return own;
    };
    let survey = Connection::in_use().details(&image.repository).survey();
    let asked = Rc::clone(&index);
    let children = load(move || {
        let (survey, index) = (Rc::clone(&survey), Rc::clone(&asked));
        async move {
            match (document(&index), index.digest()) {
                (
                    Some(Document {
                        content: Content::Index(list),
                        ..
                    }),
                    Some(digest),
                ) => Ok(survey.children(list, digest).await),
                _ => Ok(Vec::new()),
            }
        }
    });
    let index = StoredValue::new_local(index);
    let of_index = dynamic(move || match children.state() {
        Loading::Ready(children) => index.with_value(|index| of_index_read(index, &children)),
        Loading::Waiting => of_class("p", "note")
            .text("Asking for each platform's manifest…")
            .view(),
        Loading::Failed(_) => text(""),
    });
    parts([own, of_index])
}

fn document(
    finding: &porthole_core::integrity::finding::Finding<
        porthole_core::registry::manifest::ReadManifest,
    >,
) -> Option<&Document> {
    finding.content()?.document.as_ref().ok()
}

/// What is to know of the image itself; tracked, since its config may still come.
fn of_parts(image: &ImageParts) -> Vec<Ailment> {
    let Some(document) = document(&image.finding) else {
        return Vec::new();
    };
    let state = image.config.map(|config| config.state());
    let config = match &state {
        Some(Loading::Ready(finding)) => ConfigContent::from(&**finding),
        Some(Loading::Failed(error)) => ConfigContent::from(error),
        _ => ConfigContent::NotRead,
    };
    let read = ReadImage {
        promise: image.promised.as_ref(),
        media_type: &document.media_type,
        manifest: &image.manifest,
        config,
    };
    let mut ailments = of_document(document);
    ailments.extend(of_image(read, now()));
    ailments
}

fn of_index_read(
    index: &porthole_core::integrity::finding::Finding<
        porthole_core::registry::manifest::ReadManifest,
    >,
    children: &[ImageSummary],
) -> AnyView {
    let Some(document) = document(index) else {
        return text("");
    };
    let mut ailments = of_document(document);
    if let Content::Index(list) = &document.content {
        ailments.extend(of_index(list, &document.media_type, children));
    }
    list("The index that lists it", ailments)
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
