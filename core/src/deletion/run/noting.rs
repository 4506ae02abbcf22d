//! What a run notes in its journal.

use crate::{
    deletion::{
        journal::{self, Noted},
        run::{Run, outcome::Outcome, state::End},
    },
    registry::{error::RegistryError, transport::Transport},
};

impl<T: Transport> Run<T> {
    /// Notes that a request of a task is sent next. One that cannot be noted is not sent.
    pub(super) async fn under_way(&self, place: usize) -> Result<(), End> {
        let before = self.outcome(place);
        self.set(place, Outcome::UnderWay);
        let noted = self.note(false).await;
        if noted.is_err() {
            self.set(place, before);
        }
        noted
    }

    pub(super) async fn note(&self, is_end: bool) -> Result<(), End> {
        let told = (is_end && self.is_settled()).then(|| self.told());
        let states = journal::states(&self.name, &self.noted(), told.as_deref());
        let keeping = self.keeper.note(&self.record.id, states, told.is_some());
        keeping.await.map_err(End::NotKept)
    }

    pub(super) fn noted(&self) -> Vec<Noted> {
        let reach = self.client.reach();
        let title = |error: &RegistryError| error.told_of_change(reach, "");
        self.look(|state| {
            let outcomes = state.outcomes.iter();
            outcomes.map(|outcome| outcome.noted(&title)).collect()
        })
    }

    pub(super) fn told(&self) -> Vec<String> {
        self.look(|state| match &state.after {
            Some(Ok(after)) => after.words(),
            _ => Vec::new(),
        })
    }

    /// Whether nothing is left that only another look at the registry would tell.
    pub(super) fn is_settled(&self) -> bool {
        let is_open = |outcome: &Outcome| {
            matches!(
                outcome,
                Outcome::UnderWay | Outcome::Half(_) | Outcome::Unknown(_)
            )
        };
        self.look(|state| {
            !matches!(state.after, Some(Err(_))) && !state.outcomes.iter().any(is_open)
        })
    }
}
