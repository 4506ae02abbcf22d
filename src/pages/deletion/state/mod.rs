//! One change of a repository, from reading to its end.

mod doing;
mod planned;

use std::rc::Rc;

use leptos::{prelude::*, reactive::owner::WeakOwner};
use porthole_core::{
    deletion::{
        advice::Software,
        journal::Journal,
        plan::{Mode, Plan, TagRemoval},
        read::Progress,
        run::{Run, state::State},
        undo::UndoPlan,
        words::Sentence,
    },
    format::counted,
    oci::{digest::Digest, name::RepositoryName},
    registry::error::RegistryError,
    simulation::World,
    versions::helper::Helper,
};

use crate::{
    connection::{Connection, changing::Change, task::spawn},
    pages::deletion::keeping::{Keeping, taken_back},
    transport::{BrowserTransport, simulation},
};

pub(super) use self::planned::{MODES, Planned};

/// A run of this page.
pub(super) type PageRun = Run<BrowserTransport>;

/// How far it is.
#[derive(Clone)]
pub(super) enum Stage {
    /// The repository is read.
    Reading,
    /// That failed.
    Failed(RegistryError),
    /// The plan is there.
    Planned(Rc<Planned>),
    /// What can be taken back is there.
    UndoPlanned(Rc<UndoPlan>),
    /// A run of an earlier visit, to be finished or taken back; and how it was taken back, if it was.
    Journal(Rc<Journal>, Option<String>),
    /// A tag is to be named.
    Tagging(Digest),
    /// It is done, or was.
    Run(Rc<PageRun>),
}

/// One change. A copy is the same one.
#[derive(Clone, Copy)]
pub(super) struct Deletion {
    change: StoredValue<Change, LocalStorage>,
    stage: RwSignal<Stage, LocalStorage>,
    progress: RwSignal<Progress>,
    mode: RwSignal<Mode>,
    pub(super) typed: RwSignal<String>,
    pub(super) keeping: Keeping,
    /// Changes whenever there is something new of the run.
    news: RwSignal<u32>,
    is_told_soon: StoredValue<bool>,
    is_running: RwSignal<bool>,
    removal: StoredValue<TagRemoval>,
    software: StoredValue<Option<Software>>,
    /// What runs ends with it, and not with the view that has the button.
    owner: StoredValue<WeakOwner, LocalStorage>,
}

impl Deletion {
    /// Begins to read.
    pub(super) fn begin(change: Change) -> Self {
        let gentlest = if change.tags.is_empty() {
            Mode::Images
        } else {
            Mode::Tags
        };
        let mode = change.mode.unwrap_or(gentlest);
        let deletion = Self {
            keeping: Keeping::of(&change),
            change: StoredValue::new_local(change),
            stage: RwSignal::new_local(Stage::Reading),
            progress: RwSignal::new(Progress::default()),
            mode: RwSignal::new(mode),
            typed: RwSignal::new(String::new()),
            news: RwSignal::new(0),
            is_told_soon: StoredValue::new(false),
            is_running: RwSignal::new(false),
            removal: StoredValue::new(TagRemoval::Tombstone),
            software: StoredValue::new(None),
            owner: StoredValue::new_local(Owner::current().unwrap_or_default().downgrade()),
        };
        deletion.read();
        deletion
    }

    /// The journal that it is about, if it can be read.
    fn journal(self) -> Option<Journal> {
        self.change.with_value(|change| {
            let (plan, states) = change.journal.as_ref()?;
            let states = Some(states.as_str()).filter(|states| !states.is_empty());
            Journal::read(plan, states).ok()
        })
    }

    /// Reads the repository anew.
    pub(super) fn read(self) {
        simulate_demo();
        if let Some(journal) = self.journal() {
            self.show(journal);
            return;
        }
        if let Some(digest) = self.change.with_value(|change| change.tagged.clone()) {
            self.stage.set(Stage::Tagging(digest));
            return;
        }
        self.stage.set(Stage::Reading);
        self.progress.set(Progress::default());
        let client = Rc::clone(&Connection::in_use().client);
        let change = self.change.get_value();
        self.spawn(async move {
            let tell = move |progress| {
                let _ = self.progress.try_set(progress);
            };
            let planned = Planned::read(&client, change, &tell).await;
            self.keeping.ask().await;
            let stage = match planned {
                Ok(planned) => {
                    self.removal.set_value(planned.removal());
                    self.software.set_value(Some(planned.abilities.software));
                    Stage::Planned(Rc::new(planned))
                }
                Err(error) => Stage::Failed(error),
            };
            // The dialog may have gone meanwhile.
            let _ = self.stage.try_set(stage);
        });
    }

    /// Shows what a journal tells, and what others tell of it.
    pub(super) fn show(self, journal: Journal) {
        self.stage.set(Stage::Reading);
        self.spawn(async move {
            let taken_back = taken_back(&journal.record.id).await;
            // The dialog may have gone meanwhile.
            let _ = self
                .stage
                .try_set(Stage::Journal(Rc::new(journal), taken_back));
        });
    }

    pub(super) fn spawn(self, work: impl Future<Output = ()> + 'static) {
        if let Some(owner) = self.owner.with_value(WeakOwner::upgrade) {
            owner.with(|| spawn(work));
        }
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

    /// What it is called where the repository is to be emptied.
    pub(super) fn emptying(self) -> Option<String> {
        self.change.with_value(|change| {
            change.mode?;
            let helpers = change.tags.iter().filter(|tag| Helper::of(tag).is_some());
            let helpers = helpers.count();
            let tags = counted(change.tags.len() - helpers, "tag", "tags");
            let beside = counted(
                helpers,
                "signature or attestation",
                "signatures and attestations",
            );
            let beside = if helpers > 0 {
                format!(" and {beside}")
            } else {
                String::new()
            };
            Some(format!("Empty {}: {tags}{beside}", change.repository))
        })
    }

    /// Whether tags were selected, and not only a manifest by its digest.
    pub(super) fn has_tags(self) -> bool {
        let has_tags = |change: &Change| !change.tags.is_empty();
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
        self.typed.set(String::new());
        self.mode.set(mode);
    }

    /// Looks at what was read and the plan of what is chosen; tracked. Nothing while there is none.
    pub(super) fn plan<V>(self, look: impl FnOnce(&Planned, &Plan) -> V) -> Option<V> {
        let mode = self.mode.get();
        self.stage.with(|stage| match stage {
            Stage::Planned(planned) => Some(look(planned, planned.plan(mode))),
            _ => None,
        })
    }

    /// What the plan of a mode comes to.
    pub(super) fn outcome(self, mode: Mode) -> Sentence {
        self.stage.with(|stage| match stage {
            Stage::Planned(planned) => planned.plan(mode).outcome(),
            _ => Sentence::new(),
        })
    }

    /// What the registry seems to be, where it was asked.
    pub(super) fn software(self) -> Option<Software> {
        self.software.get_value()
    }

    /// Whether the dialog may be closed without a word.
    pub(super) fn may_close(self) -> bool {
        !self.is_running.get_untracked()
    }

    /// Whether something runs; tracked.
    pub(super) fn is_running(self) -> bool {
        self.is_running.get()
    }

    /// Looks at a run; tracked.
    pub(super) fn look<V>(self, run: &PageRun, look: impl FnOnce(&State) -> V) -> V {
        self.news.track();
        run.look(look)
    }
}

/// Lets memory stand in for the demo's recording, once.
fn simulate_demo() {
    if !Connection::in_use().target.is_demo() || simulation::is_simulated() {
        return;
    }
    let world = Rc::new(World::default());
    simulation::simulate(Rc::new(move |request| {
        if !world.concerns(&request) {
            return None;
        }
        let world = Rc::clone(&world);
        Some(Box::pin(async move {
            world.answer(&request, &BrowserTransport).await
        }))
    }));
}
