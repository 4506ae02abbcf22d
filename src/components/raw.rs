//! Bytes as they came, as text: with copy, download, and digests that lead on.

use leptos::prelude::*;
use porthole_core::{
    format::counted,
    oci::digest::Digest,
    raw::{Segment, Text},
};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::{
    components::{
        copy::copy_button,
        dynamic::dynamic,
        element::{element, of_class, parts, text},
    },
    reactive::Derived,
};

/// Where a digest leads; nothing where it leads nowhere.
pub(crate) type Lead = std::sync::Arc<dyn Fn(&Digest) -> Option<String> + Send + Sync>;

/// The bytes, named; `file` is the name to save them as.
pub(crate) fn raw(title: &'static str, file: String, bytes: Vec<u8>, lead: Lead) -> AnyView {
    let can_indent = Text::indented(&bytes).is_some();
    let is_indented = RwSignal::new(can_indent);
    let length = counted(bytes.len(), "byte", "bytes");
    let whole = String::from_utf8_lossy(&bytes).into_owned();
    let saved = bytes.clone();
    let shown = Derived::new(move || is_indented.get());
    let words = move || {
        let indented = if shown.get() {
            Text::indented(&bytes)
        } else {
            None
        };
        let text = indented.unwrap_or_else(|| Text::as_served(&bytes));
        let left_out = text.left_out;
        let segments = text.segments.into_iter().map(|it| segment(it, &lead));
        let body = of_class("pre", "raw")
            .set("tabindex", "0")
            .set("aria-label", "Text");
        let note = |words: String| of_class("p", "note").text(words).view();
        let no_text = || note("Not all of it is text. What is not is shown as �.".to_owned());
        let cut = || {
            let bytes = counted(left_out, "byte", "bytes");
            note(format!(
                "{bytes} more are not shown. Download it to see all."
            ))
        };
        let notes = [(!text.is_utf8).then(no_text), (left_out > 0).then(cut)];
        parts(
            [body.children(segments).view()]
                .into_iter()
                .chain(notes.into_iter().flatten()),
        )
    };
    let indent = || {
        element("button")
            .set("type", "button")
            .follow("aria-pressed", move || Some(is_indented.get().to_string()))
            .on("click", move |_| is_indented.update(|it| *it = !*it))
            .text("Indented")
    };
    let download = element("button")
        .set("type", "button")
        .on("click", move |_| save(&saved, &file))
        .text("Download");
    let head = of_class("div", "raw-head")
        .child(element("h2").text(title))
        .child(of_class("span", "second").text(length))
        .maybe(can_indent.then(indent))
        .child(copy_button(whole, "the bytes as served", "", None))
        .child(download);
    of_class("section", "raw-text")
        .child(head)
        .child(dynamic(words))
        .view()
}

fn segment(segment: Segment, lead: &Lead) -> AnyView {
    let href = segment.digest.as_ref().and_then(|digest| lead(digest));
    match href {
        Some(href) => element("a").set("href", href).text(segment.text).view(),
        None => text(segment.text),
    }
}

/// Gives the bytes to the browser to save.
pub(crate) fn save(bytes: &[u8], file: &str) {
    save_parts(&js_sys::Array::of1(&js_sys::Uint8Array::from(bytes)), file);
}

/// Gives parts of bytes to the browser to save as one file.
pub(crate) fn save_parts(parts: &js_sys::Array, file: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(parts, &kind) else {
        return;
    };
    let (Ok(url), Ok(link)) = (
        Url::create_object_url_with_blob(&blob),
        document().create_element("a"),
    ) else {
        return;
    };
    let set = |name: &str, value: &str| link.set_attribute(name, value).is_ok();
    if set("href", &url) && set("download", file) {
        let click = js_sys::Reflect::get(&link, &JsValue::from_str("click"));
        let click = click.ok().map(js_sys::Function::from);
        let _ = click.and_then(|click| click.call0(&link).ok());
    }
    // The browser has taken it by then.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(10),
    );
}
