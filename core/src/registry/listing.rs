//! Lists of names: repositories and tags, page by page to their end.

use std::marker::PhantomData;

use crate::{
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        client::RegistryClient,
        error::{RegistryError, Subject},
        paging::{ListOf, Paging},
        transport::Transport,
    },
};

/// How many repositories are asked for at a time: distribution's `catalog.maxentries`.
const CATALOG_PAGE: usize = 1000;

/// What a registry lists.
pub trait Listed: Clone {
    /// What the list is about.
    const SUBJECT: Subject;

    /// Reads one entry.
    fn read(text: &str) -> Option<Self>;

    /// The entry as the registry wrote it.
    fn as_str(&self) -> &str;
}

impl Listed for RepositoryName {
    const SUBJECT: Subject = Subject::Catalog;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn as_str(&self) -> &str {
        self.as_str()
    }
}

impl Listed for Tag {
    const SUBJECT: Subject = Subject::Tags;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn as_str(&self) -> &str {
        self.as_str()
    }
}

/// A part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<N> {
    /// What no earlier page had.
    pub names: Vec<N>,
    /// Entries that are no names; shortened, at most twenty.
    pub illegible: Vec<String>,
    /// How many entries are no names.
    pub illegible_count: usize,
}

/// A list being read.
#[derive(Debug)]
pub struct Pages<'a, T, N> {
    paging: Paging<'a, T>,
    listed: PhantomData<N>,
}

impl<T: Transport> RegistryClient<T> {
    /// The repositories of the registry. Docker's API, not in the OCI specification.
    pub fn catalog(&self) -> Pages<'_, T, RepositoryName> {
        let page_size = Some(CATALOG_PAGE).filter(|_| !self.capabilities().page_size_refused);
        Pages::new(self, "/v2/_catalog".to_owned(), page_size)
    }

    /// The tags of a repository. No page size is asked for: most registries then give all at once.
    pub fn tags(&self, repository: &RepositoryName) -> Pages<'_, T, Tag> {
        Pages::new(self, format!("/v2/{repository}/tags/list"), None)
    }
}

impl<'a, T: Transport, N: Listed> Pages<'a, T, N> {
    fn new(client: &'a RegistryClient<T>, path: String, page_size: Option<usize>) -> Self {
        let list = ListOf {
            subject: N::SUBJECT,
            path,
            is_name: |text| N::read(text).is_some(),
        };
        Self {
            paging: Paging::new(client, list, page_size),
            listed: PhantomData,
        }
    }

    /// The next page; `None` at the end. A list that leads back to itself has ended.
    ///
    /// # Errors
    /// When the page cannot be read, or the list leads on without anything new. Asking again
    /// asks for the same page.
    pub async fn next(&mut self) -> Result<Option<Page<N>>, RegistryError> {
        let page = self.paging.next().await?;
        Ok(page.map(|page| Page {
            names: page.names.iter().filter_map(|text| N::read(text)).collect(),
            illegible: page.illegible,
            illegible_count: page.illegible_count,
        }))
    }
}
