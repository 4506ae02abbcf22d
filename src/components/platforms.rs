//! What images run on, in short.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    inventory::summary::{ImageContent, Summary},
    oci::platform::Platform,
};

use crate::components::element::of_class;

/// More are told by their number.
const SHOWN: usize = 3;
const LENGTH: usize = 24;

/// The platforms of a manifest: the first few, and how many more.
pub(crate) fn platforms(summary: &Summary) -> AnyView {
    let all = summary.platforms();
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let more = all.len().saturating_sub(SHOWN);
    let shown = all.iter().take(SHOWN).map(|platform| short(platform));
    let pills = shown.map(|name| of_class("span", "platform").text(name).view());
    let missing = summary.missing();
    let lost = summary
        .images
        .iter()
        .filter(|image| image.content == ImageContent::Missing)
        .filter_map(|image| image.platform.as_ref().map(ToString::to_string));
    let lost: Vec<String> = lost.collect();
    let gone = || {
        of_class("span", "mark mark-unverifiable")
            .set(
                "title",
                format!(
                    "The registry does not have: {}",
                    visible_start(&lost.join(", "), 400)
                ),
            )
            .text(format!("! {missing} missing"))
    };
    of_class("span", "platforms")
        .set("title", visible_start(&names.join(", "), 400))
        .children(pills)
        .maybe((more > 0).then(|| of_class("span", "second").text(format!("+{more}"))))
        .maybe((missing > 0).then(gone))
        .view()
}

/// `amd64` for `linux/amd64`: most images are for Linux. Every `arm64` is `v8`.
fn short(platform: &Platform) -> String {
    let whole = platform.to_string();
    let short = whole.strip_prefix("linux/").unwrap_or(&whole);
    visible_start(if short == "arm64/v8" { "arm64" } else { short }, LENGTH)
}
