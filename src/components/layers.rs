//! The layers of an image: a bar in proportion, and a table. Both highlight together.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    format::{count, size, visible_start},
    inventory::shares::{Share, shares},
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        tolerant::{Malformed, Tolerant},
    },
};

use crate::{
    components::{
        digest::short_digest,
        dynamic::dynamic,
        element::{Element, element, of_class, parts},
    },
    reactive::Derived,
};

/// More layers than anyone reads are not drawn; they are counted all the same.
const SHOWN: usize = 500;
const COMMAND_LENGTH: usize = 300;

const SEGMENT: (Option<&str>, &str) = (Some("segment"), "segment pointed");
const ROW: (Option<&str>, &str) = (None, "pointed");

/// Gives the address of a layer's view.
pub(crate) type LayerAddress = Arc<dyn Fn(&Digest) -> String + Send + Sync>;

/// Shows what is known of the bytes of the layer at a place.
pub(crate) type Integrity = Arc<dyn Fn(usize) -> AnyView + Send + Sync>;

/// One layer, as a row shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LayerRow {
    /// The layer, or what stands in its place.
    pub(crate) layer: Result<Descriptor, Malformed>,
    /// Its part of the image's compressed layers.
    pub(crate) share: Share,
}

impl LayerRow {
    /// The place where its bytes are counted; its own is `position`.
    fn counted_at(&self, position: usize) -> usize {
        match self.share {
            Share::Again(first) => usize::try_from(first).unwrap_or(position),
            _ => position,
        }
    }
}

/// Layers with their shares.
pub(crate) fn rows(layers: &[Tolerant<Descriptor>]) -> Vec<LayerRow> {
    let shares = shares(layers);
    let rows = layers.iter().zip(shares).map(|(layer, share)| LayerRow {
        layer: layer.0.clone(),
        share,
    });
    rows.collect()
}

/// The bar and the table: the layers, lowest first; how many there are with those that were not
/// kept; what made each, as far as it is known, under its heading; the address of a layer's view,
/// and what is known of its bytes.
pub(crate) fn layers_table(
    rows: Vec<LayerRow>,
    number: usize,
    (heading, commands): (&'static str, Derived<Vec<Option<String>>>),
    address: &LayerAddress,
    integrity: &Integrity,
) -> AnyView {
    let pointed = RwSignal::new(None::<usize>);
    let left_out = number.saturating_sub(SHOWN);
    let shown: Vec<LayerRow> = rows.into_iter().take(SHOWN).collect();
    let segments = shown.iter().enumerate().filter_map(|(position, row)| {
        let (Share::Percent(_), Ok(layer)) = (row.share, &row.layer) else {
            return None;
        };
        let segment = element("span").style("flex-grow", layer.size.to_string());
        Some(highlighted(segment, SEGMENT, position, pointed).view())
    });
    let bar = of_class("div", "bar")
        .set("aria-hidden", "true")
        .children(segments);
    let body = shown.into_iter().enumerate().map(|(position, row)| {
        let command = move || commands.with(|commands| commands.get(position).cloned().flatten());
        let href = row.layer.as_ref().ok().map(|layer| address(&layer.digest));
        let cells = [
            of_class("td", "number second").text((position + 1).to_string()),
            of_class("td", "layer-command")
                .child(dynamic(move || made_by(command())))
                .maybe(again(row.share)),
        ];
        let counted_at = row.counted_at(position);
        let row = element("tr")
            .children(cells.map(Element::view))
            .children(layer_cells(position, row, href, integrity));
        highlighted(row, ROW, counted_at, pointed).view()
    });
    let body = element("tbody").children(body);
    let left_out = (left_out > 0).then(|| {
        let number = count(left_out as u64);
        of_class("p", "note").text(format!("{number} more layers are not shown."))
    });
    let table = of_class("table", "layers")
        .set("aria-label", "Layers")
        .child(head(heading))
        .child(body);
    let panel = of_class("div", "panel").child(table).maybe(left_out);
    parts([bar.view(), panel.view()])
}

fn head(heading: &'static str) -> Element {
    let column = |class: &'static str| of_class("th", class).set("scope", "col");
    let row = element("tr")
        .child(
            element("th")
                .set("scope", "col")
                .child(of_class("span", "offscreen").text("Number")),
        )
        .child(element("th").set("scope", "col").text(heading))
        .child(element("th").set("scope", "col").text("Digest"))
        .child(element("th").set("scope", "col").text("Integrity"))
        .child(column("number").text("Size"))
        .child(column("number").text("Share"));
    element("thead").child(row)
}

/// The segment and the rows of a layer stand out together: their classes where they do not, and
/// where they do.
fn highlighted(
    element: Element,
    classes: (Option<&'static str>, &'static str),
    position: usize,
    pointed: RwSignal<Option<usize>>,
) -> Element {
    let class = move || {
        let is_pointed = pointed.get() == Some(position);
        let class = if is_pointed {
            Some(classes.1)
        } else {
            classes.0
        };
        class.map(ToOwned::to_owned)
    };
    element
        .follow("class", class)
        .on("mouseenter", move |_| pointed.set(Some(position)))
        .on("mouseleave", move |_| pointed.set(None))
}

/// The digest, the size and the share of a layer, or why it has none.
fn layer_cells(
    position: usize,
    row: LayerRow,
    href: Option<String>,
    integrity: &Integrity,
) -> Vec<AnyView> {
    let layer = match row.layer {
        Ok(layer) => layer,
        Err(malformed) => {
            let reason = visible_start(&malformed.to_string(), 200);
            let cell = of_class("td", "fault").set("colspan", "4");
            return vec![cell.text(format!("Cannot be read: {reason}")).view()];
        }
    };
    let of = format!("layer {}", position + 1);
    let digest = short_digest(&layer.digest, &of, href);
    let cells = [
        of_class("td", "layer-digest").child(digest),
        of_class("td", "layer-integrity").child(integrity(position)),
        of_class("td", "number")
            .set("title", format!("{} bytes", count(layer.size)))
            .text(size(layer.size)),
        of_class("td", "number second").text(percent(row.share, layer.size)),
    ];
    cells.map(Element::view).into()
}

/// The command that made a layer.
fn made_by(command: Option<String>) -> AnyView {
    let Some(command) = command else {
        return of_class("span", "second").text("–").view();
    };
    of_class("code", "command")
        .set("title", visible_start(&command, 2_000))
        .text(visible_start(&command, COMMAND_LENGTH))
        .view()
}

/// Says of a layer that was named before where it is counted.
fn again(share: Share) -> Option<Element> {
    let Share::Again(first) = share else {
        return None;
    };
    let words = format!("named again, and counted once, as layer {}", first + 1);
    Some(of_class("span", "again second").text(words))
}

fn percent(share: Share, size: u64) -> String {
    match share {
        Share::Percent(0) if size > 0 => "< 1 %".to_owned(),
        Share::Percent(percent) => format!("{percent} %"),
        Share::Elsewhere => "elsewhere".to_owned(),
        Share::Again(_) | Share::Unreadable => "–".to_owned(),
    }
}
