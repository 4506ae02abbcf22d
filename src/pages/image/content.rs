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
    components::{
        dynamic::dynamic,
        layers::{LayersTable, rows},
    },
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
    let number = image.layers.len() + image.layers_left_out;
    let config = image_config(&image)
        .map(|descriptor| load_config(&repository, descriptor.clone(), &parent));
    let commands = Signal::derive(move || {
        read_config(config.as_ref())
            .map(|config| commands(&config, number))
            .unwrap_or_default()
    });
    let history_note = move || {
        let steps = config.as_ref().and_then(|config| read_config(Some(config)));
        let steps = steps.map(|config| config.layer_history().count());
        let differs = steps.filter(|steps| *steps > 0 && *steps != number);
        differs
            .map(|steps| {
                let text = format!(
                    "The history names {} for {}, so nobody can tell which made which.",
                    counted(steps, "step", "steps"),
                    counted(number, "layer", "layers")
                );
                view! { <p class="note">{text}</p> }
            })
            .into_any()
    };
    let stored = image.stored_size();
    let has_config = matches!(image.config, Ok(Some(_)));
    let layers = rows(image.layers.iter().map(|layer| layer.0.clone()).collect());
    let malformed = image.layers_malformed.as_ref().map(list_malformed);
    view! {
        <div class="columns">
            <section class="main-column" aria-labelledby="layers-heading">
                <h2 id="layers-heading">
                    <span title=format!("{} bytes, each digest once", count(stored.bytes))>
                        {size(stored.bytes)}" compressed"
                    </span>
                    " "
                    <span class="second">{parts(number, has_config, stored)}</span>
                </h2>
                {dynamic(history_note)}
                {malformed}
                {(number > 0).then(|| view! { <LayersTable rows=layers number commands/> })}
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

/// The command that made each layer, lowest first; none where the history does not fit.
fn commands(config: &ImageConfig, layers: usize) -> Vec<Option<String>> {
    let steps = config.layer_history();
    let commands: Vec<_> = steps
        .map(|step| step?.created_by.value()?.clone())
        .collect();
    if commands.len() == layers {
        commands
    } else {
        Vec::new()
    }
}

/// What the size is made of.
fn parts(layers: usize, has_config: bool, stored: StoredSize) -> String {
    let mut parts = vec![counted(layers, "layer", "layers")];
    if has_config {
        parts[0].push_str(" and the config");
    }
    if stored.foreign_bytes > 0 {
        parts.push(format!(
            "{} more kept elsewhere",
            size(stored.foreign_bytes)
        ));
    }
    if stored.unknown > 0 {
        parts.push(format!(
            "{} without a size",
            counted(stored.unknown, "part", "parts")
        ));
    }
    parts.join(" · ")
}

fn list_malformed(malformed: &Malformed) -> impl IntoView + use<> {
    view! { <p class="note">{format!("The list of layers cannot be read. {malformed}")}</p> }
}
