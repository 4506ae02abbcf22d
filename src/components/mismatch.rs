//! Bytes that are not what was promised: both digests and sizes, and nothing of the content.

use leptos::prelude::*;
use porthole_core::{format::count, integrity::finding::Mismatch};

use crate::components::{
    element::{Element, element, of_class},
    mark::source,
};

/// Shows what was promised and what came; `what` they are is such as `The manifest`.
pub(crate) fn mismatch_card(mismatch: &Mismatch, what: &'static str) -> AnyView {
    let size = |size: u64| format!(" {} bytes", count(size));
    let expected = &mismatch.expected;
    let fact = |name: &'static str, value: Element| [element("dt").text(name).view(), value.view()];
    let bytes =
        |digest: String, size: String| element("dd").child(element("code").text(digest)).text(size);
    let of_expected = expected.size.map(size).unwrap_or_default();
    let facts = of_class("dl", "facts")
        .children(fact(
            "Promised by",
            element("dd").text(source(&expected.source)),
        ))
        .children(fact(
            "Expected",
            bytes(expected.digest.to_string(), of_expected),
        ))
        .children(fact(
            "Found",
            bytes(mismatch.found.to_string(), size(mismatch.found_size)),
        ));
    of_class("section", "message")
        .set("role", "alert")
        .child(element("h2").text(format!("{what} is not what was promised")))
        .child(facts)
        .child(element("p").text("Nothing of its content is shown. A proxy may have changed it on the way, or the registry's storage is damaged."))
        .view()
}
