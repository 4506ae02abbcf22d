//! The digest that somebody expects of the image: in the address, or pasted here.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    integrity::finding::Finding,
    oci::digest::Digest,
    registry::manifest::ReadManifest,
    verification::expected::{Expected, compare_expected, read_expected},
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, of_class, parts, text},
    },
    navigation::Navigation,
    reactive::Derived,
};

const SHOWN: usize = 100;

/// What came of comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// Nothing is expected.
    Nothing,
    /// What was given is no digest.
    NoDigest(String),
    /// The manifest of the page has it.
    Same,
    /// It is the manifest of the platform that is shown.
    OfPlatform,
    /// It is another's.
    Other(Digest),
}

/// The field and what came of it. The manifest of the page, and that of the platform where it is
/// another one.
pub(crate) fn expected_panel(
    root: &Rc<Finding<ReadManifest>>,
    platform: Option<&Rc<Finding<ReadManifest>>>,
) -> AnyView {
    let navigation = Navigation::in_use();
    let given = Derived::new(move || {
        navigation
            .part(|route| route.query.expect.clone())
            .unwrap_or_default()
    });
    let manifests = StoredValue::new_local((Rc::clone(root), platform.cloned()));
    let answer = Derived::new(move || {
        given.with(|given| {
            manifests.with_value(|(root, platform)| answer(given, root, platform.as_deref()))
        })
    });
    let field = element("input")
        .set("type", "text")
        .set("id", "expected-digest")
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        .set("placeholder", "sha256:… to compare with")
        .set("aria-describedby", "expected-answer")
        .follow("aria-invalid", move || {
            let is_wrong = answer.with(|answer| matches!(answer, Answer::NoDigest(_)));
            is_wrong.then(|| "true".to_owned())
        })
        .property("value", move || given.get().into())
        .on("input", move |event| {
            let field = event
                .target()
                .map(JsCast::unchecked_into::<HtmlInputElement>);
            let value = field.map(|field| field.value()).unwrap_or_default();
            let value = value.trim().to_owned();
            navigation
                .adjust(|route| route.query.expect = Some(value).filter(|value| !value.is_empty()));
        });
    let told = of_class("div", "expected-answer")
        .set("id", "expected-answer")
        .set("role", "status")
        .child(dynamic(move || answer.with(told)));
    of_class("section", "panel expected")
        .child(
            element("h2").child(
                element("label")
                    .set("for", "expected-digest")
                    .text("Expected digest"),
            ),
        )
        .child(field)
        .child(told)
        .view()
}

/// Whether another digest is expected than the page's manifest has, and than the platform's that
/// is shown; tracked.
pub(crate) fn is_other(root: &Finding<ReadManifest>, platform: Option<Digest>) -> bool {
    let given = Navigation::in_use().part(|route| route.query.expect.clone());
    match answer(&given.unwrap_or_default(), root, None) {
        Answer::Other(expected) => platform != Some(expected),
        _ => false,
    }
}

fn answer(
    given: &str,
    root: &Finding<ReadManifest>,
    platform: Option<&Finding<ReadManifest>>,
) -> Answer {
    if given.is_empty() {
        return Answer::Nothing;
    }
    let Some(expected) = read_expected(given) else {
        return Answer::NoDigest(visible_start(given, SHOWN));
    };
    let is_same = |finding: &Finding<ReadManifest>| {
        let bytes = finding.content().map(|manifest| &manifest.bytes);
        bytes.is_some_and(|bytes| compare_expected(bytes, &expected) == Expected::Same)
    };
    match () {
        () if is_same(root) => Answer::Same,
        () if platform.is_some_and(is_same) => Answer::OfPlatform,
        () => Answer::Other(expected),
    }
}

fn told(answer: &Answer) -> AnyView {
    let mark =
        |class: &'static str, words: &'static str| of_class("span", class).text(words).view();
    match answer {
        Answer::Nothing => element("p")
            .set("class", "second")
            .text("From a lock file, a deployment or a colleague. Without one, marks mean: consistent with itself.")
            .view(),
        Answer::NoDigest(given) => element("p")
            .text(format!("“{given}” is no digest. One is sha256: and 64 digits; what ends with @sha256:… will do."))
            .view(),
        Answer::Same => parts([
            mark("mark mark-proved", "✓ as expected"),
            text(" This image has the digest that you expect."),
        ]),
        Answer::OfPlatform => parts([
            mark("mark mark-proved", "✓ as expected"),
            text(" The platform that is shown has the digest that you expect."),
        ]),
        Answer::Other(expected) => parts([
            mark("mark mark-mismatch", "✕ not as expected"),
            text(format!(
                " You expect {expected}. What is here is another image: the tag was moved, or it is not the one you mean."
            )),
        ]),
    }
}
