//! Parts of a view that follow signals. Each closure given to a view as it is makes code of its
//! own for building, comparing and taking down; these share one.

use std::sync::{Arc, Mutex};

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};

/// A part that is drawn anew whenever a signal that it reads changes.
pub(crate) fn dynamic(part: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    following(Arc::new(Mutex::new(part)))
}

#[inline(never)]
fn following(part: SharedReactiveFunction<AnyView>) -> AnyView {
    part.into_any()
}

/// A text that follows signals.
pub(crate) fn dynamic_text(text: impl Fn() -> String + Send + 'static) -> AnyView {
    following_text(Arc::new(Mutex::new(text)))
}

#[inline(never)]
fn following_text(text: SharedReactiveFunction<String>) -> AnyView {
    text.into_any()
}
