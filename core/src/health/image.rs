//! An image: its manifest, and its config as far as it was read.

use crate::{
    format::size,
    health::{
        Ailment, BUILD_AGAIN, Diagnosis, PUSH_AGAIN, PUSH_AND_LOOK, TRY_AGAIN, config,
        fields::Fields, name, parts::Parts, platform,
    },
    integrity::finding::Finding,
    oci::{
        config::ImageConfig, descriptor::Descriptor, manifest::ImageManifest,
        media_type::MediaType, timestamp::Timestamp, tolerant::Tolerant,
    },
    registry::{
        config::{CONFIG_LIMIT, ReadConfig},
        error::{ErrorKind, RegistryError},
    },
};

/// Docker stacks no more.
const DOCKERS_LAYERS: usize = 127;

/// An image, as far as it was read.
#[derive(Clone, Copy, Debug)]
pub struct ReadImage<'a> {
    /// The entry of the index that names it.
    pub promise: Option<&'a Descriptor>,
    /// What the manifest is by its own words, or else by those of its registry.
    pub media_type: &'a MediaType,
    /// The manifest.
    pub manifest: &'a ImageManifest,
    /// The config.
    pub config: ConfigContent<'a>,
}

/// What was read of an image's config.
#[derive(Clone, Copy, Debug)]
pub enum ConfigContent<'a> {
    /// It was not read, or not yet.
    NotRead,
    /// It was read.
    Read(&'a ImageConfig),
    /// It is no config; the reason in words.
    Unreadable(&'a str),
    /// The registry does not have it.
    Missing,
    /// The bytes that came are others than were promised.
    Mismatch,
    /// It could not be read.
    Failed,
}

impl<'a> From<&'a Finding<ReadConfig>> for ConfigContent<'a> {
    fn from(finding: &'a Finding<ReadConfig>) -> Self {
        match finding.content().map(|read| &read.config) {
            Some(Ok(config)) => Self::Read(config),
            Some(Err(reason)) => Self::Unreadable(reason),
            None => Self::Mismatch,
        }
    }
}

impl From<&RegistryError> for ConfigContent<'_> {
    fn from(error: &RegistryError) -> Self {
        match error.kind {
            ErrorKind::ManifestUnknown | ErrorKind::BlobUnknown => Self::Missing,
            // The descriptor says so already.
            ErrorKind::TooLarge(_) => Self::NotRead,
            _ => Self::Failed,
        }
    }
}

/// What is to know of an image. `now` tells dates of the future.
pub fn of_image(image: ReadImage<'_>, now: Timestamp) -> Vec<Ailment> {
    let mut diagnosis = Diagnosis::default();
    let manifest = image.manifest;
    let layers = Parts {
        document: "manifest",
        words: ("layer", "layers"),
        entries: &manifest.layers,
        left_out: manifest.layers_left_out,
        malformed: manifest.layers_malformed.as_ref(),
        name: |position, layer| format!("{} ({})", position + 1, layer.digest.short()),
    };
    promised_type(image, &mut diagnosis);
    config_descriptor(image, &layers, &mut diagnosis);
    config_content(image, &layers, now, &mut diagnosis);
    layers.diagnose(image.media_type, &mut diagnosis);
    layers.repeated(&mut diagnosis);
    if is_image(manifest) {
        number_of_layers(&layers, &mut diagnosis);
    }
    let mut fields = Fields::of_manifest(
        &manifest.subject,
        &manifest.artifact_type,
        &manifest.annotations,
    );
    if let Ok(Some(config)) = &manifest.config {
        fields.add_descriptor(config, "config");
    }
    layers.fields(&mut fields);
    fields.diagnose("manifest", &mut diagnosis);
    diagnosis.ailments()
}

fn promised_type(image: ReadImage<'_>, diagnosis: &mut Diagnosis) {
    let promised = image.promise.map(|promise| &promise.media_type);
    let promised = promised.filter(|promised| promised.manifest_kind().is_some());
    let (Some(promised), own) = (promised, image.media_type) else {
        return;
    };
    if own.manifest_kind().is_some() && own != promised {
        diagnosis.warning(
            format!("The index lists the manifest as {promised}, and it says that it is {own}."),
            Some(BUILD_AGAIN),
        );
    }
}

fn named_config<'a>(
    manifest: &'a ImageManifest,
    diagnosis: &mut Diagnosis,
) -> Option<&'a Descriptor> {
    let what = match &manifest.config {
        Ok(Some(config)) => return Some(config),
        Ok(None) => "The manifest names no config, without which no client takes it.".to_owned(),
        Err(malformed) => {
            let reason = &malformed.reason;
            format!("What the manifest says of its config cannot be read: {reason}.")
        }
    };
    diagnosis.fault(what, Some(BUILD_AGAIN));
    None
}

fn config_descriptor(image: ReadImage<'_>, layers: &Parts<'_>, diagnosis: &mut Diagnosis) {
    let Some(config) = named_config(image.manifest, diagnosis) else {
        return;
    };
    let alone = Parts {
        document: "manifest",
        words: ("config", "configs"),
        entries: &[Tolerant(Ok(config.clone()))],
        left_out: 0,
        malformed: None,
        name: |_, config| config.digest.short().to_owned(),
    };
    alone.diagnose(image.media_type, diagnosis);
    if config.size > CONFIG_LIMIT as u64 {
        let (found, limit) = (size(config.size), size(CONFIG_LIMIT as u64));
        diagnosis.warning(
            format!("The config is said to have {found}. At most {limit} are read, so nothing of it is known."),
            None,
        );
    }
    let media_type = &config.media_type;
    if media_type.as_str().is_empty() {
        diagnosis.warning(
            "The manifest does not say of what type its config is, so it was not read.".to_owned(),
            Some(BUILD_AGAIN),
        );
    } else if !media_type.is_image_config() && looks_like_an_image(image, layers) {
        let media_type = name(media_type.as_str());
        diagnosis.note(
            format!("The config is of the type {media_type} and not an image's, so it was not read as one."),
            None,
        );
    }
}

fn config_content(
    image: ReadImage<'_>,
    layers: &Parts<'_>,
    now: Timestamp,
    diagnosis: &mut Diagnosis,
) {
    match image.config {
        ConfigContent::NotRead => {}
        ConfigContent::Read(read) => {
            Fields::of_config(read).diagnose("config", diagnosis);
            if let Some(promised) = image.promise.and_then(Descriptor::platform) {
                platform::compare(promised, &read.platform(), diagnosis);
            }
            if is_image(image.manifest) {
                config::diagnose(read, layers, now, diagnosis);
            }
        }
        ConfigContent::Unreadable(reason) => diagnosis.fault(
            format!("The config is none: {}.", name(reason)),
            Some(BUILD_AGAIN),
        ),
        ConfigContent::Missing => diagnosis.fault(
            "The registry does not have the config.".to_owned(),
            Some(PUSH_AGAIN),
        ),
        ConfigContent::Mismatch => diagnosis.fault(
            "The config is not what the manifest promises.".to_owned(),
            Some(PUSH_AND_LOOK),
        ),
        ConfigContent::Failed => {
            diagnosis.warning("The config could not be read.".to_owned(), Some(TRY_AGAIN));
        }
    }
}

fn number_of_layers(layers: &Parts<'_>, diagnosis: &mut Diagnosis) {
    let number = layers.number();
    if number == 0 && layers.malformed.is_none() {
        diagnosis.note("The image has no layers.".to_owned(), None);
    }
    if number > DOCKERS_LAYERS {
        diagnosis.warning(
            format!("The image has {number} layers. Docker takes {DOCKERS_LAYERS} at most."),
            Some("Build it with fewer steps, or squash it."),
        );
    }
}

/// Whether it is an image. Signatures and attestations of some years use an image's config, but
/// no layers of one.
fn is_image(manifest: &ImageManifest) -> bool {
    let config = manifest.config.as_ref().ok().and_then(Option::as_ref);
    let says_otherwise = !matches!(manifest.artifact_type, Ok(None));
    let mut readable = manifest.layers.iter().filter_map(Tolerant::value);
    config.is_some_and(|config| config.media_type.is_image_config())
        && !says_otherwise
        && (readable.next().is_none() || has_layers_of_images(manifest))
}

/// Whether clients may take it for an image, whatever its config is.
fn looks_like_an_image(image: ReadImage<'_>, layers: &Parts<'_>) -> bool {
    let promise = image.promise.filter(|promise| !promise.is_attestation());
    let platform = promise.and_then(Descriptor::platform);
    let is_listed = platform.is_some_and(|platform| !platform.is_unknown());
    let says_otherwise = !matches!(image.manifest.artifact_type, Ok(None));
    !says_otherwise && layers.number() > 0 && (is_listed || has_layers_of_images(image.manifest))
}

fn has_layers_of_images(manifest: &ImageManifest) -> bool {
    manifest.layers.iter().any(|layer| {
        let media_type = layer.value().map(|layer| layer.media_type.as_str());
        media_type.is_some_and(|media_type| {
            media_type.starts_with("application/vnd.oci.image.layer.")
                || media_type.starts_with("application/vnd.docker.image.rootfs.")
        })
    })
}
