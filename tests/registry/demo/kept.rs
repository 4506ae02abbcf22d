//! The archive that is kept, unpacked.

use std::{collections::BTreeMap, io::Read, path::PathBuf};

use flate2::read::GzDecoder;
use serde_json::Value;

pub(crate) fn archive() -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../demo/registry.tar.gz");
    std::fs::read(path).unwrap()
}

/// The files of a recorded registry, as a static host gives them.
pub(crate) struct Kept {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Kept {
    pub(crate) fn unpacked() -> Self {
        let compressed = archive();
        let mut archive = tar::Archive::new(GzDecoder::new(&compressed[..]));
        let mut files = BTreeMap::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            assert_eq!(entry.header().mtime().unwrap(), 0);
            let path = entry.path().unwrap().display().to_string();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(path, bytes);
        }
        Self { files }
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        let bytes = self.files.get(path);
        let bytes = bytes.unwrap_or_else(|| panic!("{path} is missing"));
        serde_json::from_slice(bytes).unwrap()
    }

    pub(crate) fn repositories(&self) -> Vec<String> {
        strings(&self.json("v2/_catalog")["repositories"])
    }

    pub(crate) fn tags(&self, repository: &str) -> Vec<String> {
        strings(&self.json(&format!("v2/{repository}/tags/list"))["tags"])
    }

    pub(crate) fn manifest(&self, repository: &str, reference: &str) -> Value {
        self.json(&format!("v2/{repository}/manifests/{reference}"))
    }

    /// The bytes of a blob that a descriptor describes.
    pub(crate) fn blob(&self, repository: &str, descriptor: &Value) -> &[u8] {
        let digest = descriptor["digest"].as_str().unwrap();
        &self.files[&format!("v2/{repository}/blobs/{digest}")]
    }

    pub(crate) fn config(&self, repository: &str, manifest: &Value) -> Value {
        serde_json::from_slice(self.blob(repository, &manifest["config"])).unwrap()
    }

    /// Every manifest that is no index, with its repository.
    pub(crate) fn leaves(&self) -> Vec<(String, Value)> {
        let by_digest = self.files.keys().filter_map(|path| {
            let (repository, digest) =
                path.strip_prefix("v2/")?.split_once("/manifests/sha256:")?;
            Some((
                repository.to_owned(),
                self.manifest(repository, &format!("sha256:{digest}")),
            ))
        });
        by_digest
            .filter(|(_, manifest)| manifest.get("manifests").is_none())
            .collect()
    }
}

/// The strings of a list; none where there is no list.
fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|string| string.as_str().unwrap().to_owned())
        .collect()
}
