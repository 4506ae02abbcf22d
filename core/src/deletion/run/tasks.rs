//! One task after the other.

use std::time::Duration;

use crate::{
    deletion::{
        journal::record::Work,
        run::{
            RESTS, Run, SILENCE, ends_all,
            outcome::{LeftOut, Outcome},
            state::{End, Phase},
        },
        steps::Action,
    },
    registry::{error::ErrorKind, transport::Transport},
};

impl<T: Transport> Run<T> {
    /// Does a task, unless it is behind.
    pub(super) async fn task(&self, place: usize) -> Result<(), End> {
        let needed = match self.outcome(place) {
            Outcome::Waiting => self.needed(place),
            Outcome::Half(_) => None,
            _ => return Ok(()),
        };
        if self.stopping.is_wanted() {
            return Err(End::Stopped);
        }
        if let Some(need) = needed {
            self.set(place, Outcome::LeftOut(LeftOut::Needs(need)));
            return Ok(());
        }
        self.enter(Phase::Working(place));
        let mut rests = 0;
        loop {
            let outcome = self.perform(place).await?;
            let may_rest = rests < RESTS;
            rests += 1;
            match wanted_rest(&outcome) {
                // What was looked at before is looked at again after a rest.
                Some(rest) if may_rest && self.rest(rest.0).await => {}
                _ => return self.conclude(place, outcome).await,
            }
        }
    }

    async fn perform(&self, place: usize) -> Result<Outcome, End> {
        match &self.record.tasks[place].work {
            Work::Remove(Action::DeleteManifest { digest, tags }) => {
                self.delete(place, digest, tags).await
            }
            Work::Remove(Action::RemoveTag { tag, digest, .. }) => {
                match self.record.tombstone(tag) {
                    Some(tombstone) => self.bury(place, (tag, digest.as_ref()), tombstone).await,
                    None => self.untag(place, tag, digest.as_ref()).await,
                }
            }
            Work::PutManifest(digest) => self.put_back(place, digest).await,
            Work::PutTag { tag, digest, was } => {
                self.put_tag(place, tag, (digest, was.as_ref())).await
            }
        }
    }

    /// Takes what came of a task; some errors end the run.
    async fn conclude(&self, place: usize, outcome: Outcome) -> Result<(), End> {
        let error = outcome.error().cloned();
        let ends = error.filter(|error| {
            let is_limit = matches!(error.kind, ErrorKind::RateLimited(_));
            is_limit || ends_all(&error.kind) || self.silence.get() >= SILENCE
        });
        let Some(error) = ends else {
            self.set(place, outcome);
            return Ok(());
        };
        let outcome = match outcome {
            Outcome::LeftOut(_) => Outcome::NotTried,
            Outcome::Half(_) => self.take_back(place, error.clone()).await,
            outcome => outcome,
        };
        self.set(place, outcome);
        Err(End::GivenUp(error))
    }

    /// The first of the tasks that it needs, and that is not done.
    fn needed(&self, place: usize) -> Option<usize> {
        let state = self.state.borrow();
        let mut needs = self.record.tasks[place].needs.iter().copied();
        needs.find(|need| !state.outcomes[*need].mark().is_done())
    }
}

/// How long the registry wants to be left alone.
struct Rest(Option<Duration>);

/// The rest that is wanted by the answer to what was sent for a task itself.
fn wanted_rest(outcome: &Outcome) -> Option<Rest> {
    let error = outcome.error().filter(|_| !outcome.mark().is_untouched());
    match error?.kind {
        ErrorKind::RateLimited(wait) => Some(Rest(wait)),
        _ => None,
    }
}
