//! What the registry answers, and what it does for that.

use porthole_core::{
    integrity::hasher::Hasher,
    oci::digest::Algorithm,
    registry::request::{Method, Request},
};
use porthole_test_support::image::Content;
use serde_json::{Value, json};

use super::{ADDRESS, Held, Lie, NAME, referred};

#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self {
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
            ..Self::status(status)
        }
    }

    pub(super) fn fault(status: u16, code: &str) -> Self {
        Self::json(
            status,
            &json!({ "errors": [{ "code": code, "message": code }] }),
        )
    }
}

impl Held {
    /// Does what it is asked, and answers.
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        let path = request.url.strip_prefix(ADDRESS).unwrap();
        if path == "/v2/" {
            return Answer::status(200);
        }
        let path = path.strip_prefix(&format!("/v2/{NAME}/")).unwrap();
        if self.manifests.is_empty() && request.method.only_reads() {
            return Answer::fault(404, "NAME_UNKNOWN");
        }
        if path == "tags/list" {
            let names: Vec<&String> = self.tags.keys().collect();
            return Answer::json(200, &json!({ "name": NAME, "tags": names }));
        }
        let (kind, reference) = path.split_once('/').unwrap();
        match (kind, request.method) {
            ("blobs", Method::Head) if self.blobs.contains(reference) => Answer::status(200),
            ("blobs", _) => Answer::fault(404, "BLOB_UNKNOWN"),
            (_, Method::Get | Method::Head) => self.manifest(reference),
            (_, Method::Delete) => self.deleted(reference),
            (_, Method::Put) => self.put(reference, request),
        }
    }

    fn manifest(&self, reference: &str) -> Answer {
        let digest = self.tags.get(reference).map_or(reference, String::as_str);
        let Some(content) = self.manifests.get(digest) else {
            return Answer::fault(404, "MANIFEST_UNKNOWN");
        };
        let mut headers = vec![("content-type", content.media_type.clone())];
        if !self.hides_digests {
            headers.push(("docker-content-digest", content.digest.clone()));
        }
        Answer {
            status: 200,
            headers,
            body: content.bytes.to_vec(),
        }
    }

    fn deleted(&mut self, reference: &str) -> Answer {
        if let Some((status, code)) = self.deletes_with {
            return Answer::fault(status, code);
        }
        if reference.contains(':') {
            let is_tagged = self.tags.values().any(|led| led == reference);
            if is_tagged && self.lies.contains(&Lie::KeepsManifests) {
                return Answer::status(202);
            }
            return if self.delete(reference) {
                Answer::status(202)
            } else {
                Answer::fault(404, "MANIFEST_UNKNOWN")
            };
        }
        if self.lies.contains(&Lie::KeepsTags) {
            return Answer::status(202);
        }
        match (self.removes_tags, self.tags.remove(reference)) {
            (true, Some(led)) => {
                if self.lies.contains(&Lie::TakesManifests) {
                    self.delete(&led);
                }
                Answer::status(202)
            }
            (true, None) => Answer::fault(404, "MANIFEST_UNKNOWN"),
            (false, led) => {
                self.tags.extend(led.map(|led| (reference.to_owned(), led)));
                Answer::fault(400, "DIGEST_INVALID")
            }
        }
    }

    /// What it stores of what it is given.
    fn stored(&self, reference: &str, given: &[u8]) -> Vec<u8> {
        let mut stored = given.to_vec();
        let lies = |lie| !reference.contains(':') && self.lies.contains(&lie);
        let is_tombstone = String::from_utf8_lossy(given).contains(r#""manifests":[],"#);
        if is_tombstone && lies(Lie::EmptiesTombstones) {
            return br#"{"schemaVersion":2,"manifests":[]}"#.to_vec();
        }
        if lies(Lie::RewritesAll) || is_tombstone && lies(Lie::RewritesTombstones) {
            stored.push(b'\n');
        }
        stored
    }

    fn put(&mut self, reference: &str, request: &Request) -> Answer {
        let body = request.body.as_ref().unwrap();
        let sent = body.digest().to_string();
        let bytes = self.stored(reference, body.bytes());
        let digest = Hasher::digest(&Algorithm::Sha256, &bytes)
            .unwrap()
            .to_string();
        let children = referred(&bytes, "manifests");
        let blobs = referred(&bytes, "layers");
        let knows_all = children
            .iter()
            .all(|child| self.manifests.contains_key(child))
            && blobs.iter().all(|blob| self.blobs.contains(blob));
        if !knows_all {
            return Answer::fault(400, "MANIFEST_BLOB_UNKNOWN");
        }
        if reference.contains(':') {
            if reference != digest {
                return Answer::fault(400, "DIGEST_INVALID");
            }
        } else {
            self.tags.insert(reference.to_owned(), digest.clone());
        }
        let content = Content::new(body.media_type().as_str(), bytes);
        self.manifests.insert(digest.clone(), content);
        let named = if self.lies.contains(&Lie::NamesWhatWasSent) {
            sent
        } else {
            digest
        };
        Answer {
            headers: vec![("docker-content-digest", named)],
            ..Answer::status(201)
        }
    }
}
