//! Doing what was confirmed: one task after the other, each only where the registry still holds
//! what the plan says, and noted in the journal before anything of it is sent.

mod after;
mod asking;
pub mod outcome;
mod prepare;
mod putting;
mod removing;
mod settling;
pub mod state;
mod stopping;

pub(super) use self::{asking::target, prepare::of_body};

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use self::{
    outcome::{LeftOut, Outcome},
    prepare::Newcomer,
    state::{End, Phase, State},
    stopping::Stopping,
};
use crate::{
    deletion::{
        confirm::Confirmed,
        journal::{
            self, Journal, Noted,
            record::{Record, Work},
        },
        keeper::Keeper,
        snapshot::{Snapshot, Target},
        steps::Action,
    },
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        permit::WritePermit,
        transport::Transport,
    },
};

/// How often in a row nothing answers before it is given up.
const SILENCE: u32 = 3;
/// How often in a row it waits because the registry wants that.
const RESTS: u32 = 5;

/// A run of what was confirmed.
pub struct Run<T> {
    client: Rc<RegistryClient<T>>,
    record: Record,
    /// What never changes, until it is kept.
    plan: RefCell<Option<String>>,
    /// By what the other record names it.
    name: Digest,
    permit: WritePermit,
    snapshot: Rc<Snapshot>,
    keeper: Rc<dyn Keeper>,
    tell: Box<dyn Fn()>,
    state: RefCell<State>,
    /// The tags that the repository had right before the first request.
    baseline: RefCell<BTreeMap<Tag, Target>>,
    /// Tags that came since.
    newcomers: RefCell<BTreeMap<Tag, Newcomer>>,
    silence: Cell<u32>,
    stopping: Stopping,
}

impl<T: Transport> Run<T> {
    /// A run that has done nothing yet. It calls `tell` whenever its state has changed, and must
    /// not be asked about it from there.
    pub fn new(
        client: Rc<RegistryClient<T>>,
        confirmed: Confirmed,
        keeper: Rc<dyn Keeper>,
        now: fn() -> Timestamp,
        tell: Box<dyn Fn()>,
    ) -> Self {
        let Confirmed {
            mut record,
            marks,
            snapshot,
            permit,
        } = confirmed;
        record.begun = record.begun.or_else(|| Some(now()));
        let plan = journal::written(&record);
        let outcomes = marks.into_iter().map(Outcome::going_on).collect();
        Self {
            client,
            name: journal::name_of(&plan),
            plan: RefCell::new(Some(plan)),
            record,
            permit,
            snapshot,
            keeper,
            tell,
            state: RefCell::new(State::of(outcomes)),
            baseline: RefCell::default(),
            newcomers: RefCell::default(),
            silence: Cell::new(0),
            stopping: Stopping::default(),
        }
    }

    /// What it does.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Looks at what is known.
    pub fn look<V>(&self, look: impl FnOnce(&State) -> V) -> V {
        look(&self.state.borrow())
    }

    /// Does all that is not done. Dropping it breaks it off wherever it is: then the journal tells
    /// how far it came.
    pub async fn go(&self) {
        let begun = self.client.transport().now();
        self.stopping.forget();
        self.silence.set(0);
        let end = self.work().await.err().unwrap_or(End::Whole);
        self.leave_untried();
        if self.look(|state| state.writes > 0) {
            self.enter(Phase::Checking);
            let after = self.look_after().await;
            self.state.borrow_mut().after = Some(after);
        }
        let kept = self.note(true).await;
        let took = self.client.transport().now().saturating_sub(begun);
        self.state.borrow_mut().took += took;
        self.enter(Phase::Ended(match (end, kept) {
            (End::Whole, Err(not_kept)) => not_kept,
            (end, _) => end,
        }));
    }

    /// Tries again what is not done, and nothing else, under the same permit.
    pub async fn again(&self) {
        for outcome in &mut self.state.borrow_mut().outcomes {
            *outcome = Outcome::going_on(outcome.mark());
        }
        self.go().await;
    }

    /// Ends it after the task under way: a tag is not left half removed.
    pub fn stop(&self) {
        self.stopping.stop();
    }

    /// What the journal says of it now.
    pub fn journal(&self) -> Journal {
        Journal {
            record: self.record.clone(),
            noted: self.noted(),
            has_ended: self.look(|state| state.end().is_some()) && self.is_settled(),
            told: self.told(),
        }
    }

    async fn work(&self) -> Result<(), End> {
        let plan = self.plan.borrow().clone();
        if let Some(plan) = plan {
            let kept = self.keeper.begin(&self.record.id, plan).await;
            kept.map_err(End::NotKept)?;
            self.plan.take();
        }
        self.prepare().await?;
        for place in 0..self.record.tasks.len() {
            self.task(place).await?;
        }
        Ok(())
    }

    async fn task(&self, place: usize) -> Result<(), End> {
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
        for _ in 0..RESTS {
            let outcome = self.perform(place).await?;
            let ErrorKind::RateLimited(wait) = (match sent_error(&outcome) {
                Some(error) => &error.kind,
                None => return self.conclude(place, outcome).await,
            }) else {
                return self.conclude(place, outcome).await;
            };
            let wait = *wait;
            if !self.rest(wait).await {
                return self.conclude(place, outcome).await;
            }
        }
        let outcome = self.perform(place).await?;
        self.conclude(place, outcome).await
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

    fn leave_untried(&self) {
        for outcome in &mut self.state.borrow_mut().outcomes {
            if *outcome == Outcome::Waiting {
                *outcome = Outcome::NotTried;
            }
        }
    }

    fn outcome(&self, place: usize) -> Outcome {
        self.state.borrow().outcomes[place].clone()
    }

    fn set(&self, place: usize, outcome: Outcome) {
        self.state.borrow_mut().outcomes[place] = outcome;
        (self.tell)();
    }

    fn enter(&self, phase: Phase) {
        self.state.borrow_mut().phase = phase;
        (self.tell)();
    }

    /// Notes that a request of a task is sent next. One that cannot be noted is not sent.
    async fn under_way(&self, place: usize) -> Result<(), End> {
        let before = self.outcome(place);
        self.set(place, Outcome::UnderWay);
        let noted = self.note(false).await;
        if noted.is_err() {
            self.set(place, before);
        }
        noted
    }

    async fn note(&self, is_end: bool) -> Result<(), End> {
        let told = (is_end && self.is_settled()).then(|| self.told());
        let states = journal::states(&self.name, &self.noted(), told.as_deref());
        let keeping = self.keeper.note(&self.record.id, states, told.is_some());
        keeping.await.map_err(End::NotKept)
    }

    fn noted(&self) -> Vec<Noted> {
        let reach = self.client.reach();
        let title = |error: &RegistryError| error.explain(reach, "").title;
        self.look(|state| {
            let outcomes = state.outcomes.iter();
            outcomes.map(|outcome| outcome.noted(&title)).collect()
        })
    }

    fn told(&self) -> Vec<String> {
        self.look(|state| match &state.after {
            Some(Ok(after)) => after.words(),
            _ => Vec::new(),
        })
    }

    /// Whether nothing is left that only another look at the registry would tell.
    fn is_settled(&self) -> bool {
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

/// The error of a request that was sent for a task itself.
fn sent_error(outcome: &Outcome) -> Option<&RegistryError> {
    outcome.error().filter(|_| !outcome.mark().is_untouched())
}

/// Whether nothing more will be allowed, whatever it is.
fn ends_all(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::NoPermission(_)
            | ErrorKind::TokenService(_)
            | ErrorKind::SignInNotAllowed
            | ErrorKind::ReadOnly
    )
}
