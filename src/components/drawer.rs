//! The drawer with this page's requests: whether it is open, and its place at the bottom of every
//! view. The address opens it. Once open it stays while one walks from view to view, and each
//! address that one comes to says so too.

use leptos::prelude::*;
use porthole_core::route::DEBUG;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element as Node, HtmlElement};

use crate::{
    components::{
        dynamic::dynamic,
        element::{nothing, of_class},
        title::focus_heading,
    },
    navigation::Navigation,
    pages::later,
    reactive::{Derived, effect},
};

/// What says to the style sheet that the page has less room.
const MARK: &str = "data-drawer";

/// The drawer. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Drawer {
    navigation: Navigation,
    is_open: RwSignal<bool>,
    /// What had the focus when a key opened it; none where the address did.
    before: StoredValue<Option<Node>, LocalStorage>,
}

impl Drawer {
    /// Follows the address for as long as the owner lives, and is there for all below it.
    pub(crate) fn provide() -> Self {
        let navigation = Navigation::in_use();
        let drawer = Self {
            navigation,
            is_open: RwSignal::new(take_from_search()),
            before: StoredValue::new_local(None),
        };
        let is_asked_for =
            Derived::new(move || navigation.part(|route| route.query.are_requests_shown));
        effect(
            move || match (is_asked_for.get(), drawer.is_open.get_untracked()) {
                (true, false) => drawer.is_open.set(true),
                (false, true) => drawer.write(true),
                _ => {}
            },
        );
        provide_context(drawer);
        drawer
    }

    /// The one in use.
    pub(crate) fn in_use() -> Self {
        expect_context()
    }

    /// Opens it and goes there, or closes it.
    pub(crate) fn toggle(self) {
        if self.is_open.get_untracked() {
            self.close();
            return;
        }
        self.before.set_value(document().active_element());
        self.is_open.set(true);
        self.write(true);
    }

    /// Closes it. A focus within it goes back to where it came from.
    pub(crate) fn close(self) {
        let within = document().query_selector(".drawer :focus").ok().flatten();
        let before = self.before.get_value();
        self.before.set_value(None);
        self.is_open.set(false);
        self.write(false);
        if within.is_none() {
            return;
        }
        let before = before.and_then(|before| before.dyn_into::<HtmlElement>().ok());
        match before.filter(|before| before.is_connected() && before.tab_index() >= 0) {
            Some(before) => {
                // Without it the focus is where the browser puts it.
                let _ = before.focus();
            }
            None => focus_heading(),
        }
    }

    /// Whether a key opened it: then the focus goes there.
    pub(crate) fn takes_focus(self) -> bool {
        self.before.with_value(Option::is_some)
    }

    fn write(self, is_open: bool) {
        self.navigation
            .adjust(|route| route.query.are_requests_shown = is_open);
    }

    /// Where it stands, if it is open.
    pub(crate) fn place(self) -> AnyView {
        effect(move || {
            let Some(root) = document().document_element() else {
                return;
            };
            // An attribute of a fixed name can always be set.
            let _ = root.toggle_attribute_with_force(MARK, self.is_open.get());
        });
        dynamic(move || {
            if self.is_open.get() {
                of_class("aside", "drawer")
                    .set("aria-label", "Requests of this page")
                    .child(later::requests())
                    .view()
            } else {
                nothing()
            }
        })
    }
}

/// Whether the address asks for it before its `#`, where one may write it too. From there it is
/// taken, so that it does not open again when it was closed.
fn take_from_search() -> bool {
    let location = location();
    let search = location.search().unwrap_or_default();
    let pairs = search.strip_prefix('?').unwrap_or(&search).split('&');
    let is_other = |pair: &&str| pair.split('=').next() != Some(DEBUG);
    let others: Vec<&str> = pairs.clone().filter(is_other).collect();
    if others.len() == pairs.count() {
        return false;
    }
    let mut address = location.pathname().unwrap_or_default();
    if !others.is_empty() {
        address.push('?');
        address.push_str(&others.join("&"));
    }
    address.push_str(&location.hash().unwrap_or_default());
    if let Ok(history) = window().history() {
        // A browser that refuses keeps it in the address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    true
}
