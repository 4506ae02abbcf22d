//! A verification: reading what the ledger names.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_util::{StreamExt as _, stream};

use crate::{
    integrity::blob::{
        expectation::Depth,
        measured::{End, Measured},
        verdict::BlobVerdict,
    },
    oci::{name::RepositoryName, timestamp::Timestamp},
    registry::{blob::blob_error, client::RegistryClient, error::ErrorKind, transport::Transport},
    verification::{
        blob::{Blob, BlobFault, BlobJob, BlobProgress, BlobReader, BlobState},
        ledger::{Contents, Ledger, Subject, SubjectState},
        place::OF_ALL_EMBEDDED,
    },
};

/// Subjects whose manifests are read at a time. Their blobs are many, and wait in the queue.
const SUBJECTS: usize = 3;
/// Blobs of a subject that are asked for at a time; the queue lets fewer run.
const BLOBS: usize = 4;

/// So many bytes may have come and never be seen, where a body breaks off: a browser throws away
/// what waits to be read.
const UNSEEN: u64 = 4 << 20;

/// Images of one repository, being verified.
pub struct Verification<T, R> {
    pub(super) client: Rc<RegistryClient<T>>,
    reader: R,
    pub(super) repository: RepositoryName,
    pub(super) depth: Depth,
    pub(super) ledger: RefCell<Ledger>,
    /// How much content of descriptors may still be unpacked, in bytes.
    pub(super) embedded_left: Cell<u64>,
    clock: fn() -> Timestamp,
    changed: Box<dyn Fn()>,
}

/// What becomes of a place when reading it is given up.
struct Begun<'a> {
    ledger: &'a RefCell<Ledger>,
    place: Place,
}

enum Place {
    Subject(usize),
    Blob(usize),
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        let mut ledger = self.ledger.borrow_mut();
        match self.place {
            Place::Subject(place) => {
                let state = ledger.subjects().get(place).map(|subject| &subject.state);
                if matches!(state, Some(SubjectState::Reading)) {
                    ledger.set_subject(place, SubjectState::Waiting);
                }
            }
            Place::Blob(place) => {
                let state = ledger.blobs().get(place).map(|blob| &blob.state);
                if matches!(state, Some(BlobState::Reading(_))) {
                    ledger.set_blob(place, BlobState::Waiting);
                }
            }
        }
    }
}

impl<T: Transport, R: BlobReader> Verification<T, R> {
    /// A verification that has read nothing yet. It calls `changed` whenever its ledger has, and
    /// must not be asked about it from there.
    pub fn new(
        (client, reader): (Rc<RegistryClient<T>>, R),
        repository: RepositoryName,
        (depth, ledger): (Depth, Ledger),
        clock: fn() -> Timestamp,
        changed: Box<dyn Fn()>,
    ) -> Self {
        Self {
            client,
            reader,
            repository,
            depth,
            ledger: RefCell::new(ledger),
            embedded_left: Cell::new(OF_ALL_EMBEDDED),
            clock,
            changed,
        }
    }

    /// Looks at what is known.
    pub fn look<V>(&self, look: impl FnOnce(&Ledger) -> V) -> V {
        look(&self.ledger.borrow())
    }

    /// Changes what is to be done. While it runs, subjects may be added and nothing else.
    pub fn change(&self, change: impl FnOnce(&mut Ledger)) {
        change(&mut self.ledger.borrow_mut());
        (self.changed)();
    }

    /// How deep it looks into layers.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// Reads all that was not read yet. Dropping it ends the requests; what was under way is read
    /// anew the next time.
    pub async fn run(&self) {
        self.ledger.borrow_mut().begin();
        let mut behind = 0;
        loop {
            // More may have been added meanwhile.
            let subjects = self.look(|ledger| ledger.subjects().len());
            if behind == subjects {
                return;
            }
            stream::iter(behind..subjects)
                .for_each_concurrent(SUBJECTS, |place| self.subject(place))
                .await;
            behind = subjects;
        }
    }

    async fn subject(&self, place: usize) {
        // Of many subjects most were read when it goes on: those are not copied.
        let unread = self.look(|ledger| {
            let subject = ledger.subjects().get(place);
            subject
                .filter(|subject| subject.contents().is_none())
                .cloned()
        });
        if let Some(subject) = unread {
            self.manifests_of(place, &subject).await;
        }
        let blobs = self.look(|ledger| blobs_of(ledger, place));
        stream::iter(blobs)
            .for_each_concurrent(BLOBS, |place| self.blob(place))
            .await;
    }

    async fn manifests_of(&self, place: usize, subject: &Subject) {
        if self.is_given_up() {
            return;
        }
        self.ledger
            .borrow_mut()
            .set_subject(place, SubjectState::Reading);
        let _begun = Begun {
            ledger: &self.ledger,
            place: Place::Subject(place),
        };
        (self.changed)();
        let state = self.contents(subject).await;
        self.ledger.borrow_mut().set_subject(place, state);
        (self.changed)();
    }

    async fn blob(&self, place: usize) {
        let waiting = self.look(|ledger| {
            let blob = ledger.blobs().get(place);
            let is_waiting = |blob: &&Blob| matches!(blob.state, BlobState::Waiting);
            blob.filter(is_waiting)
                .filter(|_| ledger.given_up().is_none())
                .cloned()
        });
        let Some(blob) = waiting else { return };
        let _begun = Begun {
            ledger: &self.ledger,
            place: Place::Blob(place),
        };
        self.set(place, BlobState::Reading(BlobProgress::default()));
        let state = match self.measured(place, &blob).await {
            Ok(measured) => {
                let verdict = blob.expectation().judge(measured);
                BlobState::Judged(verdict, self.now())
            }
            Err(fault) => BlobState::Failed(fault, self.now()),
        };
        self.set(place, state);
    }

    /// What was found of a blob. One that broke off is read once more: a registry breaks off at
    /// the same place, a network does not.
    async fn measured(&self, place: usize, blob: &Blob) -> Result<Measured, BlobFault> {
        let job = BlobJob {
            repository: self.repository.clone(),
            expectation: blob.expectation(),
            depth: blob.depth,
        };
        let progress = |progress| self.set(place, BlobState::Reading(progress));
        let first = self.reader.measure(&job, &progress).await?;
        if !broke_off(&job, &first) {
            return Ok(first);
        }
        // Nothing that was read is taken back while it is read again.
        let again = |next: BlobProgress| {
            progress(BlobProgress {
                taken: next.taken.max(first.size()),
                ..next
            });
        };
        let second = self.reader.measure(&job, &again).await?;
        if !broke_off(&job, &second) {
            return Ok(second);
        }
        if !may_be_one_place(first.size(), second.size()) {
            let digest = &job.expectation.digest;
            let error = blob_error(ErrorKind::BrokenOff, &self.repository, digest);
            return Err(BlobFault::Registry(error));
        }
        Ok(if second.size() > first.size() {
            second
        } else {
            first
        })
    }

    fn set(&self, place: usize, state: BlobState) {
        self.ledger.borrow_mut().set_blob(place, state);
        (self.changed)();
    }

    pub(super) fn is_given_up(&self) -> bool {
        self.look(|ledger| ledger.given_up().is_some())
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// Whether two bodies may have broken off at one place.
fn may_be_one_place(first: u64, second: u64) -> bool {
    first.abs_diff(second) <= UNSEEN
}

fn broke_off(job: &BlobJob, measured: &Measured) -> bool {
    measured.end() == End::BrokenOff && judged(job, measured).bytes().is_none()
}

fn judged(job: &BlobJob, measured: &Measured) -> BlobVerdict {
    job.expectation.clone().judge(measured.clone())
}

/// Where the blobs of a subject stand.
fn blobs_of(ledger: &Ledger, place: usize) -> Vec<usize> {
    let contents = ledger.subjects().get(place).and_then(Subject::contents);
    contents.into_iter().flat_map(Contents::places).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_breaks_off_anywhere_and_a_registry_at_one_place() {
        assert!(may_be_one_place(0, 0));
        assert!(may_be_one_place(100, 4 << 20));
        assert!(may_be_one_place(4 << 20, 0));
        assert!(!may_be_one_place(0, (4 << 20) + 1));
        assert!(!may_be_one_place(1 << 40, 1 << 30));
    }
}
