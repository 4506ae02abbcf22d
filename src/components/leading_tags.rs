//! Which tags lead to something, as far as tags were read; with a way to look through all.

use leptos::prelude::*;
use porthole_core::{
    format::counted,
    inventory::repository::TagState,
    oci::{name::RepositoryName, tag::Tag},
    sorting::sort,
};

use crate::{
    components::{
        alias::alias,
        dynamic::dynamic,
        element::{Element, link_button, of_class, text},
    },
    connection::{
        Connection,
        glance::{self, Glance},
        task::spawn,
    },
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
    let owner = Owner::current().unwrap_or_default();
    dynamic(move || {
        let connection = Connection::in_use();
        let (mut tags, read) = connection.details(&repository).look(|inventory| {
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
        let line = of_class("p", "note leading-tags").text(words);
        let more = tags.len().saturating_sub(SHOWN);
        let line = tags
            .into_iter()
            .take(SHOWN)
            .fold(line, |line, (tag, of)| lead(line, &repository, &tag, of));
        line.maybe((more > 0).then(|| text(format!("and {more} more "))))
            .maybe(look_through(&connection, &repository, read, &owner))
            .view()
    })
}

/// The button that reads the tags that were not read; nothing where all were.
fn look_through(
    connection: &Connection,
    repository: &RepositoryName,
    read: usize,
    owner: &Owner,
) -> Option<Element> {
    let number = match connection.glances.of(repository) {
        Some(Glance::Tags(readings)) => Some(readings.len()),
        _ => None,
    };
    let words = match number {
        Some(number) if number <= read => return None,
        Some(number) => format!("Look through all {}", counted(number, "tag", "tags")),
        None => "Look through all tags".to_owned(),
    };
    let (repository, owner) = (repository.clone(), owner.clone());
    Some(link_button(words, move || {
        let (connection, repository) = (Connection::in_use(), repository.clone());
        owner.with(|| spawn(glance::read_all(connection, repository)));
    }))
}

fn lead(line: Element, repository: &RepositoryName, tag: &Tag, of: Option<String>) -> Element {
    let line = line.child(alias(repository, tag, tag.to_string()));
    match of {
        Some(of) => line.text(format!(" as {of} ")),
        None => line.text(" "),
    }
}
