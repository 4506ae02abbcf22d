//! Entries of a list that are no names.

use leptos::prelude::*;
use porthole_core::format::{counted, visible_start};

/// How much of an entry is shown.
const LENGTH: usize = 80;

/// Says that entries of a list are left out, and shows some of them.
#[component]
pub(crate) fn Illegible(
    /// How many there are.
    count: usize,
    /// Some of them.
    shown: Vec<String>,
    /// What they are not, such as `repository names`.
    kind: &'static str,
) -> impl IntoView {
    let summary = format!(
        "{} of the list {} not {kind}, and cannot be opened",
        counted(count, "entry", "entries"),
        if count == 1 { "is" } else { "are" }
    );
    let rest = count.saturating_sub(shown.len());
    let entries = shown.into_iter().map(|entry| {
        let entry = if entry.is_empty() {
            "(empty)".to_owned()
        } else {
            visible_start(&entry, LENGTH)
        };
        view! { <li><code dir="ltr">{entry}</code></li> }
    });
    view! {
        <details class="note">
            <summary>{summary}</summary>
            <ul>
                {entries.collect_view()}
                {(rest > 0).then(|| view! { <li>{format!("and {rest} more")}</li> })}
            </ul>
        </details>
    }
}
