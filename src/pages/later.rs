//! Pages whose code is a file of its own, loaded when one is opened: a first visit does without.
#![expect(
    clippy::unnecessary_wraps,
    reason = "what is loaded later can fail, which its functions cannot"
)]

use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use porthole_core::{
    oci::{digest::Digest, name::RepositoryName},
    registry::{error::RegistryError, manifest::ManifestAddress},
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    components::{
        dynamic::dynamic,
        element::{of_class, text},
        message::{Message, message},
        skeleton::shape,
        title::title,
    },
    connection::loading::{Loader, Loading, load},
    pages::{image::image_page, layer::layer_page, repository::repository_page},
};

/// How long the code may be on its way, in milliseconds.
const PATIENCE: u32 = 60_000;

/// What draws the pages of images and of their layers.
#[derive(Clone, Copy)]
struct ImagePages {
    image: fn(RepositoryName, ManifestAddress) -> AnyView,
    layer: fn(RepositoryName, Digest) -> AnyView,
}

/// What draws the page of a repository.
type RepositoryPage = fn(RepositoryName) -> AnyView;

#[wasm_split(image, fallible)]
fn image_pages() -> Result<ImagePages, SplitLoaderError> {
    Ok(ImagePages {
        image: image_page,
        layer: layer_page,
    })
}

#[wasm_split(repository, fallible)]
fn tags_page() -> Result<RepositoryPage, SplitLoaderError> {
    Ok(repository_page)
}

/// The tags of a repository.
pub(crate) fn repository(repository: RepositoryName) -> AnyView {
    let code = load(|| in_time(tags_page()));
    later(code, move |page| page(repository.clone()))
}

/// An image, by tag or by digest.
pub(crate) fn image(repository: RepositoryName, address: ManifestAddress) -> AnyView {
    let code = load(|| in_time(image_pages()));
    later(code, move |pages| {
        (pages.image)(repository.clone(), address.clone())
    })
}

/// A layer.
pub(crate) fn layer(repository: RepositoryName, digest: Digest) -> AnyView {
    let code = load(|| in_time(image_pages()));
    later(code, move |pages| {
        (pages.layer)(repository.clone(), digest.clone())
    })
}

/// Code that did not come is no failure of the registry: it is told in words of its own.
async fn in_time<C>(
    code: impl Future<Output = Result<C, SplitLoaderError>>,
) -> Result<Option<C>, RegistryError> {
    let code = pin!(code);
    match select(code, TimeoutFuture::new(PATIENCE)).await {
        Either::Left((code, _)) => Ok(code.ok()),
        Either::Right(_) => Ok(None),
    }
}

fn later<C: Copy + 'static>(
    code: Loader<Option<C>>,
    draw: impl Fn(C) -> AnyView + Send + 'static,
) -> AnyView {
    dynamic(move || match code.state() {
        Loading::Ready(loaded) => match *loaded {
            // What a page reads while it is made does not make it anew.
            Some(code) => untrack(|| draw(code)),
            None => missing(Callback::new(move |()| code.again())),
        },
        Loading::Waiting | Loading::Failed(_) => {
            let coming = shape("Loading the page");
            of_class("main", "page").child(coming).view()
        }
    })
}

fn missing(again: Callback<()>) -> AnyView {
    let shown = message(Message {
        title: "A part of Porthole did not arrive".to_owned(),
        causes: vec![
            "The site was upgraded since this page was opened.".to_owned(),
            "The server of this page cannot be reached.".to_owned(),
        ],
        cure: "Try again; if that does not help, reload the page.".to_owned(),
        again: Some(again),
        ..Message::default()
    });
    let words = "This page could not be loaded";
    of_class("main", "page")
        .child(title(words, text(words)))
        .child(shown)
        .view()
}
