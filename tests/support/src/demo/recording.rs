//! What a registry answers, as files that any static host can give.

use std::{collections::BTreeMap, io};

use bytes::Bytes;
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use tar::{Builder, Header};

use crate::{
    docker_registry::{Cors, DockerRegistry},
    image::media_type,
};

/// What the answers are read as; a registry sends other bytes to who accepts less.
const ACCEPTED: [&str; 4] = [
    media_type::OCI_INDEX,
    media_type::OCI_MANIFEST,
    media_type::DOCKER_LIST,
    media_type::DOCKER_MANIFEST,
];

/// The archive of the demo: pushed to a real registry, damaged there, and read back from it.
///
/// # Errors
/// When the registry does not answer as hoped.
pub async fn recorded() -> io::Result<Vec<u8>> {
    let registry = DockerRegistry::start(Cors::None);
    super::push(registry.pusher())
        .await
        .map_err(io::Error::other)?;
    super::damage(&registry).await?;
    record(registry.origin()).await
}

/// An archive of all that a registry holds.
///
/// # Errors
/// When the registry does not answer as hoped.
pub async fn record(origin: &str) -> io::Result<Vec<u8>> {
    let client = Client::builder()
        .no_proxy()
        .build()
        .map_err(io::Error::other)?;
    let mut recording = Recording {
        client,
        origin: origin.to_owned(),
        // A static host gives `v2/` only where there is an index.
        files: BTreeMap::from([("v2/index.html".to_owned(), Bytes::from_static(b"{}"))]),
    };
    recording.catalog().await?;
    archive(&recording.files)
}

struct Recording {
    client: Client,
    origin: String,
    files: BTreeMap<String, Bytes>,
}

impl Recording {
    async fn catalog(&mut self) -> io::Result<()> {
        let catalog = self.list("v2/_catalog?n=1000", "repositories").await?;
        for repository in catalog.iter().flatten() {
            let path = format!("v2/{repository}/tags/list");
            let tags = self.list(&path, "tags").await?;
            for tag in tags.iter().flatten() {
                self.manifest(repository, tag).await?;
            }
            self.keep_json(path, &json!({ "name": repository, "tags": tags }));
        }
        self.keep_json(
            "v2/_catalog".to_owned(),
            &json!({ "repositories": catalog }),
        );
        Ok(())
    }

    async fn manifest(&mut self, repository: &str, reference: &str) -> io::Result<()> {
        let path = format!("v2/{repository}/manifests/{reference}");
        if self.files.contains_key(&path) {
            return Ok(());
        }
        // What the registry lacks has no file, so that a static host answers 404 as well.
        let Some(bytes) = self.read_if_there(&path).await? else {
            return Ok(());
        };
        let manifest: Value = serde_json::from_slice(&bytes)?;
        self.files.insert(path, bytes.clone());
        // A tag's manifest is asked by its digest as well.
        let digest = crate::image::sha256(&bytes);
        self.files
            .insert(format!("v2/{repository}/manifests/{digest}"), bytes);
        for child in digests(&manifest["manifests"]) {
            Box::pin(self.manifest(repository, &child)).await?;
        }
        for blob in digests(&manifest["layers"])
            .into_iter()
            .chain(digest_of(&manifest["config"]))
        {
            let path = format!("v2/{repository}/blobs/{blob}");
            if !self.files.contains_key(&path) {
                let bytes = self.read(&path).await?;
                self.files.insert(path, bytes);
            }
        }
        Ok(())
    }

    /// A sorted list under a key of an answer; an emptied repository has none.
    async fn list(&self, path: &str, key: &str) -> io::Result<Option<Vec<String>>> {
        let answer: Value = serde_json::from_slice(&self.read(path).await?)?;
        let mut names: Option<Vec<String>> = serde_json::from_value(answer[key].clone())?;
        if let Some(names) = &mut names {
            names.sort();
        }
        Ok(names)
    }

    async fn read(&self, path: &str) -> io::Result<Bytes> {
        let bytes = self.read_if_there(path).await?;
        bytes.ok_or_else(|| io::Error::other(format!("{path} is not there")))
    }

    async fn read_if_there(&self, path: &str) -> io::Result<Option<Bytes>> {
        let address = format!("{}/{path}", self.origin);
        let request = self
            .client
            .get(address)
            .header(header::ACCEPT, ACCEPTED.join(", "));
        let answer = request.send().await.map_err(io::Error::other)?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = answer.error_for_status().map_err(io::Error::other)?;
        answer.bytes().await.map(Some).map_err(io::Error::other)
    }

    fn keep_json(&mut self, path: String, value: &Value) {
        self.files.insert(path, Bytes::from(format!("{value}\n")));
    }
}

fn digests(descriptors: &Value) -> Vec<String> {
    let descriptors = descriptors.as_array().into_iter().flatten();
    descriptors.filter_map(digest_of).collect()
}

fn digest_of(descriptor: &Value) -> Option<String> {
    descriptor["digest"].as_str().map(str::to_owned)
}

/// The files in the order of their names, with nothing that tells when they were recorded.
fn archive(files: &BTreeMap<String, Bytes>) -> io::Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, path, &bytes[..])?;
    }
    Ok(crate::image::gzip(&archive.into_inner()?))
}
