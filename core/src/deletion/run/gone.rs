//! What is not there any more after a run.

use crate::{
    deletion::{
        journal::record::{Record, Work},
        run::state::State,
    },
    oci::{digest::Digest, tag::Tag},
};

impl Record {
    /// Whether it removed a tag, with its manifest or alone.
    pub fn has_removed(&self, tag: &Tag, state: &State) -> bool {
        let mut removed = self.removals(state);
        removed.any(|work| work.tags().contains(tag))
    }

    /// Whether it deleted a manifest.
    pub fn has_deleted(&self, digest: &Digest, state: &State) -> bool {
        let mut removed = self.removals(state);
        removed.any(|work| work.deleted() == Some(digest))
    }

    /// What was removed, or gone before.
    fn removals<'a>(&'a self, state: &'a State) -> impl Iterator<Item = &'a Work> {
        let tasks = self.tasks.iter().zip(&state.outcomes);
        let done = tasks.filter(|(_, outcome)| outcome.mark().is_done());
        let works = done.map(|(task, _)| &task.work);
        works.filter(|work| matches!(work, Work::Remove(_)))
    }
}
