//! The way through a list that comes in pages, to its end.

use std::collections::HashSet;

use crate::{
    oci::json::Json,
    registry::{
        client::{Answer, Ask, RegistryClient},
        error::{ErrorKind, RegistryError, Subject},
        list_body::{illegible, read_list},
        listing::Page,
        next_page::{next_query, query_after},
        queue::Priority,
        request::{Cache, Method},
        transport::Transport,
    },
};

/// How many a registry gives where nobody says: a page of exactly this length may go on.
const USUAL_PAGES: [usize; 3] = [50, 100, 1000];
/// The longest page that is read, in bytes: a hundred thousand of the longest tags.
const PAGE_LIMIT: usize = 16 << 20;
/// More names than this are not read, whatever a registry says.
const NAMES_LIMIT: usize = 1_000_000;
/// As many pages in a row may have nothing new: registries filter by rights after they page.
const FRUITLESS_LIMIT: usize = 10;
/// How many texts that are no names are kept to be shown.
const ILLEGIBLE_SHOWN: usize = 20;

/// Which list it is.
#[derive(Debug)]
pub(crate) struct ListOf {
    pub(crate) subject: Subject,
    pub(crate) path: String,
    pub(crate) is_name: fn(&str) -> bool,
}

/// A list being read: as texts, so that this code is there once for all lists.
#[derive(Debug)]
pub(crate) struct Paging<'a, T> {
    client: &'a RegistryClient<T>,
    list: ListOf,
    next: Option<String>,
    page_size: Option<usize>,
    seen: HashSet<String>,
    queries: HashSet<String>,
    /// How many pages in a row had nothing new.
    fruitless: usize,
    /// Whether a `Link` was read: then a page without one is the last.
    links_are_readable: bool,
    /// Whether the page that comes was asked for without a `Link`.
    leads_on_by_last: bool,
}

impl<'a, T: Transport> Paging<'a, T> {
    pub(crate) fn new(
        client: &'a RegistryClient<T>,
        list: ListOf,
        page_size: Option<usize>,
    ) -> Self {
        let first = page_size
            .map(|size| format!("n={size}"))
            .unwrap_or_default();
        Self {
            client,
            list,
            next: Some(first),
            page_size,
            seen: HashSet::new(),
            queries: HashSet::new(),
            fruitless: 0,
            links_are_readable: false,
            leads_on_by_last: false,
        }
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Page<String>>, RegistryError> {
        let Some(mut query) = self.next.clone() else {
            return Ok(None);
        };
        self.check_length(&query)?;
        let answer = match self.ask(&query).await {
            Err(error) if self.may_ask_without_size() && refuses_page_size(&error) => {
                self.client.learn().page_size_refused = true;
                self.page_size = None;
                query = String::new();
                self.next = Some(query.clone());
                self.ask(&query).await?
            }
            answer => answer?,
        };
        let entries = self.entries(&answer, &query)?;
        let (page, listed, last) = self.page(entries);
        if self.leads_on_by_last && !page.names.is_empty() {
            self.client.learn().link_hidden = true;
        }
        self.queries.insert(query);
        let follows = self.following(&answer, listed, last);
        self.fruitless = if page.names.is_empty() {
            self.fruitless + 1
        } else {
            0
        };
        // What the registry does not say itself is only tried for as long as it helps.
        let goes_on = self.fruitless == 0 || answer.header("link").is_some();
        self.next = follows.filter(|query| goes_on && !self.queries.contains(query));
        Ok(Some(page))
    }

    /// Only before anything was read: later the list would begin anew.
    fn may_ask_without_size(&self) -> bool {
        self.page_size.is_some() && self.queries.is_empty()
    }

    async fn ask(&self, query: &str) -> Result<Answer, RegistryError> {
        let ask = Ask {
            method: Method::Get,
            subject: self.list.subject,
            path: self.address(query),
            accept: None,
            cache: Cache::NoStore,
            priority: Priority::OnScreen,
            limit: PAGE_LIMIT,
            headers: &["link"],
            write: None,
        };
        self.client.get(ask).await
    }

    /// A list that leads on and on must end somewhere, and not as if it were whole.
    fn check_length(&self, query: &str) -> Result<(), RegistryError> {
        let reason = if self.fruitless > FRUITLESS_LIMIT {
            format!("The list leads on and on: {FRUITLESS_LIMIT} pages had nothing new.")
        } else if self.seen.len() >= NAMES_LIMIT {
            too_many()
        } else {
            return Ok(());
        };
        Err(self.malformed(query, reason))
    }

    fn malformed(&self, query: &str, reason: String) -> RegistryError {
        RegistryError {
            kind: ErrorKind::Malformed(reason),
            subject: self.list.subject,
            method: Method::Get,
            path: self.address(query),
        }
    }

    fn address(&self, query: &str) -> String {
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{}{separator}{query}", self.list.path)
    }

    fn entries(&self, answer: &Answer, query: &str) -> Result<Vec<Json>, RegistryError> {
        let list =
            read_list(&answer.body, NAMES_LIMIT).map_err(|reason| self.malformed(query, reason))?;
        if list.left_out > 0 {
            return Err(self.malformed(query, too_many()));
        }
        Ok(list.kept)
    }

    fn page(&mut self, entries: Vec<Json>) -> (Page<String>, usize, Option<String>) {
        let mut page = Page::default();
        let listed = entries.len();
        let last = entries.iter().rev().find_map(|entry| match entry {
            Json::Text(name) if (self.list.is_name)(name) => Some(name.clone()),
            _ => None,
        });
        for entry in entries {
            match entry {
                Json::Text(name) if (self.list.is_name)(&name) => {
                    if self.seen.len() < NAMES_LIMIT && self.seen.insert(name.clone()) {
                        page.names.push(name);
                    }
                }
                entry => {
                    page.illegible_count += 1;
                    if page.illegible.len() < ILLEGIBLE_SHOWN {
                        page.illegible.push(illegible(&entry));
                    }
                }
            }
        }
        (page, listed, last)
    }

    /// Where the list goes on: where its `Link` says, or, where none can be read from another
    /// origin and the page looks full, after its last entry.
    fn following(
        &mut self,
        answer: &Answer,
        listed: usize,
        last: Option<String>,
    ) -> Option<String> {
        if let Some(link) = answer.header("link") {
            self.links_are_readable = true;
            return next_query(link);
        }
        let looks_full = self.page_size == Some(listed) || USUAL_PAGES.contains(&listed);
        let may_be_hidden = self.client.reach().cross_origin && !self.links_are_readable;
        if !may_be_hidden || !looks_full {
            return None;
        }
        self.leads_on_by_last = true;
        Some(query_after(&last?, self.page_size))
    }
}

fn refuses_page_size(error: &RegistryError) -> bool {
    match &error.kind {
        ErrorKind::Refused(answered) => {
            answered.status == 400
                && (answered.has("PAGINATION_NUMBER_INVALID") || answered.faults.is_empty())
        }
        _ => false,
    }
}

fn too_many() -> String {
    format!("The list has more than {NAMES_LIMIT} names.")
}
