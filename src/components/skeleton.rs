//! The shape of what is to come.

use leptos::prelude::*;

/// Rows to come.
#[component]
pub(crate) fn SkeletonRows(
    /// What is read, for those who do not see the shape.
    #[prop(into)]
    label: String,
    /// How many rows are drawn.
    #[prop(default = 6)]
    rows: usize,
) -> impl IntoView {
    let row = |position: usize| {
        // Uneven, as what comes will be.
        let width = 30 + (position * 37) % 40;
        view! { <div class="skeleton-row"><span class="skeleton" style:width=format!("{width}%")></span></div> }
    };
    view! {
        <div class="panel" aria-busy="true">
            <p class="offscreen" role="status">{label}</p>
            {(0..rows).map(row).collect_view()}
            <p class="late">"No answer yet. Some registries need minutes; Porthole gives up by itself and says why."</p>
        </div>
    }
}
