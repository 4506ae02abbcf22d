//! - `without-cors`: the `plain` one, which no page of another origin can read.
//! - `without-expose`: 2,500 repositories, and no header that a page may read.
//! - `short-accept`: the `plain` one, where every preflight fails.

use super::{Allowed, World, gallery::GALLERY, paging};
use crate::fake::{answer::Answer, asked::Asked, healthy};

pub(super) const WORLDS: &[World] = &[
    World::new("without-cors", gallery).allowing(Allowed::Nothing),
    World::new("without-expose", paging::long_catalog).allowing(Allowed::ButNoHeaderExposed),
    World::new("short-accept", gallery).allowing(Allowed::ButNoHeaderSent),
];

fn gallery(asked: &Asked) -> Answer {
    healthy::answer(&GALLERY, asked)
}
