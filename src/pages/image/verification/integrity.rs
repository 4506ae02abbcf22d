//! What is known of each layer's bytes, in the table of layers.

use std::sync::Arc;

use leptos::prelude::*;
use porthole_core::{
    format::size,
    oci::digest::Digest,
    verification::{
        blob::{Blob, BlobState},
        ledger::Ledger,
        standing::Proof,
    },
};

use crate::{
    components::{
        dynamic::dynamic,
        element::{element, of_class, parts, text},
        layers::Integrity,
        mark::{mark, of_proof},
    },
    pages::image::verification::ImageVerification,
    reactive::Derived,
};

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    /// It was not read since the page was opened.
    NotRead,
    Waiting,
    /// How many hundredths of how many bytes.
    Reading(u64, u64, u64),
    Ended(Proof),
}

/// What is known of the layer at a place of the image with this manifest.
pub(crate) fn integrity(manifest: Digest) -> Integrity {
    let verification = ImageVerification::in_use();
    Arc::new(move |position| {
        let manifest = manifest.clone();
        let cell = Derived::new(move || {
            let cell = verification
                .verifying
                .look(|ledger| cell(ledger, &manifest, position));
            cell.flatten().unwrap_or(Cell::NotRead)
        });
        dynamic(move || cell.with(shown))
    })
}

fn cell(ledger: &Ledger, manifest: &Digest, position: usize) -> Option<Cell> {
    let image = ledger.image(manifest)?;
    let place = image.blobs.get(position)?.as_ref().ok()?;
    Some(of_blob(ledger.blobs().get(*place)?))
}

fn of_blob(blob: &Blob) -> Cell {
    match &blob.state {
        BlobState::Waiting => Cell::Waiting,
        BlobState::Reading(progress) => {
            let bytes = blob.descriptor.size;
            let taken = progress.taken.min(bytes);
            // As fine as it is shown, so that it is drawn anew only where that changes.
            let percent = taken.saturating_mul(100) / bytes.max(1);
            Cell::Reading(percent, bytes / 100 * percent, bytes)
        }
        BlobState::Judged(..) | BlobState::Failed(..) => Cell::Ended(blob.proof()),
    }
}

fn shown(cell: &Cell) -> AnyView {
    let grey = |words: &'static str, title: &'static str| {
        of_class("span", "mark mark-computed")
            .set("title", title)
            .text(words)
            .view()
    };
    match cell {
        Cell::NotRead => grey(
            "○ not read",
            "Its bytes were not read by this page. Verify reads them.",
        ),
        Cell::Waiting => grey("○ waiting", "Others are read before it."),
        Cell::Reading(percent, taken, bytes) => {
            let bar = element("progress")
                .set("max", "100")
                .set("value", percent.to_string())
                .set("aria-label", "Bytes of this layer read");
            let words = format!(" {} of {}", size(*taken), size(*bytes));
            parts([bar.view(), text(words)])
        }
        Cell::Ended(proof) => mark(of_proof(*proof)),
    }
}
