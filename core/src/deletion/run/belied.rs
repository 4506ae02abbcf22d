//! What the registry said that it did, and did not.

use crate::{
    deletion::{
        journal::record::Work,
        run::{Run, outcome::Outcome, settling::is_same},
        snapshot::Target,
        steps::Action,
    },
    oci::tag::Tag,
    registry::{
        error::{ErrorKind, RegistryError, Subject},
        request::Method,
        transport::Transport,
    },
};

impl<T: Transport> Run<T> {
    /// The place of the task that removed a tag, as the registry said, where the tag still leads
    /// to what that task was to remove.
    pub(super) fn belied(&self, tag: &Tag, now: &Target) -> Option<usize> {
        let state = self.state.borrow();
        let mut tasks = self.record.tasks.iter().zip(&state.outcomes);
        let place = tasks.position(|(task, outcome)| {
            let is_removed = matches!(task.work, Work::Remove(_)) && *outcome == Outcome::Done;
            is_removed && task.work.tags().contains(tag)
        })?;
        let leads_on = match (now, &self.record.tasks[place].work) {
            (Target::Missing, _) => false,
            (Target::Manifest(digest), Work::Remove(Action::RemoveTag { .. }))
                if self.record.is_tombstone(tag, digest) =>
            {
                true
            }
            (now, _) => is_same(now, self.record.led(tag)),
        };
        leads_on.then_some(place)
    }

    /// Takes it that a task is not done, and puts back the tag that was left on a tombstone.
    pub(super) async fn take_as_not_done(&self, place: usize) {
        let error = self.not_deleted(place);
        let work = &self.record.tasks[place].work;
        let outcome = match work {
            Work::Remove(Action::RemoveTag { tag, .. }) if self.record.tombstone(tag).is_some() => {
                self.set(place, Outcome::Half(Some(error.clone())));
                self.take_back(place, error).await
            }
            _ => Outcome::Failed(error),
        };
        self.set(place, outcome);
    }

    fn not_deleted(&self, place: usize) -> RegistryError {
        let work = &self.record.tasks[place].work;
        let deleted = work.deleted().map(ToString::to_string);
        let reference = deleted.or_else(|| Some(work.tags().first()?.to_string()));
        let words = "It said that it deleted it.".to_owned();
        self.untrue(Method::Delete, &reference.unwrap_or_default(), words)
    }

    /// The error of a request that was answered as done, and did something else.
    pub(super) fn untrue(&self, method: Method, reference: &str, words: String) -> RegistryError {
        RegistryError {
            kind: ErrorKind::Malformed(words),
            subject: Subject::Manifest,
            method,
            path: format!("/v2/{}/manifests/{reference}", self.record.repository),
        }
    }
}
