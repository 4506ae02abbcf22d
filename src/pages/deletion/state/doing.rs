//! What a change does once it is confirmed.

use std::{rc::Rc, time::Duration};

use leptos::prelude::*;
use porthole_core::deletion::{
    confirm::{Confirmed, NotConfirmed},
    journal::Journal,
    probe::{Needs, probe},
    read::Progress,
    run::Run,
    tagging::Tagging,
    undo::UndoPlan,
};

use crate::{
    components::built::now,
    connection::Connection,
    pages::deletion::{
        keeping::taken_back,
        state::{Deletion, PageRun, Stage},
        unique::unique,
    },
};

/// How often a run is drawn at most.
const NEWS: Duration = Duration::from_millis(100);

impl Deletion {
    /// Does the rest of a run, unless it was taken back meanwhile.
    pub(in crate::pages::deletion) fn finish(
        self,
        journal: &Rc<Journal>,
    ) -> Result<(), NotConfirmed> {
        if self.is_reading() {
            return Ok(());
        }
        let client = Rc::clone(&Connection::in_use().client);
        let confirmed = journal.finish(&client)?;
        let journal = Rc::clone(journal);
        self.stage.set(Stage::Reading);
        self.spawn(async move {
            if let Some(words) = taken_back(&journal.record.id).await {
                let _ = self.stage.try_set(Stage::Journal(journal, Some(words)));
                return;
            }
            // What the registry is says what is left to do afterwards.
            let needs = Needs::default();
            let abilities = probe(&client, &self.repository(), needs, unique()).await;
            self.software.set_value(Some(abilities.software));
            self.run(confirmed);
        });
        Ok(())
    }

    /// Does what the plan says, once it is confirmed.
    pub(in crate::pages::deletion) fn confirm(self) {
        let typed = self.typed.get_untracked();
        let client = Rc::clone(&Connection::in_use().client);
        let confirmed = untrack(|| {
            self.plan(|planned, plan| {
                let confirmed = plan.confirm(
                    &planned.snapshot,
                    &typed,
                    &client,
                    &self.repository(),
                    &mut unique,
                );
                confirmed.ok()
            })
        });
        if let Some(confirmed) = confirmed.flatten() {
            self.run(confirmed);
        }
    }

    /// Takes back what the plan of that says.
    pub(in crate::pages::deletion) fn confirm_undo(self, plan: &UndoPlan) {
        let client = Rc::clone(&Connection::in_use().client);
        if let Ok(confirmed) = plan.confirm(&client, &mut unique) {
            self.ask_and_run(confirmed);
        }
    }

    /// Makes a tag lead to what was shown.
    pub(in crate::pages::deletion) fn confirm_tagging(self, tagging: &Tagging) {
        let client = Rc::clone(&Connection::in_use().client);
        if let Ok(confirmed) = tagging.confirm(&client, &mut unique) {
            self.ask_and_run(confirmed);
        }
    }

    /// Whether what was pressed last is being done.
    fn is_reading(self) -> bool {
        self.stage
            .with_untracked(|stage| matches!(stage, Stage::Reading))
    }

    /// Asks whether a journal can be kept. The button goes at once: who presses it twice means one
    /// run.
    fn ask_and_run(self, confirmed: Confirmed) {
        if self.is_reading() {
            return;
        }
        self.stage.set(Stage::Reading);
        self.spawn(async move {
            self.keeping.ask().await;
            self.run(confirmed);
        });
    }

    fn run(self, confirmed: Confirmed) {
        let connection = Connection::in_use();
        let keeper = self.keeping.keeper();
        let tell = Box::new(move || self.tell_soon());
        let client = Rc::clone(&connection.client);
        let run = Rc::new(Run::new(client, confirmed, keeper, now, tell));
        self.stage.set(Stage::Run(Rc::clone(&run)));
        self.go(run, false);
    }

    /// A run of thousands of steps has news more often than a page can be drawn.
    fn tell_soon(self) {
        if self.is_told_soon.try_get_value() != Some(false) {
            return;
        }
        self.is_told_soon.set_value(true);
        let tell = move || {
            // The dialog may have gone meanwhile.
            let _ = self.is_told_soon.try_set_value(false);
            let _ = self.news.try_update(|news| *news = news.wrapping_add(1));
        };
        set_timeout(tell, NEWS);
    }

    fn go(self, run: Rc<PageRun>, again: bool) {
        self.is_running.set(true);
        let connection = Connection::in_use();
        self.spawn(async move {
            if again {
                if let Some(words) = taken_back(&run.record().id).await {
                    let journal = Rc::new(run.journal());
                    let _ = self.is_running.try_set(false);
                    let _ = self.stage.try_set(Stage::Journal(journal, Some(words)));
                    return;
                }
                run.again().await;
            } else {
                run.go().await;
            }
            let _ = self.news.try_update(|news| *news = news.wrapping_add(1));
            let _ = self.is_running.try_set(false);
            connection.forget(&run.record().repository);
            connection.changing.tell();
        });
    }

    /// Tries again what was not done.
    pub(in crate::pages::deletion) fn again(self, run: &Rc<PageRun>) {
        if !self.is_running.get_untracked() {
            self.go(Rc::clone(run), true);
        }
    }

    /// Finds out what can be taken back.
    pub(in crate::pages::deletion) fn plan_undo(self, journal: Journal) {
        self.stage.set(Stage::Reading);
        self.progress.set(Progress::default());
        let client = Rc::clone(&Connection::in_use().client);
        let removal = self.removal.get_value();
        self.spawn(async move {
            let plan = UndoPlan::read(&client, &journal, removal).await;
            let _ = self.stage.try_set(match plan {
                Ok(plan) => Stage::UndoPlanned(Rc::new(plan)),
                Err(error) => Stage::Failed(error),
            });
        });
    }
}
