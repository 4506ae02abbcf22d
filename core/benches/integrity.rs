//! How fast blobs are checked: `cargo bench -p porthole-core`. Speeds are those of the bytes
//! that are hashed last: the blob's at depth "all bytes", the content's at depth "content".

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::BlobVerdict,
        },
        limits::Limits,
    },
    oci::{digest::Digest, media_type::MediaType},
};

/// As chunks come from a browser's network, about.
const CHUNK: usize = 64 << 10;
const TIMES: usize = 200;
/// Lines of a log, packed by the usual tools; `make.sh` beside them says how.
const LAYERS: [(&str, &[u8]); 3] = [
    ("gzip -9", include_bytes!("../tests/fixtures/layer.tar.gz")),
    (
        "zstd -3",
        include_bytes!("../tests/fixtures/level-3.tar.zst"),
    ),
    (
        "zstd -19",
        include_bytes!("../tests/fixtures/level-19.tar.zst"),
    ),
];
const CONTENT: u64 = 163_840;

fn check(blob: &[u8], depth: Depth) -> BlobVerdict {
    let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).expect("64 digits");
    let expectation = BlobExpectation {
        digest: digest.clone(),
        size: blob.len() as u64,
        media_type: MediaType::default(),
        diff_id: Some(digest),
    };
    let mut check = BlobCheck::new(expectation, depth, Limits::default()).expect("SHA-256");
    for chunk in blob.chunks(CHUNK) {
        check.push(chunk).expect("no more than promised");
    }
    check.finish()
}

fn integrity(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("integrity");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let plain = LAYERS[2].1.repeat(1000);
    group.throughput(Throughput::BytesDecimal(plain.len() as u64));
    group.bench_function("all bytes", |bencher| {
        bencher.iter(|| check(&plain, Depth::AllBytes));
    });
    group.throughput(Throughput::BytesDecimal(TIMES as u64 * CONTENT));
    for (name, layer) in LAYERS {
        let blob = layer.repeat(TIMES);
        group.bench_function(format!("content, {name}"), |bencher| {
            bencher.iter(|| check(&blob, Depth::Content));
        });
    }
    group.finish();
}

criterion_group!(benches, integrity);
criterion_main!(benches);
