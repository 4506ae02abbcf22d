//! Which tags lead to something, as far as tags were read; with a way to look through all.

use leptos::prelude::*;
use porthole_core::{
    format::counted,
    inventory::repository::TagState,
    oci::{name::RepositoryName, tag::Tag},
    sorting::sort,
    versions::order::Reading,
};

use crate::{
    components::{
        alias::alias,
        dynamic::dynamic,
        element::{link_button, nothing, of_class, parts, text},
    },
    connection::{
        Connection,
        glance::{self, Glance},
        task::spawn,
    },
    reactive::Derived,
};

/// More tags are told by their number.
const SHOWN: usize = 30;

/// What a tag must be to be meant; as what, where that is only a part of it.
pub(crate) type Meant = Box<dyn Fn(&TagState) -> Option<Option<String>> + Send>;

/// The tags read so far that are meant. The verb says how one of them stands to the thing, and
/// how several do.
pub(crate) fn leading_tags(
    repository: RepositoryName,
    (one, many): (&'static str, &'static str),
    is_meant: Meant,
) -> AnyView {
    let of_button = repository.clone();
    let words = dynamic(move || {
        let (mut tags, read) = Connection::in_use().details(&repository).look(|inventory| {
            let meant = inventory
                .tags()
                .filter_map(|(tag, state)| Some((tag.clone(), is_meant(state)?)));
            (meant.collect::<Vec<_>>(), inventory.count())
        });
        sort(&mut tags, |left, right| left.0.cmp(&right.0));
        let of_read = counted(read, "tag", "tags");
        let words = match (tags.is_empty(), read) {
            (_, 0) => format!(
                "No tags of this repository were read yet, so nobody knows here which {many} it. "
            ),
            (true, _) => format!("None of the {of_read} read so far {one} it. "),
            (false, _) => format!("Of the {of_read} read so far, these {many} it: "),
        };
        let more = tags.len().saturating_sub(SHOWN);
        let shown = tags.into_iter().take(SHOWN);
        let shown = shown.map(|(tag, of)| lead(&repository, &tag, of));
        let more = (more > 0).then(|| text(format!("and {more} more ")));
        parts([text(words)].into_iter().chain(shown).chain(more))
    });
    of_class("p", "note leading-tags")
        .child(words)
        .child(look_through(of_button))
        .view()
}

/// The button that reads the tags that were not read; nothing where all were.
pub(crate) fn look_through(repository: RepositoryName) -> AnyView {
    let owner = Owner::current().unwrap_or_default();
    let unread = unread(repository.clone());
    dynamic(move || {
        let (repository, owner) = (repository.clone(), owner.clone());
        let Some(words) = unread.get() else {
            return nothing();
        };
        let button = link_button(words, move || {
            let (connection, repository) = (Connection::in_use(), repository.clone());
            owner.with(|| spawn(glance::read_all(connection, repository)));
        });
        button.view()
    })
}

/// What the button says; nothing where all tags were read.
pub(crate) fn unread(repository: RepositoryName) -> Derived<Option<String>> {
    let connection = StoredValue::new_local(Connection::in_use());
    Derived::new(move || {
        let connection = connection.get_value();
        let Some(Glance::Tags(readings)) = connection.glances.of(&repository) else {
            return Some("Look through all tags".to_owned());
        };
        let is_all = connection.details(&repository).look(|inventory| {
            let mut tags = readings.iter().map(Reading::tag);
            tags.all(|tag| inventory.tag(tag).is_some())
        });
        let all = counted(readings.len(), "tag", "tags");
        (!is_all).then(|| format!("Look through all {all}"))
    })
}

fn lead(repository: &RepositoryName, tag: &Tag, of: Option<String>) -> AnyView {
    let of = of.map_or_else(String::new, |of| format!(" as {of}"));
    let link = alias(repository, tag, tag.to_string());
    parts([link.view(), text(format!("{of} "))])
}
