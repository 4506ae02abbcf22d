//! Platforms that should be one and the same.

use crate::{
    health::{BUILD_AGAIN, Diagnosis, name},
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
    let pairs = [
        (said(promised.os.as_ref()), said(config.os.as_ref())),
        (architecture(promised), architecture(config)),
    ];
    let (left, right) = (name(&promised.to_string()), name(&config.to_string()));
    let disagreement =
        format!("The index lists it for {left}, its config says that it is for {right}.");
    if pairs.into_iter().any(differ) {
        diagnosis.fault(disagreement, Some(BUILD_AGAIN));
        return;
    }
    let variants = (variant(promised), variant(config));
    let versions = (
        said(promised.os_version.as_ref()),
        said(config.os_version.as_ref()),
    );
    if differ(variants) || differ(versions) {
        diagnosis.warning(disagreement, Some(BUILD_AGAIN));
    } else if variants.0 != variants.1 {
        diagnosis.note(disagreement, None);
    }
}

/// Both say something, and not the same.
fn differ((left, right): (Option<&str>, Option<&str>)) -> bool {
    matches!((left, right), (Some(left), Some(right)) if left != right)
}
