//! - `slow`: each answer after a second and a half, its body in pieces.
//! - `stalled`: each answer begins and never ends.
//! - `silent`: no answer ever comes.

use std::time::Duration;

use super::{World, gallery::GALLERY};
use crate::fake::{
    answer::{Answer, Body},
    healthy,
};

pub(super) const WORLDS: &[World] = &[
    World::new("slow", |asked| Answer {
        after: Duration::from_millis(1500),
        ..healthy::answer(&GALLERY, asked).coming(Body::Trickled)
    }),
    World::new("stalled", |asked| {
        healthy::answer(&GALLERY, asked).coming(Body::Stalled)
    }),
    World::new("silent", |asked| Answer {
        after: Duration::MAX,
        ..healthy::answer(&GALLERY, asked)
    }),
];
