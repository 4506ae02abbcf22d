//! Doing what was confirmed, and taking it back, whatever happens meanwhile.

mod endings;
mod faults;
mod house;
mod journals;
mod keeper;
mod lies;
mod meanwhile;
mod real;
mod registry;
mod repair;
mod tagging;
mod together;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use futures_util::FutureExt as _;
use porthole_core::{
    deletion::{
        confirm::Confirmed,
        journal::Journal,
        plan::{Mode, Plan, Selection, TagRemoval},
        read::read,
        run::Run,
        snapshot::Snapshot,
        undo::UndoPlan,
    },
    oci::{media_type::MediaType, tag::Tag, timestamp::Timestamp},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        permit::WriteSwitch,
        queue::{Limits, RequestQueue},
        request::Credentials,
        transport::Transport,
    },
    versions::helper::Helper,
};
use porthole_test_support::image::{Image, Index, Manifest, signature, signature_tag};
use tokio::task::yield_now;

use self::{
    keeper::Journals,
    registry::{ADDRESS, Held, NAME, PATIENCE, Registry},
};
use crate::open::repository;

fn now() -> Timestamp {
    Timestamp::of_unix_seconds(1_785_571_200)
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn reach(address: &str) -> Reach {
    Reach {
        address: RegistryAddress::parse(address).unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience {
            catalog: PATIENCE,
            others: PATIENCE,
        },
    }
}

/// A client that may write.
fn client_of<T: Transport>(transport: T, address: &str) -> Rc<RegistryClient<T>> {
    let queue = RequestQueue::new(Limits::default());
    let client = RegistryClient::new(transport, reach(address), queue);
    Rc::new(client.switched_by(WriteSwitch::configured(Some(false))))
}

/// A page that was just opened on the registry of this folder.
fn open(registry: &Registry) -> Rc<RegistryClient<Registry>> {
    client_of(registry.clone(), ADDRESS)
}

thread_local! {
    static COUNT: Cell<u128> = const { Cell::new(0) };
}

/// A number that was never used before.
fn unique() -> u128 {
    COUNT.set(COUNT.get() + 1);
    COUNT.get()
}

fn selection(tags: &[&str]) -> Selection {
    Selection {
        tags: tags.iter().map(|text| tag(text)).collect(),
        digests: BTreeSet::new(),
    }
}

/// What a dialog holds.
struct Planned {
    snapshot: Rc<Snapshot>,
    plan: Plan,
}

async fn planned<T: Transport>(
    client: &RegistryClient<T>,
    name: &str,
    selection: &Selection,
    (mode, removal): (Mode, TagRemoval),
) -> Planned {
    let snapshot = read(client, &repository(name), selection, &|_| {}).await;
    let snapshot = Rc::new(snapshot.unwrap());
    let plan = Plan::of(&snapshot, selection, mode, removal);
    Planned { snapshot, plan }
}

impl Planned {
    fn confirm<T: Transport>(&self, client: &RegistryClient<T>, name: &str) -> Confirmed {
        let typed = self.plan.to_type().unwrap_or_default().to_string();
        let confirmed = self.plan.confirm(
            &self.snapshot,
            &typed,
            client,
            &repository(name),
            &mut unique,
        );
        confirmed.unwrap()
    }
}

fn run_of<T: Transport>(
    client: &Rc<RegistryClient<T>>,
    confirmed: Confirmed,
    journals: &Rc<Journals>,
) -> Run<T> {
    let keeper = Rc::clone(journals) as Rc<_>;
    Run::new(Rc::clone(client), confirmed, keeper, now, Box::new(|| {}))
}

/// Runs, until it ends or the page is killed. Whether it came to its end.
async fn drive(registry: &Registry, run: &Run<Registry>) -> bool {
    let mut going = Box::pin(run.go());
    loop {
        if (&mut going).now_or_never().is_some() {
            return true;
        }
        if registry.held().is_killed {
            drop(going);
            registry.change().is_killed = false;
            return false;
        }
        yield_now().await;
    }
}

/// Finishes what a journal tells of, from a page that was just opened.
async fn finish(registry: &Registry, journals: &Rc<Journals>, journal: &Journal) -> Run<Registry> {
    let client = open(registry);
    let run = run_of(&client, journal.finish(&client).unwrap(), journals);
    run.go().await;
    run
}

/// Takes back what a journal tells of, from a page that was just opened.
async fn undo(registry: &Registry, journal: &Journal) -> UndoPlan {
    let client = open(registry);
    let undo = UndoPlan::read(&client, journal, TagRemoval::Tombstone).await;
    let undo = undo.unwrap();
    if !undo.is_empty() {
        let confirmed = undo.confirm(&client, &mut unique).unwrap();
        let run = run_of(&client, confirmed, &Journals::new());
        run.go().await;
        run.look(|state| assert!(state.is_whole(), "{state:?}"));
    }
    undo
}

fn image(name: &str) -> Manifest {
    Image::oci().annotation("name", name).build()
}

/// A repository of which a plan makes twelve steps.
struct World {
    registry: Registry,
    selection: Selection,
    /// Where each tag led before.
    before: BTreeMap<String, String>,
    manifests: BTreeSet<String>,
}

/// The tags that are selected, and what goes along by a tag.
const SELECTED: [&str; 8] = ["1", "2.0", "3.0", "4", "5.0", "5.1", "5.2", "6"];

fn multi() -> Manifest {
    let (amd64, arm64) = (image("2.0 amd64"), image("2.0 arm64"));
    let index = Index::oci().image(&amd64).image(&arm64);
    index.attestation(&amd64).build()
}

fn shared() -> Manifest {
    image("3 shared")
}

fn dying() -> Manifest {
    Index::oci()
        .image(&shared())
        .image(&image("3.0 own"))
        .build()
}

impl World {
    fn new() -> Self {
        let registry = Registry::default();
        let mut held = registry.change();
        for (tag, of) in [
            ("1", "1"),
            ("1.0", "1"),
            ("4", "4"),
            ("4.0", "4"),
            ("latest", "4"),
            ("5.0", "5.0"),
            ("5.1", "5.1"),
            ("5.2", "5.1"),
            ("6", "6"),
            ("6.0", "6"),
            ("8", "8"),
        ] {
            held.push(tag, &image(of));
        }
        held.push("2.0", &multi());
        held.push(&signature_tag(multi().digest()), &signature(NAME, &multi()));
        held.push("3.0", &dying());
        let staying = Index::oci().image(&shared()).image(&image("3.1 own"));
        held.push("3.1", &staying.build());
        let before = held.tags.clone();
        let manifests = held.manifests.keys().cloned().collect();
        drop(held);
        Self {
            registry,
            selection: selection(&SELECTED),
            before,
            manifests,
        }
    }

    /// The same, with the tags that are not selected watched at all times.
    fn watched() -> Self {
        let world = Self::new();
        let kept = world.kept();
        let invariant = move |held: &Held| {
            for (tag, digest) in &kept {
                assert_eq!(held.tags.get(tag), Some(digest), "{tag}");
                assert!(held.manifests.contains_key(digest), "{tag}");
                for child in held.children(digest) {
                    assert!(held.manifests.contains_key(&child), "{tag}");
                }
            }
        };
        world.registry.change().invariant = Some(Rc::new(invariant));
        world
    }

    fn kept(&self) -> BTreeMap<String, String> {
        let mut kept = self.before.clone();
        kept.retain(|tag, _| !SELECTED.contains(&&**tag) && Helper::of(&self::tag(tag)).is_none());
        kept
    }

    async fn planned(&self, client: &RegistryClient<Registry>) -> Planned {
        let how = (Mode::Tags, TagRemoval::Tombstone);
        planned(client, NAME, &self.selection, how).await
    }

    async fn run(&self, journals: &Rc<Journals>) -> Run<Registry> {
        let client = open(&self.registry);
        let planned = self.planned(&client).await;
        let confirmed = planned.confirm(&client, NAME);
        run_of(&client, confirmed, journals)
    }

    /// All that was selected is gone, and nothing else.
    #[track_caller]
    fn is_at_its_end(&self) {
        assert_eq!(self.registry.tags(), self.kept());
        let held = self.registry.held();
        for gone in multi().children.iter().chain([&multi(), &dying()]) {
            assert!(!held.manifests.contains_key(gone.digest()));
        }
        assert!(held.manifests.contains_key(shared().digest()));
        assert!(held.manifests.contains_key(image("1").digest()));
    }

    /// All is as it was.
    #[track_caller]
    fn is_back(&self) {
        assert_eq!(self.registry.tags(), self.before);
        let held = self.registry.held();
        for manifest in &self.manifests {
            assert!(held.manifests.contains_key(manifest), "{manifest}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_plan_is_done_and_taken_back() {
    let world = World::watched();
    let journals = Journals::new();
    let run = world.run(&journals).await;
    let tasks = &run.record().tasks;
    assert_eq!(tasks.len(), 12, "{tasks:#?}");
    let before = world.registry.requests();
    run.go().await;
    run.look(|state| {
        assert!(state.is_whole(), "{state:#?}");
        let after = state.after.as_ref().unwrap().as_ref().unwrap();
        assert_eq!(after.unchanged, world.kept().len());
        assert_eq!(state.writes, world.registry.writes().len());
    });
    assert!(world.registry.requests() - before > 2 * 12);
    world.is_at_its_end();
    assert_eq!(journals.ended(), 1);
    let journal = journals.only();
    assert_eq!(journal, run.journal());
    assert_eq!((journal.left(), journal.has_ended), (0, true));

    let undone = undo(&world.registry, &journal).await;
    assert!(undone.is_whole());
    world.is_back();
    let undone = undo(&world.registry, &journal).await;
    assert!(undone.is_empty(), "there is nothing left to take back");
}
