//! What is read by digest, and what is kept of it.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    integrity::finding::Finding,
    inventory::summary::{ImageContent, Stored, Summary},
    oci::{
        config::ImageConfig,
        descriptor::{Annotations, Descriptor},
        document::Content,
        manifest::ImageManifest,
        platform::Platform,
        timestamp::Timestamp,
        tolerant::{Malformed, Tolerant},
    },
    registry::{
        config::ReadConfig,
        error::{ErrorKind, RegistryError},
        manifest::ReadManifest,
    },
};

/// Longer descriptions are cut, in characters.
const DESCRIPTION_LENGTH: usize = 200;

/// What is read by digest, for whoever needs it.
#[derive(Clone)]
pub(super) enum Part {
    /// A tag: what came of it stands in the inventory.
    Tag,
    Summary(Arc<Summary>),
    Manifest(Arc<Child>),
    Config(Arc<ConfigFacts>),
    Other(ImageContent),
}

/// What is kept of a platform's manifest.
pub(super) struct Child {
    pub(super) stored: Arc<Stored>,
    pub(super) config: Option<Descriptor>,
    pub(super) description: Option<String>,
    /// Since when it was remembered, where it was not asked for.
    pub(super) remembered: Option<Timestamp>,
}

/// What is kept of a config.
#[derive(Default)]
pub(super) struct ConfigFacts {
    pub(super) platform: Option<Platform>,
    pub(super) created: Option<Timestamp>,
    pub(super) description: Option<String>,
    /// Whether its bytes are not what was promised; then nothing else is known.
    pub(super) is_mismatch: bool,
    /// Since when it was remembered, where it was not asked for.
    pub(super) remembered: Option<Timestamp>,
}

impl Part {
    /// Since when it was remembered, where it was not asked for.
    pub(super) fn remembered(&self) -> Option<Timestamp> {
        match self {
            Self::Manifest(child) => child.remembered,
            Self::Config(facts) => facts.remembered,
            Self::Tag | Self::Summary(_) | Self::Other(_) => None,
        }
    }

    pub(super) fn of_manifest(manifest: &ReadManifest, remembered: Option<Timestamp>) -> Self {
        match manifest.document.as_ref().map(|document| &document.content) {
            Ok(Content::Image(image)) => Self::Manifest(Arc::new(Child {
                remembered,
                ..Child::of(image)
            })),
            _ => Self::Other(ImageContent::Other),
        }
    }
}

impl Child {
    pub(super) fn of(image: &ImageManifest) -> Self {
        let layers = image.layers.iter().filter_map(Tolerant::value);
        let mut seen = BTreeSet::new();
        let layers = layers.filter(|layer| seen.insert(&layer.digest));
        let size = image.stored_size();
        let stored = Stored {
            bytes: size.bytes,
            has_more: size.unknown > 0 || image.layers_malformed.is_some(),
            layers: layers.map(|layer| layer.digest.clone()).collect(),
        };
        let config = image.config.as_ref().ok().and_then(Option::as_ref);
        Self {
            stored: Arc::new(stored),
            config: config
                .filter(|config| config.media_type.is_image_config())
                .cloned(),
            description: annotations(&image.annotations).and_then(description),
            remembered: None,
        }
    }
}

impl ConfigFacts {
    pub(super) fn of_finding(finding: &Finding<ReadConfig>) -> Self {
        let facts = match finding.content().map(|read| &read.config) {
            Some(Ok(config)) => Self::of(config),
            Some(Err(_)) => Self::default(),
            None => Self {
                is_mismatch: true,
                ..Self::default()
            },
        };
        Self {
            remembered: finding.remembered_since(),
            ..facts
        }
    }

    fn of(config: &ImageConfig) -> Self {
        let execution = config.config.value().and_then(Option::as_ref);
        let labels = execution.and_then(|execution| execution.labels.value()?.as_ref());
        Self {
            platform: Some(config.platform()).filter(|platform| !platform.is_unknown()),
            created: config.created.value().copied().flatten(),
            description: labels.and_then(description),
            is_mismatch: false,
            remembered: None,
        }
    }
}

pub(super) fn annotations(
    annotations: &Result<Option<Annotations>, Malformed>,
) -> Option<&Annotations> {
    annotations.as_ref().ok()?.as_ref()
}

fn text<'a>(texts: &'a Annotations, name: &str) -> Option<&'a str> {
    texts
        .get(name)
        .map(String::as_str)
        .filter(|text| !text.is_empty())
}

/// OCI image specification 1.1, "Annotations"; labels of the same names mean the same.
pub(super) fn description(texts: &Annotations) -> Option<String> {
    let found = text(texts, "org.opencontainers.image.description")
        .or_else(|| text(texts, "org.opencontainers.image.title"))?;
    Some(found.chars().take(DESCRIPTION_LENGTH).collect())
}

pub(super) fn created(texts: Option<&Annotations>) -> Option<Timestamp> {
    Timestamp::parse(text(texts?, "org.opencontainers.image.created")?).ok()
}

pub(super) fn part_of(read: &Result<Finding<ReadManifest>, RegistryError>) -> Part {
    match read {
        Ok(finding) => finding
            .content()
            .map_or(Part::Other(ImageContent::Mismatch), |manifest| {
                Part::of_manifest(manifest, finding.remembered_since())
            }),
        Err(error) => Part::Other(of_error(error.clone())),
    }
}

/// What is kept of a config, and whether that is final.
pub(super) fn config_part(read: &Result<Finding<ReadConfig>, RegistryError>) -> (Part, bool) {
    match read {
        Ok(finding) => {
            let facts = ConfigFacts::of_finding(finding);
            (Part::Config(Arc::new(facts)), true)
        }
        Err(error) => {
            let is_final = is_final_part(&Part::Other(of_error(error.clone())));
            (Part::Config(Arc::default()), is_final)
        }
    }
}

/// What failed for a while is not final.
pub(super) fn is_final_part(part: &Part) -> bool {
    !matches!(part, Part::Other(ImageContent::Failed(_)))
}

fn of_error(error: RegistryError) -> ImageContent {
    match error.kind {
        ErrorKind::ManifestUnknown | ErrorKind::BlobUnknown => ImageContent::Missing,
        _ => ImageContent::Failed(error),
    }
}
