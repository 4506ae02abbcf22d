//! Doing what was confirmed, and taking it back, whatever happens meanwhile.

mod endings;
mod faults;
mod house;
mod journals;
mod keeper;
mod lies;
mod limits;
mod meanwhile;
mod real;
mod registry;
mod repair;
mod tagging;
mod together;
mod undoing;
mod world;

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
    world::{SELECTED, World, image, multi, shared},
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
