use futures_util::FutureExt as _;
use porthole_core::verification::{ledger::Sum, pace::Pace, sentence::under_way};
use porthole_test_support::image::sha256;
use proptest::prelude::*;
use tokio::task::yield_now;

use super::{
    shelf::{Answer, End},
    *,
};

/// Bytes that no compression makes smaller, by a multiplication.
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..length).map(next).collect()
}

/// What happens to a layer.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Whole,
    Cut,
    BrokenOff,
    Healed,
    Longer,
    Hanging,
    Gone,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop::sample::select(vec![
        Fate::Whole,
        Fate::Cut,
        Fate::BrokenOff,
        Fate::Healed,
        Fate::Longer,
        Fate::Hanging,
        Fate::Gone,
    ])
}

fn answers(bytes: &[u8], fate: Fate) -> Vec<Answer> {
    let whole = Answer::of(bytes);
    let half = Answer::of(&bytes[..bytes.len() / 2]);
    match fate {
        Fate::Whole => vec![whole],
        Fate::Cut => vec![half],
        Fate::BrokenOff => vec![half.ending(End::BrokenOff)],
        Fate::Healed => vec![half.ending(End::BrokenOff), whole],
        Fate::Longer => vec![Answer::of(&[bytes, bytes, b"more"].concat())],
        Fate::Hanging => vec![half.ending(End::Never)],
        Fate::Gone => vec![Answer::status(404)],
    }
}

/// All sums that somebody would have seen.
async fn sums(verification: &Verifying<Shelf>) -> Vec<Sum> {
    let mut sums = vec![verification.look(Ledger::sum)];
    let mut run = Box::pin(verification.run());
    while run.as_mut().now_or_never().is_none() {
        sums.push(verification.look(Ledger::sum));
        yield_now().await;
    }
    drop(run);
    sums.push(verification.look(Ledger::sum));
    sums
}

fn block_on<V>(work: impl Future<Output = V>) -> V {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_progress_is_taken_back_and_none_is_more_than_all(
        layers in prop::collection::vec((prop_oneof![0..20_usize, 20_000..40_000_usize], fate()), 1..6)
    ) {
        let bytes: Vec<Vec<u8>> = layers
            .iter()
            .zip(1..)
            .map(|((length, _), seed)| noise(*length, seed))
            .collect();
        let built: Vec<Layer> = bytes
            .iter()
            .map(|bytes| Layer {
                bytes: bytes.clone().into(),
                diff_id: sha256(bytes),
                ..files("").plain()
            })
            .collect();
        let shelf = Shelf::of("1.0", &image_of(&built).build());
        for (layer, (bytes, (_, fate))) in built.iter().zip(bytes.iter().zip(&layers)) {
            shelf.blob(&sha256(&layer.bytes), answers(bytes, *fate));
        }
        let verification = of_shelf(&shelf, Depth::Content, &[("1.0", Scope::All)]);
        let sums = block_on(sums(&verification));
        for pair in sums.windows(2) {
            prop_assert!(pair[0].read <= pair[1].read, "{pair:?}");
            prop_assert!(pair[0].ended <= pair[1].ended, "{pair:?}");
            prop_assert!(pair[0].bytes <= pair[1].bytes, "{pair:?}");
            prop_assert!(pair[1].is_open <= pair[0].is_open, "{pair:?}");
        }
        for sum in &sums {
            prop_assert!(sum.read <= sum.bytes && sum.ended <= sum.blobs, "{sum:?}");
        }
        let last = sums.last().unwrap();
        prop_assert_eq!((last.read, last.ended), (last.bytes, last.blobs));
        prop_assert!(verification.look(Ledger::has_ended));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_under_way_is_told_in_bytes_of_all() {
    let image = usual();
    let shelf = Shelf::of("1.0", &image);
    let verification = of_shelf(&shelf, Depth::Content, &[("1.0", Scope::All)]);
    let told = |verification: &Verifying<Shelf>| {
        let told = |ledger: &Ledger| under_way(ledger, "registry.example", &Pace::default());
        verification.look(told).rest
    };
    let words = told(&verification);
    assert!(words.contains("0 B of 0 B so far"), "{words}");
    let sums = sums(&verification).await;
    let layers = image.blobs[..3]
        .iter()
        .map(|layer| layer.bytes.len() as u64);
    assert_eq!(sums.last().unwrap().bytes, layers.sum::<u64>());
    // Some were seen in the middle.
    assert!(sums.iter().any(|sum| sum.read > 0 && sum.read < sum.bytes));
    let words = told(&verification);
    assert!(words.ends_with("3 of 3 blobs read."), "{words}");
}
