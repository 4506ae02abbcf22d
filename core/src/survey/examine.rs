//! From a manifest to its summary: which parts are read for it, and what is taken of them.

use std::{rc::Rc, sync::Arc};

use futures_util::future::join_all;

use crate::{
    integrity::finding::Finding,
    inventory::{
        kind::Kind,
        summary::{ImageContent, ImageSummary, Summary},
    },
    oci::{
        descriptor::Descriptor, digest::Digest, document::Content, index::Index,
        manifest::ImageManifest, media_type::ManifestKind, platform::Platform,
    },
    registry::{
        config::ReadConfig,
        error::RegistryError,
        manifest::{Promise, ReadManifest},
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
    survey::{
        Survey,
        once::Work,
        parts::{
            Child, ConfigFacts, Part, annotations, config_part, created, description,
            is_final_part, part_of,
        },
    },
};

/// Of an index with more images than this, the first are read.
const IMAGES_READ: usize = 24;
/// The same where somebody looks at one index alone.
const IMAGES_LOOKED_AT: usize = 200;

/// How soon something is read, and whether memory will do.
type Asking = (Priority, Freshness);

/// What a manifest is that has no digest to go by.
pub(super) fn unaddressed(manifest: &ReadManifest) -> Summary {
    let content = manifest.document.as_ref().map(|document| &document.content);
    Summary {
        kind: content.map_or(Kind::Unknown, Kind::of),
        images: Vec::new(),
        left_out: 0,
        created: None,
        description: None,
        remembered: None,
    }
}

impl<T: Transport + 'static> Survey<T> {
    /// The summary, and whether it will stay so.
    pub(super) async fn examine(
        self: &Rc<Self>,
        digest: &Digest,
        manifest: &ReadManifest,
        priority: Priority,
    ) -> (Summary, bool) {
        let document = manifest.document.as_ref();
        match document.map(|document| &document.content) {
            Ok(Content::Image(image)) => self.image(digest, image, priority).await,
            Ok(Content::Index(index)) => self.index(digest, index, priority).await,
            _ => (unaddressed(manifest), true),
        }
    }

    async fn image(
        self: &Rc<Self>,
        digest: &Digest,
        image: &ImageManifest,
        priority: Priority,
    ) -> (Summary, bool) {
        let child = Child::of(image);
        let asking = (priority, Freshness::Remembered);
        let (facts, is_final) = self.config_of(&child, digest, asking).await;
        let annotations = annotations(&image.annotations);
        let summary = ImageSummary {
            platform: facts.platform.clone(),
            digest: digest.clone(),
            content: with_config(ImageContent::Stored(child.stored), &facts),
        };
        let summary = Summary {
            kind: Kind::of(&Content::Image(Box::new(image.clone()))),
            images: vec![summary],
            left_out: 0,
            created: facts.created.or_else(|| created(annotations)),
            description: child.description.or_else(|| facts.description.clone()),
            remembered: facts.remembered,
        };
        (summary, is_final)
    }

    /// The images of an index, as far as the registry has them: the first of them, if there are
    /// many. What the registry gave before is not asked for again; memory cannot tell what it has.
    pub async fn children(self: Rc<Self>, index: &Index, digest: &Digest) -> Vec<ImageSummary> {
        let descriptors: Vec<&Descriptor> = index.images().take(IMAGES_LOOKED_AT).collect();
        let children = descriptors.iter().map(|descriptor| {
            self.child(
                descriptor,
                digest,
                (Priority::OnScreen, Freshness::Registry),
            )
        });
        let children = join_all(children).await;
        let images = descriptors.iter().zip(children);
        images
            .map(|(descriptor, part)| image(descriptor, part))
            .collect()
    }

    /// What the configs of the images of an index say that they run on: of the first of them, if
    /// there are many. What the registry gave before is not asked for again; memory does not do.
    pub async fn config_platforms(
        self: Rc<Self>,
        index: &Index,
        digest: &Digest,
    ) -> Vec<Option<Platform>> {
        let descriptors = index.images().take(IMAGES_READ);
        let platforms = descriptors.map(async |descriptor| {
            let asking = (Priority::Background, Freshness::Registry);
            let child = self.child(descriptor, digest, asking).await;
            let Part::Manifest(child) = child else {
                return None;
            };
            let config = self.config_of(&child, &descriptor.digest, asking);
            config.await.0.platform.clone()
        });
        join_all(platforms).await
    }

    /// The manifest of one image of an index, whole. What it is need not be asked for again.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn manifest_of(
        &self,
        promise: Promise<'_>,
        priority: Priority,
    ) -> Result<Finding<ReadManifest>, RegistryError> {
        let key = promised("manifest", promise.descriptor);
        let read = self.client.promised_manifest(
            &self.repository,
            promise,
            priority,
            Freshness::Remembered,
        );
        let read = read.await;
        let part = part_of(&read);
        if is_final_part(&part) {
            self.know(key, part);
        }
        read
    }

    /// The config of an image, whole. What it says need not be asked for again.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn image_config(
        &self,
        promise: Promise<'_>,
        priority: Priority,
        freshness: Freshness,
    ) -> Result<Finding<ReadConfig>, RegistryError> {
        let key = promised("config", promise.descriptor);
        let read = self
            .client
            .config(&self.repository, promise, priority, freshness);
        let read = read.await;
        let (part, is_final) = config_part(&read);
        if is_final {
            self.know(key, part);
        }
        read
    }

    async fn index(
        self: &Rc<Self>,
        digest: &Digest,
        index: &Index,
        priority: Priority,
    ) -> (Summary, bool) {
        let descriptors: Vec<&Descriptor> = index.images().collect();
        let read = descriptors.iter().take(IMAGES_READ);
        let asking = (priority, Freshness::Remembered);
        let children = read.map(|descriptor| self.child(descriptor, digest, asking));
        let children = join_all(children).await;
        let mut is_final = children.iter().all(is_final_part);
        let mut numbered = children.iter().enumerate();
        let first = numbered.find_map(|(position, part)| match part {
            Part::Manifest(child) => Some((position, Arc::clone(child))),
            _ => None,
        });
        let remembered = children.iter().filter_map(Part::remembered).min();
        let images = descriptors.iter().zip(children);
        let mut images: Vec<_> = images
            .map(|(descriptor, part)| image(descriptor, part))
            .collect();
        let mut facts = Arc::default();
        if let Some((position, child)) = &first {
            let is_read;
            (facts, is_read) = self.config_of(child, digest, asking).await;
            is_final &= is_read;
            let content = images[*position].content.clone();
            images[*position].content = with_config(content, &facts);
        }
        let remembered = remembered.into_iter().chain(facts.remembered).min();
        let own = annotations(&index.annotations);
        let summary = Summary {
            kind: Kind::of(&Content::Index(Box::new(index.clone()))),
            images,
            left_out: descriptors.len().saturating_sub(IMAGES_READ) + index.manifests_left_out,
            created: facts.created.or_else(|| created(own)),
            description: own
                .and_then(description)
                .or_else(|| first.as_ref()?.1.description.clone())
                .or_else(|| facts.description.clone()),
            remembered,
        };
        (summary, is_final)
    }

    /// The manifest of a platform. What is no manifest by its type is not asked for.
    async fn child(
        self: &Rc<Self>,
        descriptor: &Descriptor,
        parent: &Digest,
        (priority, freshness): Asking,
    ) -> Part {
        let kind = descriptor.media_type.manifest_kind();
        if kind != Some(ManifestKind::Image) && !descriptor.media_type.as_str().is_empty() {
            return Part::Other(ImageContent::Other);
        }
        let read = || -> Work<Part> {
            let (survey, descriptor, parent) =
                (Rc::clone(self), descriptor.clone(), parent.clone());
            Box::pin(async move {
                let promise = Promise {
                    descriptor: &descriptor,
                    parent: &parent,
                };
                let read = survey.client.promised_manifest(
                    &survey.repository,
                    promise,
                    priority,
                    freshness,
                );
                let part = part_of(&read.await);
                let is_final = is_final_part(&part);
                (part, is_final)
            })
        };
        let key = promised("manifest", descriptor);
        self.part(key, freshness, &read).await.0
    }

    /// What the config of an image says, and whether that was read; nothing of it where it is
    /// missing, of another kind, or not what was promised.
    async fn config_of(
        self: &Rc<Self>,
        child: &Child,
        parent: &Digest,
        (priority, freshness): Asking,
    ) -> (Arc<ConfigFacts>, bool) {
        let Some(descriptor) = &child.config else {
            return (Arc::default(), true);
        };
        let read = || -> Work<Part> {
            let (survey, descriptor, parent) =
                (Rc::clone(self), descriptor.clone(), parent.clone());
            Box::pin(async move {
                let promise = Promise {
                    descriptor: &descriptor,
                    parent: &parent,
                };
                let read = survey
                    .client
                    .config(&survey.repository, promise, priority, freshness);
                config_part(&read.await)
            })
        };
        let key = promised("config", descriptor);
        match self.part(key, freshness, &read).await {
            (Part::Config(facts), is_final) => (facts, is_final),
            (_, is_final) => (Arc::default(), is_final),
        }
    }

    /// What the registry gave is not known less well for having been remembered too.
    fn know(&self, name: String, part: Part) {
        if part.remembered().is_none() || !self.parts.knows(&name) {
            self.parts.know(name, part);
        }
    }

    /// What is read once for a name. Who wants the registry's own answer is not told what was
    /// remembered.
    async fn part(
        &self,
        name: String,
        freshness: Freshness,
        read: &dyn Fn() -> Work<Part>,
    ) -> (Part, bool) {
        loop {
            let (part, is_final) = self.parts.get(name.clone(), read()).await;
            if freshness == Freshness::Remembered || part.remembered().is_none() {
                return (part, is_final);
            }
            self.parts.forget(&name);
        }
    }
}

fn image(descriptor: &Descriptor, part: Part) -> ImageSummary {
    let content = match part {
        Part::Manifest(child) => ImageContent::Stored(Arc::clone(&child.stored)),
        Part::Other(content) => content,
        Part::Tag | Part::Summary(_) | Part::Config(_) => ImageContent::Other,
    };
    ImageSummary {
        platform: descriptor.platform().cloned(),
        digest: descriptor.digest.clone(),
        content,
    }
}

/// What was read of an image, with what its config adds to that.
fn with_config(content: ImageContent, facts: &ConfigFacts) -> ImageContent {
    match content {
        ImageContent::Stored(stored) if facts.is_mismatch => ImageContent::ConfigMismatch(stored),
        content => content,
    }
}

/// The name of what is read for a promise. A promise of another size may be kept or broken by the
/// same bytes, and a digest may be promised as what it is not: neither tells of the other.
fn promised(what: &str, descriptor: &Descriptor) -> String {
    format!("{what} {} of {} bytes", descriptor.digest, descriptor.size)
}
