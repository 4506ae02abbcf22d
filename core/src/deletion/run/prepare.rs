//! Looking at the repository again before the first request: what the plan made anew does not do
//! too is left out.

use crate::{
    deletion::{
        journal::{Mark, record::Kind},
        plan::{Plan, Selection},
        read::read,
        run::{
            Run,
            compared::{Compared, as_before},
            outcome::{LeftOut, Outcome},
            state::{End, Phase},
        },
        snapshot::Snapshot,
    },
    registry::{error::ErrorKind, transport::Transport},
};

impl<T: Transport> Run<T> {
    /// Asks about what broke off, reads what a deletion is about, and leaves out what is not as
    /// it was.
    pub(super) async fn prepare(&self) -> Result<(), End> {
        let is_first = self.has_changed_nothing();
        self.settle_what_broke_off().await?;
        let Kind::Deletion {
            selection,
            mode,
            removal,
        } = &self.record.kind
        else {
            return Ok(());
        };
        let fresh = self.read_again(selection).await?;
        let outcomes = self.look(|state| state.outcomes.clone());
        let seen = as_before(&self.record, &outcomes, fresh.clone());
        let plan = Plan::of(&seen, selection, *mode, *removal);
        let compared = Compared::of(&self.record, &seen, &plan);
        for place in 0..self.record.tasks.len() {
            if self.outcome(place) == Outcome::Waiting
                && let Some(why) = compared.why_not(place)
            {
                let outcome = self.adrift_or_gone(place, why).await;
                self.set(place, outcome);
            }
        }
        if is_first {
            self.gone_before.replace(self.gone(&fresh.tags));
        }
        self.newcomers.take();
        self.baseline.replace(fresh.tags);
        Ok(())
    }

    /// Whether nothing was sent yet that may have changed something.
    fn has_changed_nothing(&self) -> bool {
        let is_unchanged = |mark: Mark| mark.is_untouched() || mark == Mark::WasGone;
        self.look(|state| {
            let mut marks = state.outcomes.iter().map(Outcome::mark);
            state.writes == 0 && marks.all(is_unchanged)
        })
    }

    async fn read_again(&self, selection: &Selection) -> Result<Snapshot, End> {
        let repository = &self.record.repository;
        let progress = |progress| self.enter(Phase::Reading(progress));
        let ask = async || read(&self.client, repository, selection, &progress).await;
        match self.stopping.unless(self.read(ask)).await {
            None => Err(End::Stopped),
            Some(Ok(snapshot)) => Ok(snapshot),
            Some(Err(error)) if error.kind == ErrorKind::NameUnknown => Ok(Snapshot::default()),
            Some(Err(error)) => Err(End::GivenUp(error)),
        }
    }

    async fn adrift_or_gone(&self, place: usize, why: LeftOut) -> Outcome {
        let (LeftOut::Adrift, Some(digest)) = (&why, self.record.tasks[place].work.deleted())
        else {
            return Outcome::LeftOut(why);
        };
        match self.is_there(digest).await {
            Ok(false) => Outcome::WasGone,
            Ok(true) => Outcome::LeftOut(why),
            Err(error) => Outcome::LeftOut(LeftOut::Unread(error)),
        }
    }
}
