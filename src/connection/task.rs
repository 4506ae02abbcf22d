//! Work that ends with its owner.

use std::pin::Pin;

use leptos::reactive::spawn_local_scoped_with_cancellation;

/// Runs the work until it ends or its owner goes, whichever is first. Boxed, so that the code
/// around it is there once.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    spawn_local_scoped_with_cancellation(work);
}
