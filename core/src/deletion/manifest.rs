//! A manifest, as far as deleting cares: its bytes to put it back, and what it names.

use std::collections::BTreeMap;

use crate::{
    oci::{
        descriptor::Descriptor,
        digest::Digest,
        document::{Content, Document},
        index::Index,
        manifest::ImageManifest,
        media_type::ManifestKind,
        platform::Platform,
        tolerant::Tolerant,
    },
    registry::{manifest::ReadManifest, request::ManifestBody},
};

/// A manifest that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// What puts it back.
    pub body: ManifestBody,
    /// The manifests that it lists.
    pub children: Vec<Child>,
    /// Whether it lists more than could be read.
    pub lists_more: bool,
    /// Its config and layers, each once, with their sizes in bytes. Foreign layers are not stored.
    pub blobs: BTreeMap<Digest, u64>,
    /// Whether it uses more than could be read.
    pub uses_more: bool,
}

/// A manifest that another one lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its digest.
    pub digest: Digest,
    /// What it runs on, if that is said.
    pub platform: Option<Platform>,
    /// Whether it describes another child rather than being an image.
    pub is_attestation: bool,
    /// Whether its media type is that of one image, so that it lists nothing itself.
    pub is_image: bool,
}

impl Manifest {
    /// Takes what was read under a digest; nothing where the bytes are no manifest, or do not have
    /// that digest.
    pub fn of(digest: &Digest, read: &ReadManifest) -> Option<Self> {
        let document = read.document.as_ref().ok()?;
        let bytes = read.bytes.as_slice().into();
        let manifest = Self {
            body: ManifestBody::named(digest, document.media_type.clone(), bytes)?,
            children: Vec::new(),
            lists_more: false,
            blobs: BTreeMap::new(),
            uses_more: false,
        };
        Some(manifest.naming(document))
    }

    fn naming(self, document: &Document) -> Self {
        match &document.content {
            Content::Image(image) => Self {
                blobs: blobs(image),
                uses_more: uses_more(image),
                ..self
            },
            Content::Index(index) => Self {
                children: children(index),
                lists_more: index.manifests_left_out > 0 || index.malformed().next().is_some(),
                ..self
            },
            Content::Schema1(_) | Content::Unknown => Self {
                uses_more: true,
                ..self
            },
        }
    }

    /// How many bytes it takes, without what it names.
    pub fn size(&self) -> u64 {
        self.body.bytes().len() as u64
    }

    /// Whether it is a list of manifests, be it an empty one.
    pub fn is_index(&self) -> bool {
        let kind = self.body.media_type().manifest_kind();
        kind == Some(ManifestKind::Index) || !self.children.is_empty()
    }
}

fn children(index: &Index) -> Vec<Child> {
    let entries = index.manifests.iter().filter_map(Tolerant::value);
    let children = entries.map(|entry| Child {
        digest: entry.digest.clone(),
        platform: entry.platform().cloned(),
        is_attestation: entry.is_attestation(),
        is_image: matches!(
            entry.media_type.manifest_kind(),
            Some(ManifestKind::Image | ManifestKind::Schema1)
        ),
    });
    children.collect()
}

fn blobs(image: &ImageManifest) -> BTreeMap<Digest, u64> {
    let config = image.config.as_ref().ok().and_then(Option::as_ref);
    let layers = image.layers.iter().filter_map(Tolerant::value);
    let stored = layers.chain(config).filter(|blob| !blob.is_foreign());
    let sized = |blob: &Descriptor| (blob.digest.clone(), blob.size);
    stored.map(sized).collect()
}

fn uses_more(image: &ImageManifest) -> bool {
    let unreadable = |layer: &Tolerant<Descriptor>| layer.value().is_none();
    image.config.is_err()
        || image.layers_malformed.is_some()
        || image.layers_left_out > 0
        || image.layers.iter().any(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        integrity::hasher::{Hasher, sha256},
        oci::{
            digest::Algorithm,
            media_type::{DOCKER_SCHEMA_1, MediaType, OCI_INDEX, OCI_MANIFEST},
        },
    };

    fn read(json: &str, served_as: &str) -> ReadManifest {
        let served_as = MediaType::of(served_as);
        ReadManifest {
            bytes: json.as_bytes().to_vec(),
            document: Document::read(json.as_bytes(), Some(&served_as)),
        }
    }

    fn manifest(json: &str) -> Manifest {
        let read = read(json, "");
        Manifest::of(&sha256(&read.bytes), &read).unwrap()
    }

    fn digest(number: usize) -> String {
        format!("sha256:{number:064x}")
    }

    fn descriptor(number: usize, rest: &str) -> String {
        let digest = digest(number);
        format!(r#"{{"digest":"{digest}","size":{number}{rest}}}"#)
    }

    fn image(config: &str, layers: &[String]) -> Manifest {
        let layers = layers.join(",");
        manifest(&format!(
            r#"{{"mediaType":"{OCI_MANIFEST}","config":{config},"layers":[{layers}]}}"#
        ))
    }

    fn index(entries: &[String]) -> Manifest {
        let entries = entries.join(",");
        manifest(&format!(
            r#"{{"mediaType":"{OCI_INDEX}","manifests":[{entries}]}}"#
        ))
    }

    #[test]
    fn an_image_uses_each_blob_once_and_none_that_is_kept_elsewhere() {
        let foreign = descriptor(4, r#","urls":["https://example.com/layer"]"#);
        let layers = [descriptor(2, ""), descriptor(3, ""), descriptor(2, "")];
        let image = image(&descriptor(1, ""), &[&layers[..], &[foreign]].concat());
        let blobs = image.blobs.iter();
        let blobs: Vec<_> = blobs
            .map(|(blob, size)| (blob.to_string(), *size))
            .collect();
        assert_eq!(
            blobs,
            [1, 2, 3].map(|number| (digest(number), number as u64))
        );
        assert!(!image.uses_more && !image.lists_more && !image.is_index());
    }

    #[test]
    fn what_has_no_believable_size_is_not_counted_and_known_to_be_more() {
        for (config, layer) in [
            (descriptor(1, ""), r#"{"size":-1}"#.to_owned()),
            ("7".to_owned(), descriptor(2, "")),
        ] {
            let image = image(&config, &[layer]);
            assert!(image.uses_more);
            assert_eq!(image.blobs.len(), 1);
        }
        assert!(manifest(r#"{"config":null,"layers":true}"#).uses_more);
        assert!(!manifest(r#"{"layers":[]}"#).uses_more);
        assert!(manifest(r#"{"blobs":[]}"#).uses_more);
    }

    #[test]
    fn an_index_says_what_its_children_are() {
        let attestation = r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#;
        let linux = r#","platform":{"os":"linux","architecture":"arm64"}"#;
        let typed = |media_type: &str| format!(r#","mediaType":"{media_type}""#);
        let index = index(&[
            descriptor(1, &format!("{}{linux}", typed(OCI_MANIFEST))),
            descriptor(2, &format!("{}{attestation}", typed(OCI_MANIFEST))),
            descriptor(3, &typed(OCI_INDEX)),
            descriptor(4, &typed(DOCKER_SCHEMA_1)),
            descriptor(5, ""),
        ]);
        let told = |child: &Child| {
            (
                child.platform.is_some(),
                child.is_attestation,
                child.is_image,
            )
        };
        assert_eq!(
            index.children.iter().map(told).collect::<Vec<_>>(),
            [
                (true, false, true),
                (false, true, true),
                (false, false, false),
                (false, false, true),
                (false, false, false)
            ]
        );
        assert!(!index.lists_more && index.is_index() && index.blobs.is_empty());
    }

    #[test]
    fn an_index_that_cannot_be_read_whole_lists_more() {
        let read = descriptor(1, "");
        assert!(index(&[read.clone(), "7".to_owned()]).lists_more);
        assert!(manifest(&format!(r#"{{"mediaType":"{OCI_INDEX}","manifests":7}}"#)).lists_more);
        let endless = vec![read; 10_001];
        assert!(index(&endless).lists_more);
        assert!(!index(&[]).lists_more && index(&[]).is_index());
    }

    #[test]
    fn the_bytes_are_kept_as_they_came_under_the_digest_that_they_have() {
        let json = r#"{ "layers" : [] }"#;
        let read = read(json, OCI_MANIFEST);
        for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
            let digest = Hasher::digest(&algorithm, json.as_bytes()).unwrap();
            let manifest = Manifest::of(&digest, &read).unwrap();
            assert_eq!(&manifest.body.bytes()[..], json.as_bytes());
            assert_eq!(manifest.body.digest(), &digest);
            assert_eq!(manifest.body.media_type().as_str(), OCI_MANIFEST);
            assert_eq!(manifest.size(), 17);
        }
        for other in [digest(1), "blake3:abc".to_owned()] {
            assert_eq!(Manifest::of(&Digest::parse(&other).unwrap(), &read), None);
        }
    }

    #[test]
    fn what_two_programs_read_differently_is_none() {
        for json in ["", "[]", r#"{"layers":[],"manifests":[]}"#] {
            let read = read(json, OCI_MANIFEST);
            assert_eq!(Manifest::of(&sha256(&read.bytes), &read), None, "{json}");
        }
    }
}
