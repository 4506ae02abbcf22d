//! The fake registry, over a network.

use futures_util::FutureExt as _;
use porthole_core::integrity::blob::verdict::Reason;
use porthole_test_support::fake::{FakeRegistry, worlds::blobs::IMAGES};
use tokio::task::yield_now;

use super::*;
use crate::page::{Done, Origin, Page};

fn open(fake: &FakeRegistry, world: &str, tag: &str) -> (Verifying<Page>, Rc<Done>) {
    let page = Page::new(Origin::Same);
    let done = page.done();
    let subjects = [(tag, Scope::All)];
    let reach = reach(&fake.world(world));
    let verification = verifying(page, reach, IMAGES, Depth::Content, &subjects);
    (verification, done)
}

#[tokio::test(flavor = "current_thread")]
async fn each_fault_of_a_layer_leaves_the_others_as_they_are() {
    let fake = FakeRegistry::start();
    for (tag, letter, tone) in [
        ("good", 'c', Tone::Good),
        ("slow", 'c', Tone::Good),
        ("unpacked-on-the-way", 'c', Tone::Good),
        ("elsewhere", 'c', Tone::Good),
        ("ends-early", '!', Tone::Bad),
        ("longer", '!', Tone::Bad),
        ("endless", '!', Tone::Bad),
        ("size-above-2-to-53", '!', Tone::Bad),
        ("server-fault", 'f', Tone::Amber),
    ] {
        let (verification, done) = open(&fake, "blobs", tag);
        verification.run().await;
        assert_eq!(all(&verification), format!("cc{letter}cc"), "{tag}");
        says(&verification, tone, "");
        assert!(
            done.most_under_way() <= 3,
            "two streams, and a body that ends"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn faults_are_told_apart() {
    let fake = FakeRegistry::start();
    let found = async |tag| {
        let (verification, _) = open(&fake, "blobs", tag);
        verification.run().await;
        mismatch(&verification, 2)
    };
    let cut = found("ends-early").await;
    assert_eq!(cut.reason, Reason::Cut);
    assert_eq!(cut.found.size(), cut.expected.size / 2);
    let longer = found("longer").await;
    assert_eq!(
        longer.reason,
        Reason::Longer {
            begins_as_promised: true
        }
    );
    assert_eq!(longer.found.size() - longer.expected.size, 18);
    let endless = found("endless").await;
    assert_eq!(
        endless.reason,
        Reason::Longer {
            begins_as_promised: false
        }
    );
    assert_eq!(endless.found.digest(), None);
    let size = found("size-above-2-to-53").await;
    assert_eq!(size.reason, Reason::Size);
    assert_eq!(size.expected.size, (1 << 53) + 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_ends_in_the_middle_is_renewed() {
    let fake = FakeRegistry::start();
    let world = "token-ends~verification";
    let (verification, _) = open(&fake, world, "good");
    verification.run().await;
    assert_eq!(all(&verification), "ccccc");
    assert!(verification.look(|ledger| ledger.given_up().is_none()));
    let requests = fake.requests(world);
    let tokens = requests
        .iter()
        .filter(|asked| asked.path.contains("/token?"));
    assert_eq!(tokens.count(), 2);
    let refused = requests
        .iter()
        .filter(|asked| asked.path.contains("/blobs/") && asked.status == Some(401));
    assert!(refused.count() >= 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_layer_that_hangs_holds_up_no_other() {
    let fake = FakeRegistry::start();
    let (verification, _) = open(&fake, "blobs", "hangs");
    let mut run = Box::pin(verification.run());
    let is_rest_read = |ledger: &Ledger| {
        let sum = ledger.sum();
        let half =
            |blob: &Blob| matches!(&blob.state, BlobState::Reading(so_far) if so_far.taken > 0);
        sum.ended == 4 && ledger.blobs().iter().any(half)
    };
    while !verification.look(is_rest_read) {
        assert!(run.as_mut().now_or_never().is_none());
        yield_now().await;
    }
    drop(run);
    assert_eq!(all(&verification), "cc-cc");
    says(&verification, Tone::Plain, "Stopped. ");
}
