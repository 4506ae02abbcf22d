//! Reading a list of names to its end, page by page, shown as it grows.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        error::RegistryError,
        listing::{Listed, Page, Pages},
    },
    sorting::sort,
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
    /// The names, sorted.
    pub(crate) names: Vec<Name>,
    /// Entries that are no names; some of them.
    pub(crate) illegible: Vec<String>,
    /// How many entries are no names.
    pub(crate) illegible_count: usize,
    /// How far it is.
    pub(crate) progress: Progress,
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
}

impl ReadList {
    /// Looks at the list; tracked.
    pub(crate) fn with<V>(self, look: impl FnOnce(&NameList) -> V) -> V {
        self.list.with(look)
    }

    /// Looks at the names, once.
    pub(crate) fn names_once<V>(self, look: impl FnOnce(&[Name]) -> V) -> V {
        self.list.with_untracked(|list| look(&list.names))
    }

    /// Reads it anew.
    pub(crate) fn again(self) {
        self.attempt.update(|attempt| *attempt += 1);
    }
}

impl NameList {
    fn empty() -> Self {
        Self {
            names: Vec::new(),
            illegible: Vec::new(),
            illegible_count: 0,
            progress: Progress::Reading,
        }
    }

    fn take<N: Into<Name>>(&mut self, page: Page<N>) {
        self.names.extend(page.names.into_iter().map(Into::into));
        sort(&mut self.names, Ord::cmp);
        self.illegible_count += page.illegible_count;
        let room = SHOWN.saturating_sub(self.illegible.len());
        self.illegible.extend(page.illegible.into_iter().take(room));
    }
}

/// How many entries that are no names are kept to be shown.
const SHOWN: usize = 20;

/// Reads a list for as long as the owner lives.
pub(crate) fn read_list<N>(
    connection: impl Fn() -> Option<Rc<Connection>> + 'static,
    pages: impl Fn(&Connection) -> Pages<'_, BrowserTransport, N> + Clone + 'static,
) -> ReadList
where
    N: Listed + Into<Name> + 'static,
{
    let read = ReadList {
        list: RwSignal::new(NameList::empty()),
        attempt: RwSignal::new(0),
    };
    effect(move || {
        // It is empty already when it is first read.
        if read.attempt.get() > 0 {
            read.list.set(NameList::empty());
        }
        let (Some(connection), pages) = (connection(), pages.clone()) else {
            return;
        };
        spawn(async move {
            let mut pages = pages(&connection);
            loop {
                let next = pages.next().await;
                let ended = !matches!(next, Ok(Some(_)));
                // The list may have gone with its page.
                let _ = read.list.try_update(|list| match next {
                    Ok(Some(page)) => list.take(page),
                    Ok(None) => list.progress = Progress::Whole,
                    Err(error) => list.progress = Progress::Failed(error),
                });
                if ended {
                    return;
                }
            }
        });
    });
    read
}
