//! The demo takes writes, of which nothing is sent.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use porthole_core::{
    deletion::{
        ability::{Ability, TagAbility},
        advice::Software,
        confirm::Confirmed,
        journal::Journal,
        keeper::KeepsNothing,
        plan::{Mode, Plan, Selection, TagRemoval},
        probe::{Needs, probe},
        read::read,
        run::Run,
        snapshot::{Snapshot, Target},
        undo::UndoPlan,
    },
    oci::{name::RepositoryName, tag::Tag, timestamp::Timestamp},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        permit::WriteSwitch,
        queue::{Limits, RequestQueue},
        request::{Credentials, Method, Request},
        transport::{Response, Transport, TransportFault},
    },
    simulation::Simulation,
};

use super::kept::Kept;

const ORIGIN: &str = "https://demo.example/demo";

/// A host of the recording's files, which notes what it is asked.
struct Host {
    kept: Kept,
    asked: Rc<RefCell<Vec<Method>>>,
}

struct File {
    body: Option<Vec<u8>>,
    is_there: bool,
}

impl Transport for Host {
    type Response = File;

    async fn send(&self, request: &Request) -> Result<File, TransportFault> {
        self.asked.borrow_mut().push(request.method);
        let path = request.url.strip_prefix(&format!("{ORIGIN}/")).unwrap();
        let path = if path == "v2/" { "v2/index.html" } else { path };
        let found = self.kept.files.get(path).cloned();
        Ok(File {
            is_there: found.is_some(),
            body: found.filter(|_| request.method == Method::Get),
        })
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl Response for File {
    fn status(&self) -> u16 {
        if self.is_there { 200 } else { 404 }
    }

    fn header(&self, name: &str) -> Option<String> {
        (name == "content-type").then(|| "application/octet-stream".to_owned())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}

/// The demo in use, and what was asked of its host.
struct Demo {
    client: Rc<RegistryClient<Simulation<Host>>>,
    asked: Rc<RefCell<Vec<Method>>>,
    repository: RepositoryName,
}

impl Demo {
    fn open(repository: &str) -> Self {
        let asked = Rc::default();
        let host = Host {
            kept: Kept::unpacked(),
            asked: Rc::clone(&asked),
        };
        let reach = Reach {
            address: RegistryAddress::parse(ORIGIN).unwrap(),
            cross_origin: false,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        };
        let queue = RequestQueue::new(Limits::default());
        let client = RegistryClient::new(Simulation::new(host), reach, queue);
        Self {
            client: Rc::new(client.switched_by(WriteSwitch::configured(Some(false)))),
            asked,
            repository: RepositoryName::parse(repository).unwrap(),
        }
    }

    async fn snapshot(&self, selection: &Selection) -> Snapshot {
        let reading = read(&self.client, &self.repository, selection, &|_| {});
        Box::pin(reading).await.unwrap()
    }

    async fn tags(&self) -> BTreeMap<Tag, Target> {
        self.snapshot(&Selection::default()).await.tags
    }

    async fn run(&self, confirmed: Confirmed) -> Journal {
        let keeper = Rc::new(KeepsNothing);
        let now = || Timestamp::of_unix_seconds(0);
        let run = Run::new(
            Rc::clone(&self.client),
            confirmed,
            keeper,
            now,
            Box::new(|| {}),
        );
        Box::pin(run.go()).await;
        let journal = run.journal();
        run.look(|state| assert!(journal.left() == 0, "{state:?}"));
        journal
    }

    /// Deletes; the plan, and what was noted.
    async fn delete(&self, selection: &Selection, mode: Mode) -> (Plan, Journal) {
        let snapshot = Rc::new(self.snapshot(selection).await);
        let plan = Plan::of(&snapshot, selection, mode, TagRemoval::Tombstone);
        let typed = plan.to_type().unwrap_or_default().to_string();
        let confirmed = plan.confirm(
            &snapshot,
            &typed,
            &self.client,
            &self.repository,
            &mut unique(),
        );
        let journal = self.run(confirmed.unwrap()).await;
        (plan, journal)
    }

    async fn undo(&self, journal: &Journal) {
        let undo = UndoPlan::read(&self.client, journal, TagRemoval::Tombstone);
        let undo = Box::pin(undo).await;
        let undo = undo.unwrap();
        assert!(undo.is_whole() && undo.gone_blobs.is_empty(), "{undo:?}");
        self.run(undo.confirm(&self.client, &mut unique()).unwrap())
            .await;
    }

    fn assert_nothing_was_sent(&self) {
        let asked = self.asked.borrow();
        assert!(!asked.is_empty() && asked.iter().all(|method| method.only_reads()));
    }
}

fn unique() -> impl FnMut() -> u128 {
    let mut number = 0x5eed;
    move || {
        number += 1;
        number
    }
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn of_tag(text: &str) -> Selection {
    Selection {
        tags: [tag(text)].into(),
        ..Selection::default()
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_demo_lets_everybody_do_everything() {
    let demo = Demo::open("gallery/ui");
    let needs = Needs {
        tag_removal: true,
        push: true,
    };
    let abilities = probe(&demo.client, &demo.repository, needs, 7).await;
    assert_eq!(
        (abilities.delete, abilities.push),
        (Ability::Yes, Ability::Yes)
    );
    assert_eq!(abilities.tag, TagAbility::By(TagRemoval::Tombstone));
    assert_eq!(abilities.software, Software::Distribution2);
    demo.assert_nothing_was_sent();
}

#[tokio::test(flavor = "current_thread")]
async fn on_the_demo_tags_go_alone_images_with_theirs_and_all_comes_back() {
    let demo = Demo::open("gallery/ui");
    let whole = demo.tags().await;

    // One of several tags.
    let (plan, journal) = demo.delete(&of_tag("2"), Mode::Tags).await;
    assert!(plan.images.is_empty() && plan.removed.len() == 1);
    let left = demo.tags().await;
    let expected = whole.iter().filter(|(known, _)| **known != tag("2"));
    assert!(left.iter().eq(expected));
    demo.undo(&journal).await;
    assert_eq!(demo.tags().await, whole);

    // An image with all its tags, its platforms and its signature.
    let (plan, journal) = demo.delete(&of_tag("3.0.42"), Mode::Images).await;
    for alias in ["latest", "3", "3.0.42"] {
        assert!(plan.removed.contains_key(&tag(alias)), "{plan:?}");
    }
    assert!(!plan.along.platforms.is_empty() && !plan.along.helpers.is_empty());
    let left = demo.tags().await;
    assert_eq!(
        left.len(),
        whole.len() - plan.removed.len() - plan.along.helpers.len()
    );
    demo.undo(&journal).await;
    assert_eq!(demo.tags().await, whole);
    demo.assert_nothing_was_sent();
}

#[tokio::test(flavor = "current_thread")]
async fn every_repository_of_the_demo_can_be_emptied_and_filled_again() {
    for repository in Kept::unpacked().repositories() {
        let demo = Demo::open(&repository);
        let snapshot = demo.snapshot(&Selection::default()).await;
        let everything = snapshot.everything();
        if everything.tags.is_empty() {
            continue;
        }
        let (plan, journal) = demo.delete(&everything, Mode::Images).await;
        let left = demo.tags().await;
        assert!(left.is_empty(), "{repository} {left:?} {plan:?}");
        let tombs = plan.steps.iter().any(|step| step.action.pushes());
        if !tombs {
            demo.undo(&journal).await;
            assert_eq!(demo.tags().await, snapshot.tags, "{repository}");
        }
        demo.assert_nothing_was_sent();
    }
}
