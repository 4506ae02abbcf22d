//! The tags of a repository, in the order and the choice that the address asks for.

use std::{collections::HashSet, sync::Arc};

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    inventory::{
        order::{Sort, Unplaced, Wanted},
        repository::RepositoryInventory,
    },
    oci::{name::RepositoryName, tag::Tag},
    versions::{
        filter::TagFilter,
        moving::{MovingTag, moving_tags},
        order::Reading,
        range::InvalidRange,
    },
};

use crate::{
    components::{
        built::now,
        element::{link_button, nothing},
        name_list::{summary, summary_part},
    },
    connection::{
        Connection,
        details::Details,
        glance::Glance,
        listing::{Name, Progress, ReadList},
        task::spawn,
    },
    navigation::Navigation,
    pages::repository::{WORDS, by_digest::typed_digest},
    reactive::{Derived, effect},
};

/// Up to this many tags, details are read without being asked for.
pub(crate) const READ_BEHIND: usize = 2_000;
/// How long the order stays, at least, while details come in, in milliseconds.
const SETTLING: u64 = 500;

/// The tags of a repository. A copy is the same list.
#[derive(Clone, Copy)]
pub(crate) struct TagList {
    pub(crate) repository: StoredValue<RepositoryName>,
    pub(crate) details: Details,
    read: ReadList,
    /// Without helpers, in version order.
    pub(crate) readings: Derived<Arc<Vec<Reading>>>,
    pub(crate) helpers: Derived<Arc<Vec<Tag>>>,
    /// How many tags are in question, and how many of them were read.
    pub(crate) numbers: Derived<(usize, usize)>,
    pub(crate) are_helpers_shown: Derived<bool>,
    pub(crate) ordered: Derived<Ordered>,
    /// The rows alone.
    pub(crate) rows: Derived<Arc<Vec<Name>>>,
    /// The only tags that are wanted, where somebody wants no others.
    pub(crate) only: RwSignal<Option<Arc<HashSet<Tag>>>>,
    /// The same, where only what was selected is wanted.
    pub(crate) alone: RwSignal<Option<Arc<HashSet<Tag>>>>,
    /// What is seen.
    pub(crate) on_screen: RwSignal<Vec<Name>>,
    /// Whether the rows must stay where they are, since somebody points at them.
    pub(crate) is_pointed_at: RwSignal<bool>,
    /// Whether the user stopped the reading in the background.
    pub(crate) is_stopped: RwSignal<bool>,
    /// Whether the user asked for the details of more tags than are read by themselves.
    pub(crate) is_asked_for: RwSignal<bool>,
}

/// The rows, and what could not be placed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ordered {
    pub(crate) rows: Arc<Vec<Name>>,
    pub(crate) unplaced: Unplaced,
    /// Tags that a filter needs the details of, and that were not read.
    pub(crate) unfiltered: usize,
    pub(crate) invalid: Option<InvalidRange>,
}

impl TagList {
    pub(crate) fn new(repository: RepositoryName, read: ReadList, details: Details) -> Self {
        let readings = Derived::new(move || read.with(|list| Arc::clone(&list.readings)));
        let helpers = Derived::new(move || {
            let helpers: Vec<Tag> = read.with(|list| {
                let tags = list.names.iter().filter_map(Name::tag);
                tags.cloned().collect()
            });
            Arc::new(helpers)
        });
        let navigation = Navigation::in_use();
        let shown = move || navigation.part(|route| route.query.are_helpers_shown);
        let are_helpers_shown = Derived::new(shown);
        let is_pointed_at = RwSignal::new(false);
        let settled = settle(details, is_pointed_at);
        let only = RwSignal::new(None::<Arc<HashSet<Tag>>>);
        let alone = RwSignal::new(None::<Arc<HashSet<Tag>>>);
        let ordered = Derived::new(move || {
            let helpers = helpers.get();
            let shown: &[Tag] = if are_helpers_shown.get() {
                &helpers
            } else {
                &[]
            };
            let wanted = [only.get(), alone.get()];
            let is_wanted = |tag: &Tag| wanted.iter().flatten().all(|only| only.contains(tag));
            readings.with(|readings| ordered((readings, shown), &is_wanted, details, settled))
        });
        let rows = Derived::new(move || ordered.with(|ordered| Arc::clone(&ordered.rows)));
        let numbers = Derived::new(move || {
            let helpers = are_helpers_shown.get().then_some(helpers);
            numbers(readings, helpers, details)
        });
        Self {
            repository: StoredValue::new(repository),
            details,
            read,
            readings,
            helpers,
            numbers,
            are_helpers_shown,
            ordered,
            rows,
            only,
            alone,
            on_screen: RwSignal::new(Vec::new()),
            is_pointed_at,
            is_stopped: RwSignal::new(false),
            is_asked_for: RwSignal::new(false),
        }
    }

    /// Once the list is whole, others know it too: the repository's row, and pages that ask which
    /// tags lead somewhere.
    pub(crate) fn keep_whole(self) {
        let glances = Connection::in_use().glances;
        effect(move || {
            if self.is_whole() {
                let glance = Glance::Tags(self.readings.get());
                self.repository
                    .with_value(|repository| glances.keep(repository, glance));
            }
        });
    }

    /// Reads the details behind what is on screen, for as long as the owner lives.
    pub(crate) fn read_details(self) {
        effect(move || {
            if !self.is_whole() || self.is_stopped.get() || !self.is_read_behind() {
                return;
            }
            let deciding = self.moving(|moving| {
                let tags = moving.iter().flat_map(|moving| &moving.to_read);
                tags.copied().cloned().collect::<Vec<_>>()
            });
            let mut tags = deciding;
            self.readings
                .with(|readings| tags.extend(readings.iter().map(|reading| reading.tag().clone())));
            if self.are_helpers_shown.get() {
                self.helpers
                    .with(|helpers| tags.extend(helpers.iter().cloned()));
            }
            spawn(async move {
                self.details.read_each(tags).await;
                // What is left was given up.
                let (number, read) = untrack(|| self.numbers_now());
                if read < number {
                    let _ = self.is_stopped.try_set(true);
                }
            });
        });
    }

    /// The numbers, with what was read and not told yet.
    fn numbers_now(self) -> (usize, usize) {
        let helpers = self.are_helpers_shown.get().then_some(self.helpers);
        numbers(self.readings, helpers, self.details)
    }

    /// Whether the list itself is whole; tracked.
    pub(crate) fn is_whole(self) -> bool {
        self.read.with(|list| list.progress == Progress::Whole)
    }

    /// Whether details are read in the background; tracked.
    pub(crate) fn is_read_behind(self) -> bool {
        self.is_asked_for.get() || !self.is_long()
    }

    /// Whether there are more tags than are read by themselves; tracked.
    pub(crate) fn is_long(self) -> bool {
        self.readings.with(|readings| readings.len() > READ_BEHIND)
    }

    /// The moving tags, as far as is known now.
    pub(crate) fn moving<V>(self, look: impl FnOnce(&[MovingTag<'_>]) -> V) -> V {
        self.readings.with(|readings| {
            self.details
                .look_once(|inventory| look(&moving_tags(readings, &|tag| inventory.known(tag))))
        })
    }

    /// How many tags there are, on how many digests; tracked.
    pub(crate) fn summary(self) -> String {
        let left = self.ordered.with(|ordered| ordered.rows.len());
        let (number, read) = self.numbers.get();
        let mut text = self
            .read
            .with(|list| summary(&WORDS, list, number, left.min(number)));
        if number > 0 && read > 0 {
            let digests = self.details.look(RepositoryInventory::digests);
            let digests = counted(digests, "digest", "digests");
            let of_digests = if read < number {
                format!(" · {} read, on {digests} so far", count(read as u64))
            } else {
                format!(" on {digests}")
            };
            text.push_str(&of_digests);
        }
        text
    }

    /// The button that shows or folds the helper tags; tracked.
    pub(crate) fn helpers(self) -> AnyView {
        let number = self.helpers.with(|helpers| helpers.len());
        if number == 0 {
            return nothing();
        }
        let tags = counted(
            number,
            "signature or attestation tag",
            "signature and attestation tags",
        );
        let are_shown = self.are_helpers_shown.get();
        let words = if are_shown { "shown, fold" } else { "folded" };
        let navigation = Navigation::in_use();
        let fold = link_button(format!("{tags} {words}"), move || {
            navigation.adjust(|route| route.query.are_helpers_shown = !are_shown);
        });
        summary_part([fold.view()])
    }
}

/// What tags are sorted by; tracked.
pub(crate) fn sort_in_use() -> Sort {
    let sort = Navigation::in_use().part(|route| route.query.sort.clone());
    sort.and_then(|sort| Sort::parse(&sort)).unwrap_or_default()
}

/// What the details must be; tracked.
pub(crate) fn wanted_in_use() -> Wanted {
    Navigation::in_use().part(|route| Wanted {
        platform: route.query.platform.clone(),
        kind: route.query.kind.clone(),
        digest: typed_digest(route),
    })
}

/// Changes when the order may follow what was read since: not too often, and never under a
/// pointer.
fn settle(details: Details, is_pointed_at: RwSignal<bool>) -> RwSignal<u32> {
    let settled = RwSignal::new(0_u32);
    let is_waiting = StoredValue::new(false);
    effect(move || {
        details.track();
        if is_pointed_at.get() || is_waiting.get_value() {
            return;
        }
        is_waiting.set_value(true);
        let tell = move || {
            let _ = is_waiting.try_set_value(false);
            if is_pointed_at.try_get_untracked() == Some(false) {
                let _ = settled.try_update(|settled| *settled = settled.wrapping_add(1));
            }
        };
        set_timeout(tell, std::time::Duration::from_millis(SETTLING));
    });
    settled
}

fn numbers(
    readings: Derived<Arc<Vec<Reading>>>,
    helpers: Option<Derived<Arc<Vec<Tag>>>>,
    details: Details,
) -> (usize, usize) {
    details.look(|inventory| {
        let is_read = |tag: &&Tag| inventory.tag(tag).is_some();
        let (number, read) = readings.with(|readings| {
            let tags = readings.iter().map(Reading::tag);
            (readings.len(), tags.filter(is_read).count())
        });
        let (more, more_read) = helpers.map_or((0, 0), |helpers| {
            helpers.with(|helpers| (helpers.len(), helpers.iter().filter(is_read).count()))
        });
        (number + more, read + more_read)
    })
}

fn ordered(
    (readings, helpers): (&[Reading], &[Tag]),
    is_wanted: &dyn Fn(&Tag) -> bool,
    details: Details,
    settled: RwSignal<u32>,
) -> Ordered {
    let (sort, wanted) = (sort_in_use(), wanted_in_use());
    if sort.needs_details() || !wanted.is_everything() {
        settled.track();
    }
    let text = Navigation::in_use()
        .part(|route| route.query.filter.clone())
        .filter(|_| wanted.digest.is_none())
        .unwrap_or_default();
    let (filter, invalid) = match TagFilter::parse(&text) {
        Ok(filter) => (Some(filter), None),
        Err(invalid) => (None, Some(invalid)),
    };
    let is_meant = |reading: &&Reading| {
        is_wanted(reading.tag()) && filter.as_ref().is_none_or(|filter| filter.matches(reading))
    };
    let helpers: Vec<Reading> = helpers.iter().cloned().map(Reading::of).collect();
    details.look_once(|inventory| {
        let mut unfiltered = 0;
        let mut tags = Vec::with_capacity(readings.len());
        for reading in readings.iter().chain(&helpers).filter(is_meant) {
            match wanted.wants(reading.tag(), inventory) {
                Some(true) => tags.push(reading.tag().clone()),
                Some(false) => {}
                None => unfiltered += 1,
            }
        }
        let unplaced = sort.sort(&mut tags, inventory, now());
        Ordered {
            rows: Arc::new(tags.into_iter().map(Name::Tag).collect()),
            unplaced,
            unfiltered,
            invalid,
        }
    })
}
