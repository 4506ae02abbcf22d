//! A digest: its start in a column, whole when copied.

use leptos::prelude::*;
use porthole_core::oci::digest::Digest;

use crate::components::{
    copy::copy_button,
    element::{element, of_class},
};

/// The start of a digest, with the whole in a tooltip and when copied. `of` what it is makes the
/// name of the button that copies it; it leads to `href`, if there is one.
pub(crate) fn short_digest(digest: &Digest, of: &str, href: Option<String>) -> AnyView {
    let whole = digest.to_string();
    let code = element("code")
        .set("title", whole.clone())
        .text(digest.short().to_owned());
    let code = match href {
        Some(href) => element("a").set("href", href).child(code),
        None => code,
    };
    of_class("span", "digest")
        .child(code)
        .child(copy_button(whole, format!("digest of {of}"), "", None))
        .view()
}
