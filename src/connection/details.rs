//! What was read of a repository's tags, shown as it grows.

use std::{cell::Cell, rc::Rc, time::Duration};

use futures_util::{StreamExt as _, stream};
use js_sys::Date;
use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::repository::{RepositoryInventory, TagState},
    oci::tag::Tag,
    registry::{manifest::ReadManifest, queue::Priority},
    survey::Survey,
};

use crate::transport::BrowserTransport;

/// How long details gather before they are shown together.
const GATHERING: Duration = Duration::from_millis(60);
/// How long a page that is opened again believes what was read, in milliseconds.
const FRESH: f64 = 60_000.0;
/// Tags read at a time in the background: as many as the queue lets run.
const BACKGROUND: usize = 12;

/// The details of one repository's tags. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct Details {
    survey: StoredValue<Rc<Survey<BrowserTransport>>, LocalStorage>,
    changes: RwSignal<u32>,
    is_gathering: StoredValue<bool>,
    /// When the first of what is known was read, in milliseconds since 1970.
    begun: StoredValue<Option<f64>>,
}

impl Details {
    /// Nothing yet; it lives as long as the current owner.
    pub(crate) fn new(survey: Rc<Survey<BrowserTransport>>) -> Self {
        Self {
            survey: StoredValue::new_local(survey),
            changes: RwSignal::new(0),
            is_gathering: StoredValue::new(false),
            begun: StoredValue::new(None),
        }
    }

    /// Follows what is read.
    pub(crate) fn track(self) {
        self.changes.track();
    }

    /// Looks at what was read; tracked.
    pub(crate) fn look<V>(self, look: impl FnOnce(&RepositoryInventory) -> V) -> V {
        self.changes.track();
        self.survey.with_value(|survey| survey.look(look))
    }

    /// Looks at what was read, once.
    pub(crate) fn look_once<V>(self, look: impl FnOnce(&RepositoryInventory) -> V) -> V {
        self.survey.with_value(|survey| survey.look(look))
    }

    /// What reads, for parts beside the tags.
    pub(crate) fn survey(self) -> Rc<Survey<BrowserTransport>> {
        self.survey.get_value()
    }

    /// Whether a tag was read.
    pub(crate) fn knows(self, tag: &Tag) -> bool {
        self.look_once(|inventory| inventory.tag(tag).is_some())
    }

    /// Forgets what is meant, so that it is read anew.
    pub(crate) fn forget(self, is_meant: impl Fn(&Tag, &TagState) -> bool) {
        self.survey.with_value(|survey| survey.forget(is_meant));
        self.tell();
    }

    /// Forgets which tag leads where, if that was read some time ago: tags move. What they lead to
    /// has its digest, and is not read again.
    pub(crate) fn forget_old(self) {
        let is_old = |begun| Date::now() - begun > FRESH;
        if self.begun.get_value().is_some_and(is_old) {
            self.begun.set_value(None);
            self.forget(|_, _| true);
        }
    }

    /// Takes a tag that was read for a page of its own.
    pub(crate) async fn take(self, tag: Tag, finding: Finding<ReadManifest>) {
        self.begin();
        let survey = self.survey.get_value();
        survey.take(tag, finding, Priority::Background).await;
        self.tell();
    }

    fn begin(self) {
        if self.begun.get_value().is_none() {
            self.begun.set_value(Some(Date::now()));
        }
    }

    /// Reads a tag, unless it was read.
    pub(crate) async fn read(self, tag: Tag, priority: Priority) {
        if self.knows(&tag) {
            return;
        }
        self.begin();
        let survey = self.survey.get_value();
        survey.read(tag, priority).await;
        self.tell();
    }

    /// Reads tags in the background, in their order. Where the registry does not answer, or wants
    /// to be left alone, the rest is not asked for.
    pub(crate) async fn read_each(self, tags: Vec<Tag>) {
        let is_given_up = &Cell::new(false);
        let read = |tag: Tag| async move {
            if is_given_up.get() {
                return;
            }
            self.read(tag.clone(), Priority::Background).await;
            let fault = self.look_once(|inventory| inventory.tag(&tag).cloned());
            if fault.is_some_and(|state| state.is_of_the_registry()) {
                is_given_up.set(true);
            }
        };
        stream::iter(tags)
            .for_each_concurrent(BACKGROUND, read)
            .await;
    }

    /// Tells, soon, that more was read.
    fn tell(self) {
        // The page may have gone meanwhile.
        if self.is_gathering.try_get_value() != Some(false) {
            return;
        }
        self.is_gathering.set_value(true);
        set_timeout(
            move || {
                let _ = self.is_gathering.try_set_value(false);
                let _ = self
                    .changes
                    .try_update(|changes| *changes = changes.wrapping_add(1));
            },
            GATHERING,
        );
    }
}
