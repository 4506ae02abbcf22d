//! The layers of an image, or the files of an artifact.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, counted, size, visible_start},
    oci::{
        config::{HistoryEntry, ImageConfig},
        descriptor::Descriptor,
        digest::Digest,
        manifest::StoredSize,
        tolerant::Tolerant,
    },
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, nothing, of_class, parts},
        layers::{LayerAddress, layers_table, rows},
        stored_size::stored_size,
    },
    connection::Connection,
    pages::image::{
        facts::aside,
        parts::{ImageParts, layer_address},
        verification::{cards, expected_panel, integrity},
    },
    reactive::Derived,
};

/// The layers, with the facts beside them.
pub(crate) fn layers(image: &ImageParts) -> AnyView {
    let manifest = &image.manifest;
    let number = manifest.layers.len() + manifest.layers_left_out;
    let is_image = image.config.is_some();
    let of_commands = StoredValue::new_local(image.clone());
    let titles: Vec<Option<String>> = manifest.layers.iter().map(title).collect();
    let commands = Derived::new(move || {
        if !is_image {
            return titles.clone();
        }
        let config = of_commands.with_value(ImageParts::read_config);
        config
            .map(|config| commands(&config, number))
            .unwrap_or_default()
    });
    let stored = manifest.stored_size();
    let of_notes = of_commands;
    let notes = dynamic(move || {
        let config = of_notes.with_value(ImageParts::read_config);
        config.map_or_else(nothing, |config| history_notes(&config, number))
    });
    let heading = element("h2")
        .set("id", "layers-heading")
        .child(stored_size(
            format!("{} compressed ", size(stored.bytes)),
            format!("{} bytes, each digest once", count(stored.bytes)),
            stored.unknown > 0 || manifest.layers_malformed.is_some(),
        ))
        .child(of_class("span", "second").text(summary(number, is_image, stored)));
    let malformed = manifest.layers_malformed.as_ref().map(|malformed| {
        of_class("p", "note").text(format!(
            "The list of layers cannot be read. {}",
            visible_start(&malformed.to_string(), 200)
        ))
    });
    let (repository, digest) = (image.repository.clone(), image.digest.clone());
    let address: LayerAddress = Arc::new(move |layer: &Digest| {
        layer_address(&Connection::in_use(), &repository, &digest, layer)
    });
    let shown = rows(&manifest.layers);
    let table = if number == 0 {
        of_class("p", "panel empty")
            .text("This manifest names no layers.")
            .view()
    } else {
        let heading = if is_image { "Created by" } else { "File" };
        let integrity = integrity(image.digest.clone());
        layers_table(shown, number, (heading, commands), &address, &integrity)
    };
    let main = of_class("section", "main-column")
        .set("aria-labelledby", "layers-heading")
        .child(heading)
        .maybe(malformed)
        .child(table)
        .child(cards(image.digest.clone()))
        .child(notes);
    of_class("div", "columns")
        .child(main)
        .child(beside(image))
        .view()
}

/// The facts, and the digest that somebody expects.
fn beside(image: &ImageParts) -> AnyView {
    let index = image.promised.as_ref().map(|promised| &promised.index);
    let expected = match index {
        Some(index) => expected_panel(index, Some(&image.finding)),
        None => expected_panel(&image.finding, None),
    };
    of_class("div", "beside")
        .child(aside(image))
        .child(expected)
        .view()
}

/// What a file of an artifact is called, and what it is.
fn title(layer: &Tolerant<Descriptor>) -> Option<String> {
    let layer = layer.value()?;
    let title = layer.annotation("org.opencontainers.image.title");
    Some(match title {
        Some(title) => format!("{title} ({})", layer.media_type),
        None => layer.media_type.to_string(),
    })
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

/// Steps that made no layer, and numbers that disagree.
fn history_notes(config: &ImageConfig, layers: usize) -> AnyView {
    let steps = config.layer_history().count();
    let differs = (steps > 0 && steps != layers).then(|| {
        let words = format!(
            "The history names {} for {}, so nobody can tell which made which.",
            counted(steps, "step", "steps"),
            counted(layers, "layer", "layers")
        );
        of_class("p", "note").text(words).view()
    });
    let entries = config.steps();
    let empty = entries
        .filter_map(Tolerant::value)
        .filter(|entry| !entry.made_a_layer());
    let command = |entry: &HistoryEntry| {
        let command = entry
            .created_by
            .value()
            .cloned()
            .flatten()
            .unwrap_or_default();
        element("li")
            .child(of_class("code", "command").text(visible_start(&command, 300)))
            .view()
    };
    let empty: Vec<AnyView> = empty.take(500).map(command).collect();
    let empty = (!empty.is_empty()).then(|| {
        let words = format!("{} made no layer", counted(empty.len(), "step", "steps"));
        of_class("details", "note")
            .child(element("summary").text(words))
            .child(element("ul").children(empty))
            .view()
    });
    parts(differs.into_iter().chain(empty))
}

/// What the size is made of.
fn summary(number: usize, is_image: bool, stored: StoredSize) -> String {
    let mut parts = vec![if is_image {
        format!("{} and the config", counted(number, "layer", "layers"))
    } else {
        counted(number, "file", "files")
    }];
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
