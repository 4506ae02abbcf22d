//! What the config says that each layer unpacks to, against what the manifest says of the layers.

use std::collections::BTreeMap;

use crate::{
    health::{BUILD_AGAIN, Diagnosis, parts::Parts, sample::Sample},
    oci::{config::ImageConfig, digest::Digest, tolerant::Tolerant},
};

/// Layers and contents that contradict each other, where there are as many of both: else nobody
/// can tell which belong together.
pub(super) fn diagnose(config: &ImageConfig, layers: &Parts<'_>, diagnosis: &mut Diagnosis) {
    let Some(diff_ids) = diff_ids(config).filter(|diff_ids| diff_ids.len() == layers.number())
    else {
        return;
    };
    let mut contents: BTreeMap<&Digest, &Digest> = BTreeMap::new();
    let mut packings: BTreeMap<&Digest, (String, &Digest)> = BTreeMap::new();
    let [mut torn, mut same] = <[Sample; 2]>::default();
    for (position, layer) in layers.readable() {
        let Some(diff_id) = diff_ids.get(position).and_then(Tolerant::value) else {
            continue;
        };
        let name = (layers.name)(position, layer);
        if *contents.entry(&layer.digest).or_insert(diff_id) != diff_id {
            torn.add(name);
            continue;
        }
        let (first, packing) = packings
            .entry(diff_id)
            .or_insert_with(|| (name.clone(), &layer.digest));
        if *packing != &layer.digest {
            same.add(format!("{name} as {first}"));
        }
    }
    if !torn.is_empty() {
        diagnosis.fault(
            format!("The config (diff_ids) says that the same layer unpacks to something else where it is named again: {torn}. Clients refuse such an image."),
            Some(BUILD_AGAIN),
        );
    }
    if !same.is_empty() {
        diagnosis.note(
            format!("The config (diff_ids) says that different layers unpack to the same: {same}. That is right only where the same files were packed twice."),
            None,
        );
    }
}

fn diff_ids(config: &ImageConfig) -> Option<&[Tolerant<Digest>]> {
    let rootfs = config.rootfs.value()?.as_ref()?;
    rootfs.diff_ids.value()?.as_deref()
}
