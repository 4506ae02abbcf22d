//! Doing what was confirmed: one task after the other, each only where the registry still holds
//! what the plan says, and noted in the journal before anything of it is sent.

mod after;
mod asking;
mod belied;
mod compared;
mod gone;
mod newcomers;
mod noting;
pub mod outcome;
mod prepare;
mod promised;
mod putting;
mod removing;
mod settling;
pub mod state;
mod stopping;
mod stored;
mod tasks;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

pub(super) use self::{asking::target, compared::of_body};
use self::{
    newcomers::Newcomer,
    outcome::Outcome,
    state::{After, End, Phase, State},
    stopping::Stopping,
};
use crate::{
    deletion::{
        confirm::Confirmed,
        journal::{self, Journal, record::Record},
        keeper::Keeper,
        snapshot::{Snapshot, Target},
    },
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    registry::{
        client::RegistryClient, error::ErrorKind, permit::WritePermit, transport::Transport,
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
    /// The tags that were to stay, and were gone before that.
    gone_before: RefCell<Vec<Tag>>,
    /// Tags that came since.
    newcomers: RefCell<BTreeMap<Tag, Newcomer>>,
    /// What the registry stored in place of tombstones, by the tags that lead there.
    stored: RefCell<BTreeMap<Tag, Digest>>,
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
            gone_before: RefCell::default(),
            newcomers: RefCell::default(),
            stored: RefCell::default(),
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
        let gone_before = self.gone_before.borrow().clone();
        if self.look(|state| state.writes > 0) {
            self.enter(Phase::Checking);
            // Who finds the journal broken off after this knows what is done. The end is noted too.
            let _ = self.note(false).await;
            let mut after = self.look_after().await;
            if let Ok(after) = &mut after {
                after.gone_before = gone_before;
            }
            self.state.borrow_mut().after = Some(after);
        } else if !gone_before.is_empty() {
            let after = After {
                gone_before,
                ..After::default()
            };
            self.state.borrow_mut().after = Some(Ok(after));
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
