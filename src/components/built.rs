//! When something was built: a builder's word, and nobody else's.

use leptos::prelude::*;
use porthole_core::{format::ago, inventory::date::believable, oci::timestamp::Timestamp};

use crate::components::element::{element, of_class};

/// How long ago it was built, with the date itself in a tooltip; a date that cannot be one is
/// none, and the tooltip says what stands in its place.
pub(crate) fn built(created: Option<Timestamp>) -> AnyView {
    let no_date = of_class("span", "faint").text("no date");
    let Some(created) = created else {
        return no_date.view();
    };
    let Some(date) = believable(created, now()) else {
        let title = format!(
            "Its builder wrote {created}, which cannot be a date: builds that must not depend on the clock write such."
        );
        return no_date.set("title", title).view();
    };
    element("span")
        .set("title", date.to_string())
        .text(ago(date, now()))
        .view()
}

/// The clock of this computer.
#[expect(clippy::cast_possible_truncation, reason = "a day of this age fits")]
pub(crate) fn now() -> Timestamp {
    Timestamp::of_unix_seconds((js_sys::Date::now() / 1000.0) as i64)
}
