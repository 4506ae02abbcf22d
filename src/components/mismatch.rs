//! Bytes that are not what was promised: both digests and sizes, and nothing of the content.

use leptos::prelude::*;
use porthole_core::{format::count, integrity::finding::Mismatch};

use crate::components::mark::source;

/// Shows what was promised and what came.
#[component]
pub(crate) fn MismatchCard(
    /// How they differ.
    mismatch: Mismatch,
    /// What they are, such as `The manifest`.
    what: &'static str,
) -> impl IntoView {
    let size = |size: u64| format!(" {} bytes", count(size));
    let expected = mismatch.expected;
    view! {
        <section class="message" role="alert">
            <h2>{what}" is not what was promised"</h2>
            <dl class="facts">
                <dt>"Promised by"</dt>
                <dd>{source(&expected.source)}</dd>
                <dt>"Expected"</dt>
                <dd><code>{expected.digest.to_string()}</code>{expected.size.map(size)}</dd>
                <dt>"Found"</dt>
                <dd><code>{mismatch.found.to_string()}</code>{size(mismatch.found_size)}</dd>
            </dl>
            <p>"Nothing of its content is shown. A proxy may have changed it on the way, or the registry's storage is damaged."</p>
        </section>
    }
}
