//! The row of a repository.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, visible_start},
    inventory::{kind::Kind, summary::Summary},
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        error::{ErrorKind, RegistryError},
        sign_in::token_service::TokenServiceFault,
    },
    route::View,
    versions::{newest::newest, order::Reading},
};

use crate::{
    components::{
        built::{built, now},
        dynamic::dynamic,
        element::{element, link_button, nothing, of_class, parts, text},
        repository_name::repository_name,
        skeleton::{skeleton, unknown},
    },
    connection::{
        Connection,
        details::Details,
        glance::{self, Glance},
        task::spawn,
    },
    pages::repositories::attention::{attention, reason},
    reactive::Derived,
};

/// Longer descriptions are cut.
const DESCRIPTION_LENGTH: usize = 120;

/// The cells of a repository.
pub(super) fn row(repository: &RepositoryName) -> AnyView {
    let connection = Connection::in_use();
    let href = connection.href(View::Repository(repository.clone()));
    let details = connection.details(repository);
    let glances = connection.glances;
    let known = Derived::new({
        let repository = repository.clone();
        move || glances.of(&repository)
    });
    let link = of_class("a", "row-link")
        .set("href", href.clone())
        .set("title", repository.to_string())
        .child(repository_name(repository));
    let again = {
        let (repository, owner) = (repository.clone(), Owner::current().unwrap_or_default());
        move || {
            let read = glance::read(Connection::in_use(), repository.clone());
            owner.with(|| spawn(read));
        }
    };
    let rest = dynamic(move || match known.get() {
        None => waiting(),
        Some(Glance::Failed(error)) => failed(&error, way_on(&error, &href, again.clone())),
        Some(Glance::Tags(readings)) => at_a_glance(&readings, details),
    });
    parts([of_class("td", "name-cell").child(link).view(), rest])
}

fn cells(
    what: impl Into<AnyView>,
    count: impl Into<AnyView>,
    newest: impl Into<AnyView>,
    built: impl Into<AnyView>,
    attention: impl Into<AnyView>,
) -> AnyView {
    parts([
        of_class("td", "what-cell").child(what).view(),
        of_class("td", "count-cell number").child(count).view(),
        of_class("td", "newest-cell").child(newest).view(),
        of_class("td", "built-cell number").child(built).view(),
        of_class("td", "attention-cell").child(attention).view(),
    ])
}

fn waiting() -> AnyView {
    cells(skeleton(), skeleton(), skeleton(), skeleton(), nothing())
}

/// Whoever is asked who they are, or to agree, does that on the repository's own page.
fn way_on(error: &RegistryError, href: &str, again: impl FnMut() + 'static) -> AnyView {
    let words = match &error.kind {
        ErrorKind::Unauthorized(_) | ErrorKind::WrongPassword => "Sign in",
        ErrorKind::TokenService(TokenServiceFault::NotAgreed(_)) => "See where",
        _ => return link_button("Try again", again).view(),
    };
    of_class("a", "link").set("href", href).text(words).view()
}

fn failed(error: &RegistryError, way: AnyView) -> AnyView {
    let explanation = Connection::in_use().explain(error);
    let reason = of_class("span", "failed-reason")
        .text(format!("could not be read: {} ", explanation.title));
    let cell = of_class("td", "failed-cell fault")
        .set("colspan", "4")
        .set("title", explanation.causes.join(" "))
        .child(
            of_class("span", "failed-row")
                .child(reason.view())
                .child(way),
        );
    // That column is not on every screen, and no cell spans more columns than there are.
    parts([
        of_class("td", "what-cell").child(unknown()).view(),
        cell.view(),
    ])
}

fn at_a_glance(readings: &Arc<Vec<Reading>>, details: Details) -> AnyView {
    let unit = if readings.len() == 1 { "tag" } else { "tags" };
    let number = element("span")
        .set("data-unit", unit)
        .text(count(readings.len() as u64))
        .view();
    let Some(first) = readings.first() else {
        let what = of_class("span", "second").text("emptied: no tags");
        let none = || {
            of_class("span", "faint")
                .set("title", "It has no tags")
                .text("–")
        };
        return cells(what, number, none(), none(), nothing());
    };
    let (version, first) = (newest(readings).cloned(), first.tag().clone());
    let is_version = version.is_some();
    let is_only = readings.len() == 1;
    let of_tag = Arc::clone(readings);
    let tag: Shown = Arc::new(move || {
        version.clone().unwrap_or_else(|| {
            let mut tags = of_tag.iter().map(Reading::tag);
            let last = details.look(|inventory| inventory.last_built(&mut tags, now()).cloned());
            last.unwrap_or_else(|| first.clone())
        })
    });
    let (of_what, of_built) = (Arc::clone(&tag), Arc::clone(&tag));
    let what = dynamic(move || what_or_why_not(details, &of_what()));
    let built = dynamic(move || with_summary(details, &of_built(), |it| built(it.created)));
    let newest = dynamic(move || {
        let tag = tag();
        if is_version {
            parts([text(tag.to_string()), latest(details, &tag)])
        } else {
            let now = now();
            let is_dated = details.look(|inventory| {
                let dated = inventory.last_built(&mut [&tag].into_iter(), now);
                dated.is_some()
            });
            no_version(&tag, is_only, is_dated)
        }
    });
    let readings = Arc::clone(readings);
    let attention = dynamic(move || attention(&readings, details));
    cells(what, number, newest, built, attention)
}

/// Which tag stands for a repository; tracked.
type Shown = Arc<dyn Fn() -> Tag + Send + Sync>;

/// What stands for a repository without plain versions.
fn no_version(tag: &Tag, is_only: bool, is_dated: bool) -> AnyView {
    let why = match (is_only, is_dated) {
        (true, _) => "It is the only tag, and no plain version",
        (_, true) => {
            "None of its tags is a plain version; of those that were read this one was built last"
        }
        _ => {
            "None of its tags is a plain version, and none that was read has a date; this is the first"
        }
    };
    element("span")
        .set("title", why)
        .child(of_class("span", "second").text("tag "))
        .text(tag.to_string())
        .view()
}

/// Whether `latest` is the same.
fn latest(details: Details, tag: &Tag) -> AnyView {
    let is_latest = details.look(|inventory| {
        let digest = inventory.tag(tag).and_then(|state| state.digest().cloned());
        let aliases = digest.map_or(&[][..], |digest| inventory.with_digest(&digest));
        *tag != Tag::latest() && aliases.contains(&Tag::latest())
    });
    if is_latest {
        parts([text(" "), of_class("span", "alias").text("= latest").view()])
    } else {
        nothing()
    }
}

/// What a summary says, once it is read; its shape before.
fn with_summary(details: Details, tag: &Tag, draw: impl FnOnce(&Summary) -> AnyView) -> AnyView {
    let state = details.look(|inventory| inventory.tag(tag).cloned());
    match state {
        None => skeleton(),
        Some(state) => state
            .summary()
            .map_or_else(unknown, |summary| draw(summary)),
    }
}

/// What a tag is, or why that could not be read.
fn what_or_why_not(details: Details, tag: &Tag) -> AnyView {
    let state = details.look(|inventory| inventory.tag(tag).cloned());
    match state.as_deref().and_then(reason) {
        Some(reason) => of_class("span", "fault")
            .set("title", reason.clone())
            .text(format!("could not be read: {reason}"))
            .view(),
        None => with_summary(details, tag, what),
    }
}

fn what(summary: &Summary) -> AnyView {
    let kind = Some(&summary.kind).filter(|kind| **kind != Kind::Image);
    let words = match (kind, summary.description.as_deref()) {
        (Some(kind), Some(description)) => format!("{kind}: {description}"),
        (Some(kind), None) => kind.to_string(),
        (None, Some(description)) => description.to_owned(),
        (None, None) => return unknown(),
    };
    let title = visible_start(&words, 400);
    let words = visible_start(&words, DESCRIPTION_LENGTH);
    element("span").set("title", title).text(words).view()
}
