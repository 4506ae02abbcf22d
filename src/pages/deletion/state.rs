//! One deletion, from reading to its end.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        plan::{Mode, Plan, TagRemoval},
        read::{Progress, read},
        snapshot::Snapshot,
    },
    oci::name::RepositoryName,
    registry::error::RegistryError,
};

use crate::connection::{Connection, changing::Change, task::spawn};

/// How far it is.
#[derive(Clone)]
pub(super) enum Stage {
    /// The repository is read.
    Reading,
    /// That failed.
    Failed(RegistryError),
    /// The plan is there.
    Planned(Rc<Planned>),
}

/// What was read, and what could be done.
pub(super) struct Planned {
    pub(super) snapshot: Rc<Snapshot>,
    plans: [Plan; 3],
}

/// The modes, in the order in which they are offered.
pub(super) const MODES: [Mode; 3] = [Mode::Tags, Mode::Images, Mode::TagsOnly];

impl Planned {
    /// The plan of a mode.
    pub(super) fn plan(&self, mode: Mode) -> &Plan {
        let plan = self.plans.iter().find(|plan| plan.mode == mode);
        plan.unwrap_or(&self.plans[0])
    }
}

/// One deletion. A copy is the same one.
#[derive(Clone, Copy)]
pub(super) struct Deletion {
    change: StoredValue<Change, LocalStorage>,
    stage: RwSignal<Stage, LocalStorage>,
    progress: RwSignal<Progress>,
    mode: RwSignal<Mode>,
    pub(super) typed: RwSignal<String>,
}

impl Deletion {
    /// Begins to read.
    pub(super) fn begin(change: Change) -> Self {
        let mode = if change.selection.tags.is_empty() {
            Mode::Images
        } else {
            Mode::Tags
        };
        let deletion = Self {
            change: StoredValue::new_local(change),
            stage: RwSignal::new_local(Stage::Reading),
            progress: RwSignal::new(Progress::default()),
            mode: RwSignal::new(mode),
            typed: RwSignal::new(String::new()),
        };
        deletion.read();
        deletion
    }

    /// Reads the repository anew.
    pub(super) fn read(self) {
        self.stage.set(Stage::Reading);
        self.progress.set(Progress::default());
        let client = Rc::clone(&Connection::in_use().client);
        let Change {
            repository,
            selection,
        } = self.change.get_value();
        spawn(async move {
            let tell = move |progress| drop(self.progress.try_set(progress));
            let snapshot = read(&client, &repository, &selection, &tell).await;
            let stage = match snapshot {
                Ok(snapshot) => {
                    let plans = MODES
                        .map(|mode| Plan::of(&snapshot, &selection, mode, TagRemoval::Tombstone));
                    Stage::Planned(Rc::new(Planned {
                        snapshot: Rc::new(snapshot),
                        plans,
                    }))
                }
                Err(error) => Stage::Failed(error),
            };
            // The dialog may have gone meanwhile.
            let _ = self.stage.try_set(stage);
        });
    }

    /// How far it is; tracked.
    pub(super) fn stage(self) -> Stage {
        self.stage.get()
    }

    /// How far the reading is.
    pub(super) fn progress(self) -> RwSignal<Progress> {
        self.progress
    }

    /// Where.
    pub(super) fn repository(self) -> RepositoryName {
        self.change.with_value(|change| change.repository.clone())
    }

    /// Whether tags were selected, and not only a manifest by its digest.
    pub(super) fn has_tags(self) -> bool {
        let has_tags = |change: &Change| !change.selection.tags.is_empty();
        self.change.with_value(has_tags)
    }

    /// What is chosen; tracked.
    pub(super) fn mode(self) -> Mode {
        self.mode.get()
    }

    /// What is chosen now.
    pub(super) fn mode_now(self) -> Mode {
        self.mode.get_untracked()
    }

    /// Chooses.
    pub(super) fn choose(self, mode: Mode) {
        self.mode.set(mode);
    }

    /// Looks at the plan of what is chosen; tracked. Nothing while there is none.
    pub(super) fn plan<V>(self, look: impl FnOnce(&Plan) -> V) -> Option<V> {
        let mode = self.mode.get();
        self.plan_of(mode, look)
    }

    /// Looks at the plan of a mode.
    pub(super) fn plan_of<V>(self, mode: Mode, look: impl FnOnce(&Plan) -> V) -> Option<V> {
        self.stage.with(|stage| match stage {
            Stage::Planned(planned) => Some(look(planned.plan(mode))),
            _ => None,
        })
    }

    /// Whether the dialog may be closed without a word.
    pub(super) fn may_close(self) -> bool {
        true
    }
}
