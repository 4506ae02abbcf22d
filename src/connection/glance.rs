//! A repository at a glance: how many tags, which is the newest, where `latest` points.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    inventory::repository::RepositoryInventory,
    oci::{name::RepositoryName, tag::Tag},
    registry::{error::RegistryError, queue::Priority},
    versions::{
        moving::{MovingTag, Target, moving_tags},
        newest::newest,
        order::Reading,
    },
};

use crate::connection::{
    Connection,
    listing::{Name, read_versions},
};

/// Of a repository with so few tags all are read, so that its row knows what is broken.
const FEW: usize = 10;
/// More moving tags are not read for a row.
const MOVING: usize = 12;
/// Nor more tags than this, to find out what the moving ones point to.
const DECIDING: usize = 30;
/// First the moving tags and the newest on their tracks; then, some at a time, what else may have
/// the digest of one that is not the newest.
const ROUNDS: usize = 8;
const AT_A_TIME: usize = 4;

/// What was read of a repository for its row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Glance {
    /// Its tags, without helpers, in version order. Empty: all were deleted.
    Tags(Arc<Vec<Reading>>),
    /// They could not be read.
    Failed(RegistryError),
}

/// The repositories that were read at a glance.
#[derive(Clone, Copy)]
pub(crate) struct Glances {
    all: RwSignal<HashMap<RepositoryName, Glance>>,
    /// How many have no tags: who follows that is told only when there are more, or fewer.
    emptied: RwSignal<u32>,
}

impl Glances {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            all: RwSignal::new(HashMap::new()),
            emptied: RwSignal::new(0),
        }
    }

    /// What was read of a repository; tracked.
    pub(crate) fn of(self, repository: &RepositoryName) -> Option<Glance> {
        self.all.with(|glances| glances.get(repository).cloned())
    }

    /// Whether a repository was read and has no tags; tracked.
    pub(crate) fn is_emptied(self, repository: &RepositoryName) -> bool {
        let is_empty = |glances: &HashMap<RepositoryName, Glance>| {
            glances.get(repository).is_some_and(Glance::is_empty)
        };
        self.emptied.get() > 0 && self.all.with_untracked(is_empty)
    }

    fn of_once(self, repository: &RepositoryName) -> Option<Glance> {
        self.all
            .with_untracked(|glances| glances.get(repository).cloned())
    }

    /// How many were read and have no tags; tracked.
    pub(crate) fn emptied(self) -> usize {
        self.emptied.get() as usize
    }

    /// Forgets what was read of a repository, to read it anew.
    pub(crate) fn forget(self, repository: &RepositoryName) {
        let known = self.all.try_update(|glances| glances.remove(repository));
        if known.flatten().is_some_and(|known| known.is_empty()) {
            let _ = self
                .emptied
                .try_update(|emptied| *emptied = emptied.saturating_sub(1));
        }
    }

    /// Keeps what was read of a repository.
    pub(crate) fn keep(self, repository: &RepositoryName, glance: Glance) {
        let is_empty = glance.is_empty();
        let known = self
            .all
            .try_update(|glances| glances.insert(repository.clone(), glance));
        let was_empty = known.flatten().is_some_and(|known| known.is_empty());
        if is_empty != was_empty {
            let more = if is_empty { 1 } else { -1 };
            let _ = self
                .emptied
                .try_update(|emptied| *emptied = emptied.saturating_add_signed(more));
        }
    }

    fn knows(self, repository: &RepositoryName) -> bool {
        self.all
            .with_untracked(|glances| matches!(glances.get(repository), Some(Glance::Tags(_))))
    }
}

impl Glance {
    /// Whether the repository has no tags.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Tags(readings) if readings.is_empty())
    }
}

/// Reads what a repository's row shows: its tags, the newest of them, and where moving tags point.
pub(crate) async fn read(connection: Rc<Connection>, repository: RepositoryName) {
    let details = connection.details(&repository);
    if !connection.glances.knows(&repository) {
        let glance = match tags(&connection, &repository).await {
            Ok(tags) => Glance::Tags(Arc::new(tags)),
            Err(error) => Glance::Failed(error),
        };
        connection.glances.keep(&repository, glance);
    }
    let Some(Glance::Tags(readings)) = connection.glances.of_once(&repository) else {
        return;
    };
    let first = newest(&readings).or_else(|| Some(readings.first()?.tag()));
    if let Some(tag) = first {
        details.read(tag.clone(), Priority::OnScreen).await;
    }
    if readings.len() <= FEW {
        let tags = readings.iter().map(|reading| reading.tag().clone());
        return details.read_each(tags.collect()).await;
    }
    // What a moving tag points to decides what else is to be read.
    for _ in 0..ROUNDS {
        let deciding = details.look_once(|inventory| {
            let moving = moving_tags(&readings, &|tag| inventory.known(tag));
            let tags = moving.iter().take(MOVING);
            tags.flat_map(|moving| to_read(moving, &readings, inventory))
                .collect::<Vec<_>>()
        });
        let left = DECIDING.saturating_sub(details.look_once(RepositoryInventory::count));
        if deciding.is_empty() || left == 0 {
            return;
        }
        details
            .read_each(deciding.into_iter().take(left).collect())
            .await;
    }
}

/// What to read next to find where a moving tag points: what it names itself, or else, where it is
/// not the newest, the versions that it may be.
fn to_read(
    moving: &MovingTag<'_>,
    readings: &[Reading],
    inventory: &RepositoryInventory,
) -> Vec<Tag> {
    if !moving.to_read.is_empty() {
        return moving.to_read.iter().copied().cloned().collect();
    }
    if moving.target != Target::NoneSoFar {
        return Vec::new();
    }
    let within = format!("{}.", moving.tag);
    let may_be = |reading: &&Reading| {
        let is_within = reading.tag().as_str().starts_with(&within);
        let is_version = *moving.tag == Tag::latest() && reading.version().is_some();
        (is_within || is_version) && inventory.tag(reading.tag()).is_none()
    };
    let tags = readings.iter().filter(may_be).take(AT_A_TIME);
    tags.map(|reading| reading.tag().clone()).collect()
}

/// Reads all tags of a repository, one after the other in the background.
pub(crate) async fn read_all(connection: Rc<Connection>, repository: RepositoryName) {
    read(Rc::clone(&connection), repository.clone()).await;
    let Some(Glance::Tags(readings)) = connection.glances.of_once(&repository) else {
        return;
    };
    let tags = readings.iter().map(|reading| reading.tag().clone());
    connection
        .details(&repository)
        .read_each(tags.collect())
        .await;
}

async fn tags(
    connection: &Connection,
    repository: &RepositoryName,
) -> Result<Vec<Reading>, RegistryError> {
    let mut pages = connection.client.tags(repository);
    let mut readings = Vec::new();
    while let Some(page) = pages.next().await? {
        let names = page.names.into_iter().map(Name::Tag).collect();
        read_versions(&mut readings, names).await;
    }
    Ok(readings)
}
