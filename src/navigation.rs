//! Where the page is: the route in the address, as a signal.

use leptos::{ev, prelude::*};
use porthole_core::route::{Route, UnknownRoute, View};
use wasm_bindgen::JsValue;

use crate::scrolling::Scrolling;

/// The route in the address. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Navigation(RwSignal<Result<Route, UnknownRoute>>);

impl Navigation {
    /// Follows the address for as long as the owner lives, and is there for all below it.
    pub(crate) fn provide() -> Self {
        let navigation = Self(RwSignal::new(current()));
        let scrolling = Scrolling::provide();
        let listener = window_event_listener(ev::hashchange, move |_| {
            if let (Ok(from), Ok(to)) = (navigation.0.get_untracked(), current()) {
                scrolling.go(from.to_string(), &to.to_string());
            }
            navigation.update();
        });
        on_cleanup(move || listener.remove());
        provide_context(navigation);
        navigation
    }

    /// The one that is in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// The route; tracked.
    pub(crate) fn route(self) -> Result<Route, UnknownRoute> {
        self.0.get()
    }

    /// One part of the route; tracked. The default where no view has the address.
    pub(crate) fn part<P>(self, part: impl Fn(&Route) -> P) -> P {
        self.0.with(|route| match route {
            Ok(route) => part(route),
            Err(unknown) => part(&Route {
                view: View::default(),
                query: (*unknown.query).clone(),
            }),
        })
    }

    /// Goes to a route; the way back stays.
    pub(crate) fn go(route: &Route) {
        // The browser refuses only what is no address, and a route always is one.
        let _ = location().set_hash(&route.to_string());
    }

    /// Changes how the view is set, without a step back to what it was.
    pub(crate) fn adjust(self, change: impl FnOnce(&mut Route)) {
        let Ok(mut route) = self.0.get_untracked() else {
            return;
        };
        change(&mut route);
        let address = route.to_string();
        let replaced = window()
            .history()
            .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
        if replaced.is_ok() {
            self.update();
        }
    }

    /// Takes what must not stay out of the address that the browser shows and remembers.
    pub(crate) fn hide_address() {
        let route = Route {
            view: View::Connection,
            ..Route::default()
        };
        if let Ok(history) = window().history() {
            // A browser that refuses keeps what its user typed.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.to_string()));
        }
    }

    fn update(self) {
        let route = current();
        if self.0.with_untracked(|known| *known != route) {
            self.0.set(route);
        }
    }
}

fn current() -> Result<Route, UnknownRoute> {
    Route::parse(&location().hash().unwrap_or_default())
}
