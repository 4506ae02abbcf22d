//! What is to be verified, how far that is, and what came of it.

use std::collections::{HashMap, HashSet};

use crate::{
    integrity::{blob::expectation::Depth, finding::Finding},
    oci::{
        descriptor::Descriptor, digest::Digest, media_type::MediaType, platform::Platform,
        timestamp::Timestamp, tolerant::Malformed,
    },
    registry::{
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
    },
    verification::blob::{Blob, BlobFault, BlobState, Origin},
};

/// Which images of an index are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All that it lists.
    All,
    /// The one with this digest.
    Image(Digest),
}

/// What somebody wants to be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is called.
    pub address: ManifestAddress,
    /// Which of its images.
    pub scope: Scope,
    /// How far it is.
    pub state: SubjectState,
}

/// How far the manifests and configs of a subject are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectState {
    /// They were not asked for.
    Waiting,
    /// They are being read.
    Reading,
    /// They were read, or cannot be.
    Read(Box<Contents>),
}

/// What a subject consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its own manifest or index.
    pub root: Part,
    /// Indexes that it lists, and that were read for it.
    pub indexes: Vec<Part>,
    /// The images that are meant.
    pub images: Vec<Image>,
    /// Entries that cannot be read, and those that are none; in words.
    pub left_out: Vec<String>,
}

/// A manifest, an index or a config, read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The digest that it was promised with; the one it has, where nothing was.
    pub digest: Option<Digest>,
    /// What it is said to be.
    pub media_type: MediaType,
    /// What was found; its number of bytes is what is left of the content.
    pub outcome: Result<Finding<u64>, RegistryError>,
    /// When.
    pub at: Timestamp,
}

/// One image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its manifest.
    pub manifest: Part,
    /// What it runs on, as its index says.
    pub platform: Option<Platform>,
    /// Its config, where it has one of an image.
    pub config: Option<Part>,
    /// Its layers, lowest first, and a config that is none of an image: where each stands among
    /// the blobs.
    pub blobs: Vec<Result<usize, Malformed>>,
    /// Whether the last of the blobs is such a config.
    pub has_other_config: bool,
    /// How many of its layers are not kept, or not read at all.
    pub left_out: usize,
}

/// How many bytes are behind, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Of blobs that have to be read from the registry.
    pub bytes: u64,
    /// How many of them were read.
    pub read: u64,
    /// How many such blobs there are.
    pub blobs: usize,
    /// How many of them have ended.
    pub ended: usize,
    /// Whether there may be more, since not every manifest was read.
    pub is_open: bool,
}

/// What makes two blobs one: digest, size, `diff_id`, depth, and where the bytes are.
type Key = (Digest, u64, Option<Digest>, Depth, Origin);

/// What is to be verified, each blob once.
#[derive(Debug, Default)]
pub struct Ledger {
    subjects: Vec<Subject>,
    blobs: Vec<Blob>,
    places: HashMap<Key, usize>,
    /// Blobs that no subject names any more, since it was read anew.
    forgotten: HashSet<usize>,
    /// Why nothing more is asked, where the registry wants that.
    pub(super) given_up: Option<RegistryError>,
}

impl Ledger {
    /// What is to be verified.
    pub fn of(subjects: impl IntoIterator<Item = (ManifestAddress, Scope)>) -> Self {
        let mut ledger = Self::default();
        ledger.add(subjects);
        ledger
    }

    /// Adds what is to be verified too.
    pub fn add(&mut self, subjects: impl IntoIterator<Item = (ManifestAddress, Scope)>) {
        let subjects = subjects.into_iter().map(|(address, scope)| Subject {
            address,
            scope,
            state: SubjectState::Waiting,
        });
        self.subjects.extend(subjects);
    }

    /// All subjects, in the order in which they were given.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// All blobs that were ever known.
    pub fn blobs(&self) -> &[Blob] {
        &self.blobs
    }

    /// Why nothing more was asked, where the registry wanted that.
    pub fn given_up(&self) -> Option<&RegistryError> {
        self.given_up.as_ref()
    }

    /// The image with this manifest, as far as it is known.
    pub fn image(&self, manifest: &Digest) -> Option<&Image> {
        let contents = self.subjects.iter().filter_map(Subject::contents);
        let mut images = contents.flat_map(|contents| &contents.images);
        images.find(|image| image.manifest.digest.as_ref() == Some(manifest))
    }

    /// Whether nothing more is to be done.
    pub fn has_ended(&self) -> bool {
        let mut subjects = self.subjects.iter();
        subjects.all(|subject| subject.contents().is_some()) && self.named().all(Blob::has_ended)
    }

    /// How far it is.
    pub fn sum(&self) -> Sum {
        let is_open = |subject: &Subject| subject.contents().is_none();
        let mut sum = Sum {
            is_open: self.subjects.iter().any(is_open),
            ..Sum::default()
        };
        for blob in self.named().filter(|blob| blob.is_stored()) {
            sum.bytes = sum.bytes.saturating_add(blob.descriptor.size);
            sum.read = sum.read.saturating_add(blob.read());
            sum.blobs += 1;
            sum.ended += usize::from(blob.has_ended());
        }
        sum
    }

    /// Forgets what could not be read, so that it is tried again.
    pub fn retry(&mut self) {
        self.given_up = None;
        for blob in &mut self.blobs {
            if matches!(blob.state, BlobState::Failed(..)) {
                blob.state = BlobState::Waiting;
            }
        }
        for subject in &mut self.subjects {
            if subject.contents().is_some_and(Contents::has_failed) {
                subject.state = SubjectState::Waiting;
            }
        }
    }

    /// The place of a blob, which is new or there already.
    pub(super) fn place(
        &mut self,
        (descriptor, diff_id, depth, origin): (&Descriptor, Option<Digest>, Depth, Origin),
        new: impl FnOnce() -> Blob,
    ) -> usize {
        let (digest, size) = (descriptor.digest.clone(), descriptor.size);
        let key = (digest, size, diff_id, depth, origin);
        let place = *self.places.entry(key).or_insert_with(|| {
            self.blobs.push(new());
            self.blobs.len() - 1
        });
        self.forgotten.remove(&place);
        place
    }

    /// Begins anew, or goes on: what was given up is asked for again.
    pub(super) fn begin(&mut self) {
        self.given_up = None;
        let contents = self.subjects.iter().filter_map(Subject::contents);
        let named: HashSet<usize> = contents.flat_map(Contents::places).collect();
        let all = 0..self.blobs.len();
        self.forgotten = all.filter(|place| !named.contains(place)).collect();
    }

    /// All blobs that a subject names.
    pub(super) fn named(&self) -> impl Iterator<Item = &Blob> {
        let blobs = self.blobs.iter().enumerate();
        let named = blobs.filter(|(place, _)| !self.forgotten.contains(place));
        named.map(|(_, blob)| blob)
    }

    pub(super) fn set_subject(&mut self, subject: usize, state: SubjectState) {
        if let Some(subject) = self.subjects.get_mut(subject) {
            subject.state = state;
        }
    }

    pub(super) fn set_blob(&mut self, place: usize, state: BlobState) {
        if let BlobState::Failed(BlobFault::Registry(error), _) = &state
            && ends_everything(&error.kind)
        {
            self.given_up = Some(error.clone());
        }
        if let Some(blob) = self.blobs.get_mut(place) {
            blob.state = state;
        }
    }
}

impl Subject {
    /// What it consists of, once that is known.
    pub fn contents(&self) -> Option<&Contents> {
        match &self.state {
            SubjectState::Read(contents) => Some(contents),
            SubjectState::Waiting | SubjectState::Reading => None,
        }
    }
}

impl Image {
    /// The places of its layers among the blobs.
    pub fn layers(&self) -> &[Result<usize, Malformed>] {
        let others = usize::from(self.has_other_config);
        &self.blobs[..self.blobs.len().saturating_sub(others)]
    }
}

impl Contents {
    /// All that was read whole for it.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let of_images = self
            .images
            .iter()
            .flat_map(|image| [&image.manifest].into_iter().chain(&image.config));
        [&self.root]
            .into_iter()
            .chain(&self.indexes)
            .chain(of_images)
    }

    /// Where its blobs stand, each as often as it is named.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        let blobs = self.images.iter().flat_map(|image| &image.blobs);
        blobs.filter_map(|blob| blob.as_ref().ok()).copied()
    }

    fn has_failed(&self) -> bool {
        self.parts().any(|part| part.outcome.is_err())
    }
}

/// Whether there is no use in asking for anything else.
pub(super) fn ends_everything(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Unauthorized(_)
            | ErrorKind::WrongPassword
            | ErrorKind::PasswordsUnreadable
            | ErrorKind::TokenService(_)
            | ErrorKind::SignInNotAllowed
            | ErrorKind::RateLimited(_)
            | ErrorKind::NotARegistry(_)
    )
}
