//! Reading a list of names to its end, page by page, shown as it grows.

use std::{rc::Rc, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use porthole_core::{
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        error::{ErrorKind, RegistryError},
        listing::{Listed, Pages},
    },
    sorting::sort,
    versions::{helper::Helper, order::Reading},
};

use crate::{
    connection::{Connection, task::spawn},
    reactive::effect,
    transport::BrowserTransport,
};

/// What a list holds. One type for both lists, so that their view is there once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Name {
    /// A repository.
    Repository(RepositoryName),
    /// A tag.
    Tag(Tag),
}

impl Name {
    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Repository(repository) => repository.as_str(),
            Self::Tag(tag) => tag.as_str(),
        }
    }

    /// The tag, if it is one.
    pub(crate) fn tag(&self) -> Option<&Tag> {
        match self {
            Self::Repository(_) => None,
            Self::Tag(tag) => Some(tag),
        }
    }

    /// The repository, if it is one.
    pub(crate) fn repository(&self) -> Option<&RepositoryName> {
        match self {
            Self::Repository(repository) => Some(repository),
            Self::Tag(_) => None,
        }
    }
}

impl From<RepositoryName> for Name {
    fn from(repository: RepositoryName) -> Self {
        Self::Repository(repository)
    }
}

impl From<Tag> for Name {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

/// A list as far as it is read.
#[derive(Clone, Debug)]
pub(crate) struct NameList {
    /// The repositories, or the helpers among the tags; sorted.
    pub(crate) names: Vec<Name>,
    /// The tags, without helpers, in version order.
    pub(crate) readings: Arc<Vec<Reading>>,
    /// Entries that are no names; some of them.
    pub(crate) illegible: Vec<String>,
    /// How many entries are no names.
    pub(crate) illegible_count: usize,
    /// How far it is.
    pub(crate) progress: Progress,
    /// Whether the registry told any name of it.
    pub(crate) is_told: bool,
}

/// How far a list is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// More may come.
    Reading,
    /// It is whole.
    Whole,
    /// It broke off here.
    Failed(RegistryError),
}

/// A list being read. A copy is the same one.
#[derive(Clone, Copy)]
pub(crate) struct ReadList {
    list: RwSignal<NameList>,
    attempt: RwSignal<u32>,
    /// Names that are known without the list.
    besides: StoredValue<Vec<Name>>,
}

impl ReadList {
    /// Looks at the list; tracked.
    pub(crate) fn with<V>(self, look: impl FnOnce(&NameList) -> V) -> V {
        self.list.with(look)
    }

    /// Takes a page, which is shown once all of it is in its place.
    async fn take(self, names: Vec<Name>, illegible: (usize, Vec<String>)) {
        let known = self.list.try_with_untracked(|list| list.readings.to_vec());
        let is_told = !names.is_empty();
        let mut readings = known.unwrap_or_default();
        let others = read_versions(&mut readings, names).await;
        // The list may have gone with its page.
        let _ = self.list.try_update(|list| {
            list.is_told |= is_told;
            list.readings = Arc::new(readings);
            list.names.extend(others);
            sort(&mut list.names, Ord::cmp);
            list.names.dedup();
            let (count, illegible) = illegible;
            list.illegible_count += count;
            let room = SHOWN.saturating_sub(list.illegible.len());
            list.illegible.extend(illegible.into_iter().take(room));
        });
    }

    /// Adds a name that was found otherwise.
    pub(crate) fn add(self, name: &Name) {
        let is_new = self.list.with_untracked(|list| !list.names.contains(name));
        if is_new {
            self.besides
                .update_value(|besides| besides.push(name.clone()));
            self.list.update(|list| {
                list.names.push(name.clone());
                sort(&mut list.names, Ord::cmp);
            });
        }
    }

    /// Whether it has ended, and the registry told no name; tracked.
    pub(crate) fn tells_nothing(self) -> bool {
        self.list
            .with(|list| !list.is_told && list.progress != Progress::Reading)
    }

    /// Reads it anew.
    pub(crate) fn again(self) {
        self.attempt.update(|attempt| *attempt += 1);
    }
}

impl NameList {
    fn of(mut names: Vec<Name>) -> Self {
        sort(&mut names, Ord::cmp);
        names.dedup();
        Self {
            names,
            readings: Arc::default(),
            illegible: Vec::new(),
            illegible_count: 0,
            progress: Progress::Reading,
            is_told: false,
        }
    }

    /// Whether there is no name in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty() && self.readings.is_empty()
    }

    /// Whether it has come to its end without a name, or the registry does not know what it is of.
    pub(crate) fn is_of_nothing(&self) -> bool {
        self.is_empty()
            && match &self.progress {
                Progress::Whole => true,
                Progress::Failed(error) => error.kind == ErrorKind::NameUnknown,
                Progress::Reading => false,
            }
    }
}

/// How many entries that are no names are kept to be shown.
const SHOWN: usize = 20;

/// So many tags are read as versions at once: then the browser has its turn.
const AT_ONCE: usize = 1_000;

/// Takes tags into those that stand in version order, and gives back what has no place there:
/// helpers, and what is no tag.
pub(crate) async fn read_versions(readings: &mut Vec<Reading>, names: Vec<Name>) -> Vec<Name> {
    let is_long = names.len() > AT_ONCE;
    let mut others = Vec::new();
    let mut names = names.into_iter();
    while names.len() > 0 {
        let known = readings.len();
        for name in names.by_ref().take(AT_ONCE) {
            match name {
                Name::Tag(tag) if Helper::of(&tag).is_none() => readings.push(Reading::of(tag)),
                other => others.push(other),
            }
        }
        // What is sorted already is not sorted again, but merged.
        if readings.len() > known {
            sort(readings, Ord::cmp);
        }
        if is_long {
            TimeoutFuture::new(0).await;
        }
    }
    others
}

/// Reads a list for as long as the owner lives. Names that are known without it stand in it from
/// the beginning.
pub(crate) fn read_list<N>(
    besides: Vec<Name>,
    connection: impl Fn() -> Option<Rc<Connection>> + 'static,
    pages: impl Fn(&Connection) -> Pages<'_, BrowserTransport, N> + Clone + 'static,
) -> ReadList
where
    N: Listed + Into<Name> + 'static,
{
    let read = ReadList {
        list: RwSignal::new(NameList::of(besides.clone())),
        attempt: RwSignal::new(0),
        besides: StoredValue::new(besides),
    };
    effect(move || {
        // It is empty already when it is first read.
        if read.attempt.get() > 0 {
            read.list.set(NameList::of(read.besides.get_value()));
        }
        let (Some(connection), pages) = (connection(), pages.clone()) else {
            return;
        };
        spawn(async move {
            let mut pages = pages(&connection);
            let progress = loop {
                match pages.next().await {
                    Ok(Some(page)) => {
                        let names = page.names.into_iter().map(Into::into).collect();
                        let illegible = (page.illegible_count, page.illegible);
                        read.take(names, illegible).await;
                    }
                    Ok(None) => break Progress::Whole,
                    Err(error) => break Progress::Failed(error),
                }
            };
            // The list may have gone with its page.
            let _ = read.list.try_update(|list| list.progress = progress);
        });
    });
    read
}
