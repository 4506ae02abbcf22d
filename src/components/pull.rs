//! The line that fetches an image, for the tool and by the name that one chooses.

use leptos::prelude::*;
use porthole_core::{
    inventory::kind::Kind,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    pull::{Command, Pull, insecure_registry},
    registry::address::Scheme,
};

use crate::{
    components::{
        copy::copy_button,
        dynamic::dynamic,
        element::{element, of_class, parts},
    },
    connection::Connection,
};

/// What is fetched.
#[derive(Clone)]
pub(crate) struct Fetched {
    /// The repository.
    pub(crate) repository: RepositoryName,
    /// The tag, if it was opened by one.
    pub(crate) tag: Option<Tag>,
    /// The digest, if it is known.
    pub(crate) digest: Option<Digest>,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Fetched {
    fn commands(&self, host: &str, by_digest: bool) -> Vec<Command> {
        let pull = Pull {
            host,
            repository: &self.repository,
            tag: self.tag.as_ref(),
            digest: self.digest.as_ref(),
            kind: &self.kind,
        };
        pull.commands(by_digest)
    }
}

/// The bar with the line.
pub(crate) fn pull_bar(fetched: Fetched) -> AnyView {
    let connection = Connection::in_use();
    let target = &connection.target;
    let host = target.pull_host.clone();
    let is_open = target.address.scheme() == Scheme::Http && !target.address.is_this_computer();
    let has_both = fetched.tag.is_some() && fetched.digest.is_some();
    let by_digest = RwSignal::new(fetched.tag.is_none());
    let tool = RwSignal::new(0_usize);
    let options = fetched.commands(&host, false);
    let option = |(position, command): (usize, &Command)| {
        element("option")
            .set("value", position.to_string())
            .text(command.tool)
            .view()
    };
    let numbered = || options.iter().enumerate();
    let usual = numbered()
        .filter(|(_, command)| command.is_usual)
        .map(option);
    let others = numbered()
        .filter(|(_, command)| !command.is_usual)
        .map(option);
    let choose = element("select")
        .set("aria-label", "Tool")
        .on("change", move |event| {
            tool.set(event_target_value(&event).parse().unwrap_or_default());
        })
        .children(usual)
        .child(element("optgroup").set("label", "More").children(others));
    let insecure = is_open.then(|| insecure(&host));
    let line = move || {
        let mut commands = fetched.commands(&host, by_digest.get());
        let position = tool.get().min(commands.len() - 1);
        let line = commands.swap_remove(position).line;
        parts([
            element("code")
                .set("tabindex", "0")
                .text(line.clone())
                .view(),
            copy_button(line, "the pull command", "", Some("c")),
        ])
    };
    let bar = of_class("div", "pull-bar")
        .set("role", "group")
        .set("aria-label", "Pull")
        .child(choose)
        .child(dynamic(line))
        .maybe(has_both.then(|| names(by_digest)));
    let moves = has_both.then(|| {
        of_class("p", "pull-note second")
            .text("A tag moves, a digest does not.")
            .view()
    });
    let below = [moves, insecure].into_iter().flatten();
    parts([bar.view()].into_iter().chain(below))
}

/// By tag, or by digest.
fn names(by_digest: RwSignal<bool>) -> AnyView {
    let button = |name: &'static str, is_digest: bool, title: &'static str| {
        element("button")
            .set("type", "button")
            .set("title", title)
            .follow("aria-pressed", move || {
                Some((by_digest.get() == is_digest).to_string())
            })
            .on("click", move |_| by_digest.set(is_digest))
            .text(name)
    };
    of_class("span", "choice")
        .set("role", "group")
        .set("aria-label", "By tag or by digest")
        .child(button(
            "tag",
            false,
            "By tag: what it points to later. A tag moves.",
        ))
        .child(button(
            "digest",
            true,
            "By digest: these bytes and no others. A digest does not move.",
        ))
        .view()
}

/// What a Docker daemon needs first.
fn insecure(host: &str) -> AnyView {
    let lines = insecure_registry(host);
    let summary =
        "This registry speaks plain http: Docker refuses it until its daemon.json allows it";
    of_class("details", "note")
        .child(element("summary").text(summary))
        .child(
            element("pre")
                .set("tabindex", "0")
                .child(element("code").text(lines.clone())),
        )
        .child(copy_button(lines, "the lines for daemon.json", "", None))
        .view()
}
