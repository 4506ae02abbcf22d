//! The few icons. They stand beside words, so screen readers pass over them.

use leptos::{prelude::*, tachys::html::InertElement};

const MARK: &str = r#"<svg class="brand-icon" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor"><circle cx="14" cy="14" r="12" stroke-width="2.5"/><circle cx="14" cy="14" r="7.5" stroke-width="2"/><path d="M7 14.5c2.3-1.8 4.7-1.8 7 0s4.7 1.8 7 0" stroke-width="2"/></svg>"#;

const COPY: &str = r#"<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3v-.5a1 1 0 0 0-1-1h-7a1 1 0 0 0-1 1v7a1 1 0 0 0 1 1H3"/></svg>"#;

/// Porthole's mark.
pub(crate) fn mark_icon() -> AnyView {
    InertElement::new(MARK).into_any()
}

/// Two sheets: copy.
pub(crate) fn copy_icon() -> AnyView {
    InertElement::new(COPY).into_any()
}
