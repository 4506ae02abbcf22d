//! What was shown of an undo becomes what may be done.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use crate::{
    deletion::{
        confirm::{Confirmed, NotConfirmed, Unique},
        journal::record::{Kind, Record, Remainder, Task, Work},
        steps::Action,
        undo::{UndoPlan, kept::Kept},
    },
    registry::{client::RegistryClient, transport::Transport},
};

impl UndoPlan {
    /// Confirms it as it was shown.
    ///
    /// # Errors
    /// When there is nothing to do, it is about another registry, or that may not be changed.
    pub fn confirm<T: Transport>(
        &self,
        client: &RegistryClient<T>,
        unique: Unique<'_>,
    ) -> Result<Confirmed, NotConfirmed> {
        if self.journal.registry != client.reach().address {
            return Err(NotConfirmed::OtherRegistry);
        }
        let record = self.record(unique);
        Confirmed::of(record, Vec::new(), (&Rc::default(), client.switch()))
    }

    fn remainder(&self) -> Remainder {
        let conflicts = self.conflicts.iter();
        Remainder {
            elsewhere: conflicts.map(|conflict| conflict.tag.clone()).collect(),
            lost: self.lost.keys().cloned().collect(),
            beyond: self.beyond.keys().cloned().collect(),
        }
    }

    fn record(&self, unique: Unique<'_>) -> Record {
        let journal = &self.journal;
        let place = (journal.registry.clone(), journal.repository.clone());
        let mut record = Record::of_nothing(place.0, place.1, unique);
        record.kind = Kind::Undo {
            of: journal.id.clone(),
            but: self.remainder(),
        };
        record.bodies.clone_from(&journal.bodies);
        let kept = Kept::of(journal);
        let mut places = BTreeMap::new();
        for digest in &self.manifests {
            let needs = kept.children(digest);
            let needs = needs.filter_map(|child| places.get(child).copied());
            let needs: BTreeSet<usize> = needs.collect();
            places.insert(digest, record.tasks.len());
            record.tasks.push(Task {
                work: Work::PutManifest(digest.clone()),
                needs: needs.into_iter().collect(),
            });
        }
        for (tag, (digest, now)) in &self.tags {
            record.before.insert(tag.clone(), now.clone());
            record.tasks.push(Task {
                work: Work::PutTag {
                    tag: tag.clone(),
                    digest: digest.clone(),
                    was: now.clone(),
                },
                needs: places.get(digest).copied().into_iter().collect(),
            });
        }
        for (tag, digest) in &self.removed {
            record.before.insert(tag.clone(), Some(digest.clone()));
            record.tasks.push(Task {
                work: Work::Remove(Action::RemoveTag {
                    tag: tag.clone(),
                    digest: Some(digest.clone()),
                    by: self.removal,
                }),
                needs: Vec::new(),
            });
        }
        record.lay_tombstones(unique);
        record
    }
}
