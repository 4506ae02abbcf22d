//! What was read of a repository, and the plan of each mode.

use std::rc::Rc;

use futures_util::future::join;
use gloo_timers::future::TimeoutFuture;
use porthole_core::{
    deletion::{
        ability::{Abilities, TagAbility},
        plan::{Mode, Outlook, Plan, Selection, TagRemoval},
        probe::{Needs, probe},
        read::{Progress, read},
        repair::Repair,
        snapshot::Snapshot,
    },
    registry::{client::RegistryClient, error::RegistryError},
};

use crate::{
    connection::changing::Change, pages::deletion::unique::unique, transport::BrowserTransport,
};

/// The modes, in the order in which they are offered.
pub(in crate::pages::deletion) const MODES: [Mode; 3] = [Mode::Tags, Mode::Images, Mode::TagsOnly];

/// What was read, and what can be done.
pub(in crate::pages::deletion) struct Planned {
    pub(in crate::pages::deletion) snapshot: Rc<Snapshot>,
    pub(in crate::pages::deletion) abilities: Abilities,
    /// What can be done about it, where it is a removal that was interrupted.
    pub(in crate::pages::deletion) repair: Option<Repair>,
    plans: [Plan; 3],
}

impl Planned {
    /// Reads the repository and asks what may be done, then plans.
    pub(super) async fn read(
        client: &RegistryClient<BrowserTransport>,
        change: Change,
        tell: &dyn Fn(Progress),
    ) -> Result<Self, RegistryError> {
        let repository = &change.repository;
        let selection = &Selection {
            tags: change.tags.into_iter().collect(),
            digests: change.digests.into_iter().collect(),
        };
        let needs = Needs {
            tag_removal: true,
            push: true,
        };
        let reading = read(client, repository, selection, tell);
        let probing = probe(client, repository, needs, unique());
        let (snapshot, abilities) = join(reading, probing).await;
        let snapshot = snapshot?;
        let removal = removal(&abilities);
        // One after the other: of 20,000 tags each takes its time.
        TimeoutFuture::new(0).await;
        let outlook = Outlook::of(&snapshot);
        let plan = async |mode| {
            TimeoutFuture::new(0).await;
            outlook.plan(selection, mode, removal)
        };
        let [tags, images, tags_only] = MODES;
        let plans = [plan(tags).await, plan(images).await, plan(tags_only).await];
        let repair = Repair::read(client, repository, (&snapshot, selection)).await;
        Ok(Self {
            snapshot: Rc::new(snapshot),
            abilities,
            repair,
            plans,
        })
    }

    /// The plan of a mode.
    pub(in crate::pages::deletion) fn plan(&self, mode: Mode) -> &Plan {
        let plan = self.plans.iter().find(|plan| plan.mode == mode);
        plan.unwrap_or(&self.plans[0])
    }

    /// How tags are removed.
    pub(super) fn removal(&self) -> TagRemoval {
        removal(&self.abilities)
    }
}

/// How tags are removed, where that was found out.
fn removal(abilities: &Abilities) -> TagRemoval {
    match abilities.tag {
        TagAbility::By(removal) => removal,
        _ => TagRemoval::Tombstone,
    }
}
