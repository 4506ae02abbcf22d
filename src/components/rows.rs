//! A table of which only the rows on screen are in the page, if it is long.

use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use leptos::{ev, prelude::*};
use porthole_core::visible_range::{ALL_ROWS, Viewport, step};
use web_sys::Element as Node;

use crate::{
    components::element::{Element, element, of_class, set_style},
    connection::listing::Name,
    reactive::{Derived, effect},
    scrolling::Scrolling,
};

/// The height of a row before one is drawn, in pixels.
const ROW_HEIGHT: f64 = 40.0;

/// Draws the cells of a row.
pub(crate) type DrawRow = Arc<dyn Fn(&Name) -> AnyView + Send + Sync>;

/// A table of rows that are all of one height.
pub(crate) struct Table {
    /// Its name.
    pub(crate) label: &'static str,
    /// Its class.
    pub(crate) class: &'static str,
    /// The cells of its head.
    pub(crate) head: AnyView,
    /// The rows.
    pub(crate) rows: Derived<Arc<Vec<Name>>>,
    /// Draws a row.
    pub(crate) draw: DrawRow,
    /// Told which rows are seen.
    pub(crate) on_screen: RwSignal<Vec<Name>>,
}

/// The table.
pub(crate) fn table(table: Table) -> AnyView {
    let Table {
        label,
        class,
        head,
        rows,
        draw,
        on_screen,
    } = table;
    let body = StoredValue::new_local(None::<Node>);
    let count = Derived::new(move || rows.with(|rows| rows.len()));
    let row_height = RwSignal::new(ROW_HEIGHT);
    let moved = follow_window();
    let viewport = Derived::new(move || {
        moved.track();
        viewport(body.get_value().as_ref(), row_height.get())
    });
    let meant = Derived::new(move || viewport.get().rows(count.get()));
    let seen = Derived::new(move || viewport.get().on_screen(count.get()));
    let there = Arc::new(Mutex::new(There::default()));
    let drawn = Arc::clone(&there);
    let frame = RwSignal::new(0_u32);
    let range = Derived::new(move || {
        frame.track();
        let (meant, seen) = (meant.get(), seen.get());
        let drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
        rows.with(|rows| step(meant, seen, &|index| drawn.has(rows, index)))
    });
    draw_on(meant, range, frame);
    effect(move || {
        let seen = seen.get();
        on_screen.set(rows.with(|rows| rows.get(seen).unwrap_or_default().to_vec()));
    });
    effect(move || {
        moved.track();
        range.get();
        if let Some(height) = body.get_value().as_ref().and_then(drawn_height) {
            row_height.set(height);
        }
    });
    effect(move || {
        if count.get() > 0 {
            Scrolling::return_to_place();
        }
    });
    // Where a row stands is only told where not all rows are in the page.
    let shown = move || {
        let range = range.get();
        rows.with(|rows| {
            *there.lock().unwrap_or_else(PoisonError::into_inner) = There {
                rows: Arc::clone(rows),
                range: range.clone(),
            };
            let shown = rows.get(range.clone()).unwrap_or_default();
            let position = |position| (rows.len() > ALL_ROWS).then_some(position + 2);
            let positions = range.map(position);
            positions.zip(shown.iter().cloned()).collect::<Vec<_>>()
        })
    };
    let space = move |rows: usize| pixels(rows, row_height.get());
    let above = move || space(range.get().start);
    let below = move || space(count.get().saturating_sub(range.get().end));
    let row = move |(position, name): (Option<usize>, Name)| {
        let row = element("tr").child(draw(&name));
        match position {
            Some(position) => row.set("aria-rowindex", position.to_string()),
            None => row,
        }
        .view()
    };
    let drawn = view! { <For each=shown key=|row| row.clone() children=row/> }.into_any();
    let body = element("tbody")
        .node(move |node| body.set_value(Some(node)))
        .child(gap(above))
        .child(drawn)
        .child(gap(below));
    element("table")
        .set("class", format!("rows {class}"))
        .set("aria-label", label)
        .follow("aria-rowcount", move || Some((count.get() + 1).to_string()))
        .child(element("thead").child(element("tr").child(head)))
        .child(body)
        .view()
}

/// What is in the page: a range of what the rows were when it was drawn.
#[derive(Default)]
struct There {
    rows: Arc<Vec<Name>>,
    range: Range<usize>,
}

impl There {
    /// Whether a row is in the page. One of many is another row where it stands elsewhere.
    fn has(&self, rows: &[Name], index: usize) -> bool {
        let is_in_place = self.range.contains(&index) && self.rows.get(index) == rows.get(index);
        let are_few = rows.len().max(self.rows.len()) <= ALL_ROWS;
        let drawn = self.rows.get(self.range.clone()).unwrap_or_default();
        is_in_place || (are_few && drawn.contains(&rows[index]))
    }
}

/// Goes on with each frame until all rows are there that are meant.
fn draw_on(meant: Derived<Range<usize>>, range: Derived<Range<usize>>, frame: RwSignal<u32>) {
    let is_waiting = StoredValue::new(false);
    effect(move || {
        frame.track();
        if range.get() == meant.get() || is_waiting.get_value() {
            return;
        }
        is_waiting.set_value(true);
        request_animation_frame(move || {
            // The table may have gone meanwhile.
            let _ = is_waiting.try_set_value(false);
            let _ = frame.try_update(|frame| *frame = frame.wrapping_add(1));
        });
    });
}

/// The space of rows that are not in the page.
fn gap(height: impl Fn() -> String + Copy + 'static) -> Element {
    of_class("tr", "space")
        .set("aria-hidden", "true")
        .node(move |node| effect(move || set_style(&node, "height", &height())))
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
fn viewport(body: Option<&Node>, row_height: f64) -> Viewport {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    let offset = body.map(|body| -body.get_bounding_client_rect().top());
    Viewport {
        offset: offset.unwrap_or_default(),
        height: height.unwrap_or_default(),
        row_height,
    }
}

/// So many rows, in whole pixels: to write a fraction needs tables that nothing else does.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no table is that long"
)]
fn pixels(rows: usize, row_height: f64) -> String {
    format!("{}px", (rows as f64 * row_height) as u64)
}

/// How high the first row is drawn; a narrow screen has other rows than a wide one.
fn drawn_height(body: &Node) -> Option<f64> {
    let row = body.query_selector("tr:not(.space)").ok().flatten()?;
    let height = row.get_bounding_client_rect().height();
    (height >= 1.0).then_some(height)
}
