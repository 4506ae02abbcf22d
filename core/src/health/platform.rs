//! Platforms that should be one and the same.

use crate::{
    health::{BUILD_AGAIN, Diagnosis, Severity, name},
    oci::platform::Platform,
};

/// What says nothing is nothing.
fn said(part: Option<&String>) -> Option<&str> {
    let part = part.map(String::as_str);
    part.filter(|part| !matches!(*part, "" | "unknown"))
}

/// By the name that most give it, as containerd has them.
fn architecture(platform: &Platform) -> Option<&str> {
    said(platform.architecture.as_ref()).map(|architecture| match architecture {
        "x86_64" | "x86-64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    })
}

/// The variant, without the one that the architecture itself means.
fn variant(platform: &Platform) -> Option<&str> {
    let usual = match architecture(platform) {
        Some("arm64") => "v8",
        Some("amd64") => "v1",
        _ => "",
    };
    said(platform.variant.as_ref()).filter(|variant| *variant != usual)
}

/// The platform by its usual name, for those that say what they are.
pub(super) fn usual_name(platform: &Platform) -> Option<Platform> {
    let own = |part: Option<&str>| part.map(str::to_owned);
    Some(Platform {
        os: own(Some(said(platform.os.as_ref())?)),
        architecture: own(Some(architecture(platform)?)),
        variant: own(variant(platform)),
        os_version: own(said(platform.os_version.as_ref())),
    })
}

/// What the index says against what the config says.
pub(super) fn compare(promised: &Platform, config: &Platform, diagnosis: &mut Diagnosis) {
    let (left, right) = (name(&promised.to_string()), name(&config.to_string()));
    let disagreement =
        format!("The index lists it for {left}, its config says that it is for {right}.");
    match disagreement_of(promised, config) {
        Some(Severity::Fault) => diagnosis.fault(disagreement, Some(BUILD_AGAIN)),
        Some(Severity::Warning) => diagnosis.warning(disagreement, Some(BUILD_AGAIN)),
        Some(Severity::Note) => diagnosis.note(disagreement, None),
        None => {}
    }
}

/// How bad it is that an index and a config say this; nothing where they say the same.
pub(super) fn disagreement_of(promised: &Platform, config: &Platform) -> Option<Severity> {
    let pairs = [
        (said(promised.os.as_ref()), said(config.os.as_ref())),
        (architecture(promised), architecture(config)),
    ];
    if pairs.into_iter().any(differ) {
        return Some(Severity::Fault);
    }
    let variants = (variant(promised), variant(config));
    let versions = (
        said(promised.os_version.as_ref()),
        said(config.os_version.as_ref()),
    );
    if differ(variants) || differ(versions) {
        return Some(Severity::Warning);
    }
    (variants.0 != variants.1).then_some(Severity::Note)
}

/// Both say something, and not the same.
fn differ((left, right): (Option<&str>, Option<&str>)) -> bool {
    matches!((left, right), (Some(left), Some(right)) if left != right)
}
