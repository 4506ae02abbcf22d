//! The field that filters a list. What it holds stands in the address.

use leptos::prelude::*;

use crate::navigation::Navigation;

/// What the list is filtered by: lower case, without space around it; tracked.
pub(crate) fn filter_in_use() -> String {
    let filter = Navigation::in_use().part(|route| route.query.filter.clone());
    filter.unwrap_or_default().trim().to_ascii_lowercase()
}

/// A field that filters a list as one types.
#[component]
pub(crate) fn FilterField(
    /// Its name.
    #[prop(into)]
    label: String,
    /// How many there are to filter, for the hint; tracked.
    #[prop(into)]
    hint: Signal<String>,
) -> impl IntoView {
    let navigation = Navigation::in_use();
    let value = move || {
        navigation
            .part(|route| route.query.filter.clone())
            .unwrap_or_default()
    };
    let adjust = move |typed: String| {
        navigation
            .adjust(|route| route.query.filter = Some(typed).filter(|typed| !typed.is_empty()));
    };
    view! {
        <input
            type="search"
            class="filter"
            aria-label=label
            placeholder=hint
            autocomplete="off"
            spellcheck="false"
            prop:value=value
            on:input:target=move |event| adjust(event.target().value())
        />
    }
}
