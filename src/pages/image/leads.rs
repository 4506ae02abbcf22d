//! Which tags lead to an image that was opened by its digest.

use leptos::prelude::*;
use porthole_core::{
    format::counted,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
    route::View,
    sorting::sort,
};

use crate::{
    components::{
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

/// The tags read so far that lead to a digest, as a whole or as one of its platforms; with a way
/// to look through all.
pub(crate) fn leads(repository: RepositoryName, digest: Digest) -> AnyView {
    let owner = Owner::current().unwrap_or_default();
    dynamic(move || {
        let connection = Connection::in_use();
        let details = connection.details(&repository);
        let (mut leads, read) = details.look(|inventory| {
            let leads = inventory.tags().filter_map(|(tag, state)| {
                if state.digest() == Some(&digest) {
                    return Some((tag.clone(), None));
                }
                let image = state
                    .summary()?
                    .images
                    .iter()
                    .find(|image| image.digest == digest)?;
                let platform = image.platform.as_ref().map(ToString::to_string);
                Some((
                    tag.clone(),
                    Some(platform.unwrap_or_else(|| "one entry".to_owned())),
                ))
            });
            (leads.collect::<Vec<_>>(), inventory.count())
        });
        sort(&mut leads, |left, right| left.0.cmp(&right.0));
        let of_read = counted(read, "tag", "tags");
        let line = of_class("p", "note leads");
        let line = match (leads.is_empty(), read) {
            (_, 0) => line.text(
                "No tags of this repository were read yet, so nobody knows here which lead to it. ",
            ),
            (true, _) => line.text(format!("None of the {of_read} read so far leads to it. ")),
            (false, _) => line.text(format!("Of the {of_read} read so far, these lead to it: ")),
        };
        let more = leads.len().saturating_sub(SHOWN);
        let line = leads
            .into_iter()
            .take(SHOWN)
            .fold(line, |line, (tag, platform)| {
                lead(line, &connection, &repository, &tag, platform)
            });
        let line = line.maybe((more > 0).then(|| text(format!("and {more} more "))));
        let known = match connection.glances.of(&repository) {
            Some(Glance::Tags(readings)) => Some(readings),
            _ => None,
        };
        let is_whole = known
            .as_ref()
            .is_some_and(|readings| readings.len() <= read);
        let ask = {
            let (repository, owner) = (repository.clone(), owner.clone());
            move || {
                let (connection, repository) = (Connection::in_use(), repository.clone());
                owner.with(|| spawn(async move { glance::read_all(connection, repository).await }));
            }
        };
        let words = match known {
            Some(readings) => format!(
                "Look through all {}",
                counted(readings.len(), "tag", "tags")
            ),
            None => "Look through all tags".to_owned(),
        };
        line.maybe((!is_whole).then(|| link_button(words, ask)))
            .view()
    })
}

fn lead(
    line: Element,
    connection: &Connection,
    repository: &RepositoryName,
    tag: &Tag,
    platform: Option<String>,
) -> Element {
    let address = ManifestAddress::Tag(tag.clone());
    let href = connection.href(View::Image(repository.clone(), address));
    let way = of_class("a", "alias").set("href", href).text(tag.as_str());
    let line = line.child(way);
    match platform {
        Some(platform) => line.text(format!(" as {platform} ")),
        None => line.text(" "),
    }
}
