//! What reads and writes, as a part of the program that is loaded when it is wanted.
#![expect(
    clippy::unnecessary_wraps,
    reason = "what is loaded later can fail, which its functions cannot"
)]

use std::cell::Cell;

use porthole_core::registry::memory::Recalled;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    Boxed, Kept, Verdict, content,
    shelf::{self, Patience, with},
    verdicts,
};
use crate::storage::journal;

/// What can be done with what is kept. Nothing comes of what fails.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// What is kept of a scope under a digest.
    pub(super) recall: fn(String, String) -> Boxed<Option<Recalled>>,
    /// Does what waits to be done.
    pub(super) write: fn(),
    /// Forgets all.
    pub(super) clear: fn() -> Boxed<Option<()>>,
    /// What is kept.
    pub(super) kept: fn() -> Boxed<Option<Vec<Kept>>>,
    /// The verdict on the digest in a repository of a scope.
    pub(super) verdict: fn([String; 3]) -> Boxed<Option<Verdict>>,
}

#[wasm_split(memory, fallible)]
pub(super) fn memory_part() -> Result<Part, SplitLoaderError> {
    Ok(Part {
        recall,
        write,
        clear,
        kept,
        verdict,
    })
}

/// What is kept too long goes whenever something is kept.
fn write() {
    thread_local! {
        static IS_SWEPT: Cell<bool> = const { Cell::new(false) };
    }
    if !IS_SWEPT.replace(true) {
        journal::sweep();
    }
    shelf::write();
}

fn recall(scope: String, digest: String) -> Boxed<Option<Recalled>> {
    let look = with(Patience::Reader, |database| {
        Box::pin(async move { content::recall(&database, &scope, &digest).await })
    });
    Box::pin(async { look.await.flatten() })
}

fn clear() -> Boxed<Option<()>> {
    with(Patience::Change, |database| {
        Box::pin(async move { content::clear(&database).await })
    })
}

fn kept() -> Boxed<Option<Vec<Kept>>> {
    with(Patience::Change, |database| {
        Box::pin(async move { content::kept(&database).await })
    })
}

fn verdict(key: [String; 3]) -> Boxed<Option<Verdict>> {
    let look = with(Patience::Reader, |database| {
        Box::pin(
            async move { verdicts::recall(&database, key.each_ref().map(String::as_str)).await },
        )
    });
    Box::pin(async { look.await.flatten() })
}
