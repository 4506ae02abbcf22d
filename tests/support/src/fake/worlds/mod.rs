//! The worlds of the fake registry, each with what is wrong with it.

pub mod blobs;
mod cors;
mod damaged;
mod digests;
pub mod distribution_2;
mod gallery;
pub mod hostile;
mod large;
mod many;
mod pace;
mod paging;
mod plain;
mod refusals;
mod schema_1;
mod static_host;
mod strangers;
pub mod writable;

use super::{
    answer::Answer,
    asked::Asked,
    store::{Store, Stores},
};

/// What a world lets pages of other origins do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// What a page needs that only reads.
    Reading,
    Nothing,
    /// Reading, but only of the headers that are always readable.
    ButNoHeaderExposed,
    /// Only what needs no preflight.
    ButNoHeaderSent,
    /// Reading, deleting and pushing.
    Changing,
    /// The same, but not to say what is pushed.
    ButNoTypeSent,
}

pub(super) struct World {
    name: &'static str,
    pub(super) allowed: Allowed,
    kind: Kind,
}

enum Kind {
    /// What it holds is always the same.
    Fixed(fn(&Asked) -> Answer),
    /// What it holds can be changed.
    Writable(fn(&mut Store, &Asked) -> Answer),
}

impl World {
    /// A world that any page may read.
    const fn new(name: &'static str, answer: fn(&Asked) -> Answer) -> Self {
        Self {
            name,
            allowed: Allowed::Reading,
            kind: Kind::Fixed(answer),
        }
    }

    /// A world that any page may change.
    const fn writable(name: &'static str, answer: fn(&mut Store, &Asked) -> Answer) -> Self {
        Self {
            name,
            allowed: Allowed::Changing,
            kind: Kind::Writable(answer),
        }
    }

    const fn allowing(self, allowed: Allowed) -> Self {
        Self { allowed, ..self }
    }

    pub(super) fn answer(&self, asked: &Asked, stores: &Stores) -> Answer {
        match self.kind {
            Kind::Fixed(answer) if asked.only_reads() => answer(asked),
            Kind::Fixed(_) => Answer::unsupported(),
            Kind::Writable(answer) => stores.with(&asked.prefix, writable::beginning, |store| {
                answer(store, asked)
            }),
        }
    }
}

const WORLDS: &[&[World]] = &[
    plain::WORLDS,
    cors::WORLDS,
    paging::WORLDS,
    pace::WORLDS,
    refusals::WORLDS,
    strangers::WORLDS,
    damaged::WORLDS,
    blobs::WORLDS,
    digests::WORLDS,
    large::WORLDS,
    many::WORLDS,
    hostile::WORLDS,
    distribution_2::WORLDS,
    static_host::WORLDS,
    writable::WORLDS,
];

fn all() -> impl Iterator<Item = &'static World> {
    WORLDS.iter().copied().flatten()
}

pub(super) fn find(name: &str) -> Option<&'static World> {
    all().find(|world| world.name == name)
}

/// The names of all worlds.
pub fn names() -> Vec<&'static str> {
    all().map(|world| world.name).collect()
}
