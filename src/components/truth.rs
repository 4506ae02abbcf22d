//! The sentence of truth: what was read, from where, and what that proves.

use leptos::prelude::*;
use porthole_core::{
    format::count,
    integrity::finding::{Finding, Mismatch},
    oci::document::Content,
    registry::{address::Scheme, manifest::ReadManifest},
};

use crate::{
    components::{
        element::{element, text},
        mark::{source, why},
    },
    connection::Connection,
};

/// Says under a title what is known of the manifest.
pub(crate) fn truth(finding: &Finding<ReadManifest>) -> AnyView {
    let connection = Connection::in_use();
    let target = &connection.target;
    let registry = target.title.clone();
    let what = subject(finding);
    let (class, sentence) = match finding {
        Finding::Verified(verified) => {
            let sources: Vec<String> = verified.sources().iter().map(source).collect();
            let by = sources.join(" and ");
            (
                "good",
                format!(
                    "{what} was read from {registry} when this page was opened and matches {by}. The layers were not read."
                ),
            )
        }
        Finding::Computed { .. } => (
            "plain",
            format!(
                "{what} was read from {registry} when this page was opened. Its digest was computed here; there was nothing to compare it with."
            ),
        ),
        Finding::Mismatch(mismatch) => ("bad", difference(mismatch)),
        Finding::Unverifiable { reason, .. } => (
            "amber",
            format!("This manifest cannot be verified. {}", why(reason)),
        ),
    };
    element("p")
        .set("class", format!("truth truth-{class}"))
        .text(sentence)
        .maybe(over_http())
        .view()
}

/// What no verification can help against, where the registry is read over plain http.
pub(crate) fn over_http() -> Option<AnyView> {
    let connection = Connection::in_use();
    let address = &connection.target.address;
    let is_open = address.scheme() == Scheme::Http && !address.is_this_computer();
    let words = " The registry is read over plain http: someone on the path could change what the page is and what it reads.";
    is_open.then(|| text(words))
}

/// What was read: an index says nothing of the images that it lists.
fn subject(finding: &Finding<ReadManifest>) -> &'static str {
    let document = finding
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    match document.map(|document| &document.content) {
        Some(Content::Index(_)) => "The index, which lists the platforms,",
        _ => "The manifest",
    }
}

fn difference(mismatch: &Mismatch) -> String {
    let from = source(&mismatch.expected.source);
    if mismatch.is_size_only() {
        let expected = mismatch.expected.size.unwrap_or_default();
        return format!(
            "The manifest is not what {from} promises: {} bytes were promised and {} came. Do not use this image from here.",
            count(expected),
            count(mismatch.found_size)
        );
    }
    format!("The manifest is not what {from} promises. Do not use this image from here.")
}
