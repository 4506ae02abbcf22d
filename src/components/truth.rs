//! The sentence of truth: what was read, from where, and what that proves.

use leptos::prelude::*;
use porthole_core::{
    format::{ago, count},
    integrity::finding::{Finding, Mismatch},
    oci::document::Content,
    registry::{address::Scheme, config::ReadConfig, manifest::ReadManifest},
};

use crate::{
    components::{
        built::now,
        dynamic::dynamic,
        element::{element, nothing, of_class, text},
        mark::{source, why},
    },
    connection::{
        Connection,
        loading::{Loader, Loading},
    },
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
            let from = match finding.remembered_since() {
                None => {
                    format!("was read from {registry} when this page was opened and matches {by}")
                }
                Some(since) => format!(
                    "is remembered in this browser: read {}, hashed again now. It matches {by}; {registry} was not asked for it",
                    ago(since, now())
                ),
            };
            ("good", format!("{what} {from}. The layers were not read."))
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

/// Says what of an image was not asked for when this page was opened, but remembered.
pub(crate) fn truth_of_parts(
    manifest: &Finding<ReadManifest>,
    config: Option<Loader<Finding<ReadConfig>>>,
) -> AnyView {
    let manifest = manifest.remembered_since();
    let title = Connection::in_use().target.title.clone();
    dynamic(move || {
        let config = match config.map(|config| config.state()) {
            Some(Loading::Ready(config)) => config.remembered_since(),
            _ => None,
        };
        let (what, since) = match (manifest, config) {
            (None, None) => return nothing(),
            (Some(manifest), Some(config)) => (
                "The manifest of this platform and its config are",
                manifest.min(config),
            ),
            (Some(since), None) => ("The manifest of this platform is", since),
            (None, Some(since)) => ("The config is", since),
        };
        let words = format!(
            "{what} remembered in this browser: read {}, hashed again now, and not asked of {title}.",
            ago(since, now())
        );
        of_class("p", "truth truth-plain").text(words).view()
    })
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
