//! What a verification found in an image.

use crate::{
    health::{Ailment, Diagnosis},
    integrity::{blob::verdict::BlobVerdict, finding::Finding},
    oci::digest::Digest,
    verification::{
        blob::{Blob, BlobState},
        ledger::{Ledger, Part},
        standing::Proof,
    },
};

/// What is wrong with the bytes of an image, or with what they unpack to; nothing where it was not
/// verified to its end.
pub fn of_verified(ledger: &Ledger, manifest: &Digest) -> Option<Vec<Ailment>> {
    let image = ledger.image(manifest)?;
    if ledger.standing_of(image).proof() == Proof::Unfinished {
        return None;
    }
    let mut diagnosis = Diagnosis::default();
    let parts = [
        ("manifest", Some(&image.manifest)),
        ("config", image.config.as_ref()),
    ];
    for (name, part) in parts {
        if part.is_some_and(differs) {
            let what = format!("The {name}, read anew, is not what was promised.");
            diagnosis.fault(what, None);
        }
    }
    for (position, place) in image.blobs.iter().enumerate() {
        let place = place.as_ref().ok();
        if let Some(blob) = place.and_then(|place| ledger.blobs().get(*place)) {
            of_blob(position + 1, blob, &mut diagnosis);
        }
    }
    Some(diagnosis.0)
}

fn differs(part: &Part) -> bool {
    matches!(part.outcome, Ok(Finding::Mismatch(_)))
}

fn of_blob(number: usize, blob: &Blob, diagnosis: &mut Diagnosis) {
    let digest = blob.descriptor.digest.short();
    match &blob.state {
        BlobState::Judged(BlobVerdict::Mismatch(mismatch), _) => {
            let explained = mismatch.explain();
            let (short, likely) = (explained.short, explained.likely);
            let what = format!("Layer {number}, {digest}: {short}. {likely}");
            diagnosis.fault(what, Some(explained.cure));
        }
        BlobState::Failed(..) => {
            let what = format!("Layer {number}, {digest}, could not be read.");
            diagnosis.warning(what, None);
        }
        _ => {}
    }
}
