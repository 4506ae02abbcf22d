//! The images of an index, read anew for their blobs: what a registry had before is no witness.

use futures_util::future::try_join_all;

use crate::{
    health::{
        index::child_name,
        sample::Sample,
        stored::{Blobs, ask::ends_all},
    },
    oci::{
        descriptor::Descriptor, digest::Digest, document::Content, index::Index,
        manifest::ImageManifest, name::RepositoryName,
    },
    registry::{
        client::RegistryClient,
        error::{ErrorKind, RegistryError},
        manifest::Promise,
        memory::Freshness,
        queue::Priority,
        transport::Transport,
    },
};

/// What came of reading the images of an index.
#[derive(Debug, Default)]
pub struct ReadImages {
    /// The blobs of those that were read.
    pub blobs: Blobs,
    pub(super) missing: Sample,
    pub(super) differing: Sample,
    pub(super) failed: Sample,
}

enum Read {
    Image(Box<ImageManifest>),
    Missing,
    Differing,
    Failed,
}

/// Reads the images of an index that are wanted, and calls `told` for each.
///
/// # Errors
/// When it makes no sense to go on.
pub async fn read_images<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    (index, parent): (&Index, &Digest),
    is_wanted: &dyn Fn(&Digest) -> bool,
    told: &dyn Fn(),
) -> Result<ReadImages, RegistryError> {
    let wanted: Vec<&Descriptor> = index
        .images()
        .filter(|descriptor| is_wanted(&descriptor.digest))
        .collect();
    let reading = wanted.iter().map(async |descriptor| {
        let promise = Promise { descriptor, parent };
        let read = read_image(client, repository, promise).await;
        told();
        read
    });
    let read = try_join_all(reading).await?;
    let mut images = ReadImages::default();
    for (descriptor, read) in wanted.into_iter().zip(read) {
        images.add(child_name(descriptor.platform(), &descriptor.digest), read);
    }
    Ok(images)
}

async fn read_image<T: Transport>(
    client: &RegistryClient<T>,
    repository: &RepositoryName,
    promise: Promise<'_>,
) -> Result<Read, RegistryError> {
    let read = client.promised_manifest(
        repository,
        promise,
        Priority::Background,
        Freshness::Registry,
    );
    let finding = match read.await {
        Ok(finding) => finding,
        Err(error) if ends_all(&error.kind) => return Err(error),
        Err(error) => {
            return Ok(match error.kind {
                ErrorKind::ManifestUnknown | ErrorKind::NameUnknown => Read::Missing,
                _ => Read::Failed,
            });
        }
    };
    let document = finding.content().map(|read| &read.document);
    Ok(match document {
        Some(Ok(document)) => match &document.content {
            Content::Image(image) => Read::Image(image.clone()),
            _ => Read::Failed,
        },
        Some(Err(_)) => Read::Failed,
        None => Read::Differing,
    })
}

/// One image alone, of which nothing had to be read.
impl From<Blobs> for ReadImages {
    fn from(blobs: Blobs) -> Self {
        Self {
            blobs,
            ..Self::default()
        }
    }
}

impl ReadImages {
    fn add(&mut self, name: String, read: Read) {
        match read {
            Read::Image(manifest) => self.blobs.add_image(&manifest, Some(&name)),
            Read::Missing => self.missing.add(name),
            Read::Differing => self.differing.add(name),
            Read::Failed => self.failed.add(name),
        }
    }
}
