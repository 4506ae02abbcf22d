//! Asking the registry for every blob: how far that is, and what was told.

use std::{collections::BTreeSet, rc::Rc};

use leptos::prelude::*;
use porthole_core::{
    health::{
        Ailment,
        stored::{Blobs, ReadImages, Told, ask, of_blobs, of_read_images, read_images, summary},
    },
    integrity::finding::Finding,
    inventory::summary::ImageSummary,
    oci::{digest::Digest, document::Content, manifest::ImageManifest, name::RepositoryName},
    registry::{
        client::RegistryClient, error::RegistryError, manifest::ReadManifest, stored::StoredBlob,
    },
};

use crate::{
    connection::{Connection, task::spawn},
    reactive::{Derived, effect},
    transport::BrowserTransport,
};

/// So many findings are shown as they come; of more, each so many.
const AT_ONCE: usize = 16;
const THEN_EACH: usize = 256;

/// How far it is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum State {
    /// Nobody asked for it.
    Idle,
    /// It is under way.
    Running,
    /// The user stopped it.
    Stopped,
    /// Something ended it.
    Failed,
    /// All were asked for.
    Done,
}

/// How many were asked for, and of how many.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    pub(super) done: usize,
    pub(super) all: usize,
    /// What one of them is called, and many.
    pub(super) words: (&'static str, &'static str),
}

const BLOBS: (&str, &str) = ("blob", "blobs");
const MANIFESTS: (&str, &str) = ("manifest", "manifests");

/// Whose blobs are asked for.
pub(super) enum Whose {
    /// Those of one image.
    Image(Box<ImageManifest>),
    /// Those of the images of an index that were read before.
    Index(Rc<Finding<ReadManifest>>, Rc<Vec<ImageSummary>>),
}

/// The asking. A copy is the same one; it ends with its owner.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub(super) state: RwSignal<State>,
    pub(super) progress: RwSignal<Progress>,
    /// Changes whenever there is something new to show.
    news: RwSignal<usize>,
    work: StoredValue<Work, LocalStorage>,
}

struct Work {
    client: Rc<RegistryClient<BrowserTransport>>,
    repository: RepositoryName,
    whose: Rc<Whose>,
    read: Option<Rc<ReadImages>>,
    told: Vec<Option<Told>>,
    /// How many of these are no good news.
    found: usize,
    error: Option<RegistryError>,
}

impl Whose {
    /// How many images of the index were read; one where it is no index.
    pub(super) fn images(&self) -> usize {
        match self {
            Self::Image(_) => 1,
            Self::Index(_, images) => images.iter().filter(|image| is_read(image)).count(),
        }
    }

    /// How many requests it takes, at most.
    pub(super) fn requests(&self) -> usize {
        match self {
            Self::Image(manifest) => Blobs::of_image(manifest).number(),
            Self::Index(_, images) => {
                let stored = images.iter().filter_map(ImageSummary::stored);
                let layers: BTreeSet<&Digest> = stored.flat_map(|stored| &stored.layers).collect();
                // Its manifest and its config are each image's own.
                2 * self.images() + layers.len()
            }
        }
    }
}

fn is_read(image: &ImageSummary) -> bool {
    image.stored().is_some()
}

impl Asking {
    /// Asks for nothing yet.
    pub(super) fn new(repository: RepositoryName, whose: Rc<Whose>) -> Self {
        let work = Work {
            client: Rc::clone(&Connection::in_use().client),
            repository,
            whose,
            read: None,
            told: Vec::new(),
            found: 0,
            error: None,
        };
        let asking = Self {
            state: RwSignal::new(State::Idle),
            progress: RwSignal::new(Progress {
                done: 0,
                all: 0,
                words: BLOBS,
            }),
            news: RwSignal::new(0),
            work: StoredValue::new_local(work),
        };
        let is_running = Derived::new(move || asking.state.get() == State::Running);
        // What is under way ends when this is run anew.
        effect(move || {
            if is_running.get() {
                spawn(asking.run());
            }
        });
        asking
    }

    /// Begins, stops, goes on where it stopped or failed, or begins anew.
    pub(super) fn turn(self) {
        let next = match self.state.get_untracked() {
            State::Running => State::Stopped,
            State::Done => {
                self.work.update_value(|work| work.read = None);
                State::Running
            }
            State::Idle | State::Stopped | State::Failed => State::Running,
        };
        self.state.set(next);
    }

    /// What was found so far; tracked.
    pub(super) fn ailments(self) -> Vec<Ailment> {
        self.news.track();
        self.state.track();
        self.work.with_value(|work| {
            let Some(read) = &work.read else {
                return Vec::new();
            };
            let mut ailments = of_read_images(read);
            ailments.extend(of_blobs(&read.blobs, &work.told));
            ailments
        })
    }

    /// What the registry said of all, once it has; tracked.
    pub(super) fn summary(self) -> Option<String> {
        let is_done = self.state.get() == State::Done;
        self.work.with_value(|work| {
            let read = work.read.as_ref().filter(|_| is_done)?;
            Some(summary(&read.blobs, &work.told))
        })
    }

    /// Why it ended before its time; tracked.
    pub(super) fn error(self) -> Option<RegistryError> {
        let has_failed = self.state.get() == State::Failed;
        let error = self.work.with_value(|work| work.error.clone());
        error.filter(|_| has_failed)
    }

    async fn run(self) {
        let error = self.asked().await.err();
        let state = match error {
            Some(_) => State::Failed,
            None => State::Done,
        };
        self.work.update_value(|work| work.error = error);
        self.state.set(state);
    }

    async fn asked(self) -> Result<(), RegistryError> {
        let (client, repository) = self
            .work
            .with_value(|work| (Rc::clone(&work.client), work.repository.clone()));
        let read = self.read(&client, &repository).await?;
        let left = self.left(&read);
        let told = |place, told| self.take(place, told);
        ask(&client, &repository, &read.blobs, left, &told).await
    }

    /// The images, unless they were read before it stopped.
    async fn read(
        self,
        client: &RegistryClient<BrowserTransport>,
        repository: &RepositoryName,
    ) -> Result<Rc<ReadImages>, RegistryError> {
        let (known, whose) = self
            .work
            .with_value(|work| (work.read.clone(), Rc::clone(&work.whose)));
        if let Some(known) = known {
            return Ok(known);
        }
        self.progress.set(Progress {
            done: 0,
            all: whose.images(),
            words: MANIFESTS,
        });
        let read = Rc::new(match &*whose {
            Whose::Image(manifest) => Blobs::of_image(manifest).into(),
            Whose::Index(index, images) => {
                images_of(client, repository, (index, images), self).await?
            }
        });
        self.work.update_value(|work| {
            work.told = vec![None; read.blobs.number()];
            work.found = 0;
            work.read = Some(Rc::clone(&read));
        });
        Ok(read)
    }

    /// The places of the blobs that nothing was told of.
    fn left(self, read: &ReadImages) -> Vec<usize> {
        let number = read.blobs.number();
        let left: Vec<usize> = self.work.with_value(|work| {
            let untold = |place: &usize| matches!(work.told.get(*place), Some(None));
            (0..number).filter(untold).collect()
        });
        self.progress.set(Progress {
            done: number - left.len(),
            all: number,
            words: BLOBS,
        });
        left
    }

    fn take(self, place: usize, told: Told) {
        let is_there = matches!(told, Told::Stored(StoredBlob::There(_)));
        let mut found = 0;
        self.work.update_value(|work| {
            work.told[place] = Some(told);
            work.found += usize::from(!is_there);
            found = work.found;
        });
        self.progress.update(|progress| progress.done += 1);
        if !is_there && (found <= AT_ONCE || found.is_multiple_of(THEN_EACH)) {
            self.news.set(found);
        }
    }
}

/// Reads the images of an index.
async fn images_of(
    client: &RegistryClient<BrowserTransport>,
    repository: &RepositoryName,
    (index, images): (&Finding<ReadManifest>, &[ImageSummary]),
    asking: Asking,
) -> Result<ReadImages, RegistryError> {
    let document = index.content().and_then(|read| read.document.as_ref().ok());
    let (Some(Content::Index(list)), Some(digest)) =
        (document.map(|document| &document.content), index.digest())
    else {
        return Ok(ReadImages::default());
    };
    let read: BTreeSet<&Digest> = images
        .iter()
        .filter(|image| is_read(image))
        .map(|image| &image.digest)
        .collect();
    let told = || asking.progress.update(|progress| progress.done += 1);
    let is_wanted = |digest: &Digest| read.contains(digest);
    read_images(client, repository, (list, digest), &is_wanted, &told).await
}
