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
        element::{element, nothing, of_class, parts},
    },
    connection::Connection,
    pages::image::{
        health::{
            asking::{Asking, Progress, State, Whose},
            rows,
        },
        parts::ImageParts,
    },
    reactive::Derived,
};

const NOT_READ: &str = "None of them was read. After a garbage collection some registries say that \
    they have a blob which is gone; only reading it shows that.";

/// For the blobs of an image.
pub(super) fn blobs_of_image(image: &ImageParts) -> AnyView {
    let whose = Whose::Image(image.manifest.clone());
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
    let price = match &whose {
        Whose::Image(_) => counted(requests, "request", "requests"),
        Whose::Index(..) => format!("at most {} requests", count(requests as u64)),
    };
    let asking = Asking::new(repository, Rc::new(whose));
    let heading = element("h2").text(title);
    let what = of_class("p", "second").text(what);
    of_class("section", "panel config-part blobs")
        .child(heading)
        .child(what)
        .child(
            of_class("div", "progress-line")
                .child(button(asking, price))
                .child(progress(asking)),
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
fn button(asking: Asking, price: String) -> AnyView {
    let words = move || match asking.state.get() {
        State::Idle => format!("Ask for every blob, {price}"),
        State::Running => "Stop".to_owned(),
        State::Stopped => "Go on".to_owned(),
        State::Failed => "Try again".to_owned(),
        State::Done => "Ask again".to_owned(),
    };
    element("button")
        .set("type", "button")
        .on("click", move |_| asking.turn())
        .child(dynamic_text(words))
        .view()
}

/// How far it is, while it is not at its end.
fn progress(asking: Asking) -> AnyView {
    let is_shown = Derived::new(move || {
        let state = asking.state.get();
        (
            state != State::Idle && state != State::Done,
            state == State::Running,
        )
    });
    let words = move || {
        let Progress { done, all, words } = asking.progress.get();
        let (one, many) = words;
        format!("{} of {}", count(done as u64), counted(all, one, many))
    };
    dynamic(move || {
        let (is_shown, is_running) = is_shown.get();
        if !is_shown {
            return nothing();
        }
        let bar = is_running.then(|| {
            element("progress")
                .follow("max", move || Some(asking.progress.get().all.to_string()))
                .follow("value", move || {
                    Some(asking.progress.get().done.to_string())
                })
                .set("aria-label", "Blobs asked for")
        });
        of_class("span", "asked")
            .maybe(bar)
            .child(element("span").child(dynamic_text(words)))
            .view()
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
