//! What images run on, in short.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    inventory::summary::{ImageContent, Summary},
    oci::platform::Platform,
};

use crate::components::{
    element::{Element, of_class},
    skeleton::unknown,
};

/// More are told by their number.
const SHOWN: usize = 3;
const LENGTH: usize = 24;

/// The platforms of a manifest: the first few, and how many more.
pub(crate) fn platforms(summary: &Summary) -> AnyView {
    let all = summary.platforms();
    if all.is_empty() && summary.missing() == 0 && summary.left_out == 0 {
        return unknown();
    }
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let more = all.len().saturating_sub(SHOWN) + summary.left_out;
    let shown = all.iter().take(SHOWN).map(|platform| short(platform));
    let pills = shown.map(|name| of_class("span", "platform").text(name).view());
    let title = match summary.left_out {
        0 => names.join(", "),
        left_out => format!("{}; {left_out} more were not read", names.join(", ")),
    };
    // First, so that no number of platforms pushes it out of sight.
    of_class("span", "platforms")
        .set("title", visible_start(&title, 400))
        .maybe(missing(summary))
        .children(pills)
        .maybe((more > 0).then(|| of_class("span", "second").text(format!("+{more}"))))
        .view()
}

/// What the registry does not have of those that were read.
fn missing(summary: &Summary) -> Option<Element> {
    let lost = summary
        .images
        .iter()
        .filter(|image| image.content == ImageContent::Missing)
        .filter_map(|image| image.platform.as_ref().map(ToString::to_string));
    let lost: Vec<String> = lost.collect();
    let missing = summary.missing();
    let or_more = if summary.left_out > 0 { " or more" } else { "" };
    let title = format!("The registry does not have: {}", lost.join(", "));
    (missing > 0).then(|| {
        of_class("span", "mark mark-unverifiable")
            .set("title", visible_start(&title, 400))
            .text(format!("! {missing}{or_more} missing"))
    })
}

/// `amd64` for `linux/amd64`: most images are for Linux. Every `arm64` is `v8`.
fn short(platform: &Platform) -> String {
    let whole = platform.to_string();
    let short = whole.strip_prefix("linux/").unwrap_or(&whole);
    visible_start(if short == "arm64/v8" { "arm64" } else { short }, LENGTH)
}
