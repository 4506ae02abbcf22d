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
    registry::{
        error::RegistryError, manifest::ManifestAddress, sign_in::token_service::TokenService,
    },
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    components::{
        dynamic::dynamic,
        element::{of_class, text},
        message::{Message, message},
        sign_in, signed_in,
        skeleton::shape,
        title::title,
    },
    connection::{
        changing::Change,
        loading::{Loader, Loading, load},
    },
    pages::{
        check::check_panel,
        connection::{Typed, connection_page},
        deletion::{deletion_dialog, journals_panel, unfinished_line},
        image::image_page,
        kept::kept_panel,
        layer::layer_page,
        repository::repository_page,
        requests::requests_drawer,
    },
    storage::memory,
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

/// What draws the forms of signing in.
#[derive(Clone, Copy)]
struct SignIn {
    form: fn() -> AnyView,
    agree: fn(&TokenService) -> AnyView,
    who: fn() -> AnyView,
}

#[wasm_split(sign_in, fallible)]
fn sign_in_part() -> Result<SignIn, SplitLoaderError> {
    Ok(SignIn {
        form: sign_in::sign_in_form,
        agree: sign_in::agree_to,
        who: signed_in::who,
    })
}

/// The form to sign in with at the registry in use.
pub(crate) fn sign_in_form() -> AnyView {
    let code = load(|| in_time(sign_in_part()));
    later(code, Place::Within, |part| (part.form)())
}

/// Asks whether a token service may be asked.
pub(crate) fn agree_to(service: TokenService) -> AnyView {
    let code = load(|| in_time(sign_in_part()));
    later(code, Place::Within, move |part| (part.agree)(&service))
}

/// Who is signed in at the registry in use, and the way out or in.
pub(crate) fn who() -> AnyView {
    let code = load(|| in_time(sign_in_part()));
    later(code, Place::Within, |part| (part.who)())
}

/// What draws the connection check.
type CheckPanel = fn() -> AnyView;

#[wasm_split(check, fallible)]
fn connection_check() -> Result<CheckPanel, SplitLoaderError> {
    Ok(check_panel)
}

/// The connection check of the registry in use, as a part of a page.
pub(crate) fn check() -> AnyView {
    let code = load(|| in_time(connection_check()));
    later(code, Place::Within, |panel| panel())
}

/// What draws the requests of this page.
type RequestsDrawer = fn() -> AnyView;

#[wasm_split(requests, fallible)]
fn requests_part() -> Result<RequestsDrawer, SplitLoaderError> {
    Ok(requests_drawer)
}

/// The requests of this page, as what is in the drawer.
pub(crate) fn requests() -> AnyView {
    let code = load(|| in_time(requests_part()));
    later(code, Place::Within, |drawer| drawer())
}

/// What draws the form for a registry's address.
type ConnectionPage = fn(Typed, Option<&'static str>) -> AnyView;

#[wasm_split(connection, fallible)]
fn connection_part() -> Result<ConnectionPage, SplitLoaderError> {
    Ok(connection_page)
}

/// The form for a registry's address, with a text above it.
pub(crate) fn connection(typed: Typed, lead: Option<&'static str>) -> AnyView {
    let code = load(|| in_time(connection_part()));
    later(code, Place::Page, move |page| page(typed.clone(), lead))
}

/// What draws the dialog of a deletion, and what was done before.
#[derive(Clone, Copy)]
struct Deletion {
    dialog: fn(Change) -> AnyView,
    unfinished: fn() -> AnyView,
    journals: fn() -> AnyView,
}

#[wasm_split(deletion, fallible)]
fn deletion_part() -> Result<Deletion, SplitLoaderError> {
    Ok(Deletion {
        dialog: deletion_dialog,
        unfinished: unfinished_line,
        journals: journals_panel,
    })
}

/// The dialog of a deletion, over the page.
pub(crate) fn deletion(change: Change) -> AnyView {
    let code = load(|| in_time(deletion_part()));
    later(code, Place::Within, move |part| {
        (part.dialog)(change.clone())
    })
}

/// What was left half done at the registry in use.
pub(crate) fn unfinished() -> AnyView {
    let code = load(|| in_time(deletion_part()));
    later(code, Place::Within, |part| (part.unfinished)())
}

/// What was changed from this browser at the registry in use.
pub(crate) fn journals() -> AnyView {
    let code = load(|| in_time(deletion_part()));
    later(code, Place::Within, |part| (part.journals)())
}

/// What draws what is kept in this browser.
type KeptPanel = fn() -> AnyView;

#[wasm_split(kept, fallible)]
fn kept_part() -> Result<KeptPanel, SplitLoaderError> {
    Ok(kept_panel)
}

/// What is kept in this browser, as a part of a page.
pub(crate) fn kept() -> AnyView {
    let code = load(|| in_time(kept_part()));
    later(code, Place::Within, |panel| panel())
}

/// The tags of a repository.
pub(crate) fn repository(repository: RepositoryName) -> AnyView {
    memory::wake();
    let code = load(|| in_time(tags_page()));
    later(code, Place::Page, move |page| page(repository.clone()))
}

/// An image, by tag or by digest.
pub(crate) fn image(repository: RepositoryName, address: ManifestAddress) -> AnyView {
    memory::wake();
    let code = load(|| in_time(image_pages()));
    later(code, Place::Page, move |pages| {
        (pages.image)(repository.clone(), address.clone())
    })
}

/// A layer.
pub(crate) fn layer(repository: RepositoryName, digest: Digest) -> AnyView {
    memory::wake();
    let code = load(|| in_time(image_pages()));
    later(code, Place::Page, move |pages| {
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

/// Where a part stands.
#[derive(Clone, Copy)]
enum Place {
    /// It is the whole page below the header.
    Page,
    /// Others stand beside it.
    Within,
}

/// Draws a part when its code is here.
fn later<C: Copy + 'static>(
    code: Loader<Option<C>>,
    place: Place,
    draw: impl Fn(C) -> AnyView + Send + 'static,
) -> AnyView {
    dynamic(move || match code.state() {
        Loading::Ready(loaded) => match *loaded {
            // What a part reads while it is made does not make it anew.
            Some(code) => untrack(|| draw(code)),
            None => missing(place, Callback::new(move |()| code.again())),
        },
        Loading::Waiting | Loading::Failed(_) => waiting(place),
    })
}

fn waiting(place: Place) -> AnyView {
    match place {
        Place::Page => {
            let coming = shape("Loading the page");
            of_class("main", "page").child(coming).view()
        }
        Place::Within => shape("Loading this part").view(),
    }
}

fn missing(place: Place, again: Callback<()>) -> AnyView {
    let told = message(Message {
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
    match place {
        Place::Page => of_class("main", "page")
            .child(title(words, text(words)))
            .child(told)
            .view(),
        Place::Within => told,
    }
}
