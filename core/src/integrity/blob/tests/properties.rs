use proptest::{prelude::*, sample::Index};

use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            tests::{begin, check, promise},
            verdict::BlobVerdict,
        },
        limits::{Bound, Limits},
        samples::{
            CONTENT, PACKED, gzip, gzip_member, raw_block, rle_block, skippable, tar, zstd,
            zstd_frame,
        },
    },
    oci::digest::Digest,
};

/// A blob with what is promised of it.
type Blob = (BlobExpectation, Vec<u8>);

/// Blobs of every format that is read, small ones by hand and large ones by the usual tools.
fn blobs() -> impl Strategy<Value = Blob> {
    let small = (prop::collection::vec(any::<u8>(), 0..2000), 0..7_u8)
        .prop_map(|(content, format)| packed(&content, format));
    let large = (0..PACKED.len()).prop_map(|place| {
        let (_, blob) = PACKED[place];
        let mut promise = promise(blob, b"");
        promise.diff_id = Digest::parse(CONTENT).ok();
        (promise, blob.to_vec())
    });
    prop_oneof![4 => small, 1 => large]
}

fn packed(bytes: &[u8], format: u8) -> Blob {
    let content = tar(bytes);
    let (first, second) = content.split_at(content.len() / 3);
    let blob = match format {
        0 => content.clone(),
        1 => gzip(&content),
        2 => [gzip_member(first, 8, b"name\0"), gzip(b""), gzip(second)].concat(),
        3 => zstd(&content),
        4 => [
            skippable(b"x"),
            zstd(first),
            zstd(second),
            skippable(second),
        ]
        .concat(),
        5 => zstd_frame(&[raw_block(first, false), raw_block(second, true)]),
        _ => {
            let blocks = [raw_block(first, false), rle_block(0, 100_000, true)];
            let content = [first, &vec![0; 100_000]].concat();
            let blob = zstd_frame(&blocks);
            return (promise(&blob, &content), blob);
        }
    };
    (promise(&blob, &content), blob)
}

/// How blobs begin that go through a decoder, and one that does not.
const MAGICS: [&[u8]; 4] = [
    b"",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\x50\x2a\x4d\x18",
];

/// What may happen to bytes on their way.
#[derive(Clone, Debug)]
enum Damage {
    None,
    Flip(Index, u8),
    Cut(Index),
    Append(Vec<u8>),
}

fn damages() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::None),
        (any::<Index>(), 0..8_u8).prop_map(|(place, bit)| Damage::Flip(place, bit)),
        any::<Index>().prop_map(Damage::Cut),
        prop::collection::vec(any::<u8>(), 1..20).prop_map(Damage::Append),
    ]
}

fn damaged(blob: &[u8], damage: &Damage) -> Vec<u8> {
    let mut bytes = blob.to_vec();
    match damage {
        Damage::None => {}
        Damage::Flip(place, bit) => bytes[place.index(blob.len())] ^= 1 << bit,
        Damage::Cut(place) => bytes.truncate(place.index(blob.len())),
        Damage::Append(more) => bytes.extend(more),
    }
    bytes
}

fn small_limits() -> Limits {
    let bound = Bound {
        free: 50_000,
        ratio: 20,
    };
    Limits {
        taken: bound,
        content: [bound; 2],
        window: 1 << 20,
    }
}

fn in_chunks(
    expectation: &BlobExpectation,
    limits: Limits,
    bytes: &[u8],
    sizes: &[usize],
) -> BlobVerdict {
    let mut check = BlobCheck::new(expectation.clone(), Depth::Content, limits).unwrap();
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        let (chunk, after) = rest.split_at((*size).min(rest.len()));
        if check.push(chunk).is_err() || after.is_empty() {
            break;
        }
        rest = after;
    }
    check.finish()
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_verdict(
        (expectation, blob) in blobs(),
        damage in damages(),
        sizes in prop::collection::vec(prop_oneof![0..20_usize, 0..40_000_usize], 1..8),
        is_limited: bool,
    ) {
        prop_assume!(sizes.iter().sum::<usize>() > 0);
        let bytes = damaged(&blob, &damage);
        let limits = if is_limited { small_limits() } else { Limits::default() };
        let whole = in_chunks(&expectation, limits, &bytes, &[bytes.len().max(1)]);
        let chunked = in_chunks(&expectation, limits, &bytes, &sizes);
        prop_assert_eq!(chunked, whole);
    }

    #[test]
    fn any_damage_is_found(
        (expectation, blob) in blobs(), damage in damages()
    ) {
        let bytes = damaged(&blob, &damage);
        let is_whole = bytes == blob;
        let all = check(&expectation, Depth::AllBytes, &bytes);
        prop_assert_eq!(matches!(all, BlobVerdict::AllBytes(_)), is_whole, "{:?}", all);
        prop_assert_eq!(matches!(all, BlobVerdict::Mismatch(_)), !is_whole, "{:?}", all);
        let content = check(&expectation, Depth::Content, &bytes);
        prop_assert_eq!(matches!(content, BlobVerdict::Content(_)), is_whole, "{:?}", content);
        prop_assert_eq!(matches!(content, BlobVerdict::Mismatch(_)), !is_whole, "{:?}", content);
        prop_assert_eq!(all.bytes().is_some(), is_whole);
        prop_assert_eq!(content.bytes().is_some(), is_whole);
    }

    #[test]
    fn content_that_the_config_does_not_name_is_never_content(
        (mut expectation, blob) in blobs(), damage in damages()
    ) {
        let pushed = damaged(&blob, &damage);
        prop_assume!(pushed != blob);
        // The bytes are right: they were pushed so.
        expectation.digest = promise(&pushed, b"").digest;
        expectation.size = pushed.len() as u64;
        let verdict = check(&expectation, Depth::Content, &pushed);
        prop_assert!(verdict.bytes().is_some() || matches!(verdict, BlobVerdict::Mismatch(_)));
        if let BlobVerdict::Content(content) = verdict {
            prop_assert_eq!(Some(content.diff_id()), expectation.diff_id.as_ref());
        }
    }

    #[test]
    fn no_bytes_panic(
        magic in prop::sample::select(&MAGICS[..]),
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let blob = [magic, &bytes[..]].concat();
        let verdict = check(&promise(&blob, b"x"), Depth::Content, &blob);
        prop_assert!(!matches!(verdict, BlobVerdict::Content(_) | BlobVerdict::AllBytes(_)));
        let mut broken_off = begin(&promise(&blob, &blob), Depth::Content);
        broken_off.push(&bytes).unwrap();
        broken_off.broken_off();
    }
}
