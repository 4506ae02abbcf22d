//! A registry of this file, which gives what was put on it, whole or not.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    future::pending,
    rc::Rc,
    time::Duration,
};

use porthole_core::registry::{
    request::{Cache, Request},
    transport::{Response, Transport, TransportFault},
};
use porthole_test_support::image::{Content, Manifest};
use tokio::task::yield_now;

use super::NAME;

/// How many bytes come at once.
const PIECE: usize = 512;

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    BrokenOff,
    /// Nothing more comes, and no end.
    Never,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    pub(super) end: End,
}

impl Answer {
    pub(super) fn of(body: &[u8]) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: body.to_vec(),
            end: End::Whole,
        }
    }

    pub(super) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::of(b"{}")
        }
    }

    pub(super) fn ending(self, end: End) -> Self {
        Self { end, ..self }
    }

    fn manifest(content: &Content) -> Self {
        let header = |name, value: &str| (name, value.to_owned());
        Self {
            headers: vec![
                header("content-type", &content.media_type),
                header("docker-content-digest", &content.digest),
            ],
            ..Self::of(&content.bytes)
        }
    }
}

/// The registry. A clone is the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf(Rc<Held>);

#[derive(Debug, Default)]
struct Held {
    /// What is answered the first time, the second, and from then on.
    answers: RefCell<HashMap<String, Vec<Answer>>>,
    asked: RefCell<Vec<Request>>,
    /// How many bytes of bodies came.
    came: Cell<usize>,
    /// Whether the body that was looked at last will never go on.
    is_hopeless: Cell<bool>,
}

fn path(kind: &str, name: &str) -> String {
    format!("/v2/{NAME}/{kind}/{name}")
}

impl Shelf {
    /// A registry that holds an image under a tag.
    pub(super) fn of(tag: &str, manifest: &Manifest) -> Self {
        let shelf = Self::default();
        shelf.hold(tag, manifest);
        shelf
    }

    /// Puts an image there, with all that it refers to.
    pub(super) fn hold(&self, tag: &str, manifest: &Manifest) {
        for child in &manifest.children {
            self.hold(child.digest(), child);
        }
        for blob in &manifest.blobs {
            self.blob(&blob.digest, vec![Answer::of(&blob.bytes)]);
        }
        for name in [tag, manifest.digest()] {
            self.manifest(name, vec![Answer::manifest(&manifest.content)]);
        }
    }

    /// What is answered to who asks for a blob: the first time, the second, and from then on.
    pub(super) fn blob(&self, digest: &str, answers: Vec<Answer>) {
        self.answer(path("blobs", digest), answers);
    }

    /// The same for a manifest.
    pub(super) fn manifest(&self, name: &str, answers: Vec<Answer>) {
        self.answer(path("manifests", name), answers);
    }

    /// Puts bytes there that are served as a manifest, with headers or without.
    pub(super) fn raw(&self, tag: &str, content: &Content, headers: &[(&'static str, &str)]) {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let answer = Answer {
            headers: headers.collect(),
            ..Answer::of(&content.bytes)
        };
        self.manifest(tag, vec![answer]);
    }

    fn answer(&self, path: String, answers: Vec<Answer>) {
        self.0.answers.borrow_mut().insert(path, answers);
    }

    /// The paths that were asked for, first to last: `blobs/sha256:…`.
    pub(super) fn asked(&self) -> Vec<String> {
        let start = format!("https://registry.example/v2/{NAME}/");
        let asked = self.0.asked.borrow();
        let paths = asked.iter().map(|request| request.url.replace(&start, ""));
        paths.collect()
    }

    /// How often this was asked for.
    pub(super) fn times(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| *asked == path).count()
    }

    /// How often a blob was asked for.
    pub(super) fn times_blob(&self, digest: &str) -> usize {
        self.times(&format!("blobs/{digest}"))
    }

    /// Whether no request would do with an answer from a cache.
    pub(super) fn is_all_from_the_registry(&self) -> bool {
        let asked = self.0.asked.borrow();
        !asked.is_empty() && asked.iter().all(|request| request.cache == Cache::NoStore)
    }

    /// How many bytes of bodies came.
    pub(super) fn came(&self) -> usize {
        self.0.came.get()
    }
}

/// An answer that comes in pieces.
pub(super) struct Coming {
    shelf: Shelf,
    answer: Answer,
    taken: usize,
}

impl Transport for Shelf {
    type Response = Coming;

    async fn send(&self, request: &Request) -> Result<Coming, TransportFault> {
        self.0.asked.borrow_mut().push(request.clone());
        let path = request.url.trim_start_matches("https://registry.example");
        let times = self.times(path.trim_start_matches(&format!("/v2/{NAME}/")));
        // The others come in between.
        yield_now().await;
        let answers = self.0.answers.borrow();
        let answers = answers.get(path).map(Vec::as_slice).unwrap_or_default();
        let answer = answers.get(times - 1).or(answers.last()).cloned();
        let is_kept_from = answer.as_ref().is_some_and(|answer| answer.status == 0);
        if is_kept_from {
            return Err(TransportFault::NoAnswer);
        }
        Ok(Coming {
            shelf: self.clone(),
            answer: answer.unwrap_or_else(|| Answer::status(404)),
            taken: 0,
        })
    }

    /// No clock: patience ends at once where nothing more will come, else never. It begins right
    /// after the body was looked at.
    async fn sleep(&self, _: Duration) {
        if !self.0.is_hopeless.take() {
            pending::<()>().await;
        }
    }

    fn now(&self) -> Duration {
        Duration::ZERO
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
        let left = &self.answer.body[self.taken..];
        let next = left[..left.len().min(PIECE)].to_vec();
        if next.is_empty() {
            return match self.answer.end {
                End::Whole => Ok(None),
                End::BrokenOff => Err(TransportFault::BrokenOff),
                End::Never => {
                    self.shelf.0.is_hopeless.set(true);
                    pending().await
                }
            };
        }
        yield_now().await;
        self.taken += next.len();
        let came = &self.shelf.0.came;
        came.set(came.get() + next.len());
        Ok(Some(next))
    }
}
