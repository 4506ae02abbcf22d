//! What was verified, kept in this browser: content by registry and digest, verdicts by registry,
//! repository and digest. Nothing waits for it: where the browser keeps nothing, or is slow to
//! answer, everything goes on without.
//!
//! What reads and writes is a part that is loaded when it is wanted. A first visit does without,
//! and notes what it would have kept.

mod content;
mod part;
mod shelf;
mod verdicts;

use std::{
    cell::{Cell, RefCell},
    future::ready,
    pin::Pin,
    rc::Rc,
};

use js_sys::Date;
use porthole_core::{
    integrity::verified::Verified,
    oci::{digest::Digest, name::RepositoryName, timestamp::Timestamp},
    registry::{
        address::RegistryAddress,
        memory::{About, Memory, Recalling},
    },
};
use wasm_bindgen_futures::spawn_local;

use self::part::{Part, memory_part};

/// Whether something was kept here before.
const KEPT: &str = "porthole.memory";
/// The most that is kept, in bytes.
pub(crate) const BOUND: f64 = 67_108_864.0;
/// Longer content is not kept, in bytes.
const LONGEST: usize = 4 << 20;
/// How much waits to be done.
const WAITING: usize = 500;

type Boxed<V> = Pin<Box<dyn Future<Output = V>>>;

/// What is to be done with what is kept, in its order.
enum Change {
    Keep(Entry),
    /// Of a scope, this digest, or all of it.
    Forget(String, Option<String>),
    /// The verdict on the digest in a repository of a scope, and its date.
    Judge([String; 3], String, f64),
}

/// Content to be kept.
struct Entry {
    scope: String,
    digest: String,
    bytes: Vec<u8>,
    about: About,
    /// When it was read, in milliseconds since 1970.
    read: f64,
}

/// What is kept of one scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    scope: String,
    /// How many manifests.
    pub(crate) manifests: usize,
    /// How many configs.
    pub(crate) configs: usize,
    /// How many verdicts.
    pub(crate) verdicts: usize,
    /// How much the manifests and configs take.
    pub(crate) bytes: f64,
    /// When the oldest of them was read.
    pub(crate) since: Option<Timestamp>,
}

/// What a verification came to, some time ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What it came to, as it was given.
    pub(crate) text: String,
    /// When.
    pub(crate) date: Timestamp,
}

/// The part, once it is here, and what waits for it.
#[derive(Default)]
struct Coming {
    is_wanted: Cell<bool>,
    part: Cell<Option<Part>>,
    waiting: RefCell<Vec<Change>>,
}

thread_local! {
    static COMING: Coming = Coming::default();
}

/// Begins to load what reads and writes, for pages that read content by its digest.
pub(crate) fn wake() {
    if COMING.with(|coming| coming.is_wanted.replace(true)) {
        return;
    }
    spawn_local(async {
        if let Ok(part) = memory_part().await {
            COMING.with(|coming| coming.part.set(Some(part)));
            (part.write)();
        }
    });
}

fn part() -> Option<Part> {
    COMING.with(|coming| coming.part.get())
}

/// Does something soon: once the part is here, where it is not yet wanted.
fn change(change: Change) {
    COMING.with(|coming| {
        let mut waiting = coming.waiting.borrow_mut();
        if waiting.len() < WAITING || matches!(change, Change::Forget(..)) {
            waiting.push(change);
        }
    });
    if let Some(part) = part() {
        (part.write)();
    }
}

/// Whether anything may be kept here.
fn is_any_kept() -> bool {
    super::read(KEPT).as_deref() == Some("on")
}

/// What is kept, of each registry; nothing where this browser keeps nothing.
pub(crate) async fn kept() -> Option<Vec<Kept>> {
    (memory_part().await.ok()?.kept)().await
}

/// Forgets all that is kept, and tells whether that was done.
pub(crate) async fn clear() -> bool {
    COMING.with(|coming| coming.waiting.borrow_mut().clear());
    let Ok(part) = memory_part().await else {
        return false;
    };
    let is_done = (part.clear)().await.is_some();
    if is_done {
        super::write(KEPT, "");
    }
    is_done
}

/// Forgets what is kept of a registry.
pub(super) fn forget_registry(address: &RegistryAddress) {
    for who in [Who::Anybody, Who::SignedIn] {
        forget(scope(address, who));
    }
}

/// Forgets what was read by somebody signed in.
pub(crate) fn forget_signed_in(address: &RegistryAddress) {
    forget(scope(address, Who::SignedIn));
}

fn forget(scope: String) {
    COMING.with(|coming| {
        let is_of_scope =
            |change: &Change| matches!(change, Change::Keep(entry) if entry.scope == scope);
        let mut waiting = coming.waiting.borrow_mut();
        waiting.retain(|change| !is_of_scope(change));
    });
    change(Change::Forget(scope, None));
    if is_any_kept() {
        wake();
    }
}

/// For whom a registry is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever comes.
    Anybody,
    /// Somebody who is signed in: nobody else shall find what they saw.
    SignedIn,
}

const SIGNED_IN: &str = " signed in";

/// Under which name content is kept: no address has a space.
fn scope(address: &RegistryAddress, who: Who) -> String {
    match who {
        Who::Anybody => address.to_string(),
        Who::SignedIn => format!("{address}{SIGNED_IN}"),
    }
}

impl Kept {
    /// Of which registry.
    pub(crate) fn registry(&self) -> &str {
        self.scope.strip_suffix(SIGNED_IN).unwrap_or(&self.scope)
    }

    /// Whether somebody read it who was signed in.
    pub(crate) fn is_of_signed_in(&self) -> bool {
        self.scope.ends_with(SIGNED_IN)
    }
}

/// What this browser remembers of one registry.
pub(crate) struct BrowserMemory {
    scope: String,
    is_on: Cell<bool>,
}

impl std::fmt::Debug for BrowserMemory {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BrowserMemory")
    }
}

impl BrowserMemory {
    /// That of a registry, which keeps and finds something only while it is on.
    pub(crate) fn of(address: &RegistryAddress, who: Who, is_on: bool) -> Rc<Self> {
        if is_on && is_any_kept() {
            wake();
        }
        Rc::new(Self {
            scope: scope(address, who),
            is_on: Cell::new(is_on),
        })
    }

    /// Whether it keeps and finds something.
    pub(crate) fn is_on(&self) -> bool {
        self.is_on.get()
    }

    /// Keeps and finds something from now on, or nothing.
    pub(crate) fn switch(&self, is_on: bool) {
        self.is_on.set(is_on);
    }

    /// Keeps what a verification came to.
    pub(crate) fn keep_verdict(&self, repository: &RepositoryName, digest: &Digest, text: String) {
        if self.is_on.get() {
            let key = self.verdict_key(repository, digest);
            change(Change::Judge(key, text, Date::now()));
        }
    }

    /// What the last verification came to. Nothing waits for it, so it may come late.
    pub(crate) async fn verdict(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Option<Verdict> {
        if !self.is_on.get() || !is_any_kept() {
            return None;
        }
        let part = memory_part().await.ok()?;
        (part.verdict)(self.verdict_key(repository, digest)).await
    }

    fn verdict_key(&self, repository: &RepositoryName, digest: &Digest) -> [String; 3] {
        [
            self.scope.clone(),
            repository.to_string(),
            digest.to_string(),
        ]
    }
}

impl Memory for BrowserMemory {
    fn recall<'a>(&'a self, digest: &'a Digest) -> Recalling<'a> {
        match part().filter(|_| self.is_on.get()) {
            Some(part) => (part.recall)(self.scope.clone(), digest.to_string()),
            None => Box::pin(ready(None)),
        }
    }

    fn keep(&self, content: &Verified<Vec<u8>>, about: About) {
        if self.is_on.get() && content.value().len() <= LONGEST {
            change(Change::Keep(Entry {
                scope: self.scope.clone(),
                digest: content.digest().to_string(),
                bytes: content.value().clone(),
                about,
                read: Date::now(),
            }));
        }
    }

    fn forget(&self, digest: &Digest) {
        change(Change::Forget(self.scope.clone(), Some(digest.to_string())));
    }
}
