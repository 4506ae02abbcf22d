//! One thing being read, in each state.

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    components::{dynamic::dynamic, failure::Failure, skeleton::SkeletonRows},
    connection::loading::{Loader, Loading},
};

/// Its shape while it is on its way, the failure, or what `ready` draws of it.
pub(crate) fn loaded<T: 'static>(
    loader: Loader<T>,
    reading: &'static str,
    ready: impl Fn(Rc<T>) -> AnyView + Send + 'static,
) -> AnyView {
    dynamic(move || match loader.state() {
        Loading::Waiting => view! { <SkeletonRows label=reading/> }.into_any(),
        Loading::Failed(error) => {
            view! { <Failure error again=move |()| loader.again()/> }.into_any()
        }
        Loading::Ready(value) => ready(value),
    })
}
