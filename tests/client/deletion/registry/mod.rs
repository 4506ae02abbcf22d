//! A registry of this folder, which does as distribution 2.8 does, and fails where it is told to.

mod answers;
mod transport;

use std::{
    cell::{Ref, RefCell, RefMut},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::Duration,
};

use porthole_core::oci::digest::Digest;
use porthole_test_support::image::{Content, Manifest};
use serde_json::Value;

/// Where it is.
pub(super) const ADDRESS: &str = "https://registry.example";
/// The repository of all images here.
pub(super) const NAME: &str = "gallery/ui";
/// How long a request may take: what waits shorter is a rest.
pub(super) const PATIENCE: Duration = Duration::from_secs(1_000);

/// How one request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Status 500.
    Error,
    /// No answer.
    Silence,
    /// Nothing comes, and no end.
    Hang,
    /// The page is gone.
    Kill,
    /// The body breaks off.
    Cut,
}

/// When: before it takes effect, or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Before,
    After,
}

/// What it says and does not do, or does and does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lie {
    /// It says that it deleted a manifest that has a tag.
    KeepsManifests,
    /// It says that it removed a tag alone.
    KeepsTags,
    /// A tag that it removes alone takes its manifest along.
    TakesManifests,
    /// It writes an empty index down in its own words.
    RewritesTombstones,
    /// It writes whatever comes under a tag down in its own words.
    RewritesAll,
    /// It stores nothing of an empty index but that it is empty.
    EmptiesTombstones,
    /// It names the digest of what it was given, whatever it stored.
    NamesWhatWasSent,
}

type Act = Box<dyn FnOnce(&mut Held)>;

/// What must hold.
type Invariant = Rc<dyn Fn(&Held)>;

/// What it holds, and what is to happen.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
#[derive(Default)]
pub(super) struct Held {
    pub(super) tags: BTreeMap<String, String>,
    pub(super) manifests: BTreeMap<String, Content>,
    pub(super) blobs: BTreeSet<String>,
    /// Whether it removes a tag alone.
    pub(super) removes_tags: bool,
    /// Whether its digests can be read.
    pub(super) hides_digests: bool,
    /// What it answers to each DELETE, if not what it should.
    pub(super) deletes_with: Option<(u16, &'static str)>,
    pub(super) lies: BTreeSet<Lie>,
    /// From which request on it knows nobody any more.
    pub(super) signed_until: Option<usize>,
    /// What the next requests are limited by: `Retry-After`, or none.
    pub(super) limits: Vec<Option<&'static str>>,
    pub(super) faults: BTreeMap<usize, (Fault, When)>,
    /// From which request on nothing answers.
    pub(super) dead_from: Option<usize>,
    /// What somebody else does right before a request.
    pub(super) acts: BTreeMap<usize, Act>,
    /// What must hold after each request that changes something.
    pub(super) invariant: Option<Invariant>,
    /// Requests take as long as these dice fall.
    pub(super) jitter: Option<u64>,
    pub(super) log: Vec<String>,
    pub(super) rests: Vec<Duration>,
    pub(super) is_killed: bool,
    is_hopeless: bool,
}

/// The registry. A clone is the same one.
#[derive(Clone, Default)]
pub(super) struct Registry(Rc<RefCell<Held>>);

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a registry")
    }
}

impl Registry {
    pub(super) fn held(&self) -> Ref<'_, Held> {
        self.0.borrow()
    }

    pub(super) fn change(&self) -> RefMut<'_, Held> {
        self.0.borrow_mut()
    }

    /// Where its tags lead.
    pub(super) fn tags(&self) -> BTreeMap<String, String> {
        self.held().tags.clone()
    }

    /// How many requests came.
    pub(super) fn requests(&self) -> usize {
        self.held().log.len()
    }

    /// Those that change something.
    pub(super) fn writes(&self) -> Vec<String> {
        let held = self.held();
        let is_write = |line: &&String| line.starts_with("PUT") || line.starts_with("DELETE");
        held.log.iter().filter(is_write).cloned().collect()
    }
}

impl Held {
    /// Puts an image there with all that it refers to.
    pub(super) fn push(&mut self, tag: &str, manifest: &Manifest) {
        self.hold(manifest);
        self.tags
            .insert(tag.to_owned(), manifest.digest().to_owned());
    }

    pub(super) fn hold(&mut self, manifest: &Manifest) {
        for child in &manifest.children {
            self.hold(child);
        }
        let blobs = manifest.blobs.iter();
        self.blobs.extend(blobs.map(|blob| blob.digest.clone()));
        let digest = manifest.digest().to_owned();
        self.manifests.insert(digest, manifest.content.clone());
    }

    /// Deletes a manifest with its tags; whether it was there.
    pub(super) fn delete(&mut self, digest: &str) -> bool {
        self.tags.retain(|_, led| led != digest);
        self.manifests.remove(digest).is_some()
    }

    /// The children of a manifest.
    pub(super) fn children(&self, digest: &str) -> Vec<String> {
        let listed = |content: &Content| referred(&content.bytes, "manifests");
        self.manifests.get(digest).map(listed).unwrap_or_default()
    }
}

/// The digests that a manifest names in a list, and its config with its layers.
fn referred(bytes: &[u8], key: &str) -> Vec<String> {
    let Ok(manifest) = serde_json::from_slice::<Value>(bytes) else {
        return Vec::new();
    };
    let mut named = manifest[key].as_array().cloned().unwrap_or_default();
    if key == "layers" {
        named.push(manifest["config"].clone());
    }
    let digests = named.iter().filter_map(|entry| entry["digest"].as_str());
    digests.map(ToOwned::to_owned).collect()
}

/// A digest out of its text.
pub(super) fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}
