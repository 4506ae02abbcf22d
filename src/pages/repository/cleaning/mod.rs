//! Rules that fill the selection: what they take is seen, changed and confirmed like any other.

mod form;
mod told;

use leptos::prelude::*;
use porthole_core::{
    deletion::{
        in_use::InUse,
        pick::{Facts, Picked},
        plan::Mode,
        rules::Rule,
    },
    format::count,
    inventory::repository::RepositoryInventory,
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
};
use web_sys::Event;

use crate::{
    components::{
        built::now,
        dynamic::{dynamic, dynamic_text},
        element::{element, link_button, nothing, of_class},
    },
    connection::{Connection, changing::Change},
    navigation::Navigation,
    pages::repository::{
        cleaning::{form::Fields, told::told},
        selection::Selection,
        tags::TagList,
    },
    reactive::{Derived, effect},
};

const WORDS: &str = "A rule fills the selection, which you then look through; nothing is deleted yet. It stands in the address, to be bookmarked.";

/// What came of a rule.
struct Outcome {
    picked: Picked,
    /// How many lines of what is in use named nothing.
    unread: usize,
}

/// Cleaning up a repository. A copy is the same one.
#[derive(Clone, Copy)]
pub(super) struct Cleaning {
    list: TagList,
    selection: Selection,
    is_open: RwSignal<bool>,
    /// What somebody pasted as in use.
    in_use: RwSignal<String>,
    /// The rule that waits until the tags are read.
    waiting: RwSignal<Option<String>>,
    outcome: RwSignal<Option<Result<Outcome, String>>>,
}

impl Cleaning {
    /// Open where the address has a rule, which is then applied.
    pub(super) fn new(list: TagList, selection: Selection) -> Self {
        let cleaning = Self {
            list,
            selection,
            is_open: RwSignal::new(false),
            in_use: RwSignal::new(String::new()),
            waiting: RwSignal::new(None),
            outcome: RwSignal::new(None),
        };
        if Connection::in_use().writing.may_turn() {
            let navigation = Navigation::in_use();
            let rule = Derived::new(move || navigation.part(|route| route.query.clean.clone()));
            effect(move || {
                if let Some(rule) = rule.get() {
                    cleaning.is_open.set(true);
                    cleaning.wait(rule);
                }
            });
            effect(move || cleaning.apply());
        }
        cleaning
    }

    /// The button that opens the form, and closes it again.
    pub(super) fn button(self) -> AnyView {
        if !Connection::in_use().writing.may_turn() {
            return nothing();
        }
        element("button")
            .set("type", "button")
            .follow("aria-expanded", move || {
                Some(self.is_open.get().to_string())
            })
            .set("title", "Selects tags by a rule; nothing is deleted yet")
            .on("click", move |_| self.turn())
            .text("Clean up…")
            .view()
    }

    /// The form, while it is open.
    pub(super) fn form(self) -> AnyView {
        dynamic(move || {
            if self.is_open.get() {
                untrack(|| self.panel())
            } else {
                nothing()
            }
        })
    }

    fn turn(self) {
        let is_open = !self.is_open.get_untracked();
        if !is_open {
            self.waiting.set(None);
            self.outcome.set(None);
            Navigation::in_use().adjust(|route| route.query.clean = None);
        }
        self.is_open.set(is_open);
    }

    fn panel(self) -> AnyView {
        let rule = Navigation::in_use().part(|route| route.query.clean.clone());
        let fields = Fields::of(&rule.unwrap_or_default(), self.in_use);
        let submit = move |event: Event| {
            event.prevent_default();
            self.submit(fields.rule());
        };
        let select = of_class("button", "primary")
            .set("type", "submit")
            .text("Select what it takes");
        let empty = of_class("button", "danger")
            .set("type", "button")
            .set("title", "Shows what would be lost; nothing is deleted yet")
            .on("click", move |_| self.empty())
            .text("Empty this repository…");
        let actions = of_class("p", "actions")
            .child(select)
            .child(link_button("Close", move || self.turn()))
            .child(empty);
        let told = dynamic(move || match self.waiting.get() {
            Some(_) => waiting(self.list),
            None => self.outcome.with(|outcome| told(self, outcome.as_ref())),
        });
        of_class("form", "panel cleaning")
            .set("aria-label", "Clean up")
            .on("submit", submit)
            .child(of_class("p", "second").text(WORDS))
            .child(fields.view())
            .child(actions)
            .child(
                of_class("div", "cleaning-told")
                    .set("role", "status")
                    .child(told),
            )
            .view()
    }

    fn submit(self, rule: String) {
        let navigation = Navigation::in_use();
        let given = Some(rule.clone()).filter(|rule| !rule.is_empty());
        if navigation.part(|route| route.query.clean == given) {
            self.wait(rule);
        } else if given.is_some() {
            navigation.adjust(|route| route.query.clean = given);
        } else {
            navigation.adjust(|route| route.query.clean = None);
            self.wait(rule);
        }
    }

    fn wait(self, rule: String) {
        self.outcome.set(None);
        self.waiting.set(Some(rule));
    }

    /// Applies a rule once what is read by itself is read; tracked.
    fn apply(self) {
        let Some(rule) = self.waiting.get() else {
            return;
        };
        let (number, read) = self.list.numbers.get();
        let is_coming = self.list.is_read_behind() && !self.list.is_stopped.get();
        let is_listed = self.list.is_whole();
        let rule = match Rule::parse(&rule) {
            Ok(_) if !is_listed || (is_coming && read < number) => return,
            Ok(rule) => rule,
            Err(invalid) => {
                // What another rule took is not what this one means.
                self.selection.clear();
                self.outcome.set(Some(Err(invalid.to_string())));
                self.waiting.set(None);
                return;
            }
        };
        let outcome = untrack(|| self.pick(&rule));
        let taken = &outcome.picked.taken;
        self.selection.choose(taken.iter().cloned().collect());
        self.outcome.set(Some(Ok(outcome)));
        self.waiting.set(None);
    }

    fn pick(self, rule: &Rule) -> Outcome {
        let list = self.list;
        let in_use = self.in_use.with(|text| {
            list.repository
                .with_value(|repository| InUse::read(text, repository))
        });
        let readings = list.readings.get();
        let picked = list.details.look_once(|inventory: &RepositoryInventory| {
            let created =
                |tag: &Tag| -> Option<Timestamp> { inventory.tag(tag)?.summary()?.created };
            let children = |tag: &Tag| -> Vec<Digest> {
                let summary = inventory.tag(tag).and_then(|state| state.summary());
                let images = summary.iter().flat_map(|summary| &summary.images);
                images.map(|image| image.digest.clone()).collect()
            };
            rule.pick(Facts {
                readings: &readings,
                digest: &|tag| inventory.known(tag),
                children: &children,
                created: &created,
                in_use: &in_use,
                now: now(),
            })
        });
        Outcome {
            picked,
            unread: in_use.unread,
        }
    }

    /// Reads all that was not read, and applies the rule again then.
    fn read_all(self) {
        self.list.is_asked_for.set(true);
        self.list.is_stopped.set(false);
        let rule = Navigation::in_use().part(|route| route.query.clean.clone());
        untrack(|| self.wait(rule.unwrap_or_default()));
    }

    /// Asks what would be lost if all its tags went.
    fn empty(self) {
        let readings = self.list.readings.get_untracked();
        let tags = readings.iter().map(|reading| reading.tag().clone());
        let helpers = self.list.helpers.get_untracked();
        Connection::in_use().changing.open(Change {
            tags: tags.chain(helpers.iter().cloned()).collect(),
            mode: Some(Mode::Images),
            ..Change::of(self.list.repository.get_value())
        });
    }
}

fn waiting(list: TagList) -> AnyView {
    let words = move || {
        let (number, read) = list.numbers.get();
        format!(
            "Waiting until it is read where the tags lead: {} of {}.",
            count(read as u64),
            count(number as u64)
        )
    };
    element("p").child(dynamic_text(words)).view()
}
