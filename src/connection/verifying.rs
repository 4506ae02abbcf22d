//! A verification, as a page runs and shows it. It ends with the page.

use std::{mem, rc::Rc, time::Duration};

use futures_util::future::{AbortHandle, abortable};
use js_sys::Date;
use leptos::{prelude::*, reactive::owner::WeakOwner};
use porthole_core::{
    integrity::blob::expectation::Depth,
    oci::{name::RepositoryName, timestamp::Timestamp},
    registry::{manifest::ManifestAddress, transport::Transport as _},
    verification::{
        Verification,
        ledger::{Ledger, Scope},
        pace::Pace,
    },
};

use crate::{
    connection::{Connection, task::spawn},
    transport::BrowserTransport,
    workers::WorkerReader,
};

/// How long news gather before they are shown together.
const GATHERING: Duration = Duration::from_millis(100);

type Run = Verification<BrowserTransport, WorkerReader>;

/// What is verified on a page, if anything is. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Verifying {
    state: StoredValue<State, LocalStorage>,
    is_running: RwSignal<bool>,
    changes: RwSignal<u32>,
    ended: RwSignal<Option<Timestamp>>,
}

/// What nobody follows.
struct State {
    run: Option<Rc<Run>>,
    pace: Pace,
    under_way: Option<AbortHandle>,
    is_gathering: bool,
    begun: Option<Timestamp>,
    /// What runs ends with it, and not with the part that has the button.
    owner: WeakOwner,
}

impl Verifying {
    /// Nothing yet; it lives as long as the current owner, and its requests do not outlive it.
    pub(crate) fn new() -> Self {
        Self {
            state: StoredValue::new_local(State {
                run: None,
                pace: Pace::default(),
                under_way: None,
                is_gathering: false,
                begun: None,
                owner: Owner::current().unwrap_or_default().downgrade(),
            }),
            is_running: RwSignal::new(false),
            changes: RwSignal::new(0),
            ended: RwSignal::new(None),
        }
    }

    /// Begins anew with these subjects.
    pub(crate) fn begin(
        self,
        repository: RepositoryName,
        subjects: Vec<(ManifestAddress, Scope)>,
        depth: Depth,
    ) {
        self.stop();
        let connection = Connection::in_use();
        let client = Rc::clone(&connection.client);
        let reader = WorkerReader::new(Rc::clone(&client));
        let run = Verification::new(
            (client, reader),
            repository,
            (depth, Ledger::of(subjects)),
            now,
            Box::new(move || self.tell()),
        );
        self.state.update_value(|state| {
            state.run = Some(Rc::new(run));
            state.begun = Some(now());
        });
        self.go_on();
    }

    /// Verifies these too, of the same repository and as deep; nothing is read twice.
    pub(crate) fn add(self, subjects: Vec<(ManifestAddress, Scope)>) {
        if let Some(run) = self.run() {
            run.change(|ledger| ledger.add(subjects));
        }
        if !self.is_running.get_untracked() {
            self.go_on();
        }
    }

    /// Goes on where it was stopped, and tries again what could not be read.
    pub(crate) fn go_on(self) {
        let Some(run) = self.run() else {
            return;
        };
        self.stop();
        run.change(Ledger::retry);
        self.is_running.set(true);
        let (work, handle) = abortable(async move { run.run().await });
        self.state.update_value(|state| {
            state.pace = Pace::default();
            state.under_way = Some(handle);
        });
        let owner = self.state.with_value(|state| state.owner.upgrade());
        let Some(owner) = owner else {
            return;
        };
        owner.with(|| {
            spawn(async move {
                if work.await.is_ok() {
                    self.end();
                }
            });
        });
    }

    /// Stops: what was read stays known.
    pub(crate) fn stop(self) {
        let under_way = self.state.try_update_value(|state| state.under_way.take());
        if let Some(handle) = under_way.flatten() {
            handle.abort();
            self.end();
        }
    }

    fn end(self) {
        // The page may have gone meanwhile.
        let _ = self.is_running.try_set(false);
        let _ = self.ended.try_set(Some(now()));
        let _ = self.state.try_update_value(|state| state.under_way = None);
        self.show();
    }

    /// Whether it runs; tracked.
    pub(crate) fn is_running(self) -> bool {
        self.is_running.get()
    }

    /// When it was begun.
    pub(crate) fn begun(self) -> Option<Timestamp> {
        self.state.with_value(|state| state.begun)
    }

    /// When it ended or was stopped; tracked.
    pub(crate) fn ended(self) -> Option<Timestamp> {
        self.ended.get()
    }

    /// Looks at what is known, if anything was begun; tracked.
    pub(crate) fn look<V>(self, look: impl FnOnce(&Ledger) -> V) -> Option<V> {
        self.changes.track();
        self.run().map(|run| run.look(look))
    }

    /// How deep it looks into layers, if anything was begun; tracked.
    pub(crate) fn depth(self) -> Option<Depth> {
        self.changes.track();
        self.run().map(|run| run.depth())
    }

    /// How fast it goes.
    pub(crate) fn pace(self) -> Pace {
        self.state.with_value(|state| state.pace.clone())
    }

    fn run(self) -> Option<Rc<Run>> {
        self.state.with_value(|state| state.run.clone())
    }

    /// Tells, soon, that there is news.
    fn tell(self) {
        // The page may have gone meanwhile.
        let was_gathering = self
            .state
            .try_update_value(|state| mem::replace(&mut state.is_gathering, true));
        if was_gathering != Some(false) {
            return;
        }
        set_timeout(move || self.show(), GATHERING);
    }

    fn show(self) {
        let _ = self.state.try_update_value(|state| {
            state.is_gathering = false;
            if let Some(run) = &state.run {
                let read = run.look(Ledger::sum).read;
                state.pace.note(BrowserTransport.now(), read);
            }
        });
        let _ = self
            .changes
            .try_update(|changes| *changes = changes.wrapping_add(1));
    }
}

fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds since 1970 are few"
    )]
    let seconds = (Date::now() / 1000.0) as i64;
    Timestamp::of_unix_seconds(seconds)
}
