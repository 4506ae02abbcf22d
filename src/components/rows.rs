//! A table of names of which only the rows on screen are in the page.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use porthole_core::visible_range::{ALL_ROWS, Viewport};

use crate::connection::listing::Name;

/// The height of a row, in pixels; the style sheet gives rows of such tables the same.
const ROW_HEIGHT: u32 = 40;

/// Draws the one cell of a row.
pub(crate) type DrawRow = Arc<dyn Fn(&Name) -> AnyView + Send + Sync>;

/// A table with one column of rows that are all of one height.
#[component]
pub(crate) fn Rows(
    /// The table's name.
    label: &'static str,
    /// The heading of the column.
    heading: &'static str,
    /// The rows.
    rows: Memo<Vec<Name>>,
    /// Draws a row.
    draw: DrawRow,
) -> impl IntoView {
    let body = NodeRef::<html::Tbody>::new();
    let count = Memo::new(move |_| rows.with(Vec::len));
    let moved = follow_window();
    let range = Memo::new(move |_| {
        moved.track();
        viewport(body).rows(count.get())
    });
    let shown = move || {
        let range = range.get();
        rows.with(|rows| {
            let shown = rows.get(range.clone()).unwrap_or_default();
            range.zip(shown.iter().cloned()).collect::<Vec<_>>()
        })
    };
    let space = |rows: usize| format!("{}px", rows * ROW_HEIGHT as usize);
    let above = Signal::derive(move || space(range.get().start));
    let below = Signal::derive(move || space(count.get().saturating_sub(range.get().end)));
    view! {
        <table class="rows" aria-label=label aria-rowcount=move || count.get() + 1>
            <thead><tr><th scope="col">{heading}</th></tr></thead>
            <tbody node_ref=body>
                <tr class="space" aria-hidden="true" style:height=above></tr>
                <For each=shown key=|row| row.clone() let((position, name))>
                    <tr aria-rowindex=(count.get_untracked() > ALL_ROWS).then_some(position + 2)>
                        <td>{draw(&name)}</td>
                    </tr>
                </For>
                <tr class="space" aria-hidden="true" style:height=below></tr>
            </tbody>
        </table>
    }
}

/// Changes whenever the window is scrolled or sized, for as long as the owner lives.
fn follow_window() -> RwSignal<u32> {
    let moved = RwSignal::new(0_u32);
    let follow = move || moved.update(|moves| *moves = moves.wrapping_add(1));
    let scroll = window_event_listener(ev::scroll, move |_| follow());
    let resize = window_event_listener(ev::resize, move |_| follow());
    on_cleanup(move || {
        scroll.remove();
        resize.remove();
    });
    moved
}

/// What is seen of the body of the table; the first screen before it is in the page.
fn viewport(body: NodeRef<html::Tbody>) -> Viewport {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let offset = body
        .get()
        .map(|body| -body.get_bounding_client_rect().top());
    Viewport {
        offset: offset.unwrap_or_default(),
        height: height.unwrap_or_default(),
        row_height: f64::from(ROW_HEIGHT),
    }
}
