//! One image: its layers, and what its config says.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted, size},
    integrity::finding::Finding,
    oci::{
        config::ImageConfig,
        descriptor::Descriptor,
        digest::Digest,
        manifest::{ImageManifest, StoredSize},
        name::RepositoryName,
        tolerant::Malformed,
    },
    registry::{config::ReadConfig, manifest::Promise, queue::Priority},
};

use crate::{
    components::layers::{LayersTable, rows},
    connection::{
        Connection,
        loading::{Loader, Loading, load},
    },
    pages::image::facts::Facts,
};

/// The config of an image being read; nothing where the manifest names none of an image.
pub(crate) type ConfigLoader = Option<Loader<Finding<ReadConfig>>>;

/// One image.
#[component]
pub(crate) fn ImageContent(
    /// The repository.
    repository: RepositoryName,
    /// The manifest.
    image: ImageManifest,
    /// Its digest.
    parent: Digest,
) -> impl IntoView {
    let config = image_config(&image)
        .map(|descriptor| load_config(&repository, descriptor.clone(), &parent));
    let commands = Signal::derive(move || {
        read_config(config.as_ref())
            .map(|config| commands(&config))
            .unwrap_or_default()
    });
    let stored = image.stored_size();
    let number = image.layers.len();
    let layers = rows(image.layers.iter().map(|layer| layer.0.clone()).collect());
    let malformed = image.layers_malformed.as_ref().map(list_malformed);
    view! {
        <div class="columns">
            <section class="main-column" aria-labelledby="layers-heading">
                <h2 id="layers-heading">
                    <span title=format!("{} bytes: the layers and the config, each digest once", count(stored.bytes))>{total(stored)}</span>
                    " compressed "
                    <span class="second">{counted(number, "layer", "layers")}</span>
                </h2>
                {malformed}
                {(number > 0).then(|| view! { <LayersTable rows=layers commands/> })}
                {(number == 0).then(|| view! { <p class="panel empty">"This manifest names no layers."</p> })}
            </section>
            <Facts image parent config/>
        </div>
    }
}

/// The descriptor of the config, where it is an image's.
fn image_config(image: &ImageManifest) -> Option<&Descriptor> {
    let config = image.config.as_ref().ok()?.as_ref()?;
    config.media_type.is_image_config().then_some(config)
}

fn load_config(
    repository: &RepositoryName,
    descriptor: Descriptor,
    parent: &Digest,
) -> Loader<Finding<ReadConfig>> {
    let connection = Connection::in_use();
    let (repository, parent) = (repository.clone(), parent.clone());
    load(move || {
        let (connection, repository) = (connection.clone(), repository.clone());
        let (descriptor, parent) = (descriptor.clone(), parent.clone());
        async move {
            let promise = Promise {
                descriptor: &descriptor,
                parent: &parent,
            };
            connection
                .client
                .config(&repository, promise, Priority::OnScreen)
                .await
        }
    })
}

/// What the config says, once it is here and is what was promised; tracked.
fn read_config(config: Option<&Loader<Finding<ReadConfig>>>) -> Option<Rc<ImageConfig>> {
    match config?.state() {
        Loading::Ready(finding) => finding.content()?.config.clone().ok().map(Rc::new),
        _ => None,
    }
}

/// The command that made each layer, lowest first.
fn commands(config: &ImageConfig) -> Vec<String> {
    let steps = config.layer_history();
    steps
        .map(|step| {
            step.created_by
                .value()
                .cloned()
                .flatten()
                .unwrap_or_default()
        })
        .collect()
}

fn total(stored: StoredSize) -> String {
    let mut text = size(stored.bytes);
    if stored.foreign_bytes > 0 {
        text = format!("{text}, {} kept elsewhere", size(stored.foreign_bytes));
    }
    if stored.unknown > 0 {
        text = format!(
            "{text} without {} that cannot be read,",
            counted(stored.unknown, "part", "parts")
        );
    }
    text
}

fn list_malformed(malformed: &Malformed) -> impl IntoView + use<> {
    view! { <p class="note">{format!("The list of layers cannot be read. {malformed}")}</p> }
}
