//! A digest: its start in a column, whole when copied.

use leptos::prelude::*;
use porthole_core::oci::digest::Digest;

use crate::components::copy::CopyButton;

/// The start of a digest, with the whole in a tooltip and when copied.
#[component]
pub(crate) fn ShortDigest(
    /// The digest.
    digest: Digest,
    /// Of what it is, for the name of the button that copies it.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let whole = digest.to_string();
    view! {
        <span class="digest">
            <code title=whole.clone()>{digest.short().to_owned()}</code>
            <CopyButton text=whole what=format!("digest of {of}")/>
        </span>
    }
}
