//! The config of an image against its manifest and the clock.

use crate::{
    format::counted,
    health::{BUILD_AGAIN, Diagnosis, contents, parts::Parts},
    inventory::date,
    oci::{config::ImageConfig, timestamp::Timestamp},
};

pub(super) fn diagnose(
    config: &ImageConfig,
    layers: &Parts<'_>,
    now: Timestamp,
    diagnosis: &mut Diagnosis,
) {
    if layers.malformed.is_none() {
        diff_ids(config, layers.number(), diagnosis);
        contents::diagnose(config, layers, diagnosis);
        history(config, layers.number(), diagnosis);
    }
    let lacks = |field: Option<&Option<String>>| matches!(field, Some(field) if field.as_deref().is_none_or(str::is_empty));
    if lacks(config.os.value()) || lacks(config.architecture.value()) {
        diagnosis.warning(
            "The config does not say for which operating system and processor the image is."
                .to_owned(),
            Some(BUILD_AGAIN),
        );
    }
    if let Some(Some(created)) = config.created.value() {
        built(*created, now, diagnosis);
    }
}

/// Nothing is said where the list is malformed: that is said of the field.
fn diff_ids(config: &ImageConfig, layers: usize, diagnosis: &mut Diagnosis) {
    let Some(rootfs) = config.rootfs.value() else {
        return;
    };
    let number = match rootfs.as_ref().map(|rootfs| rootfs.diff_ids.value()) {
        Some(None) => return,
        Some(Some(Some(diff_ids))) => diff_ids.len(),
        None | Some(Some(None)) => 0,
    };
    if number != layers {
        let layers = counted(layers, "layer", "layers");
        diagnosis.fault(
            format!("The manifest names {layers}, its config (diff_ids) {number}. Clients refuse such an image."),
            Some(BUILD_AGAIN),
        );
    }
}

/// A config without a history is a right one.
fn history(config: &ImageConfig, layers: usize, diagnosis: &mut Diagnosis) {
    let has_history = matches!(config.history.value(), Some(Some(steps)) if !steps.is_empty());
    let steps = config.layer_history().count();
    if has_history && steps != layers {
        let steps = counted(steps, "step that made a layer", "steps that made a layer");
        let layers = counted(layers, "layer", "layers");
        diagnosis.warning(
            format!("The history names {steps} for {layers}, so nobody can tell which made which."),
            None,
        );
    }
}

fn built(created: Timestamp, now: Timestamp, diagnosis: &mut Diagnosis) {
    if date::believable(created, now).is_some() {
        return;
    }
    let day = created.to_string();
    let day = day.split('T').next().unwrap_or_default();
    let what = if created > now {
        format!("The build is dated {day}, which is in the future.")
    } else {
        format!("The build is dated {day}, which is no date. Reproducible builds write such.")
    };
    diagnosis.note(what, None);
}
