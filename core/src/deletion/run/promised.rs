//! Manifests that were to stay when their tags were removed.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::{
        journal::record::Work,
        run::{
            Run, SILENCE, ends_all, outcome::Outcome, removing::AT_ONCE, settling::named,
            state::After,
        },
        steps::Action,
    },
    oci::digest::Digest,
    registry::{error::RegistryError, transport::Transport},
};

/// More are not asked about.
const ASKED: usize = 200;

impl<T: Transport> Run<T> {
    /// Asks about manifests that were to stay without a tag: some registries delete a manifest with
    /// its last tag.
    pub(super) async fn look_after_promised(&self, after: &mut After) -> Result<(), RegistryError> {
        let promised = self.promised();
        after.unasked = promised.len().saturating_sub(ASKED);
        let mut answers = stream::iter(promised.into_iter().take(ASKED))
            .map(|digest| async {
                let is_there = self.is_there(&digest).await;
                (digest, is_there)
            })
            .buffered(AT_ONCE);
        while let Some((digest, is_there)) = answers.next().await {
            match is_there {
                Ok(true) => {}
                Ok(false) => after.taken_along.push(digest),
                Err(error) if ends_all(&error.kind) || self.silence.get() >= SILENCE => {
                    return Err(error);
                }
                Err(_) => after.unasked += 1,
            }
        }
        Ok(())
    }

    /// What removed tags led to, and no tag that stays.
    fn promised(&self) -> BTreeSet<Digest> {
        let state = self.state.borrow();
        let tasks = self.record.tasks.iter().zip(&state.outcomes);
        let removed = tasks.filter(|(_, outcome)| **outcome == Outcome::Done);
        let mut promised: BTreeSet<Digest> = removed
            .filter_map(|(task, _)| match &task.work {
                Work::Remove(Action::RemoveTag { digest, .. }) => digest.clone(),
                _ => None,
            })
            .collect();
        drop(state);
        for task in &self.record.tasks {
            if let Some(digest) = task.work.deleted() {
                promised.remove(digest);
            }
        }
        for target in self.kept().values().flatten() {
            if let Some(digest) = named(target) {
                promised.remove(digest);
            }
        }
        promised
    }
}
