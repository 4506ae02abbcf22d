//! Why a tag is no better than it is, in words.

use porthole_core::{
    format::visible_start,
    integrity::{blob::verdict::BlobVerdict, finding::Finding},
    verification::{
        blob::{Blob, BlobFault, BlobState},
        ledger::{Contents, Image, Ledger, Part},
        standing::Proof,
    },
};

use crate::{components::mark::why, connection::Connection};

/// More than anyone reads in a tooltip are told by their number.
const SHOWN: usize = 3;
/// Longer names of platforms are cut.
const NAME_LENGTH: usize = 60;

/// What of the tag is as bad as the whole.
pub(super) fn reasons(ledger: &Ledger, contents: &Contents, worst: Proof) -> String {
    let root = contents.root.digest.as_ref();
    let indexes = contents.indexes.iter().map(|part| ("an index in it", part));
    let own = [("its manifest", &contents.root)]
        .into_iter()
        .chain(indexes);
    let mut words: Vec<String> = own
        .filter_map(|(name, part)| of_part(name, "", part, worst))
        .collect();
    for image in &contents.images {
        let is_root = image.manifest.digest.as_ref() == root;
        words.extend(of_image(ledger, image, is_root, worst));
    }
    if worst == Proof::Unverifiable {
        words.extend(
            contents
                .left_out
                .iter()
                .map(|what| format!("Not read: {what}.")),
        );
    }
    let more = words.len().saturating_sub(SHOWN);
    words.truncate(SHOWN);
    if more > 0 {
        words.push(format!("And {more} more."));
    }
    words.join(" ")
}

fn of_image(ledger: &Ledger, image: &Image, is_root: bool, worst: Proof) -> Vec<String> {
    let of = image
        .platform
        .as_ref()
        .map_or_else(String::new, |platform| {
            format!(" of {}", visible_start(&platform.to_string(), NAME_LENGTH))
        });
    let manifest = Some(("the manifest", &image.manifest)).filter(|_| !is_root);
    let config = image.config.as_ref().map(|config| ("the config", config));
    let parts = manifest.into_iter().chain(config);
    let parts = parts.filter_map(|(name, part)| of_part(name, &of, part, worst));
    let blobs = image
        .blobs
        .iter()
        .enumerate()
        .filter_map(|(position, place)| {
            let name = format!("Layer {}{of}", position + 1);
            match place {
                Ok(place) => of_blob(&name, ledger.blobs().get(*place)?, worst),
                Err(_) if worst == Proof::Unverifiable => {
                    Some(format!("{name}: its descriptor cannot be read."))
                }
                Err(_) => None,
            }
        });
    let mut words: Vec<String> = parts.chain(blobs).collect();
    if image.left_out > 0 && worst == Proof::Unverifiable {
        words.push(format!(
            "Parts{of} that the manifest does not name well: {}.",
            image.left_out
        ));
    }
    words
}

fn of_part(name: &str, of: &str, part: &Part, worst: Proof) -> Option<String> {
    if part.proof() != worst {
        return None;
    }
    let what = match &part.outcome {
        Ok(Finding::Unverifiable { reason, .. }) => why(reason),
        Ok(_) => "It is not what was promised.".to_owned(),
        Err(error) => format!("{}.", Connection::in_use().explain(error).title),
    };
    let (first, rest) = name.split_at(1);
    Some(format!("{}{rest}{of}: {what}", first.to_ascii_uppercase()))
}

fn of_blob(name: &str, blob: &Blob, worst: Proof) -> Option<String> {
    if blob.proof() != worst {
        return None;
    }
    let digest = blob.descriptor.digest.short();
    let what = match &blob.state {
        BlobState::Judged(BlobVerdict::Mismatch(mismatch), _) => {
            format!("{}.", mismatch.explain().short)
        }
        BlobState::Judged(BlobVerdict::Unverifiable { obstacle, .. }, _) => obstacle.in_words(),
        BlobState::Failed(BlobFault::Registry(error), _) => {
            format!("{}.", Connection::in_use().explain(error).title)
        }
        BlobState::Failed(BlobFault::Worker(words), _) => words.clone(),
        _ => return None,
    };
    Some(format!("{name}, {digest}: {what}"))
}
