//! Saving a layer. Without a sign-in the browser fetches it by itself; with one it cannot, and
//! the page reads it: to the disk where the browser lets it, else through its memory.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use porthole_core::{
    format::size,
    integrity::hasher::Hasher,
    oci::{digest::Digest, name::RepositoryName},
    registry::{error::RegistryError, sign_in::login::Login},
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    components::{
        dynamic::dynamic_text,
        element::{element, of_class, parts},
        raw::save_parts,
    },
    connection::{Connection, task::spawn},
};

/// Longer layers do not go through the page's memory.
const IN_MEMORY: u64 = 256 << 20;

/// What saves a layer.
pub(crate) fn download(repository: RepositoryName, digest: Digest) -> AnyView {
    let connection = Connection::in_use();
    let path = format!("/v2/{repository}/blobs/{digest}");
    let address = connection.target.address.url(&path);
    let file = format!("{}.layer", digest.short());
    let Some(login) = connection.client.login().cloned() else {
        return of_class("a", "button")
            .set("href", address)
            .set("download", file)
            .set("rel", "noreferrer")
            .text("Download")
            .view();
    };
    let state = RwSignal::new(String::new());
    let is_saving = RwSignal::new(false);
    let command = command(&login, &address, &file);
    let begin = move |_| {
        if is_saving.get_untracked() {
            return;
        }
        is_saving.set(true);
        let (connection, repository, digest) =
            (Rc::clone(&connection), repository.clone(), digest.clone());
        let (file, command) = (file.clone(), command.clone());
        spawn(async move {
            let outcome = save(&connection, &repository, &digest, &file, state).await;
            let words = match outcome {
                Ok(Saved::Whole) => format!("Saved. Every byte matches {}.", digest.short()),
                Ok(Saved::Otherwise(found)) => {
                    format!("What was saved is something else: its digest is {found}.")
                }
                Ok(Saved::GivenUp) => String::new(),
                Ok(Saved::TooLong) => format!(
                    "This browser saves at most {} of what needs a sign-in. Use: {command}",
                    size(IN_MEMORY)
                ),
                Err(Failure::Registry(error)) => {
                    let explanation = connection.explain(&error);
                    format!("{}. {}", explanation.title, explanation.cure)
                }
                Err(Failure::Disk) => "The file could not be written.".to_owned(),
            };
            let _ = is_saving.try_set(false);
            let _ = state.try_set(words);
        });
    };
    let button = of_class("button", "primary")
        .set("type", "button")
        .on("click", begin)
        .text("Download");
    let told = of_class("span", "second")
        .set("role", "status")
        .child(dynamic_text(move || state.get()));
    parts([button.view(), element("span").child(told).view()])
}

/// The line that fetches it without this page.
fn command(login: &Login, address: &str, file: &str) -> String {
    let who = match login {
        Login::Password { user, .. } => format!("--user '{}'", user.replace('\'', r"'\''")),
        Login::Token(_) => "--header \"Authorization: Bearer $TOKEN\"".to_owned(),
    };
    format!("curl --fail --location {who} --output {file} '{address}'")
}

enum Saved {
    Whole,
    Otherwise(Digest),
    GivenUp,
    TooLong,
}

enum Failure {
    Registry(RegistryError),
    Disk,
}

impl From<JsValue> for Failure {
    fn from(_: JsValue) -> Self {
        Self::Disk
    }
}

/// Where the bytes go.
enum Sink {
    File(JsValue),
    Memory(Array),
}

async fn save(
    connection: &Connection,
    repository: &RepositoryName,
    digest: &Digest,
    file: &str,
    state: RwSignal<String>,
) -> Result<Saved, Failure> {
    let Some(sink) = choose(file).await else {
        return Ok(Saved::GivenUp);
    };
    let mut hasher = Hasher::of(digest.algorithm());
    let mut blob = connection
        .client
        .blob(repository, digest)
        .await
        .map_err(Failure::Registry)?;
    let mut length = 0;
    while let Some(chunk) = blob.chunk().await.map_err(Failure::Registry)? {
        length += chunk.len() as u64;
        if let Some(hasher) = &mut hasher {
            hasher.update(&chunk);
        }
        let bytes = Uint8Array::from(chunk.as_slice());
        match &sink {
            Sink::File(writable) => call(writable, "write", &bytes).await.map(drop)?,
            Sink::Memory(_) if length > IN_MEMORY => return Ok(Saved::TooLong),
            Sink::Memory(parts) => drop(parts.push(&bytes)),
        }
        let _ = state.try_set(format!("{} so far", size(length)));
    }
    match &sink {
        Sink::File(writable) => call(writable, "close", &JsValue::UNDEFINED)
            .await
            .map(drop)?,
        Sink::Memory(parts) => save_parts(parts, file),
    }
    Ok(match hasher.map(Hasher::finish) {
        Some(found) if found != *digest => Saved::Otherwise(found),
        _ => Saved::Whole,
    })
}

/// Asks where to save it, where the browser can write as the bytes come; nothing where the user
/// gave up.
async fn choose(file: &str) -> Option<Sink> {
    let in_memory = || Some(Sink::Memory(Array::new()));
    let picker = Reflect::get(&window(), &"showSaveFilePicker".into()).ok();
    if !picker.is_some_and(|picker| picker.is_function()) {
        return in_memory();
    }
    let options = Object::new();
    let _ = Reflect::set(&options, &"suggestedName".into(), &file.into());
    let handle = call(&window(), "showSaveFilePicker", &options).await.ok()?;
    match call(&handle, "createWritable", &JsValue::UNDEFINED).await {
        Ok(writable) => Some(Sink::File(writable)),
        Err(_) => in_memory(),
    }
}

/// Calls a method that gives a promise.
async fn call(object: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let promise: Promise = method.call1(object, argument)?.dyn_into()?;
    JsFuture::from(promise).await
}
