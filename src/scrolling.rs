//! Where each view was scrolled to, so that Back leads to the same row. The browser cannot do it:
//! when it would, the rows are not there yet.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

/// More addresses than anyone goes back to are not kept.
const KEPT: usize = 100;

/// Where views were scrolled to. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Scrolling {
    places: StoredValue<Vec<(String, f64)>>,
    is_by_link: StoredValue<bool>,
    place: StoredValue<Option<f64>>,
}

impl Scrolling {
    /// Follows links for as long as the owner lives, and is there for all below it.
    pub(crate) fn provide() -> Self {
        let scrolling = Self {
            places: StoredValue::new(Vec::new()),
            is_by_link: StoredValue::new(false),
            place: StoredValue::new(None),
        };
        if let Ok(history) = window().history() {
            // A browser without it scrolls as it likes.
            let _ = js_sys::Reflect::set(
                &history,
                &JsValue::from_str("scrollRestoration"),
                &JsValue::from_str("manual"),
            );
        }
        let listener = window_event_listener(ev::click, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            let link = target.and_then(|target| target.closest("a").ok().flatten());
            scrolling.is_by_link.set_value(link.is_some());
        });
        on_cleanup(move || listener.remove());
        provide_context(scrolling);
        scrolling
    }

    /// Keeps where the view that is left was scrolled to, and remembers where the one that comes
    /// was, unless a link leads there: then it begins at its start.
    pub(crate) fn go(self, from: String, to: &str) {
        let at = window().scroll_y().unwrap_or_default();
        let is_by_link = self.is_by_link.get_value();
        self.is_by_link.set_value(false);
        self.places.update_value(|places| {
            let known = places.iter().find(|(address, _)| address == to);
            let place = known.map(|(_, place)| *place).filter(|_| !is_by_link);
            self.place.set_value(place);
            places.retain(|(address, _)| *address != from);
            places.truncate(KEPT);
            places.insert(0, (from, at));
        });
    }

    /// Scrolls to where the view was, once it is long enough for it.
    pub(crate) fn return_to_place() {
        let Some(scrolling) = use_context::<Self>() else {
            return;
        };
        let Some(place) = scrolling.place.get_value() else {
            return;
        };
        scrolling.place.set_value(None);
        request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, place));
    }
}
