//! The panels in which somebody asks the registry for every blob.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted},
    integrity::finding::Finding,
    inventory::summary::ImageSummary,
    oci::name::RepositoryName,
    registry::{error::ErrorKind, manifest::ReadManifest},
};

use crate::{
    components::{
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class, parts},
    },
    connection::Connection,
    pages::image::{
        health::{
            asking::{Asking, Progress, State, Whose},
            rows,
        },
        parts::ImageParts,
    },
};

const NOT_READ: &str = "None of them was read. After a garbage collection some registries say that \
    they have a blob which is gone; only reading it shows that.";

/// For the blobs of an image.
pub(super) fn blobs_of_image(image: &ImageParts) -> AnyView {
    let whose = Whose::Image(Box::new(image.manifest.clone()));
    let what = "Asks whether the registry has the config and each layer of this image, and reads \
        none of them.";
    panel(
        "The blobs of this image",
        what.to_owned(),
        image.repository.clone(),
        whose,
    )
}

/// For the blobs of the images of an index that were read before; of at least so many.
pub(super) fn blobs_of_index(
    repository: RepositoryName,
    index: Rc<Finding<ReadManifest>>,
    images: Rc<Vec<ImageSummary>>,
    least: usize,
) -> AnyView {
    let whose = Whose::Index(index, images);
    let images = whose.images();
    if images < least {
        return nothing();
    }
    let of_images = counted(images, "image", "images");
    let what = format!(
        "Reads the manifests of {of_images} anew, then asks whether the registry has each config \
         and layer that they name. What they share is asked for once, and none is read."
    );
    panel(
        "The blobs of the images of the index",
        what,
        repository,
        whose,
    )
}

fn panel(title: &'static str, what: String, repository: RepositoryName, whose: Whose) -> AnyView {
    let requests = whose.requests();
    if requests == 0 {
        return nothing();
    }
    let (id, price) = match &whose {
        Whose::Image(_) => ("blobs-of-image", counted(requests, "request", "requests")),
        Whose::Index(..) => (
            "blobs-of-index",
            format!("at most {} requests", count(requests as u64)),
        ),
    };
    let asking = Asking::new(repository, Rc::new(whose));
    let heading = element("h2").text(title);
    let what = of_class("p", "second").text(what);
    of_class("section", "panel config-part blobs")
        .child(heading)
        .child(what)
        .child(
            of_class("div", "progress-line")
                .child(button(asking, id))
                .child(
                    of_class("span", "asked")
                        .set("id", id)
                        .child(progress(asking, price)),
                ),
        )
        .child(
            of_class("div", "told")
                .set("role", "status")
                .child(told(asking)),
        )
        .child(dynamic(move || rows(asking.ailments())))
        .view()
}

/// One button for all that can be done, so that whoever presses it stays on it.
fn button(asking: Asking, described_by: &'static str) -> AnyView {
    let words = move || match asking.state.get() {
        State::Idle => "Ask for every blob",
        State::Running => "Stop",
        State::Stopped => "Go on",
        State::Failed => "Try again",
        State::Done => "Ask again",
    };
    element("button")
        .set("type", "button")
        .on("click", move |_| asking.turn())
        .set("aria-describedby", described_by)
        .child(dynamic_text(move || words().to_owned()))
        .view()
}

/// What it costs, before; then how far it is, while it is not at its end.
fn progress(asking: Asking, price: String) -> AnyView {
    let words = move || {
        let Progress { done, all, words } = asking.progress.get();
        let (one, many) = words;
        format!("{} of {}", count(done as u64), counted(all, one, many))
    };
    let bar = move || {
        element("progress")
            .follow("max", move || Some(asking.progress.get().all.to_string()))
            .follow("value", move || {
                Some(asking.progress.get().done.to_string())
            })
            .set("aria-label", "Blobs asked for")
    };
    dynamic(move || match asking.state.get() {
        State::Idle => element("span").text(price.clone()).view(),
        State::Done => nothing(),
        state => {
            let bar = (state == State::Running).then(bar);
            let words = element("span").child(dynamic_text(words));
            parts(bar.map(Element::view).into_iter().chain([words.view()]))
        }
    })
}

/// How it ended.
fn told(asking: Asking) -> AnyView {
    dynamic(move || {
        if let Some(error) = asking.error() {
            let explanation = Connection::in_use().explain(&error);
            // It answered before, so that the likeliest causes of silence are none here.
            let is_silent = error.kind == ErrorKind::NoAnswer;
            let cause = explanation.causes.into_iter().next();
            let cause = cause.filter(|_| !is_silent);
            let words = [Some(explanation.title + "."), cause, Some(explanation.cure)];
            let words: Vec<String> = words.into_iter().flatten().collect();
            let title = of_class("span", "fault").text("✕ It ended before all were asked for. ");
            return element("p").child(title).text(words.join(" ")).view();
        }
        match asking.summary() {
            Some(summary) => parts([
                element("p").text(summary).view(),
                of_class("p", "second").text(NOT_READ).view(),
            ]),
            None => nothing(),
        }
    })
}
