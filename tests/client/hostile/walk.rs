//! From a tag to all that a page shows of it, in words.

use porthole_core::{
    format::visible_start,
    integrity::finding::Finding,
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        document::{Content, InvalidDocument},
        index::Index,
        manifest::ImageManifest,
        tolerant::Tolerant,
    },
    registry::{config::ReadConfig, error::ErrorKind, manifest::ReadManifest},
};
use porthole_test_support::fake::worlds::hostile::IMAGES;

use crate::{
    open::Open,
    read::{child, config, manifest},
};

/// What a tag comes to.
pub(crate) async fn walk(open: &Open, tag: &str) -> String {
    come_to(open, manifest(open, IMAGES, tag).await).await
}

async fn come_to(open: &Open, found: Result<Finding<ReadManifest>, ErrorKind>) -> String {
    let finding = match found {
        Ok(finding) => finding,
        Err(kind) => return format!("{kind:?}"),
    };
    let Some(manifest) = finding.content() else {
        return "mismatch".to_owned();
    };
    let document = match &manifest.document {
        Ok(document) => document,
        Err(InvalidDocument::Json(_)) => return "no manifest".to_owned(),
        Err(InvalidDocument::Ambiguous) => return "ambiguous".to_owned(),
    };
    let words = of_content(open, &document.content, &finding).await;
    match document.served_as {
        Some(_) => format!("{words}, served as another"),
        None => words,
    }
}

async fn of_content(open: &Open, content: &Content, finding: &Finding<ReadManifest>) -> String {
    match (content, finding) {
        (Content::Schema1(schema_1), Finding::Unverifiable { .. }) => {
            format!("schema 1, {} layers", schema_1.layers.len())
        }
        (Content::Image(image), Finding::Verified(verified)) => {
            of_image(open, image, verified.digest()).await
        }
        (Content::Index(index), Finding::Verified(verified)) => {
            Box::pin(of_index(open, index, verified.digest())).await
        }
        (Content::Unknown, Finding::Verified(_)) => "unknown kind".to_owned(),
        (content, _) => panic!("{content:?}"),
    }
}

async fn of_index(open: &Open, index: &Index, digest: &Digest) -> String {
    let mut entries = Vec::new();
    for entry in index.images() {
        let found = child(open, IMAGES, entry, digest).await;
        entries.push(come_to(open, found).await);
    }
    let illegible = index.malformed().count();
    format!("index [{}]{}", entries.join(" | "), but(illegible))
}

async fn of_image(open: &Open, image: &ImageManifest, digest: &Digest) -> String {
    let layers = image.layers.iter().filter_map(Tolerant::value).count();
    let illegible = image.layers.len() - layers + usize::from(image.layers_malformed.is_some());
    let config = match &image.config {
        Err(_) => "malformed".to_owned(),
        Ok(None) => "none".to_owned(),
        Ok(Some(config)) if !config.media_type.is_image_config() => "not an image's".to_owned(),
        Ok(Some(descriptor)) => of_config(open, descriptor, digest).await,
    };
    format!("{layers} layers{}; config {config}", but(illegible))
}

async fn of_config(open: &Open, descriptor: &Descriptor, parent: &Digest) -> String {
    match config(open, IMAGES, descriptor, parent).await {
        Err(kind) => format!("{kind:?}"),
        Ok(Finding::Mismatch(_)) => "mismatch".to_owned(),
        Ok(Finding::Verified(verified)) => legible(verified.value()),
        Ok(finding) => panic!("{:?}", finding.digest()),
    }
}

fn legible(read: &ReadConfig) -> String {
    match &read.config {
        Ok(config) => format!(
            "for {}, {} steps",
            visible_start(&config.platform().to_string(), 16),
            config.layer_history().count()
        ),
        Err(_) => "illegible".to_owned(),
    }
}

fn but(illegible: usize) -> String {
    match illegible {
        0 => String::new(),
        number => format!(", {number} illegible"),
    }
}
