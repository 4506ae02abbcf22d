//! What a verification asks, and what it finds.

mod asking;
mod fake;
mod going_on;
mod manifests;
mod progress;
mod report;
mod shelf;
mod verdicts;

use std::rc::Rc;

use porthole_core::{
    integrity::{
        blob::{
            expectation::Depth,
            verdict::{BlobMismatch, BlobVerdict},
        },
        limits::Limits,
    },
    oci::timestamp::Timestamp,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::ErrorKind,
        queue::{Limits as Places, RequestQueue},
        request::Credentials,
        transport::Transport,
    },
    verification::{
        Verification,
        blob::{Blob, BlobFault, BlobState},
        in_place::InPlace,
        ledger::{Image, Ledger, Scope, Subject},
        sentence::{Sentence, Tone, outcome},
        standing::Proof,
    },
};
use porthole_test_support::image::{Image as Builder, Layer, LayerFiles, Manifest};

use self::shelf::Shelf;
use crate::open::{address, repository};

/// The repository of all images here.
const NAME: &str = "team/app";

/// A verification that reads in this thread.
type Verifying<T> = Verification<T, InPlace<T>>;

fn now() -> Timestamp {
    Timestamp::of_unix_seconds(1_785_571_200)
}

fn reach(address: &str) -> Reach {
    Reach {
        address: RegistryAddress::parse(address).unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    }
}

/// A verification of these, in their repository, at the address of the reach.
fn verifying<T: Transport>(
    transport: T,
    reach: Reach,
    name: &str,
    depth: Depth,
    subjects: &[(&str, Scope)],
) -> Verifying<T> {
    let queue = RequestQueue::new(Places::default());
    let client = Rc::new(RegistryClient::new(transport, reach, queue));
    let reader = InPlace::new(Rc::clone(&client), Limits::default());
    let subjects = subjects
        .iter()
        .map(|(name, scope)| (address(name), scope.clone()));
    let ledger = Ledger::of(subjects);
    let changed = Box::new(|| {});
    Verification::new(
        (client, reader),
        repository(name),
        (depth, ledger),
        now,
        changed,
    )
}

/// The same, of what lies on the shelf.
fn of_shelf(shelf: &Shelf, depth: Depth, subjects: &[(&str, Scope)]) -> Verifying<Shelf> {
    let reach = reach("https://registry.example");
    verifying(shelf.clone(), reach, NAME, depth, subjects)
}

/// What came of verifying one tag at depth "content", with all of its images.
async fn verified(shelf: &Shelf, tag: &str) -> Verifying<Shelf> {
    let verification = of_shelf(shelf, Depth::Content, &[(tag, Scope::All)]);
    verification.run().await;
    verification
}

fn files(name: &str) -> LayerFiles {
    let lines = (0..200).map(|line| format!("{name}, line {line}\n"));
    LayerFiles::new().file(&format!("srv/{name}.txt"), lines.collect::<String>())
}

fn image_of(layers: &[Layer]) -> Builder {
    let image = Builder::oci();
    layers
        .iter()
        .fold(image, |image, layer| image.layer(layer, "COPY files /srv"))
}

/// An image of three layers, one of each packing.
fn usual() -> Manifest {
    let layers = [files("a").gzip(), files("b").zstd(), files("c").plain()];
    image_of(&layers).build()
}

fn subject(ledger: &Ledger) -> &Subject {
    &ledger.subjects()[0]
}

fn images(ledger: &Ledger) -> &[Image] {
    &subject(ledger).contents().expect("it was read").images
}

fn blob_of<'a>(ledger: &'a Ledger, image: &Image, position: usize) -> &'a Blob {
    let place = image.blobs[position].as_ref().unwrap();
    &ledger.blobs()[*place]
}

/// How far blobs are, a letter each.
fn letters<'a>(blobs: impl Iterator<Item = &'a Blob>) -> String {
    let letter = |blob: &Blob| match blob.proof() {
        Proof::Content => 'c',
        Proof::AllBytes => 'b',
        Proof::Unverifiable => 'u',
        Proof::Unfinished => '-',
        Proof::Failed => 'f',
        Proof::Mismatch => '!',
    };
    blobs.map(letter).collect()
}

/// How far all blobs are that the verification knows.
fn all<T: Transport>(verification: &Verifying<T>) -> String {
    verification.look(|ledger| letters(ledger.blobs().iter()))
}

fn proof<T: Transport>(verification: &Verifying<T>) -> Proof {
    verification.look(|ledger| ledger.standing(subject(ledger)).proof())
}

fn sentence<T: Transport>(verification: &Verifying<T>) -> Sentence {
    verification.look(|ledger| {
        let subject = subject(ledger);
        outcome(ledger, subject, "registry.example", "just now")
    })
}

#[track_caller]
fn says<T: Transport>(verification: &Verifying<T>, tone: Tone, words: &str) {
    let sentence = sentence(verification);
    let whole = format!("{}{}", sentence.lead, sentence.rest);
    assert_eq!(sentence.tone, tone, "{whole}");
    assert!(whole.contains(words), "{words}\nis not in\n{whole}");
}

/// The verdict on the only blob that is none of the others' proof.
#[track_caller]
fn verdict<T: Transport>(verification: &Verifying<T>, position: usize) -> BlobVerdict {
    verification.look(|ledger| match &ledger.blobs()[position].state {
        BlobState::Judged(verdict, at) => {
            assert_eq!(*at, now());
            verdict.clone()
        }
        state => panic!("{state:?}"),
    })
}

#[track_caller]
fn mismatch<T: Transport>(verification: &Verifying<T>, position: usize) -> BlobMismatch {
    match verdict(verification, position) {
        BlobVerdict::Mismatch(mismatch) => *mismatch,
        verdict => panic!("{verdict:?}"),
    }
}

#[track_caller]
fn failure<T: Transport>(verification: &Verifying<T>, position: usize) -> ErrorKind {
    verification.look(|ledger| match &ledger.blobs()[position].state {
        BlobState::Failed(BlobFault::Registry(error), _) => error.kind.clone(),
        state => panic!("{state:?}"),
    })
}
