//! One thing being read, in each state.

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    components::{dynamic::dynamic, failure::failure, skeleton::skeleton_rows},
    connection::loading::{Loader, Loading},
};

/// Its shape while it is on its way, the failure, or what `ready` draws of it.
pub(crate) fn loaded<T: 'static>(
    loader: Loader<T>,
    reading: &'static str,
    ready: impl Fn(Rc<T>) -> AnyView + Send + 'static,
) -> AnyView {
    dynamic(move || match loader.state() {
        Loading::Waiting => skeleton_rows(reading),
        Loading::Failed(error) => failure(&error, Callback::new(move |()| loader.again())),
        // What is read while it is drawn does not draw it anew.
        Loading::Ready(value) => untrack(|| ready(value)),
    })
}
