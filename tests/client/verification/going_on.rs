use std::{future::Future, pin::Pin};

use futures_util::FutureExt as _;
use porthole_test_support::image::Index;
use tokio::task::yield_now;

use super::{
    shelf::{Answer, End},
    *,
};

/// An image of six layers of some pieces each.
fn long() -> Manifest {
    let layers: Vec<Layer> = ["a", "b", "c", "d", "e", "f"]
        .iter()
        .map(|name| files(name).plain())
        .collect();
    image_of(&layers).build()
}

/// Drives what must not end, until something happened.
async fn until(mut work: Pin<&mut impl Future>, happened: impl Fn() -> bool) {
    while !happened() {
        assert!(work.as_mut().now_or_never().is_none());
        yield_now().await;
    }
}

fn ended(verification: &Verifying<Shelf>) -> usize {
    verification.look(|ledger| ledger.sum().ended)
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_stopped_goes_on_and_asks_for_nothing_that_was_read() {
    let shelf = Shelf::of("1.0", &long());
    let verification = of_shelf(&shelf, Depth::Content, &[("1.0", Scope::All)]);
    let mut run = Box::pin(verification.run());
    until(run.as_mut(), || ended(&verification) >= 3).await;
    let is_reading = |state: &BlobState| matches!(state, BlobState::Reading(_));
    let under_way = |ledger: &Ledger| {
        let blobs = ledger.blobs().iter();
        blobs.filter(|blob| is_reading(&blob.state)).count()
    };
    while verification.look(under_way) == 0 {
        assert!(run.as_mut().now_or_never().is_none());
        yield_now().await;
    }
    let begun: Vec<_> = shelf.asked();
    let finished: Vec<String> = verification.look(|ledger| {
        let ended = ledger.blobs().iter().filter(|blob| blob.has_ended());
        ended
            .map(|blob| blob.descriptor.digest.to_string())
            .collect()
    });
    drop(run);
    assert_eq!(verification.look(under_way), 0);
    assert_eq!(proof(&verification), Proof::Unfinished);
    says(&verification, Tone::Plain, "Stopped. ");
    let came = shelf.came();
    yield_now().await;
    assert_eq!(shelf.came(), came, "nothing comes any more");

    verification.run().await;
    assert_eq!(all(&verification), "cccccc");
    assert_eq!(proof(&verification), Proof::Content);
    for layer in &long().blobs[..6] {
        let times = shelf.times_blob(&layer.digest);
        let was_begun = begun.contains(&format!("blobs/{}", layer.digest));
        let was_finished = finished.contains(&layer.digest);
        let expected = if was_begun && !was_finished { 2 } else { 1 };
        assert_eq!(times, expected, "{}", layer.digest);
    }
    assert_eq!(shelf.times("manifests/1.0"), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_stopped_before_its_manifest_came_begins_anew() {
    let shelf = Shelf::of("1.0", &usual());
    let verification = of_shelf(&shelf, Depth::Content, &[("1.0", Scope::All)]);
    let mut run = Box::pin(verification.run());
    until(run.as_mut(), || shelf.times("manifests/1.0") == 1).await;
    drop(run);
    verification.look(|ledger| assert_eq!(subject(ledger).contents(), None));
    verification.run().await;
    assert_eq!(all(&verification), "ccc");
    assert_eq!(shelf.times("manifests/1.0"), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_blob_that_hangs_fails_and_the_others_go_on() {
    let image = long();
    let hanging = &image.blobs[1];
    let shelf = Shelf::of("1.0", &image);
    let half = Answer::of(&hanging.bytes[..2_000]).ending(End::Never);
    shelf.blob(&hanging.digest, vec![half, Answer::of(&hanging.bytes)]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "cfcccc");
    assert!(matches!(failure(&verification, 1), ErrorKind::TimedOut(_)));
    assert!(verification.look(|ledger| ledger.given_up().is_none()));
    verification.run().await;
    assert_eq!(all(&verification), "cfcccc", "nobody asked for it again");
    verification.change(Ledger::retry);
    verification.run().await;
    assert_eq!(all(&verification), "cccccc");
    assert_eq!(shelf.times_blob(&hanging.digest), 2);
    assert_eq!(shelf.times_blob(&image.blobs[0].digest), 1);
}

fn limited() -> Answer {
    Answer {
        headers: vec![("retry-after", "7".to_owned())],
        ..Answer::status(429)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_rate_limit_ends_the_asking_and_trying_again_goes_on() {
    let image = long();
    let shelf = Shelf::of("1.0", &image);
    let blob = &image.blobs[1];
    shelf.blob(&blob.digest, vec![limited(), Answer::of(&blob.bytes)]);
    let verification = verified(&shelf, "1.0").await;
    let kind = verification.look(|ledger| ledger.given_up().map(|error| error.kind.clone()));
    assert!(
        matches!(kind, Some(ErrorKind::RateLimited(Some(_)))),
        "{kind:?}"
    );
    assert_eq!(all(&verification).matches('f').count(), 1);
    // What was under way beside it goes to its end.
    let asked = shelf.asked().len();
    assert!(asked < 8, "{asked}");
    assert!(!verification.look(Ledger::has_ended));

    verification.change(Ledger::retry);
    verification.run().await;
    assert_eq!(all(&verification), "cccccc");
    assert!(verification.look(|ledger| ledger.given_up().is_none()));
    assert_eq!(shelf.asked().len(), 2 + 6 + 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_rate_limit_in_the_middle_of_an_index_ends_the_asking_too() {
    let platforms: Vec<Manifest> = (0..30)
        .map(|number| image_of(&[files(&number.to_string()).gzip()]).build())
        .collect();
    let index = platforms.iter().fold(Index::oci(), Index::image);
    let index = index.build();
    let config = platforms[2].blobs.last().unwrap();
    for is_config in [false, true] {
        let shelf = Shelf::of("1.0", &index);
        let (name, bytes) = if is_config {
            (config.digest.as_str(), &config.bytes)
        } else {
            (platforms[2].digest(), &platforms[2].content.bytes)
        };
        let answers = vec![limited(), Answer::of(bytes)];
        if is_config {
            shelf.blob(name, answers);
        } else {
            shelf.manifest(name, answers);
        }
        let verification = verified(&shelf, "1.0").await;
        assert!(verification.look(|ledger| ledger.given_up().is_some()));
        // The index, and six manifests with their configs.
        assert!(shelf.asked().len() <= 13, "{}", shelf.asked().len());
        assert_eq!(proof(&verification), Proof::Unfinished);
        verification.change(Ledger::retry);
        verification.run().await;
        assert_eq!(proof(&verification), Proof::Content);
        // Nor is anything left of what was known of it before.
        assert!(verification.look(Ledger::has_ended));
        let sum = verification.look(Ledger::sum);
        assert_eq!((sum.blobs, sum.ended), (30, 30));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_that_failed_is_tried_again() {
    let shelf = Shelf::of("1.0", &usual());
    let manifest = Answer::of(&usual().content.bytes);
    shelf.manifest("1.0", vec![Answer::status(500), manifest]);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(proof(&verification), Proof::Failed);
    assert!(verification.look(|ledger| ledger.given_up().is_none()));
    verification.change(Ledger::retry);
    verification.run().await;
    assert_eq!(all(&verification), "ccc");
}

#[tokio::test(flavor = "current_thread")]
async fn a_config_that_failed_is_tried_again_and_the_content_compared() {
    let image = usual();
    let config = image.blobs.last().unwrap();
    let shelf = Shelf::of("1.0", &image);
    let answers = vec![Answer::status(500), Answer::of(&config.bytes)];
    shelf.blob(&config.digest, answers);
    let verification = verified(&shelf, "1.0").await;
    assert_eq!(all(&verification), "uuu");
    verification.change(Ledger::retry);
    verification.run().await;
    assert_eq!(proof(&verification), Proof::Content);
    let sum = verification.look(Ledger::sum);
    assert_eq!((sum.blobs, sum.ended), (3, 3));
}
