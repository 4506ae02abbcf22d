//! What somebody is about to change at the registry in use. One dialog shows it, whatever page is
//! below.

use leptos::prelude::*;
use porthole_core::{
    deletion::plan::Mode,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
};

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Where.
    pub(crate) repository: RepositoryName,
    /// The tags that somebody selected there.
    pub(crate) tags: Vec<Tag>,
    /// The manifests that somebody selected there.
    pub(crate) digests: Vec<Digest>,
    /// Both records of a run that is to be finished or taken back instead.
    pub(crate) journal: Option<(String, String)>,
    /// The manifest that is to be tagged instead.
    pub(crate) tagged: Option<Digest>,
    /// What is chosen at first, where not the gentlest is meant.
    pub(crate) mode: Option<Mode>,
}

impl Change {
    /// Of nothing yet.
    pub(crate) fn of(repository: RepositoryName) -> Self {
        Self {
            repository,
            tags: Vec::new(),
            digests: Vec::new(),
            journal: None,
            tagged: None,
            mode: None,
        }
    }
}

/// The change that somebody is about, if any. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Changing {
    change: RwSignal<Option<Change>, LocalStorage>,
    /// How often a repository was changed: pages are read anew then.
    changed: RwSignal<u32>,
}

impl Changing {
    /// Nobody changes anything yet; it lives as long as the current owner.
    pub(crate) fn new() -> Self {
        Self {
            change: RwSignal::new_local(None),
            changed: RwSignal::new(0),
        }
    }

    /// What is to be changed, if anything; tracked.
    pub(crate) fn change(self) -> Option<Change> {
        self.change.get()
    }

    /// Opens the dialog.
    pub(crate) fn open(self, change: Change) {
        self.change.set(Some(change));
    }

    /// Closes the dialog.
    pub(crate) fn close(self) {
        self.change.set(None);
    }

    /// Follows how often something was changed.
    pub(crate) fn track(self) {
        self.changed.track();
    }

    /// Whether anything was changed; tracked.
    pub(crate) fn has_changed(self) -> bool {
        self.changed.get() > 0
    }

    /// Something was changed.
    pub(crate) fn tell(self) {
        self.changed.update(|changed| *changed += 1);
    }
}
