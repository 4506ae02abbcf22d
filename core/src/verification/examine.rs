//! From a manifest to the blobs that an image consists of: manifests and configs are read anew,
//! and nothing is taken from one that is not what was promised.

use crate::{
    integrity::{blob::expectation::Depth, finding::Finding},
    oci::{
        config::ImageConfig,
        descriptor::Descriptor,
        digest::Digest,
        document::{Content, Document, InvalidDocument},
        manifest::ImageManifest,
        platform::Platform,
    },
    registry::{
        error::RegistryError,
        manifest::{ManifestAddress, Promise, ReadManifest},
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
    verification::{
        Verification,
        blob::BlobReader,
        ledger::{Contents, Image, Part, Scope, Subject, SubjectState, ends_everything},
    },
};

impl<T: Transport, R: BlobReader> Verification<T, R> {
    /// Reads the manifests and configs of a subject.
    pub(super) async fn contents(&self, subject: &Subject) -> SubjectState {
        let address = &subject.address;
        let priority = Priority::Background;
        let read = self
            .client
            .manifest(&self.repository, address, priority, Freshness::Registry);
        let (root, document) = self.part(read.await, promised_by(address));
        let mut contents = Contents {
            root,
            indexes: Vec::new(),
            images: Vec::new(),
            left_out: Vec::new(),
        };
        if let Some(document) = document {
            self.images(document, &subject.scope, &mut contents).await;
        }
        if self.is_given_up() {
            // What is known of it may be a part.
            return SubjectState::Waiting;
        }
        SubjectState::Read(Box::new(contents))
    }

    /// Reads the images that a subject's own manifest stands for, and says what it does not.
    async fn images(
        &self,
        document: Result<Document, InvalidDocument>,
        scope: &Scope,
        contents: &mut Contents,
    ) {
        let root = contents.root.clone();
        let left_out = match document.map(|document| document.content) {
            Ok(Content::Image(image)) => {
                let another = match scope {
                    Scope::Image(meant) if root.digest.as_ref() != Some(meant) => {
                        Some(format!("{meant}, which is another image"))
                    }
                    _ => None,
                };
                contents.images.push(self.image(root, None, &image).await);
                another
            }
            Ok(Content::Index(index)) => match root.digest {
                Some(parent) => {
                    self.listed(&index, parent, scope, contents).await;
                    None
                }
                None => Some("the images of an index whose digest is not known".to_owned()),
            },
            Ok(_) => Some("its manifest names no layers".to_owned()),
            Err(invalid) => Some(format!("what its manifest names: {invalid}")),
        };
        contents.left_out.extend(left_out);
    }

    /// Reads the config of an image, and places its blobs.
    pub(super) async fn image(
        &self,
        manifest: Part,
        platform: Option<Platform>,
        image: &ImageManifest,
    ) -> Image {
        let descriptor = image.config.as_ref().ok().and_then(Option::as_ref);
        let of_image = descriptor.filter(|config| config.media_type.is_image_config());
        let other = descriptor.filter(|config| !config.media_type.is_image_config());
        let parent = manifest.digest.clone();
        let is_nameless = of_image.is_some() && parent.is_none();
        let (config, diff_ids) = match (of_image, parent) {
            (Some(descriptor), Some(parent)) => {
                let (part, diff_ids) = self.config(descriptor, &parent).await;
                (Some(part), diff_ids)
            }
            _ => (None, Vec::new()),
        };
        let depth = depth_of(config.as_ref(), self.depth);
        let fits = diff_ids.len() == image.layers.len() + image.layers_left_out;
        let layers = image.layers.iter().enumerate().map(|(position, layer)| {
            let diff_id = diff_ids.get(position).filter(|_| fits).cloned().flatten();
            let diff_id = diff_id.filter(|_| depth == Depth::Content);
            self.place(layer.0.as_ref(), diff_id, depth)
        });
        let blobs = layers.chain(other.map(|config| self.place(Ok(config), None, Depth::AllBytes)));
        Image {
            blobs: blobs.collect(),
            has_other_config: other.is_some(),
            left_out: image.layers_left_out
                + usize::from(image.layers_malformed.is_some())
                + usize::from(image.config.is_err())
                + usize::from(is_nameless),
            manifest,
            platform,
            config,
        }
    }

    async fn config(
        &self,
        descriptor: &Descriptor,
        parent: &Digest,
    ) -> (Part, Vec<Option<Digest>>) {
        let promise = Promise { descriptor, parent };
        let priority = Priority::Background;
        let read = self
            .client
            .config(&self.repository, promise, priority, Freshness::Registry);
        let read = read.await;
        self.give_up_after(read.as_ref().err());
        let mut diff_ids = Vec::new();
        let outcome = read.map(|finding| {
            finding.map(|read| {
                diff_ids = read.config.as_ref().map(diff_ids_of).unwrap_or_default();
                read.bytes.len() as u64
            })
        });
        let part = Part {
            digest: Some(descriptor.digest.clone()),
            media_type: descriptor.media_type.clone(),
            outcome,
            at: self.now(),
        };
        (part, diff_ids)
    }

    /// What was found of a manifest, and what it says where that may be believed.
    pub(super) fn part(
        &self,
        read: Result<Finding<ReadManifest>, RegistryError>,
        promised: Option<Digest>,
    ) -> (Part, Option<Result<Document, InvalidDocument>>) {
        self.give_up_after(read.as_ref().err());
        let mut document = None;
        let outcome = read.map(|finding| {
            finding.map(|manifest| {
                document = Some(manifest.document);
                manifest.bytes.len() as u64
            })
        });
        let found = outcome.as_ref().ok().and_then(Finding::digest).cloned();
        let legible = document
            .as_ref()
            .and_then(|document| document.as_ref().ok());
        let media_type = legible.map(|document| document.media_type.clone());
        let part = Part {
            digest: promised.or(found),
            media_type: media_type.unwrap_or_default(),
            outcome,
            at: self.now(),
        };
        (part, document)
    }

    /// Asks nothing more, where that is what the error means.
    fn give_up_after(&self, error: Option<&RegistryError>) {
        if let Some(error) = error.filter(|error| ends_everything(&error.kind)) {
            self.ledger.borrow_mut().given_up = Some(error.clone());
        }
    }
}

fn promised_by(address: &ManifestAddress) -> Option<Digest> {
    match address {
        ManifestAddress::Digest(digest) => Some(digest.clone()),
        ManifestAddress::Tag(_) => None,
    }
}

/// What a config says that its layers unpack to; nothing in place of what cannot be read.
fn diff_ids_of(config: &ImageConfig) -> Vec<Option<Digest>> {
    let rootfs = config.rootfs.value().and_then(Option::as_ref);
    let diff_ids = rootfs.and_then(|rootfs| rootfs.diff_ids.value()?.as_ref());
    let diff_ids = diff_ids.into_iter().flatten();
    diff_ids.map(|diff_id| diff_id.value().cloned()).collect()
}

/// Whether blobs of an image are looked into, or only read.
fn depth_of(config: Option<&Part>, wanted: Depth) -> Depth {
    if config.is_some() {
        wanted
    } else {
        Depth::AllBytes
    }
}
