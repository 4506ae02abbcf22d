//! Parts of a view that follow signals. Each closure given to a view as it is makes code of its
//! own for building, comparing and taking down; these share one.

use std::sync::{Arc, Mutex};

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};

/// A part that is drawn anew whenever a signal that it reads changes.
pub(crate) fn dynamic(part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let shared: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(part));
    shared.into_any()
}

/// A text that follows signals.
pub(crate) fn dynamic_text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    let shared: SharedReactiveFunction<String> = Arc::new(Mutex::new(text));
    shared.into_any()
}
