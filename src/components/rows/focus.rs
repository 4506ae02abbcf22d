//! Rows that go from the page do not take the focus with them.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element as Node, HtmlElement};

/// Which way the row went that had the focus.
#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
}

/// The focus within the body of a table. A copy is the same one.
#[derive(Clone, Copy)]
pub(super) struct Focus {
    body: StoredValue<Option<Node>, LocalStorage>,
    lost: StoredValue<Option<Way>>,
}

impl Focus {
    /// Of a table whose body comes later.
    pub(super) fn new(body: StoredValue<Option<Node>, LocalStorage>) -> Self {
        Self {
            body,
            lost: StoredValue::new(None),
        }
    }

    /// To be told before rows go: if one of them has the focus, the next frame gives it to the
    /// nearest that is seen.
    pub(super) fn keep(self) {
        let active = document().active_element();
        let within = |body: &Node| active.filter(|active| body.contains(Some(active)));
        let row = self.body.with_value(|body| body.as_ref().and_then(within));
        if let Some(row) = row {
            let is_above = row.get_bounding_client_rect().top() < 0.0;
            let way = if is_above { Way::Up } else { Way::Down };
            self.lost.set_value(Some(way));
        }
        if self.lost.get_value().is_some() {
            request_animation_frame(move || self.give_back());
        }
    }

    /// Does nothing where somebody has it. Where no row is seen yet, the next that come get it.
    fn give_back(self) {
        let Some(Some(way)) = self.lost.try_get_value() else {
            return;
        };
        let active = document().active_element();
        let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
        if !is_lost || self.nearest(way).is_some_and(|row| row.focus().is_ok()) {
            self.lost.set_value(None);
        }
    }

    /// The row that is seen and nearest to what went.
    fn nearest(self, way: Way) -> Option<HtmlElement> {
        let body = self.body.get_value()?;
        let found = body.query_selector_all(".row-link").ok()?;
        let height = window().inner_height().ok()?.as_f64()?;
        let mut seen = (0..found.length())
            .filter_map(|index| found.item(index)?.dyn_into::<HtmlElement>().ok())
            .filter(|row| {
                let place = row.get_bounding_client_rect();
                place.top() >= 0.0 && place.bottom() <= height
            });
        match way {
            Way::Up => seen.next(),
            Way::Down => seen.next_back(),
        }
    }
}
