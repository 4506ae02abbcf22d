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

use super::{answer::Answer, asked::Asked};

/// What a world lets pages of other origins do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    Everything,
    Nothing,
    /// Reading, but only of the headers that are always readable.
    ButNoHeaderExposed,
    /// Only what needs no preflight.
    ButNoHeaderSent,
}

pub(super) struct World {
    name: &'static str,
    pub(super) allowed: Allowed,
    pub(super) answer: fn(&Asked) -> Answer,
}

impl World {
    /// A world that any page may read.
    const fn new(name: &'static str, answer: fn(&Asked) -> Answer) -> Self {
        Self {
            name,
            allowed: Allowed::Everything,
            answer,
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
