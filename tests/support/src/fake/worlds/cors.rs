//! - `without-cors`: the `plain` one, which no page of another origin can read.
//! - `without-expose`: 2,500 repositories, and no header that a page may read.
//! - `short-accept`: the `plain` one, where every preflight fails.

use super::{Allowed, World, gallery::GALLERY, paging};
use crate::fake::healthy;

pub(super) const WORLDS: &[World] = &[
    World {
        name: "without-cors",
        allowed: Allowed::Nothing,
        answer: |asked| healthy::answer(&GALLERY, asked),
    },
    World {
        name: "without-expose",
        allowed: Allowed::ButNoHeaderExposed,
        answer: paging::long_catalog,
    },
    World {
        name: "short-accept",
        allowed: Allowed::ButNoHeaderSent,
        answer: |asked| healthy::answer(&GALLERY, asked),
    },
];
