//! The report of what was verified: to be read, printed, copied and saved.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    registry::manifest::ReadManifest,
    verification::{
        expected::{compare_expected, read_expected},
        report::{Report, Section},
    },
};

use crate::{
    components::{
        copy::copy_now,
        dynamic::{dynamic, dynamic_text},
        element::{element, of_class, parts},
        raw::save,
    },
    connection::{Connection, target::page_origin},
    navigation::Navigation,
    pages::image::verification::ImageVerification,
    reactive::Derived,
};

/// The report, as a part of the image. The manifest is that of the page.
pub(crate) fn report(root: Rc<Finding<ReadManifest>>) -> AnyView {
    let verification = ImageVerification::in_use();
    let root = StoredValue::new_local(root);
    let state = Derived::new(move || {
        let verifying = verification.verifying;
        let expect = Navigation::in_use().part(|route| route.query.expect.clone());
        (verifying.is_running(), verifying.ended(), expect)
    });
    dynamic(move || match state.get() {
        (true, ..) => nothing_yet("Verifying. The report is made when that ends."),
        (false, None, _) => nothing_yet(
            "Nothing was verified yet. Verify reads every byte of the image from the registry and holds it against what was promised; what came of it stands here then, to be printed or handed on.",
        ),
        (false, Some(_), _) => untrack(|| made(verification, root)),
    })
}

fn nothing_yet(words: &'static str) -> AnyView {
    of_class("section", "panel empty")
        .child(element("p").text(words))
        .view()
}

fn made(
    verification: ImageVerification,
    root: StoredValue<Rc<Finding<ReadManifest>>, LocalStorage>,
) -> AnyView {
    let made = with_report(verification, root, |report| {
        (report.sections(), report.to_json())
    });
    let (sections, json) = made.unwrap_or_default();
    let json = StoredValue::new(json);
    let told = RwSignal::new("");
    let copy = element("button")
        .set("type", "button")
        .on("click", move |_| {
            copy_now(json.get_value(), move |words| {
                let _ = told.try_set(words);
            });
        })
        .text("Copy as JSON");
    let download = element("button")
        .set("type", "button")
        .on("click", move |_| {
            json.with_value(|json| save(json.as_bytes(), "verification.json"));
        })
        .text("Download as JSON");
    let print = element("button")
        .set("type", "button")
        .on("click", |_| {
            // A browser that cannot print does nothing.
            let _ = window().print();
        })
        .text("Print");
    let answer = of_class("span", "second")
        .set("role", "status")
        .child(dynamic_text(move || told.get().to_owned()));
    let actions = of_class("p", "actions report-actions")
        .child(copy)
        .child(download)
        .child(print)
        .child(answer);
    of_class("section", "report panel")
        .set("aria-label", "Report")
        .child(actions)
        .child(parts(sections.into_iter().map(section)))
        .view()
}

fn section(section: Section) -> AnyView {
    let lines = section
        .lines
        .into_iter()
        .map(|line| element("li").text(line).view());
    parts([
        element("h2").text(section.title).view(),
        element("ul").children(lines).view(),
    ])
}

/// Makes something of the report, where anything was verified.
fn with_report<V>(
    verification: ImageVerification,
    root: StoredValue<Rc<Finding<ReadManifest>>, LocalStorage>,
    make: impl for<'a, 'b> FnOnce(&'a Report<'b>) -> V,
) -> Option<V> {
    let connection = Connection::in_use();
    let verifying = verification.verifying;
    let given = Navigation::in_use().part(|route| route.query.expect.clone());
    let digest = given.as_deref().and_then(read_expected);
    let compared = digest.as_ref().and_then(|digest| {
        root.with_value(|root| Some(compare_expected(&root.content()?.bytes, digest)))
    });
    let (repository, _) = verification.subject.get_value();
    let (begun, ended) = (verifying.begun()?, verifying.ended()?);
    let depth = verifying.depth()?;
    let page_origin = page_origin();
    verifying.look(|ledger| {
        make(&Report {
            ledger,
            repository: &repository,
            reach: connection.client.reach(),
            pull_host: &connection.target.pull_host,
            page_origin: &page_origin,
            begun,
            ended,
            depth,
            expected: digest.as_ref().map(|digest| (digest, compared)),
        })
    })
}
