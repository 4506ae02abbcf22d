//! The page: a window onto a registry, in the browser. The same program serves as its workers.
#![expect(
    unreachable_pub,
    reason = "the macro for components makes each function pub within its module"
)]

mod app;
mod components;
mod connection;
mod failure;
mod navigation;
mod pages;
mod reactive;
mod scrolling;
mod site;
mod storage;
mod transport;
mod workers;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

fn main() {
    failure::report_panics();
    if workers::serves() {
        return;
    }
    let place = document()
        .get_element_by_id("app")
        .expect("index.html holds the place that the page is mounted in")
        .unchecked_into::<web_sys::HtmlElement>();
    place.set_text_content(None);
    mount_to(place, app::App).forget();
}
