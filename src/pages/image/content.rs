//! The parts of one image: its layers, its config, its bytes, its health.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{format::count, integrity::finding::Finding, registry::manifest::ReadManifest};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class, parts, text},
        raw::raw,
        tabs::tabs as strip,
    },
    navigation::Navigation,
    pages::image::{
        config::config,
        health::{health, number_of_ailments},
        layers::layers,
        parts::ImageParts,
        verification::report,
    },
    reactive::Derived,
};

/// One image.
pub(crate) fn image_content(image: ImageParts) -> AnyView {
    let names = names(&image);
    let ids: Vec<String> = names.iter().map(|(id, _)| id.clone()).collect();
    let navigation = Navigation::in_use();
    let (of_chosen, of_tabs) = (ids.clone(), ids.clone());
    let chosen = Derived::new(move || {
        let wished = navigation.part(|route| route.query.tab.clone());
        let position = of_chosen.iter().position(|id| Some(id) == wished.as_ref());
        position.unwrap_or_default()
    });
    let choose = Callback::new(move |id: String| {
        let tab = Some(id).filter(|id| id != LAYERS);
        navigation.adjust(|route| route.query.tab = tab);
    });
    let image = StoredValue::new_local(image);
    let panel = move || {
        let image = image.get_value();
        match ids.get(chosen.get()).map(String::as_str) {
            Some(CONFIG) => of_class("div", "config").child(config(&image)).view(),
            Some(MANIFEST) => bytes(&image),
            Some(HEALTH) => health(&image.asked_anew()),
            Some(REPORT) => report(of_page(&image)),
            _ => layers(&image),
        }
    };
    let beside = |position: usize| match of_tabs.get(position).map(String::as_str) {
        Some(HEALTH) => number_of_findings(image),
        _ => nothing(),
    };
    let tabs = strip("Parts of the image", "part", names, &beside, chosen, choose);
    let panel = element("div")
        .set("id", "part")
        .set("role", "tabpanel")
        .set("aria-label", "Part of the image")
        .child(dynamic(panel));
    parts([
        of_class("div", "part-tabs").child(tabs).view(),
        panel.view(),
    ])
}

/// How much there is to know of the image; tracked, since its parts may still come.
fn number_of_findings(image: StoredValue<ImageParts, LocalStorage>) -> AnyView {
    findings(Derived::new(move || image.with_value(number_of_ailments)))
}

/// The number on the tab of the health; nothing where there is nothing to know.
pub(crate) fn findings(number: Derived<usize>) -> AnyView {
    dynamic(move || match number.get() {
        0 => nothing(),
        number => {
            let words = if number == 1 { " finding" } else { " findings" };
            let words = of_class("span", "offscreen").text(words);
            parts([text(format!(" {number}")), words.view()])
        }
    })
}

const LAYERS: &str = "layers";
/// What an address calls the tab of the config.
pub(crate) const CONFIG: &str = "config";
/// What an address calls the tab of the bytes.
pub(crate) const MANIFEST: &str = "manifest";
/// What an address calls the tab of the health.
pub(crate) const HEALTH: &str = "health";

/// What an address calls the tab of the report.
const REPORT: &str = "report";

/// The manifest of the page: the index, where the image was opened by one.
fn of_page(image: &ImageParts) -> Rc<Finding<ReadManifest>> {
    let index = image.promised.as_ref().map(|promised| &promised.index);
    Rc::clone(index.unwrap_or(&image.finding))
}

/// The tabs: what an address calls each, and what it says.
fn names(image: &ImageParts) -> Vec<(String, String)> {
    let is_image = image.config.is_some();
    let of_layers = if is_image { "Layers" } else { "Files" };
    let layers = format!("{of_layers} {}", count(image.layers() as u64));
    let config = is_image.then(|| (CONFIG, "Config".to_owned()));
    let names = [(LAYERS, layers)].into_iter().chain(config).chain([
        (MANIFEST, "Manifest".to_owned()),
        (HEALTH, "Health".to_owned()),
        (REPORT, "Report".to_owned()),
    ]);
    names.map(|(id, words)| (id.to_owned(), words)).collect()
}

/// The manifest's own bytes, and those of the index that lists it.
fn bytes(image: &ImageParts) -> AnyView {
    let raw = |finding: &Finding<ReadManifest>, title: &'static str, part: &str| {
        let bytes = finding.content()?.bytes.clone();
        let (file, lead) = (image.file(part), image.lead());
        Some(raw(title, file, bytes, lead))
    };
    let own = raw(&image.finding, "The manifest as served", "manifest");
    let promised = image.promised.as_ref();
    let index = promised.and_then(|it| raw(&it.index, "The index as served", "index"));
    parts(own.into_iter().chain(index))
}
