//! The layers of an image: a bar in proportion, and a table. Both highlight together.

use leptos::prelude::*;
use porthole_core::{
    format::{count, size, visible_start},
    oci::{descriptor::Descriptor, tolerant::Malformed},
};

use crate::components::{digest::ShortDigest, dynamic::dynamic};

/// More layers than anyone reads are not drawn; they are counted all the same.
const SHOWN: usize = 500;
const COMMAND_LENGTH: usize = 300;

/// One layer, as a row shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LayerRow {
    /// The layer, or what stands in its place.
    pub(crate) layer: Result<Descriptor, Malformed>,
    /// Its part of the image's compressed layers, in hundredths of a percent.
    pub(crate) share: u32,
}

/// Sizes in proportion.
pub(crate) fn rows(layers: Vec<Result<Descriptor, Malformed>>) -> Vec<LayerRow> {
    let size_of = |layer: &Result<Descriptor, Malformed>| {
        layer.as_ref().map_or(0, |layer| u128::from(layer.size))
    };
    let total: u128 = layers.iter().map(size_of).sum();
    let row = |layer: Result<Descriptor, Malformed>| {
        let share = (size_of(&layer) * 10_000)
            .checked_div(total)
            .unwrap_or_default();
        LayerRow {
            share: u32::try_from(share).unwrap_or_default(),
            layer,
        }
    };
    layers.into_iter().map(row).collect()
}

/// The bar and the table.
#[component]
pub(crate) fn LayersTable(
    /// The layers, lowest first.
    rows: Vec<LayerRow>,
    /// How many there are with those that were not kept.
    number: usize,
    /// The command that made each layer, as far as it is known; tracked.
    #[prop(into)]
    commands: Signal<Vec<Option<String>>>,
) -> impl IntoView {
    let pointed = RwSignal::new(None::<usize>);
    let left_out = number.saturating_sub(SHOWN);
    let shown: Vec<LayerRow> = rows.into_iter().take(SHOWN).collect();
    let segments = shown.iter().enumerate().map(|(position, row)| {
        let share = row.share.to_string();
        view! {
            <span
                class="segment"
                class:pointed=move || pointed.get() == Some(position)
                style:flex-grow=share
                on:mouseenter=move |_| pointed.set(Some(position))
                on:mouseleave=move |_| pointed.set(None)
            ></span>
        }
    });
    let segments = segments.collect_view();
    let body = shown.into_iter().enumerate().map(|(position, row)| {
        let command = Signal::derive(move || {
            commands.with(|commands| commands.get(position).cloned().flatten())
        });
        view! { <Layer position row command pointed/> }
    });
    view! {
        <div class="bar" aria-hidden="true">{segments}</div>
        <div class="panel">
            <table class="layers" aria-label="Layers">
                <thead>
                    <tr>
                        <th scope="col"><span class="offscreen">"Number"</span></th>
                        <th scope="col">"Created by"</th>
                        <th scope="col">"Digest"</th>
                        <th scope="col" class="number">"Size"</th>
                        <th scope="col" class="number">"Share"</th>
                    </tr>
                </thead>
                <tbody>{body.collect_view()}</tbody>
            </table>
            {(left_out > 0).then(|| view! { <p class="note">{format!("{} more layers are not shown.", count(left_out as u64))}</p> })}
        </div>
    }
}

/// The row of one layer.
#[component]
fn Layer(
    position: usize,
    row: LayerRow,
    #[prop(into)] command: Signal<Option<String>>,
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let cells = match row.layer {
        Ok(layer) => view! {
            <td class="layer-digest"><ShortDigest digest=layer.digest.clone() of=format!("layer {}", position + 1)/></td>
            <td class="number" title=format!("{} bytes", count(layer.size))>{size(layer.size)}</td>
            <td class="number second">{percent(row.share, layer.size)}</td>
        }
        .into_any(),
        Err(malformed) => view! {
            <td class="fault" colspan="3">"Cannot be read: "{visible_start(&malformed.to_string(), 200)}</td>
        }
        .into_any(),
    };
    let made_by = dynamic(move || {
        match command.get() {
        Some(command) => view! {
            <code class="command" title=visible_start(&command, 2_000)>{visible_start(&command, COMMAND_LENGTH)}</code>
        }
        .into_any(),
        None => view! { <span class="second">"–"</span> }.into_any(),
    }
    });
    view! {
        <tr
            class:pointed=move || pointed.get() == Some(position)
            on:mouseenter=move |_| pointed.set(Some(position))
            on:mouseleave=move |_| pointed.set(None)
        >
            <td class="number second">{position + 1}</td>
            <td class="layer-command">{made_by}</td>
            {cells}
        </tr>
    }
}

fn percent(share: u32, size: u64) -> String {
    match share {
        0 if size == 0 => "0 %".to_owned(),
        0..100 => "< 1 %".to_owned(),
        share => format!("{} %", (share + 50) / 100),
    }
}
