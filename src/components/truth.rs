//! The sentence of truth: what was read, from where, and what that proves.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::{Finding, Mismatch},
    registry::{address::Scheme, manifest::ReadManifest},
};

use crate::{
    components::mark::{source, why},
    connection::Connection,
};

/// Says under a title what is known of the manifest.
#[component]
pub(crate) fn Truth(
    /// What was found of its bytes.
    finding: Rc<Finding<ReadManifest>>,
) -> impl IntoView {
    let connection = Connection::in_use();
    let target = &connection.target;
    let registry = target.title.clone();
    let (class, sentence) = match &*finding {
        Finding::Verified(verified) => {
            let sources: Vec<String> = verified.sources().iter().map(source).collect();
            let by = sources.join(" and ");
            (
                "good",
                format!(
                    "The manifest was read from {registry} just now and matches {by}. The layers were not read."
                ),
            )
        }
        Finding::Computed { .. } => (
            "plain",
            format!(
                "The manifest was read from {registry} just now. Its digest was computed here; there was nothing to compare it with."
            ),
        ),
        Finding::Mismatch(mismatch) => ("bad", difference(mismatch)),
        Finding::Unverifiable { reason, .. } => (
            "amber",
            format!("This manifest cannot be verified. {}", why(reason)),
        ),
    };
    let is_open = target.address.scheme() == Scheme::Http && !target.address.is_this_computer();
    view! {
        <p class=format!("truth truth-{class}")>
            {sentence}
            {is_open.then_some(" The registry is read over plain http: someone on the path could change what the page is and what it reads.")}
        </p>
    }
}

fn difference(mismatch: &Mismatch) -> String {
    let from = source(&mismatch.expected.source);
    if mismatch.is_size_only() {
        let expected = mismatch.expected.size.unwrap_or_default();
        return format!(
            "The manifest is not what {from} promises: {expected} bytes were promised and {} came. Do not use this image from here.",
            mismatch.found_size
        );
    }
    format!("The manifest is not what {from} promises. Do not use this image from here.")
}
