//! Where the journal of a run goes.

use futures_util::future::LocalBoxFuture;
use porthole_core::{
    deletion::keeper::{Keeper, NotKept},
    registry::address::RegistryAddress,
};

use crate::storage::journal;

/// Keeps journals of one registry in this browser.
pub(super) struct BrowserKeeper(pub(super) RegistryAddress);

const WHY: &str = "This browser did not keep the journal: its storage is full, or does not answer.";

fn kept(is_kept: bool) -> Result<(), NotKept> {
    if is_kept {
        Ok(())
    } else {
        Err(NotKept(WHY.to_owned()))
    }
}

impl Keeper for BrowserKeeper {
    fn begin(&self, id: &str, plan: String) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        Box::pin(async move { kept(journal::begin(&self.0, &id, &plan).await) })
    }

    fn note(
        &self,
        id: &str,
        states: String,
        is_end: bool,
    ) -> LocalBoxFuture<'_, Result<(), NotKept>> {
        let id = id.to_owned();
        Box::pin(async move { kept(journal::note(&id, &states, is_end).await) })
    }
}
