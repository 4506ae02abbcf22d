//! Light, dark, or as the browser asks for.

use leptos::prelude::*;
use porthole_core::settings::Theme;

use crate::{
    components::{
        dynamic::dynamic_text,
        element::{element, of_class},
    },
    reactive::effect,
    storage,
};

#[derive(Clone, Copy)]
struct InUse(RwSignal<Theme>);

/// Shows the colours that were chosen here, or else those of the settings, from now on.
pub(crate) fn provide(configured: Theme) {
    let theme = RwSignal::new(storage::theme().unwrap_or(configured));
    provide_context(InUse(theme));
    effect(move || {
        if let Some(root) = document().document_element() {
            // An attribute of a fixed name can always be set.
            let _ = root.set_attribute("data-theme", theme.get().as_str());
        }
    });
}

/// Steps through the three.
pub(crate) fn theme_button() -> AnyView {
    let InUse(theme) = expect_context();
    let step = move |_| {
        let next = match theme.get() {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        };
        storage::keep_theme(next);
        theme.set(next);
    };
    let label = move || Some(format!("Theme: {}", theme.get().as_str()));
    let sign = move || match theme.get() {
        Theme::Auto => "◐".to_owned(),
        Theme::Light => "○".to_owned(),
        Theme::Dark => "●".to_owned(),
    };
    let sign = element("span")
        .set("aria-hidden", "true")
        .child(dynamic_text(sign));
    of_class("button", "theme")
        .set("type", "button")
        .follow("title", label)
        .follow("aria-label", label)
        .on("click", step)
        .child(sign)
        .view()
}
