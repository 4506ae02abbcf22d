//! An index and its children.

use std::collections::BTreeMap;

use crate::{
    format::counted,
    health::{
        Ailment, BUILD_AGAIN, Diagnosis, PUSH_AGAIN, PUSH_AND_LOOK, Severity, TRY_AGAIN,
        fields::Fields,
        name,
        parts::Parts,
        platform::{disagreement_of, usual_name},
        sample::Sample,
    },
    inventory::summary::{ImageContent, ImageSummary},
    oci::{
        descriptor::Descriptor, digest::Digest, index::Index, media_type::MediaType,
        platform::Platform,
    },
};

pub(super) const COLLECTED: &str = "Push the image again. Garbage collection of distribution 2.8 with \
    --delete-untagged removes the children of tagged indexes.";

/// What is to know of an index of this media type, and of its children as far as they were read:
/// those that are not among `children` were not. `configs` is what the config of each says that it
/// runs on, where that was read.
pub fn of_index(
    index: &Index,
    media_type: &MediaType,
    children: &[ImageSummary],
    configs: &[Option<Platform>],
) -> Vec<Ailment> {
    let mut diagnosis = Diagnosis::default();
    let parts = Parts {
        document: "index",
        words: ("entry", "entries"),
        entries: &index.manifests,
        left_out: index.manifests_left_out,
        malformed: index.manifests_malformed.as_ref(),
        name: |_, descriptor| entry_name(descriptor),
    };
    read_children(index, children, &mut diagnosis);
    lying(index, configs, &mut diagnosis);
    parts.diagnose(media_type, &mut diagnosis);
    empty(index, &parts, &mut diagnosis);
    same_platform(index, &mut diagnosis);
    let mut fields = Fields::of_manifest(&index.subject, &index.artifact_type, &index.annotations);
    parts.fields(&mut fields);
    fields.diagnose("index", &mut diagnosis);
    diagnosis.ailments()
}

/// The platform, or else the digest.
fn entry_name(descriptor: &Descriptor) -> String {
    child_name(descriptor.platform(), &descriptor.digest)
}

pub(super) fn child_name(platform: Option<&Platform>, digest: &Digest) -> String {
    match platform {
        Some(platform) if !platform.is_unknown() => name(&platform.to_string()),
        _ => digest.short().to_owned(),
    }
}

fn read_children(index: &Index, children: &[ImageSummary], diagnosis: &mut Diagnosis) {
    let [mut missing, mut differing, mut failed] = <[Sample; 3]>::default();
    for child in children {
        let sample = match &child.content {
            ImageContent::Missing => &mut missing,
            ImageContent::Mismatch => &mut differing,
            ImageContent::Failed(_) => &mut failed,
            // A config is told of where its image is.
            ImageContent::Stored(_) | ImageContent::ConfigMismatch(_) | ImageContent::Other => {
                continue;
            }
        };
        sample.add(child_name(child.platform.as_ref(), &child.digest));
    }
    let images = index.images().count() + index.manifests_left_out;
    let manifests = |number: usize| {
        let images = counted(images, "image", "images");
        format!("manifests of {number} of {images}")
    };
    if !missing.is_empty() {
        let manifests = manifests(missing.number());
        let what = format!("The registry does not have the {manifests}: {missing}.");
        diagnosis.fault(what, Some(COLLECTED));
    }
    if !differing.is_empty() {
        let manifests = manifests(differing.number());
        let what = format!("The {manifests} are not what the index promises: {differing}.");
        diagnosis.fault(what, Some(PUSH_AND_LOOK));
    }
    if !failed.is_empty() {
        let manifests = manifests(failed.number());
        let what = format!("The {manifests} could not be read: {failed}.");
        diagnosis.warning(what, Some(TRY_AGAIN));
    }
    if children.len() < images {
        let manifests = manifests(images - children.len());
        diagnosis.note(format!("The {manifests} were not read."), None);
    }
}

/// Entries for another platform than their image is: whoever pulls for it gets what does not run.
fn lying(index: &Index, configs: &[Option<Platform>], diagnosis: &mut Diagnosis) {
    let [mut others, mut variants] = <[Sample; 2]>::default();
    for (entry, config) in index.images().zip(configs) {
        let (Some(promised), Some(config)) = (entry.platform(), config) else {
            continue;
        };
        let (left, right) = (promised.to_string(), config.to_string());
        let words = format!("{} is for {}", name(&left), name(&right));
        match disagreement_of(promised, config) {
            Some(Severity::Fault) => others.add(words),
            Some(Severity::Warning) => variants.add(words),
            Some(Severity::Note) | None => {}
        }
    }
    let what = "The index lists images for other platforms than their configs say";
    if !others.is_empty() {
        diagnosis.fault(format!("{what}: {others}."), Some(BUILD_AGAIN));
    }
    if !variants.is_empty() {
        diagnosis.warning(format!("{what}: {variants}."), Some(BUILD_AGAIN));
    }
}

fn empty(index: &Index, parts: &Parts<'_>, diagnosis: &mut Diagnosis) {
    if parts.number() == 0 && parts.malformed.is_none() {
        diagnosis.warning(
            "The index lists no manifest, so there is nothing to pull.".to_owned(),
            Some(PUSH_AGAIN),
        );
    } else if parts.number() > 0
        && index.images().next().is_none()
        && index.malformed().next().is_none()
    {
        let number = parts.counted(parts.number());
        diagnosis.warning(
            format!("The index has {number}, and none is an image: there is nothing to pull."),
            Some(BUILD_AGAIN),
        );
    }
}

/// Entries between which clients cannot choose. One that says what kind of artifact it is
/// stands beside its image.
fn same_platform(index: &Index, diagnosis: &mut Diagnosis) {
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    for entry in index.images() {
        let is_artifact = !matches!(entry.artifact_type.value(), Some(None));
        let platform = entry.platform().filter(|_| !is_artifact);
        if let Some(platform) = platform.and_then(usual_name) {
            *numbers.entry(platform.to_string()).or_insert(0) += 1;
        }
    }
    let mut same = Sample::default();
    for (platform, number) in numbers {
        if number > 1 {
            same.add(format!("{number} for {}", name(&platform)));
        }
    }
    if !same.is_empty() {
        diagnosis.warning(
            format!("Entries of the index are for the same platform: {same}. Most clients take the first."),
            Some("Build the index again with one image for each platform."),
        );
    }
}
