//! A verification, as a page runs and shows it. It ends with the page.

use std::{cell::RefCell, rc::Rc, time::Duration};

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
    run: StoredValue<Option<Rc<Run>>, LocalStorage>,
    pace: StoredValue<Rc<RefCell<Pace>>, LocalStorage>,
    under_way: StoredValue<Option<AbortHandle>>,
    is_running: RwSignal<bool>,
    changes: RwSignal<u32>,
    is_gathering: StoredValue<bool>,
    begun: StoredValue<Option<Timestamp>>,
    ended: RwSignal<Option<Timestamp>>,
    /// What runs ends with it, and not with the part that has the button.
    owner: StoredValue<WeakOwner>,
}

impl Verifying {
    /// Nothing yet; it lives as long as the current owner, and its requests do not outlive it.
    pub(crate) fn new() -> Self {
        Self {
            run: StoredValue::new_local(None),
            pace: StoredValue::new_local(Rc::default()),
            under_way: StoredValue::new(None),
            is_running: RwSignal::new(false),
            changes: RwSignal::new(0),
            is_gathering: StoredValue::new(false),
            begun: StoredValue::new(None),
            ended: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default().downgrade()),
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
        self.run.set_value(Some(Rc::new(run)));
        self.begun.set_value(Some(now()));
        self.go_on();
    }

    /// Verifies these too, of the same repository and as deep; nothing is read twice.
    pub(crate) fn add(self, subjects: Vec<(ManifestAddress, Scope)>) {
        if let Some(run) = self.run.get_value() {
            run.change(|ledger| ledger.add(subjects));
        }
        if !self.is_running.get_untracked() {
            self.go_on();
        }
    }

    /// Goes on where it was stopped, and tries again what could not be read.
    pub(crate) fn go_on(self) {
        let Some(run) = self.run.get_value() else {
            return;
        };
        self.stop();
        run.change(Ledger::retry);
        self.pace.set_value(Rc::default());
        self.is_running.set(true);
        let (work, handle) = abortable(async move { run.run().await });
        self.under_way.set_value(Some(handle));
        let Some(owner) = self.owner.get_value().upgrade() else {
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
        if let Some(handle) = self.under_way.try_update_value(Option::take).flatten() {
            handle.abort();
            self.end();
        }
    }

    fn end(self) {
        // The page may have gone meanwhile.
        let _ = self.is_running.try_set(false);
        let _ = self.ended.try_set(Some(now()));
        let _ = self.under_way.try_set_value(None);
        self.show();
    }

    /// Whether it runs; tracked.
    pub(crate) fn is_running(self) -> bool {
        self.is_running.get()
    }

    /// When it was begun.
    pub(crate) fn begun(self) -> Option<Timestamp> {
        self.begun.get_value()
    }

    /// When it ended or was stopped; tracked.
    pub(crate) fn ended(self) -> Option<Timestamp> {
        self.ended.get()
    }

    /// Looks at what is known, if anything was begun; tracked.
    pub(crate) fn look<V>(self, look: impl FnOnce(&Ledger) -> V) -> Option<V> {
        self.changes.track();
        self.run
            .with_value(|run| run.as_ref().map(|run| run.look(look)))
    }

    /// How deep it looks into layers, if anything was begun; tracked.
    pub(crate) fn depth(self) -> Option<Depth> {
        self.changes.track();
        self.run
            .with_value(|run| run.as_ref().map(|run| run.depth()))
    }

    /// How fast it goes.
    pub(crate) fn pace(self) -> Pace {
        self.pace.with_value(|pace| pace.borrow().clone())
    }

    /// Tells, soon, that there is news.
    fn tell(self) {
        // The page may have gone meanwhile.
        if self.is_gathering.try_get_value() != Some(false) {
            return;
        }
        self.is_gathering.set_value(true);
        set_timeout(
            move || {
                let _ = self.is_gathering.try_set_value(false);
                self.show();
            },
            GATHERING,
        );
    }

    fn show(self) {
        let read = self
            .run
            .try_with_value(|run| run.as_ref().map(|run| run.look(Ledger::sum).read));
        if let Some(read) = read.flatten() {
            self.pace.with_value(|pace| {
                pace.borrow_mut().note(BrowserTransport.now(), read);
            });
        }
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
