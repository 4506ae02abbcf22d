//! Confirming: what was shown becomes what may be done. Nowhere else is a permit made for what
//! changes a registry.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    deletion::{
        journal::{
            Journal, Mark,
            record::{Kind, Record, Task, Work},
        },
        plan::{Plan, TagRemoval},
        snapshot::Snapshot,
        steps::Action,
    },
    inventory::tombstone::Tombstone,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        address::RegistryAddress,
        client::RegistryClient,
        permit::{WritePermit, WriteSwitch, Writes},
        request::ManifestBody,
        transport::Transport,
    },
};

/// What somebody confirmed, with the permit for it.
#[derive(Debug)]
pub struct Confirmed {
    pub(super) record: Record,
    /// How far each task is: one that goes on has some behind it.
    pub(super) marks: Vec<Mark>,
    /// What the repository held when the plan was made.
    pub(super) snapshot: Rc<Snapshot>,
    pub(super) permit: WritePermit,
}

/// Why nothing was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConfirmed {
    /// The registry may only be read.
    ReadOnly,
    /// The count that was typed is another.
    Count,
    /// There is nothing to do.
    Nothing,
    /// It was planned for another registry.
    OtherRegistry,
}

/// Numbers of which none was used before.
pub type Unique<'a> = &'a mut dyn FnMut() -> u128;

impl Plan {
    /// What must be typed to confirm it: how many images go, where more than one does or another
    /// breaks.
    pub fn to_type(&self) -> Option<usize> {
        let number = match self.image_count() {
            0 => self.images.len(),
            images => images,
        };
        let is_grave = number > 1 || !self.broken.is_empty();
        is_grave.then_some(number)
    }

    /// Confirms it as it was shown, for the snapshot that it was made of.
    ///
    /// # Errors
    /// When the count that was typed is another, or the registry may not be changed.
    pub fn confirm<T: Transport>(
        &self,
        snapshot: &Rc<Snapshot>,
        typed: &str,
        client: &RegistryClient<T>,
        repository: &RepositoryName,
        unique: Unique<'_>,
    ) -> Result<Confirmed, NotConfirmed> {
        let is_typed = |count: usize| typed.trim() == count.to_string();
        if !self.to_type().is_none_or(is_typed) {
            return Err(NotConfirmed::Count);
        }
        let place = (client.reach().address.clone(), repository.clone());
        let record = self.record(snapshot, place, unique);
        Confirmed::of(record, Vec::new(), (snapshot, client.switch()))
    }

    fn record(
        &self,
        snapshot: &Snapshot,
        (registry, repository): (RegistryAddress, RepositoryName),
        unique: Unique<'_>,
    ) -> Record {
        let tags = snapshot.tags.keys();
        let mut record = Record {
            tasks: self.steps.iter().map(Task::of_step).collect(),
            before: tags
                .map(|tag| (tag.clone(), snapshot.digest_of(tag).cloned()))
                .collect(),
            ..Record::of_nothing(registry, repository, unique)
        };
        record.kind = Kind::Deletion {
            selection: self.selection.clone(),
            mode: self.mode,
            removal: self.way(),
        };
        for broken in &self.broken {
            let indexes = record.breaks.entry(broken.child.clone()).or_default();
            indexes.insert(broken.index.clone());
        }
        record.keep(snapshot);
        record.lay_tombstones(unique);
        record
    }

    /// How it removes one tag of several; where it removes none that way, any will do.
    fn way(&self) -> TagRemoval {
        let mut steps = self.steps.iter();
        let by = steps.find_map(|step| match step.action {
            Action::RemoveTag { by, .. } => Some(by),
            Action::DeleteManifest { .. } => None,
        });
        by.unwrap_or(TagRemoval::Tombstone)
    }
}

/// The bytes of a manifest that was read.
pub(super) fn kept<'a>(snapshot: &'a Snapshot, digest: &Digest) -> Option<&'a ManifestBody> {
    Some(&snapshot.manifest(digest)?.body)
}

impl Record {
    pub(super) fn of_nothing(
        registry: RegistryAddress,
        repository: RepositoryName,
        unique: Unique<'_>,
    ) -> Self {
        Self {
            id: format!("{:032x}", unique()),
            kind: Kind::Tagging,
            registry,
            repository,
            begun: None,
            tasks: Vec::new(),
            before: BTreeMap::new(),
            breaks: BTreeMap::new(),
            bodies: BTreeMap::new(),
            tombstones: BTreeMap::new(),
        }
    }

    /// Keeps the manifests that its tasks change something about.
    fn keep(&mut self, snapshot: &Snapshot) {
        for task in &self.tasks {
            let digest = match &task.work {
                Work::Remove(Action::DeleteManifest { digest, .. }) => Some(digest),
                Work::Remove(Action::RemoveTag { digest, .. }) => digest.as_ref(),
                Work::PutManifest(_) | Work::PutTag { .. } => None,
            };
            if let Some(body) = digest.and_then(|digest| kept(snapshot, digest)) {
                self.bodies.insert(body.digest().clone(), body.clone());
            }
        }
    }

    pub(super) fn lay_tombstones(&mut self, unique: Unique<'_>) {
        for task in &self.tasks {
            let Work::Remove(Action::RemoveTag { tag, digest, by }) = &task.work else {
                continue;
            };
            if *by == TagRemoval::Tombstone {
                let tombstone = Tombstone {
                    tag: tag.clone(),
                    digest: digest.clone(),
                };
                let body = tombstone.body(unique());
                self.tombstones.insert(tag.clone(), body.digest().clone());
                self.bodies.insert(body.digest().clone(), body);
            }
        }
    }

    /// All that it may come to: its tasks, and putting back where its tags led before.
    fn writes(&self) -> Writes {
        let mut writes = Writes::of_nothing(&self.registry, &self.repository);
        let Writes { removed, put, .. } = &mut writes;
        let mut tags: BTreeSet<Tag> = self.before.keys().cloned().collect();
        put.extend(self.before.values().flatten().cloned());
        for task in &self.tasks {
            match &task.work {
                Work::Remove(Action::DeleteManifest { digest, .. }) => {
                    removed.insert(digest.to_string());
                }
                Work::Remove(Action::RemoveTag { tag, .. }) => match self.tombstones.get(tag) {
                    Some(tombstone) => {
                        removed.insert(tombstone.to_string());
                        put.insert(tombstone.clone());
                    }
                    None => drop(removed.insert(tag.to_string())),
                },
                Work::PutManifest(digest) => drop(put.insert(digest.clone())),
                Work::PutTag { tag, digest, .. } => {
                    tags.insert(tag.clone());
                    put.insert(digest.clone());
                }
            }
        }
        writes.tags = Rc::new(tags);
        writes
    }
}

impl Confirmed {
    /// The only one that is made of something shown. New marks are all waiting.
    pub(super) fn of(
        record: Record,
        mut marks: Vec<Mark>,
        (snapshot, switch): (&Rc<Snapshot>, &WriteSwitch),
    ) -> Result<Self, NotConfirmed> {
        marks.resize(record.tasks.len(), Mark::Waiting);
        if marks.iter().all(|mark| mark.is_done()) {
            return Err(NotConfirmed::Nothing);
        }
        let permit = switch.permit(record.writes());
        Ok(Self {
            permit: permit.ok_or(NotConfirmed::ReadOnly)?,
            record,
            marks,
            snapshot: Rc::clone(snapshot),
        })
    }

    /// What it will do.
    pub fn record(&self) -> &Record {
        &self.record
    }
}

impl Journal {
    /// Confirms that the rest of it is done too. All of it is looked at anew before.
    ///
    /// # Errors
    /// When nothing is left, it belongs to another registry, or that may not be changed.
    pub fn finish<T: Transport>(
        &self,
        client: &RegistryClient<T>,
    ) -> Result<Confirmed, NotConfirmed> {
        if self.record.registry != client.reach().address {
            return Err(NotConfirmed::OtherRegistry);
        }
        let marks = self.noted.iter().map(|noted| noted.mark).collect();
        Confirmed::of(
            self.record.clone(),
            marks,
            (&Rc::default(), client.switch()),
        )
    }
}
