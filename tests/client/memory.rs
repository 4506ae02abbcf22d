//! What was verified is remembered, and believed only as far as it is compared again.

use std::{cell::RefCell, collections::BTreeMap, future::ready, rc::Rc, sync::Arc};

use futures_util::FutureExt as _;
use porthole_core::{
    integrity::{finding::Finding, verified::Verified},
    inventory::summary::Summary,
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    registry::{
        manifest::{Promise, ReadManifest},
        memory::{About, Freshness, Kind, Memory, Recalled, Recalling},
        queue::Priority,
        request::Cache,
    },
    survey::Survey,
};
use porthole_test_support::fake::FakeRegistry;

use crate::{
    open::{Open, address, open, repository},
    page::{Done, Origin},
    read::{child, config, index, manifest, promised_config},
};

const UI: &str = "gallery/ui";
const SINCE: i64 = 1_700_000_000;

/// A memory that outlives its clients.
#[derive(Debug, Default)]
struct Kept {
    content: RefCell<BTreeMap<String, (Vec<u8>, About)>>,
    asked: RefCell<Vec<String>>,
    forgotten: RefCell<Vec<String>>,
}

impl Memory for Kept {
    fn recall<'a>(&'a self, digest: &'a Digest) -> Recalling<'a> {
        let digest = digest.to_string();
        let found = self.content.borrow().get(&digest).cloned();
        self.asked.borrow_mut().push(digest);
        let recalled = found.map(|(bytes, about)| Recalled {
            bytes,
            about,
            since: Timestamp::of_unix_seconds(SINCE),
        });
        ready(recalled).boxed_local()
    }

    fn keep(&self, content: &Verified<Vec<u8>>, about: About) {
        let entry = (content.value().clone(), about);
        let digest = content.digest().to_string();
        self.content.borrow_mut().insert(digest, entry);
    }

    fn forget(&self, digest: &Digest) {
        self.content.borrow_mut().remove(&digest.to_string());
        self.forgotten.borrow_mut().push(digest.to_string());
    }
}

impl Kept {
    fn spoil(&self, digest: &Digest) {
        let mut content = self.content.borrow_mut();
        let (bytes, _) = content.get_mut(&digest.to_string()).unwrap();
        bytes.push(b' ');
    }

    fn has(&self, digest: &Digest) -> bool {
        self.content.borrow().contains_key(&digest.to_string())
    }

    fn digests(&self, kind: Kind) -> usize {
        let content = self.content.borrow();
        let kinds = content.values().map(|(_, about)| about.kind);
        kinds.filter(|kept| *kept == kind).count()
    }
}

fn visit(fake: &FakeRegistry, world: &str, memory: &Rc<Kept>) -> Open {
    let Open { client, done } = open(&fake.world(world), Origin::Same);
    let memory: Rc<dyn Memory> = Rc::<Kept>::clone(memory);
    Open {
        client: client.remembering(Some(memory)),
        done,
    }
}

/// What was asked, each as the last part of its address.
fn asked(done: &Done) -> Vec<String> {
    let requests = done.requests();
    let last = requests
        .iter()
        .map(|request| request.url.rsplit('/').next().unwrap().to_owned());
    last.collect()
}

/// Reads a tag as a row of a table shows it, and tells what was asked for it.
async fn row(fake: &FakeRegistry, memory: &Rc<Kept>) -> (Arc<Summary>, Vec<String>) {
    let Open { client, done } = visit(fake, "plain", memory);
    let survey = Survey::new(Rc::new(client), repository(UI));
    let tag = Tag::parse("1.0").unwrap();
    survey.clone().read(tag.clone(), Priority::OnScreen).await;
    let summary = survey.look(|read| read.tag(&tag).and_then(|read| read.summary().cloned()));
    (summary.unwrap(), asked(&done))
}

/// A tag, the first image of it, and that image's config.
async fn walked(open: &Open) -> [(Option<Timestamp>, Digest); 3] {
    let parent = manifest(open, UI, "1.0").await.unwrap();
    let digest = parent.digest().unwrap();
    let entry = index(&parent).images().next().unwrap().clone();
    let image = child(open, UI, &entry, digest).await.unwrap();
    let promised = promised_config(&image);
    let config = config(open, UI, &promised, &entry.digest).await.unwrap();
    assert_eq!(config.digest(), Some(&promised.digest));
    [
        (parent.remembered_since(), digest.clone()),
        (image.remembered_since(), entry.digest),
        (config.remembered_since(), promised.digest),
    ]
}

#[tokio::test(flavor = "current_thread")]
async fn the_second_visit_asks_only_for_the_tag() {
    let (fake, memory) = (FakeRegistry::start(), Rc::default());
    let (first, asked) = row(&fake, &memory).await;
    assert!(asked.len() > 3, "{asked:?}");
    assert_eq!(first.remembered, None);
    let (second, asked) = row(&fake, &memory).await;
    assert_eq!(asked, ["1.0"]);
    let since = Some(Timestamp::of_unix_seconds(SINCE));
    assert_eq!(second.remembered, since);
    let told = |summary: &Summary| {
        (
            summary.images.clone(),
            summary.created,
            summary.kind.clone(),
        )
    };
    assert_eq!(told(&second), told(&first));
}

#[tokio::test(flavor = "current_thread")]
async fn only_content_by_digest_is_remembered() {
    let (fake, memory) = (FakeRegistry::start(), Rc::default());
    let since = Some(Timestamp::of_unix_seconds(SINCE));
    let [tag, image, config] = walked(&visit(&fake, "plain", &memory)).await;
    assert_eq!((tag.0, image.0, config.0), (None, None, None));
    assert!(!memory.has(&tag.1));
    let kept = (memory.digests(Kind::Manifest), memory.digests(Kind::Config));
    assert_eq!(kept, (1, 1));
    let [tag, image, config] = walked(&visit(&fake, "plain", &memory)).await;
    assert_eq!((tag.0, image.0, config.0), (None, since, since));
}

#[tokio::test(flavor = "current_thread")]
async fn what_changed_in_memory_is_thrown_away_and_asked_for() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    let [_, (_, image), (_, config)] = walked(&visit(&fake, "plain", &memory)).await;
    for spoiled in [&image, &config] {
        memory.spoil(spoiled);
        let visit = visit(&fake, "plain", &memory);
        walked(&visit).await;
        let spoiled = spoiled.to_string();
        assert_eq!(asked(&visit.done), ["1.0".to_owned(), spoiled.clone()]);
        assert_eq!(memory.forgotten.take(), [spoiled]);
    }
    let visit = visit(&fake, "plain", &memory);
    walked(&visit).await;
    assert_eq!(asked(&visit.done), ["1.0"]);
}

#[tokio::test(flavor = "current_thread")]
async fn who_wants_the_registry_gets_the_registry() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    let [(_, tag), (_, image), (_, config)] = walked(&visit(&fake, "plain", &memory)).await;
    let visit = visit(&fake, "plain", &memory);
    memory.asked.take();
    let (name, client) = (repository(UI), &visit.client);
    let (soon, fresh) = (Priority::OnScreen, Freshness::Registry);
    let read = async |digest: &Digest| -> Finding<ReadManifest> {
        let address = address(&digest.to_string());
        let read = client.manifest(&name, &address, soon, fresh).await;
        read.unwrap()
    };
    let parent = read(&tag).await;
    let entry = index(&parent).images().next().unwrap().clone();
    let promise = |descriptor, parent| Promise { descriptor, parent };
    let by_parent = promise(&entry, &tag);
    let by_parent = client
        .promised_manifest(&name, by_parent, soon, fresh)
        .await;
    let by_parent = by_parent.unwrap();
    let promised = promised_config(&read(&image).await);
    let by_manifest = promise(&promised, &image);
    let found = client
        .config(&name, by_manifest, soon, fresh)
        .await
        .unwrap();
    assert_eq!(by_parent.remembered_since(), None);
    assert_eq!(found.remembered_since(), None);
    let [tag, image, config] = [&tag, &image, &config].map(ToString::to_string);
    assert_eq!(asked(&visit.done), [tag, image.clone(), image, config]);
    assert_eq!(*memory.asked.borrow(), [""; 0]);
    let caches = visit.done.requests().into_iter().map(|sent| sent.cache);
    assert!(caches.into_iter().all(|cache| cache == Cache::NoStore));
}

#[tokio::test(flavor = "current_thread")]
async fn what_an_index_has_is_asked_of_the_registry() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    row(&fake, &memory).await;
    let open = visit(&fake, "plain", &memory);
    let parent = manifest(&open, UI, "1.0").await.unwrap();
    let (list, digest) = (index(&parent), parent.digest().unwrap().clone());
    let Open { client, done } = open;
    let survey = Survey::new(Rc::new(client), repository(UI));
    let tag = Tag::parse("1.0").unwrap();
    survey.clone().read(tag, Priority::OnScreen).await;
    // What was remembered for the row does not do.
    let before = asked(&done).len();
    let images = survey.clone().children(&list, &digest).await;
    let entries: Vec<String> = list
        .images()
        .map(|entry| entry.digest.to_string())
        .collect();
    assert!(entries.len() > 1);
    assert_eq!(images.len(), entries.len());
    assert_eq!(asked(&done)[before..], entries);
    let platforms = survey.clone().config_platforms(&list, &digest).await;
    assert!(platforms.iter().all(Option::is_some));
    assert_eq!(asked(&done).len(), before + 2 * entries.len());
    // What the registry gave is known.
    survey.children(&list, &digest).await;
    assert_eq!(asked(&done).len(), before + 2 * entries.len());
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_not_what_was_promised_is_not_remembered() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    let open = visit(&fake, "wrong-digest", &memory);
    for tag in ["config", "size"] {
        let parent = manifest(&open, "damaged/image", tag).await.unwrap();
        let (promised, digest) = (promised_config(&parent), parent.digest().unwrap());
        let found = config(&open, "damaged/image", &promised, digest).await;
        assert!(matches!(found, Ok(Finding::Mismatch(_))), "{tag}");
    }
    assert_eq!(memory.content.borrow().len(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn right_bytes_under_a_promise_of_another_size_stay() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    let [_, (_, image), (_, config_digest)] = walked(&visit(&fake, "plain", &memory)).await;
    let open = visit(&fake, "plain", &memory);
    let by_digest = manifest(&open, UI, &image.to_string()).await.unwrap();
    let mut promised = promised_config(&by_digest);
    promised.size += 1;
    let found = config(&open, UI, &promised, &image).await.unwrap();
    assert!(matches!(found, Finding::Mismatch(_)));
    assert_eq!(asked(&open.done), [config_digest.to_string()]);
    assert!(memory.has(&config_digest));
    assert_eq!(*memory.forgotten.borrow(), [""; 0]);
}

#[tokio::test(flavor = "current_thread")]
async fn an_address_in_another_repository_is_asked_for() {
    let (fake, memory) = (FakeRegistry::start(), Rc::<Kept>::default());
    let [_, (_, image), _] = walked(&visit(&fake, "plain", &memory)).await;
    let open = visit(&fake, "plain", &memory);
    let here = manifest(&open, UI, &image.to_string()).await.unwrap();
    assert!(here.remembered_since().is_some());
    assert_eq!(asked(&open.done), [""; 0]);
    let elsewhere = manifest(&open, "no/such/image", &image.to_string()).await;
    assert!(elsewhere.is_err());
}
