//! Asking whether a registry has every blob, of a real `docker-registry` whose disk is spoiled,
//! and of registries that do not say.

mod images;

use std::{cell::RefCell, collections::BTreeSet, fs, path::PathBuf, time::Duration};

use porthole_core::{
    health::stored::{Blobs, Told, ask, of_blobs, summary},
    oci::manifest::ImageManifest,
    registry::{
        client::Patience,
        error::{ErrorKind, NotARegistry},
        queue::{Limits, RequestQueue},
        request::{Cache, Method},
        stored::StoredBlob,
    },
};
use porthole_test_support::{
    docker_registry::{Configuration, Cors, DockerRegistry},
    fake::FakeRegistry,
    image::{Content, Image, LayerFiles, Manifest},
    push::Pusher,
};

use crate::{
    open::{Open, kind, open, open_with, repository},
    page::Origin,
    read::{image, manifest},
};

const NAME: &str = "gallery/ui";

/// A registry that looks at its disk whenever it is asked.
fn without_memory() -> Configuration {
    let name = "REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR".to_owned();
    Configuration {
        environment: [(name, "none".to_owned())].into(),
        ..Cors::All.into()
    }
}

/// An image of so many layers.
fn image_of(layers: usize) -> Manifest {
    let layers = (0..layers).map(|number| {
        let file = format!("srv/{number}");
        LayerFiles::new().file(&file, "content").gzip()
    });
    let image = layers.fold(Image::oci(), |image, layer| {
        image.layer(&layer, "COPY . /srv/")
    });
    image.build()
}

async fn holding(configuration: Configuration, manifest: &Manifest) -> DockerRegistry {
    let mut registry = DockerRegistry::start(Configuration::default());
    registry.push(NAME, "1.0", manifest).await.unwrap();
    registry.restart(configuration).unwrap();
    registry
}

/// Where the bytes of a layer lie.
fn data(registry: &DockerRegistry, manifest: &Manifest, layer: usize) -> PathBuf {
    let layer = manifest
        .blobs
        .iter()
        .filter(|blob| is_layer(blob))
        .nth(layer);
    let hex = layer.unwrap().digest.trim_start_matches("sha256:");
    let folder = registry.storage().join("blobs/sha256");
    folder.join(&hex[..2]).join(hex).join("data")
}

fn is_layer(blob: &Content) -> bool {
    blob.media_type.contains("layer")
}

async fn read_image(open: &Open, name: &str, tag: &str) -> ImageManifest {
    image(&manifest(open, name, tag).await.unwrap())
}

type Answers = Vec<Option<Told>>;

async fn ask_for(open: &Open, name: &str, blobs: &Blobs) -> (Answers, Result<(), ErrorKind>) {
    let answers = RefCell::new(vec![None; blobs.number()]);
    let told = |place: usize, told| {
        let before = answers.borrow_mut()[place].replace(told);
        assert_eq!(before, None, "it is told once");
    };
    let places = (0..blobs.number()).collect();
    let asked = ask(&open.client, &repository(name), blobs, places, &told).await;
    (answers.take(), kind(asked))
}

fn whats(blobs: &Blobs, answers: &Answers) -> Vec<String> {
    let ailments = of_blobs(blobs, answers).into_iter();
    ailments.map(|ailment| ailment.what).collect()
}

fn short(manifest: &ImageManifest, layer: usize) -> &str {
    manifest.layers[layer].value().unwrap().digest.short()
}

#[tokio::test(flavor = "current_thread")]
async fn each_blob_is_asked_for_once_and_none_is_read() {
    let registry = holding(without_memory(), &image_of(40)).await;
    let open = open(registry.origin(), Origin::Other);
    let manifest = read_image(&open, NAME, "1.0").await;
    let blobs = Blobs::of_image(&manifest);
    let (before, bytes) = (open.done.requests().len(), open.done.bytes());

    let (answers, asked) = ask_for(&open, NAME, &blobs).await;
    assert_eq!(asked, Ok(()));
    let lengths = manifest
        .layers
        .iter()
        .map(|layer| layer.value().unwrap().size);
    let told = |length| Some(Told::Stored(StoredBlob::There(Some(length))));
    let expected: Answers = lengths.map(told).collect();
    assert_eq!(answers[1..], expected);
    assert_eq!(of_blobs(&blobs, &answers), []);
    assert_eq!(
        summary(&blobs, &answers),
        "The registry says that it has all 41 blobs."
    );

    let requests = open.done.requests().split_off(before);
    for request in &requests {
        assert_eq!(request.method, Method::Head);
        assert_eq!(request.cache, Cache::NoStore);
        assert_eq!(request.accept, None);
    }
    let addresses: BTreeSet<_> = requests.iter().map(|request| &request.url).collect();
    assert_eq!((addresses.len(), requests.len()), (41, 41));
    assert_eq!(open.done.bytes(), bytes);
    assert_eq!(open.done.most_under_way(), Limits::default().requests);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_gone_from_the_disk_and_what_was_cut_is_found() {
    let pushed = image_of(3);
    let registry = holding(without_memory(), &pushed).await;
    let open = open(registry.origin(), Origin::Same);
    let manifest = read_image(&open, NAME, "1.0").await;
    let blobs = Blobs::of_image(&manifest);
    fs::remove_file(data(&registry, &pushed, 1)).unwrap();
    fs::write(data(&registry, &pushed, 2), "cut").unwrap();

    let (answers, asked) = ask_for(&open, NAME, &blobs).await;
    assert_eq!(asked, Ok(()));
    let [gone, cut] = [1, 2].map(|layer| short(&manifest, layer));
    let length = manifest.layers[2].value().unwrap().size;
    assert_eq!(
        whats(&blobs, &answers),
        [
            format!("The registry says that it does not have 1 of 4 blobs: layer 2 ({gone})."),
            format!(
                "The registry says of 1 blob another length than the manifest: layer 3 ({cut}) has \
                 3 B instead of {length} B. Something before it may pack what it gives, or the blob \
                 was cut."
            )
        ]
    );
    assert_eq!(
        summary(&blobs, &answers),
        "The registry says that it has 3 of 4 blobs."
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_gone_is_there_again_once_it_was_pushed_again() {
    let pushed = image_of(2);
    let registry = holding(without_memory(), &pushed).await;
    let open = open(registry.origin(), Origin::Same);
    let blobs = Blobs::of_image(&read_image(&open, NAME, "1.0").await);
    let whole = ask_for(&open, NAME, &blobs).await;
    fs::remove_file(data(&registry, &pushed, 0)).unwrap();
    assert_ne!(ask_for(&open, NAME, &blobs).await, whole);

    // One that remembers nothing of the first push.
    let forgetful = Pusher::new(registry.origin());
    forgetful.push(NAME, "1.0", &pushed).await.unwrap();
    assert_eq!(ask_for(&open, NAME, &blobs).await, whole);
}

#[tokio::test(flavor = "current_thread")]
async fn a_storage_that_does_not_answer_is_no_missing_blob() {
    let pushed = image_of(30);
    let elsewhere = Configuration {
        redirect: Some("http://127.0.0.1:9".to_owned()),
        ..without_memory()
    };
    let registry = holding(elsewhere, &pushed).await;
    let open = open(registry.origin(), Origin::Same);
    let manifest = read_image(&open, NAME, "1.0").await;
    let blobs = Blobs::of_image(&manifest);
    fs::remove_file(data(&registry, &pushed, 4)).unwrap();
    let before = open.done.requests().len();

    let (answers, asked) = ask_for(&open, NAME, &blobs).await;
    assert_eq!(asked, Ok(()));
    for (place, answer) in answers.iter().enumerate() {
        let expected = match place {
            5 => Told::Stored(StoredBlob::Missing),
            _ => Told::Unreadable,
        };
        assert_eq!(answer.as_ref(), Some(&expected), "{place}");
    }
    let [missing, unreadable] = &whats(&blobs, &answers)[..] else {
        panic!("{answers:?}");
    };
    assert!(missing.contains("does not have 1 of 31 blobs: layer 5 ("));
    assert!(unreadable.contains("whether the registry has 30 of 31 blobs: config ("));
    let requests = open.done.requests().split_off(before);
    let pings = requests
        .iter()
        .filter(|request| request.method == Method::Get);
    assert!((1..=5).contains(&pings.count()), "{requests:?}");
    assert_eq!(
        requests.len() - 31,
        requests
            .iter()
            .filter(|request| request.url.ends_with("/v2/"))
            .count()
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_has_gone_is_asked_for_no_more() {
    let registry = holding(without_memory(), &image_of(40)).await;
    let open = open(registry.origin(), Origin::Same);
    let blobs = Blobs::of_image(&read_image(&open, NAME, "1.0").await);
    let before = open.done.requests().len();
    drop(registry);

    let (answers, asked) = ask_for(&open, NAME, &blobs).await;
    assert_eq!(asked, Err(ErrorKind::NoAnswer));
    assert!(answers.iter().all(Option::is_none));
    let requests = open.done.requests().len() - before;
    assert!(requests <= Limits::default().requests + 1, "{requests}");
}

#[tokio::test(flavor = "current_thread")]
async fn what_befalls_all_ends_it_and_what_befalls_one_does_not() {
    let fake = FakeRegistry::start();
    let healthy = open(&fake.world("plain"), Origin::Same);
    let blobs = Blobs::of_image(&read_image(&healthy, "gallery", "1.0").await);
    let queue = RequestQueue::new(Limits::default());
    let moment = Duration::from_millis(50);
    let patience = Patience {
        catalog: moment,
        others: moment,
    };
    let asked = async |world: &str| {
        let open = open_with(&fake.world(world), Origin::Same, patience, &queue);
        ask_for(&open, "gallery", &blobs).await
    };
    let (_, unauthorised) = asked("unauthorised").await;
    assert!(matches!(
        unauthorised,
        Err(ErrorKind::Unauthorized(Some(_)))
    ));
    let html = ErrorKind::NotARegistry(NotARegistry::Html);
    assert_eq!(asked("html").await.1, Err(html));
    assert_eq!(asked("silent").await.1, Err(ErrorKind::TimedOut(moment)));

    let (answers, ended) = asked("server-fault").await;
    assert_eq!(ended, Ok(()));
    let is_fault = |told: &Option<Told>| matches!(told, Some(Told::Refused(ErrorKind::ServerFault(answered))) if answered.status == 500);
    assert!(answers.iter().all(is_fault), "{answers:?}");
}
