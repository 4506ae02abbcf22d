//! What keeps journals.

use futures_util::future::{FutureExt as _, LocalBoxFuture, ready};

/// Keeps two records of a run: what never changes, once, and how far it is, again and again.
pub trait Keeper {
    /// Keeps the plan, its steps and the bytes that put everything back, before anything is sent.
    fn begin(&self, id: &str, plan: String) -> LocalBoxFuture<'_, Result<(), NotKept>>;

    /// Keeps how far it is, in place of what was kept of that before; and whether that is its end.
    fn note(
        &self,
        id: &str,
        states: String,
        is_end: bool,
    ) -> LocalBoxFuture<'_, Result<(), NotKept>>;
}

/// Why nothing was kept, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept(pub String);

/// Keeps nothing, for who was told so and goes on without.
#[derive(Clone, Copy, Debug)]
pub struct KeepsNothing;

impl Keeper for KeepsNothing {
    fn begin(&self, _: &str, _: String) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        ready(Ok(())).boxed_local()
    }

    fn note(&self, _: &str, _: String, _: bool) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        ready(Ok(())).boxed_local()
    }
}
