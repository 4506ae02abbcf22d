//! `#/r/<repository>/-/layers/<digest>`: a layer.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, size, visible_start},
    inventory::repository::{RepositoryInventory, TagState},
    oci::{
        config::ImageConfig, descriptor::Descriptor, digest::Digest, document::Content,
        manifest::ImageManifest, name::RepositoryName, tolerant::Tolerant,
    },
    registry::{
        error::RegistryError,
        manifest::{ManifestAddress, Promise},
        memory::Freshness,
        queue::Priority,
    },
    route::View,
};

use crate::{
    components::{
        copy::copy_button,
        download::download,
        dynamic::dynamic,
        element::{element, of_class, parts, text},
        facts::{Fact, Value, facts},
        leading_tags::leading_tags,
        loaded::loaded,
        title::title,
    },
    connection::{Connection, loading::load},
    navigation::Navigation,
    reactive::Derived,
};

/// Longer commands are cut.
const COMMAND_LENGTH: usize = 10_000;

/// Where a layer comes from, as one image tells it.
struct Origin {
    layer: Option<Descriptor>,
    position: usize,
    layers: usize,
    command: Option<String>,
}

/// A layer.
pub(crate) fn layer_page(repository: RepositoryName, digest: Digest) -> AnyView {
    let connection = Connection::in_use();
    let details = connection.details(&repository);
    let named = Navigation::in_use().part(|route| route.query.image.clone());
    let named = named.and_then(|image| Digest::parse(&image).ok());
    let found = StoredValue::new(named);
    let (of_origin, layer) = (repository.clone(), digest.clone());
    // The first that is found stays: another would tell the same.
    let image = Derived::new(move || {
        if let Some(found) = found.get_value() {
            return Some(found);
        }
        let image = details.look(|inventory| image_with(inventory, &layer));
        found.set_value(image.clone());
        image
    });
    let layer = digest.clone();
    let origin = dynamic(move || {
        match image.get() {
        Some(image) => untrack(|| of_image(&of_origin, &image, &layer)),
        None => of_class("p", "note")
            .text("No image that was read here has it. Its size and what made it are known once one was.")
            .view(),
    }
    });
    let layer = digest.clone();
    let has_it = move |state: &TagState| {
        let has_it = state.summary()?.has_layer(&layer);
        has_it.then_some(None)
    };
    let tags = leading_tags(repository.clone(), ("has", "have"), Box::new(has_it));
    let whole = digest.to_string();
    let href = connection.href(View::Repository(repository.clone()));
    let name = parts([
        element("a")
            .set("href", href)
            .text(repository.to_string())
            .view(),
        text(" layer "),
        element("b").text(digest.short().to_owned()).view(),
    ]);
    let line = of_class("p", "digest-line")
        .child(of_class("code", "whole-digest").text(whole.clone()))
        .child(copy_button(whole.clone(), "digest", "", None));
    let download = download(repository.clone(), digest.clone());
    let name = of_class("span", "reference").child(name).view();
    let title = title(&format!("{repository} layer {}", digest.short()), name);
    of_class("main", "page image")
        .child(title.into_any())
        .child(line)
        .child(origin)
        .child(of_class("p", "actions").child(download))
        .child(tags)
        .view()
}

/// An image that has a layer, of those that were read by a tag: of several always the same.
fn image_with(inventory: &RepositoryInventory, layer: &Digest) -> Option<Digest> {
    let summaries = inventory.tags().filter_map(|(_, state)| state.summary());
    let images = summaries.flat_map(|summary| &summary.images);
    let having = images.filter(|image| image.has_layer(layer));
    having.map(|image| &image.digest).min().cloned()
}

/// What an image tells of its layer.
fn of_image(repository: &RepositoryName, image: &Digest, digest: &Digest) -> AnyView {
    let connection = Connection::in_use();
    let href = connection.href(View::Image(
        repository.clone(),
        ManifestAddress::Digest(image.clone()),
    ));
    let (repository, of_image, layer) = (repository.clone(), image.clone(), digest.clone());
    let origin = load(move || {
        let connection = Rc::clone(&connection);
        let (repository, image, layer) = (repository.clone(), of_image.clone(), layer.clone());
        async move { read(&connection, &repository, image, &layer).await }
    });
    let short = image.short().to_owned();
    loaded(
        origin,
        "Reading the image that it belongs to",
        move |origin| {
            let Some(layer) = &origin.layer else {
                return of_class("p", "note")
                    .text("The image that the address names does not name this layer.")
                    .view();
            };
            let place = format!("{} of {} in ", origin.position + 1, origin.layers);
            let image = element("a").set("href", href.clone()).text(short.clone());
            let shown = facts(vec![
                Fact {
                    name: "Size",
                    value: Value::Text(format!(
                        "{}, {} bytes",
                        size(layer.size),
                        count(layer.size)
                    )),
                },
                Fact {
                    name: "Kind",
                    value: Value::Text(kind(layer)),
                },
            ]);
            let place = of_class("p", "second")
                .text(format!("Layer {place}"))
                .child(image);
            let command = origin.command.as_deref().map(|command| {
                let code = element("code").text(visible_start(command, COMMAND_LENGTH));
                of_class("pre", "command").set("tabindex", "0").child(code)
            });
            of_class("section", "panel layer")
                .child(place)
                .child(shown)
                .maybe(command)
                .view()
        },
    )
}

/// What the bytes of a layer are.
fn kind(layer: &Descriptor) -> String {
    let media_type = layer.media_type.as_str();
    let words = match media_type.rsplit(['+', '.']).next() {
        Some("gzip") => "tar archive, gzip",
        Some("zstd") => "tar archive, zstd",
        Some("tar") => "tar archive, not compressed",
        _ => return visible_start(media_type, 120),
    };
    let foreign = if layer.is_foreign() {
        ", kept elsewhere"
    } else {
        ""
    };
    format!("{words}{foreign} ({media_type})")
}

async fn read(
    connection: &Connection,
    repository: &RepositoryName,
    image: Digest,
    layer: &Digest,
) -> Result<Origin, RegistryError> {
    let address = ManifestAddress::Digest(image.clone());
    let client = &connection.client;
    let manifest = client
        .manifest(
            repository,
            &address,
            Priority::OnScreen,
            Freshness::Remembered,
        )
        .await?;
    let document = manifest
        .content()
        .and_then(|manifest| manifest.document.as_ref().ok());
    let Some(Content::Image(manifest)) = document.map(|document| &document.content) else {
        return Ok(Origin {
            layer: None,
            position: 0,
            layers: 0,
            command: None,
        });
    };
    let is_meant =
        |entry: &Tolerant<Descriptor>| entry.value().is_some_and(|entry| entry.digest == *layer);
    let position = manifest.layers.iter().position(is_meant);
    let config = match image_config(manifest) {
        Some(descriptor) => {
            let promise = Promise {
                descriptor,
                parent: &image,
            };
            // A layer is shown without the command that made it, too.
            client
                .config(
                    repository,
                    promise,
                    Priority::OnScreen,
                    Freshness::Remembered,
                )
                .await
                .ok()
        }
        None => None,
    };
    let config = config
        .as_ref()
        .and_then(|config| config.content()?.config.as_ref().ok());
    let command = position
        .zip(config)
        .and_then(|(position, config)| command(config, manifest.layers.len(), position));
    Ok(Origin {
        layer: position.and_then(|position| manifest.layers[position].value().cloned()),
        position: position.unwrap_or_default(),
        layers: manifest.layers.len(),
        command,
    })
}

fn image_config(image: &ImageManifest) -> Option<&Descriptor> {
    let config = image.config.as_ref().ok()?.as_ref()?;
    config.media_type.is_image_config().then_some(config)
}

/// Only where the history has a step for each layer.
fn command(config: &ImageConfig, layers: usize, position: usize) -> Option<String> {
    let steps: Vec<_> = config.layer_history().collect();
    let step = (*steps.get(position)?)?;
    (steps.len() == layers).then(|| step.created_by.value()?.clone())?
}
