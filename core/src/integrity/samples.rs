//! Packed content, for tests: by the encoders of the decoders' own crates, by hand, and by the
//! tools that `core/tests/fixtures/make.sh` names.

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zlib_rs::{Deflate, DeflateFlush, Status, crc32::crc32};

use crate::{
    integrity::hasher::Hasher,
    oci::digest::{Algorithm, Digest},
};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/", $name))
    };
}

/// Layers of one content, as the usual tools pack them.
pub(super) const PACKED: [(&str, &[u8]); 4] = [
    ("gzip", fixture!("layer.tar.gz")),
    ("zstd -3", fixture!("level-3.tar.zst")),
    ("zstd -19", fixture!("level-19.tar.zst")),
    ("zstd --long=27", fixture!("window-27.tar.zst")),
];
/// The digest of that content, by `sha256sum`.
pub(super) const CONTENT: &str =
    "sha256:da5fcf2b2a2e6f6a138447839de994f61213e5445dd955f937d7dd5a0ebb21a2";
/// How many bytes it has, by `ls`.
pub(super) const CONTENT_SIZE: u64 = 163_840;
/// The same, with a window of 256 MiB.
pub(super) const LARGE_WINDOW: &[u8] = fixture!("window-28.tar.zst");
/// The same, with a dictionary.
pub(super) const WITH_DICTIONARY: &[u8] = fixture!("dictionary.tar.zst");

pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    Hasher::digest(&Algorithm::Sha256, bytes).unwrap()
}

/// A tar of one file, without the two empty blocks at its end.
pub(super) fn tar(content: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    header[..4].copy_from_slice(b"file");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut tar = [&header, content].concat();
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar
}

/// A gzip of one member, whose header has nothing that it need not have.
pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    gzip_member(content, 0, b"")
}

/// A member with these flags, and the parts that they announce.
pub(super) fn gzip_member(content: &[u8], flags: u8, parts: &[u8]) -> Vec<u8> {
    let header = [&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255], parts].concat();
    let length = u32::try_from(content.len()).unwrap();
    [
        &header[..],
        &deflate(content),
        &crc32(0, content).to_le_bytes(),
        &length.to_le_bytes(),
    ]
    .concat()
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut packed = vec![0; content.len() + content.len() / 8 + 64];
    let mut deflate = Deflate::new(6, false, 15);
    let status = deflate.compress(content, &mut packed, DeflateFlush::Finish);
    assert_eq!(status, Ok(Status::StreamEnd));
    packed.truncate(usize::try_from(deflate.total_out()).unwrap());
    packed
}

/// A zstd of one frame, with a checksum.
pub(super) fn zstd(content: &[u8]) -> Vec<u8> {
    compress_to_vec(content, CompressionLevel::Fastest)
}

/// A frame of blocks with a window of 1 MiB.
pub(super) fn zstd_frame(blocks: &[Vec<u8>]) -> Vec<u8> {
    [&b"\x28\xb5\x2f\xfd\0\x50"[..], &blocks.concat()].concat()
}

/// A block whose content stands in it.
pub(super) fn raw_block(content: &[u8], is_last: bool) -> Vec<u8> {
    [&block_header(content.len(), 0, is_last)[..], content].concat()
}

/// A block of one byte that is repeated.
pub(super) fn rle_block(byte: u8, times: usize, is_last: bool) -> Vec<u8> {
    [&block_header(times, 1, is_last)[..], &[byte]].concat()
}

fn block_header(size: usize, kind: u32, is_last: bool) -> [u8; 3] {
    let size = u32::try_from(size).unwrap();
    let header = size << 3 | kind << 1 | u32::from(is_last);
    let [first, second, third, _] = header.to_le_bytes();
    [first, second, third]
}

/// A frame that is to be skipped.
pub(super) fn skippable(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    [b"\x53\x2a\x4d\x18", &length.to_le_bytes()[..], content].concat()
}
