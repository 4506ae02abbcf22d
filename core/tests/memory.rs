//! What a check holds while bytes come: its decoder's window, and nothing that grows with them.

#![expect(
    unsafe_code,
    reason = "only an allocator sees what is held, and one is unsafe to write"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    iter,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
        },
        limits::Limits,
    },
    oci::{digest::Digest, media_type::MediaType},
};

/// Counts the bytes that are held, and the most that ever were.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(held, Relaxed);
        // SAFETY: as for this function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as for this function.
        unsafe { System.dealloc(pointer, layout) }
    }
}

const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\xff";
const WINDOW: usize = 1 << 20;
/// The header of a frame with that window.
const FRAME: &[u8] = b"\x28\xb5\x2f\xfd\0\x50";
const LARGE_WINDOW: usize = 128 << 20;
const LARGE_FRAME: &[u8] = b"\x28\xb5\x2f\xfd\0\x88";

/// How many bytes were held at most while `chunk` came `times` after `first`.
fn most_held(first: &[u8], chunk: &[u8], times: usize) -> usize {
    let digest = Digest::parse(&format!("sha256:{}", "0".repeat(64))).expect("64 digits");
    let expectation = BlobExpectation {
        digest: digest.clone(),
        size: u64::MAX,
        media_type: MediaType::default(),
        diff_id: Some(digest),
    };
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    let mut check =
        BlobCheck::new(expectation, Depth::Content, Limits::default()).expect("SHA-256");
    for chunk in iter::once(first).chain(iter::repeat_n(chunk, times)) {
        check.push(chunk).expect("no more than promised");
    }
    assert_eq!(check.taken(), (first.len() + times * chunk.len()) as u64);
    check.finish();
    MOST.load(Relaxed) - before
}

fn block(size: u32, kind: u32, content: &[u8]) -> Vec<u8> {
    [&(size << 3 | kind << 1).to_le_bytes()[..3], content].concat()
}

/// One test, because others beside it would be counted too.
#[test]
fn nothing_that_is_held_grows_with_the_blob() {
    let stored = [&b"\0\xff\xff\0\0"[..], &vec![7; 0xffff]].concat();
    let raw = block(128 << 10, 0, &vec![7; 128 << 10]);
    let repeated = block(128 << 10, 1, b"7").repeat(100);
    let frame = |header: &[u8]| [header, &block(1, 0, b"7"), b"\x01\0\0"].concat();
    let many_frames = frame(FRAME).repeat(1000);
    let boastful_frames = frame(LARGE_FRAME).repeat(1000);
    let small = 1 << 20;
    for (what, first, chunk, times, bound) in [
        ("a tar", &b"file"[..], &vec![7; 1 << 20], 64, small),
        ("a member of gzip", GZIP, &stored, 500, small),
        (
            "a name in gzip",
            &[&GZIP[..3], b"\x08\0\0\0\0\0\xff"].concat(),
            &vec![7; 1 << 18],
            20,
            small,
        ),
        ("a frame of zstd", FRAME, &raw, 200, 2 * WINDOW),
        (
            "a frame of zstd that repeats a byte",
            FRAME,
            &repeated,
            5,
            2 * WINDOW,
        ),
        ("frames of zstd", b"", &many_frames, 20, 2 * WINDOW),
        (
            "a window of 128 MiB",
            LARGE_FRAME,
            &repeated,
            6,
            LARGE_WINDOW + WINDOW,
        ),
        (
            "frames that announce 128 MiB",
            b"",
            &boastful_frames,
            2,
            LARGE_WINDOW + WINDOW,
        ),
        (
            "a skippable frame",
            b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
            &vec![7; 1 << 20],
            64,
            small,
        ),
    ] {
        let most = most_held(first, chunk, times);
        assert!(most < bound, "{what}: {most} bytes");
    }
}
