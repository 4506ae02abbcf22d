//! How far something is proved: a step of the ladder, never above what was compared.

use std::ops::Add;

use crate::{
    integrity::{blob::verdict::BlobVerdict, finding::Finding},
    oci::tolerant::Malformed,
    verification::{
        blob::{Blob, BlobState},
        ledger::{Contents, Image, Ledger, Part, Subject},
    },
};

/// How far something is proved. Of several the worst counts, which is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Its bytes, and the content of its layers.
    Content,
    /// Its bytes.
    AllBytes,
    /// Something of it no comparison can decide.
    Unverifiable,
    /// Something of it was not read yet.
    Unfinished,
    /// Something of it could not be read.
    Failed,
    /// Something of it is not what was promised.
    Mismatch,
}

/// How many parts are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Manifests, indexes and configs that agree. They have no content beside their bytes.
    pub whole: usize,
    /// Blobs that agree, in bytes and content.
    pub content: usize,
    /// Blobs that agree in bytes, and of which no content was compared.
    pub all_bytes: usize,
    /// Those that no comparison can decide about.
    pub unverifiable: usize,
    /// Those that were not read to their end.
    pub unfinished: usize,
    /// Those that could not be read.
    pub failed: usize,
    /// Those that are not what was promised.
    pub mismatch: usize,
}

impl Standing {
    /// One thing that is proved so far.
    fn one(proof: Proof) -> Self {
        let mut standing = Self::default();
        let number = match proof {
            Proof::Content => &mut standing.content,
            Proof::AllBytes => &mut standing.all_bytes,
            Proof::Unverifiable => &mut standing.unverifiable,
            Proof::Unfinished => &mut standing.unfinished,
            Proof::Failed => &mut standing.failed,
            Proof::Mismatch => &mut standing.mismatch,
        };
        *number = 1;
        standing
    }

    /// One manifest, index or config.
    fn of(part: &Part) -> Self {
        match part.proof() {
            Proof::AllBytes => Self {
                whole: 1,
                ..Self::default()
            },
            proof => Self::one(proof),
        }
    }

    /// What may be said of all of them together.
    pub fn proof(&self) -> Proof {
        match () {
            () if self.mismatch > 0 => Proof::Mismatch,
            () if self.failed > 0 => Proof::Failed,
            () if self.unfinished > 0 => Proof::Unfinished,
            () if self.unverifiable > 0 => Proof::Unverifiable,
            () if self.all_bytes > 0 => Proof::AllBytes,
            () if self.content > 0 => Proof::Content,
            () if self.whole > 0 => Proof::AllBytes,
            () => Proof::Unfinished,
        }
    }

    /// How many there are.
    pub fn number(&self) -> usize {
        self.agreeing() + self.unverifiable + self.unfinished + self.failed + self.mismatch
    }

    /// How many agree, as far as they were compared.
    pub fn agreeing(&self) -> usize {
        self.whole + self.content + self.all_bytes
    }
}

impl Add for Standing {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            whole: self.whole + other.whole,
            content: self.content + other.content,
            all_bytes: self.all_bytes + other.all_bytes,
            unverifiable: self.unverifiable + other.unverifiable,
            unfinished: self.unfinished + other.unfinished,
            failed: self.failed + other.failed,
            mismatch: self.mismatch + other.mismatch,
        }
    }
}

impl Blob {
    /// How far it is proved.
    pub fn proof(&self) -> Proof {
        match &self.state {
            BlobState::Waiting | BlobState::Reading(_) => Proof::Unfinished,
            BlobState::Failed(..) => Proof::Failed,
            BlobState::Judged(verdict, _) => match verdict {
                BlobVerdict::Content(_) => Proof::Content,
                BlobVerdict::AllBytes(_) => Proof::AllBytes,
                BlobVerdict::Mismatch(_) => Proof::Mismatch,
                BlobVerdict::Unverifiable { .. } => Proof::Unverifiable,
            },
        }
    }
}

impl Part {
    /// How far it is proved. A manifest that was found by its tag need not agree with anything.
    pub fn proof(&self) -> Proof {
        match &self.outcome {
            Ok(Finding::Verified(_) | Finding::Computed { .. }) => Proof::AllBytes,
            Ok(Finding::Mismatch(_)) => Proof::Mismatch,
            Ok(Finding::Unverifiable { .. }) => Proof::Unverifiable,
            Err(_) => Proof::Failed,
        }
    }
}

impl Ledger {
    /// How far an image is proved: its manifest, its config and its blobs.
    pub fn standing_of(&self, image: &Image) -> Standing {
        let parts = [&image.manifest].into_iter().chain(&image.config);
        let parts = parts.map(Standing::of);
        let blobs = self.standing_of_places(&image.blobs, image.left_out);
        parts.fold(blobs, Add::add)
    }

    /// How far the layers of an image are proved, each as often as it is named.
    pub fn standing_of_layers(&self, image: &Image) -> Standing {
        self.standing_of_places(image.layers(), image.left_out)
    }

    fn standing_of_places(&self, places: &[Result<usize, Malformed>], left_out: usize) -> Standing {
        let blobs = places.iter().map(|place| {
            let blob = place
                .as_ref()
                .ok()
                .and_then(|place| self.blobs().get(*place));
            Standing::one(blob.map_or(Proof::Unverifiable, Blob::proof))
        });
        let left_out = Standing {
            unverifiable: left_out,
            ..Standing::default()
        };
        blobs.fold(left_out, Add::add)
    }

    /// How far a subject is proved, with all of its images that are meant.
    pub fn standing(&self, subject: &Subject) -> Standing {
        match subject.contents() {
            Some(contents) => self.standing_of_contents(contents),
            None => Standing::one(Proof::Unfinished),
        }
    }

    fn standing_of_contents(&self, contents: &Contents) -> Standing {
        let is_image = |part: &Part| {
            let mut images = contents.images.iter();
            images.any(|image| image.manifest.digest == part.digest)
        };
        let own = [&contents.root].into_iter().chain(&contents.indexes);
        let own = own.filter(|part| !is_image(part));
        let own = own.map(Standing::of);
        let images = contents.images.iter().map(|image| self.standing_of(image));
        let left_out = Standing {
            unverifiable: contents.left_out.len(),
            ..Standing::default()
        };
        own.chain(images).fold(left_out, Add::add)
    }
}
