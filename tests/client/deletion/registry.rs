//! A registry of this file, which does as distribution 2.8 does, and fails where it is told to.

use std::{
    cell::{Ref, RefCell, RefMut},
    collections::{BTreeMap, BTreeSet},
    future::{pending, poll_fn},
    rc::Rc,
    task::Poll,
    time::Duration,
};

use porthole_core::{
    integrity::hasher::Hasher,
    oci::digest::{Algorithm, Digest},
    registry::{
        request::{Method, Request},
        transport::{Response, Transport, TransportFault},
    },
};
use porthole_test_support::image::{Content, Manifest};
use serde_json::{Value, json};
use tokio::task::yield_now;

/// Where it is.
pub(super) const ADDRESS: &str = "https://registry.example";
/// The repository of all images here.
pub(super) const NAME: &str = "gallery/ui";
/// How long a request may take: what waits shorter is a rest.
pub(super) const PATIENCE: Duration = Duration::from_secs(1_000);

/// How one request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Status 500.
    Error,
    /// No answer.
    Silence,
    /// Nothing comes, and no end.
    Hang,
    /// The page is gone.
    Kill,
    /// The body breaks off.
    Cut,
}

/// When: before it takes effect, or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Before,
    After,
}

/// What it says and does not do, or does and does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lie {
    /// It says that it deleted a manifest that has a tag.
    KeepsManifests,
    /// It says that it removed a tag alone.
    KeepsTags,
    /// A tag that it removes alone takes its manifest along.
    TakesManifests,
    /// It writes an empty index down in its own words.
    RewritesTombstones,
    /// It writes whatever comes under a tag down in its own words.
    RewritesAll,
    /// It stores nothing of an empty index but that it is empty.
    EmptiesTombstones,
    /// It names the digest of what it was given, whatever it stored.
    NamesWhatWasSent,
}

type Act = Box<dyn FnOnce(&mut Held)>;

/// What must hold.
type Invariant = Rc<dyn Fn(&Held)>;

/// What it holds, and what is to happen.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
#[derive(Default)]
pub(super) struct Held {
    pub(super) tags: BTreeMap<String, String>,
    pub(super) manifests: BTreeMap<String, Content>,
    pub(super) blobs: BTreeSet<String>,
    /// Whether it removes a tag alone.
    pub(super) removes_tags: bool,
    /// Whether its digests can be read.
    pub(super) hides_digests: bool,
    /// What it answers to each DELETE, if not what it should.
    pub(super) deletes_with: Option<(u16, &'static str)>,
    pub(super) lies: BTreeSet<Lie>,
    /// From which request on it knows nobody any more.
    pub(super) signed_until: Option<usize>,
    /// What the next requests are limited by: `Retry-After`, or none.
    pub(super) limits: Vec<Option<&'static str>>,
    pub(super) faults: BTreeMap<usize, (Fault, When)>,
    /// From which request on nothing answers.
    pub(super) dead_from: Option<usize>,
    /// What somebody else does right before a request.
    pub(super) acts: BTreeMap<usize, Act>,
    /// What must hold after each request that changes something.
    pub(super) invariant: Option<Invariant>,
    /// Requests take as long as these dice fall.
    pub(super) jitter: Option<u64>,
    pub(super) log: Vec<String>,
    pub(super) rests: Vec<Duration>,
    pub(super) is_killed: bool,
    is_hopeless: bool,
}

/// The registry. A clone is the same one.
#[derive(Clone, Default)]
pub(super) struct Registry(Rc<RefCell<Held>>);

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a registry")
    }
}

impl Registry {
    pub(super) fn held(&self) -> Ref<'_, Held> {
        self.0.borrow()
    }

    pub(super) fn change(&self) -> RefMut<'_, Held> {
        self.0.borrow_mut()
    }

    /// Where its tags lead.
    pub(super) fn tags(&self) -> BTreeMap<String, String> {
        self.held().tags.clone()
    }

    /// How many requests came.
    pub(super) fn requests(&self) -> usize {
        self.held().log.len()
    }

    /// Those that change something.
    pub(super) fn writes(&self) -> Vec<String> {
        let held = self.held();
        let is_write = |line: &&String| line.starts_with("PUT") || line.starts_with("DELETE");
        held.log.iter().filter(is_write).cloned().collect()
    }
}

impl Held {
    /// Puts an image there with all that it refers to.
    pub(super) fn push(&mut self, tag: &str, manifest: &Manifest) {
        self.hold(manifest);
        self.tags
            .insert(tag.to_owned(), manifest.digest().to_owned());
    }

    pub(super) fn hold(&mut self, manifest: &Manifest) {
        for child in &manifest.children {
            self.hold(child);
        }
        let blobs = manifest.blobs.iter();
        self.blobs.extend(blobs.map(|blob| blob.digest.clone()));
        let digest = manifest.digest().to_owned();
        self.manifests.insert(digest, manifest.content.clone());
    }

    /// Deletes a manifest with its tags; whether it was there.
    pub(super) fn delete(&mut self, digest: &str) -> bool {
        self.tags.retain(|_, led| led != digest);
        self.manifests.remove(digest).is_some()
    }

    /// The children of a manifest.
    pub(super) fn children(&self, digest: &str) -> Vec<String> {
        let listed = |content: &Content| referred(&content.bytes, "manifests");
        self.manifests.get(digest).map(listed).unwrap_or_default()
    }

    fn answer(&mut self, request: &Request) -> Answer {
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

/// The digests that a manifest names in a list, and its config with its layers.
fn referred(bytes: &[u8], key: &str) -> Vec<String> {
    let Ok(manifest) = serde_json::from_slice::<Value>(bytes) else {
        return Vec::new();
    };
    let mut named = manifest[key].as_array().cloned().unwrap_or_default();
    if key == "layers" {
        named.push(manifest["config"].clone());
    }
    let digests = named.iter().filter_map(|entry| entry["digest"].as_str());
    digests.map(ToOwned::to_owned).collect()
}

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    fn json(status: u16, body: &Value) -> Self {
        Self {
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string().into_bytes(),
            ..Self::status(status)
        }
    }

    fn fault(status: u16, code: &str) -> Self {
        Self::json(
            status,
            &json!({ "errors": [{ "code": code, "message": code }] }),
        )
    }
}

/// An answer that comes whole, or breaks off.
pub(super) struct Coming {
    answer: Answer,
    is_cut: bool,
}

impl Registry {
    /// Answers, unless somebody is signed out or asks too much.
    fn refused(&self, number: usize) -> Option<Answer> {
        let mut held = self.change();
        if held.signed_until.is_some_and(|until| number >= until) {
            return Some(Answer::fault(401, "UNAUTHORIZED"));
        }
        let limit = held.limits.pop()?;
        let headers = limit.map(|seconds| ("retry-after", seconds.to_owned()));
        Some(Answer {
            headers: headers.into_iter().collect(),
            ..Answer::fault(429, "TOOMANYREQUESTS")
        })
    }

    fn answer(&self, request: &Request) -> Answer {
        let mut held = self.change();
        let mut answer = held.answer(request);
        if request.method == Method::Head {
            answer.body.clear();
        }
        let invariant = held
            .invariant
            .clone()
            .filter(|_| !request.method.only_reads());
        drop(held);
        if let Some(invariant) = invariant {
            invariant(&self.held());
        }
        answer
    }

    fn delay(&self) -> u64 {
        let mut held = self.change();
        let Some(dice) = &mut held.jitter else {
            return 1;
        };
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*dice >> 33) % 5
    }

    async fn failed(&self, fault: Fault) -> Result<Coming, TransportFault> {
        match fault {
            Fault::Error => {
                let answer = Answer::fault(500, "UNKNOWN");
                let is_cut = false;
                return Ok(Coming { answer, is_cut });
            }
            Fault::Silence => return Err(TransportFault::NoAnswer),
            Fault::Hang => self.change().is_hopeless = true,
            Fault::Kill => self.change().is_killed = true,
            Fault::Cut => unreachable!("a cut has an answer"),
        }
        pending().await
    }
}

impl Transport for Registry {
    type Response = Coming;

    async fn send(&self, request: &Request) -> Result<Coming, TransportFault> {
        if !request.is_permitted() {
            return Err(TransportFault::NotPermitted);
        }
        // The others come in between.
        for _ in 0..self.delay() {
            yield_now().await;
        }
        let number = self.requests();
        let line = request.url.replace(&format!("{ADDRESS}/v2/{NAME}/"), "");
        let line = format!("{} {line}", request.method.as_str());
        self.change().log.push(line);
        let act = self.change().acts.remove(&number);
        if let Some(act) = act {
            act(&mut self.change());
        }
        if let Some(answer) = self.refused(number) {
            let is_cut = false;
            return Ok(Coming { answer, is_cut });
        }
        if self.held().dead_from.is_some_and(|from| number >= from) {
            return Err(TransportFault::NoAnswer);
        }
        let fault = self.change().faults.remove(&number);
        match fault {
            None => {
                let answer = self.answer(request);
                let is_cut = false;
                Ok(Coming { answer, is_cut })
            }
            Some((Fault::Cut, _)) => {
                let mut answer = self.answer(request);
                answer.body.truncate(answer.body.len() / 2);
                let is_cut = true;
                Ok(Coming { answer, is_cut })
            }
            Some((fault, When::Before)) => self.failed(fault).await,
            Some((fault, When::After)) => {
                self.answer(request);
                self.failed(fault).await
            }
        }
    }

    /// No clock: patience ends at once where nothing more will come, else never. A rest is short.
    async fn sleep(&self, duration: Duration) {
        if duration < PATIENCE {
            self.change().rests.push(duration);
            return;
        }
        poll_fn(|_| {
            let is_hopeless = std::mem::take(&mut self.change().is_hopeless);
            if is_hopeless {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    fn now(&self) -> Duration {
        Duration::from_secs(self.requests() as u64)
    }
}

impl Response for Coming {
    fn status(&self) -> u16 {
        self.answer.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.answer.headers.iter();
        let found = headers.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        let body = std::mem::take(&mut self.answer.body);
        if !body.is_empty() {
            return Ok(Some(body));
        }
        if self.is_cut {
            return Err(TransportFault::BrokenOff);
        }
        Ok(None)
    }
}

/// A digest out of its text.
pub(super) fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}
