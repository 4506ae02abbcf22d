//! Layers of any size, which nobody holds: their bytes are made as they are wanted.

use std::iter;

use bytes::Bytes;
use flate2::Crc;
use sha2::{Digest, Sha256};
use tar::EntryType;

use super::{Descriptor, content::written, layer::header};

/// The most that a stored block of deflate holds.
const STORED: usize = 65_535;
/// How much of the file is made at once.
const PIECE: usize = 16 * STORED;

/// A layer with one file that cannot be compressed, in a gzip that does not try.
#[derive(Clone, Debug)]
pub struct LargeLayer {
    number: u64,
    size: u64,
    descriptor: Descriptor,
    diff_id: String,
}

impl LargeLayer {
    /// A layer with a file of so many bytes. Numbers tell layers apart.
    pub fn new(number: u64, size: u64) -> Self {
        let (mut content, mut blob) = (Sha256::new(), Sha256::new());
        let mut length = 0;
        let archive = archive(number, size).inspect(|piece| content.update(piece));
        for piece in gzip(archive) {
            blob.update(&piece);
            length += piece.len() as u64;
        }
        Self {
            number,
            size,
            descriptor: Descriptor {
                media_type: "application/vnd.oci.image.layer.v1.tar+gzip".to_owned(),
                digest: written(blob),
                size: length,
                ..Descriptor::default()
            },
            diff_id: written(content),
        }
    }

    /// What a manifest says of it.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The digest of the archive.
    pub fn diff_id(&self) -> &str {
        &self.diff_id
    }

    /// Its bytes, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Bytes> + Send + use<> {
        gzip(archive(self.number, self.size))
    }
}

/// A tar of one file, in pieces.
fn archive(number: u64, size: u64) -> impl Iterator<Item = Vec<u8>> + Send {
    let mut head = header(EntryType::Regular, 0o644, size);
    head.set_path("srv/noise")
        .expect("a path that tar can hold");
    head.set_cksum();
    let fill = size.next_multiple_of(512) - size;
    let end = usize::try_from(fill + 2 * 512).expect("less than three blocks");
    iter::once(head.as_bytes().to_vec())
        .chain(noise(number, size))
        .chain(iter::once(vec![0; end]))
}

/// Bytes that gzip finds nothing in. Each piece has its own beginning; the rest of it is beyond
/// what gzip looks back.
fn noise(number: u64, size: u64) -> impl Iterator<Item = Vec<u8>> + Send {
    let mut state = number.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let words = iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    let piece: Vec<u8> = words.take(PIECE / 8 + 1).flatten().take(PIECE).collect();
    let mut left = size;
    let mut place = 0_u64;
    iter::from_fn(move || {
        let length = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let mut next = piece[..length].to_vec();
        for (byte, own) in next.iter_mut().zip(place.to_le_bytes()) {
            *byte ^= own;
        }
        left -= length as u64;
        place += 1;
        (length > 0).then_some(next)
    })
}

/// A gzip of stored blocks, whose head and tail are those of [`super::gzip`].
fn gzip(archive: impl Iterator<Item = Vec<u8>> + Send) -> impl Iterator<Item = Bytes> + Send {
    let mut archive = archive.peekable();
    let mut crc = Crc::new();
    let mut is_first = true;
    iter::from_fn(move || {
        let piece = archive.next()?;
        let is_last = archive.peek().is_none();
        let mut packed = Vec::with_capacity(piece.len() + 5 * 17 + 18);
        if is_first {
            packed.extend(b"\x1f\x8b\x08\0\0\0\0\0\0\xff");
            is_first = false;
        }
        crc.update(&piece);
        stored(&piece, is_last, &mut packed);
        if is_last {
            packed.extend(crc.sum().to_le_bytes());
            packed.extend(crc.amount().to_le_bytes());
        }
        Some(packed.into())
    })
}

fn stored(piece: &[u8], is_last: bool, packed: &mut Vec<u8>) {
    let mut blocks = piece.chunks(STORED).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block holds no more");
        packed.push(u8::from(is_last && blocks.peek().is_none()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::image::sha256;

    fn packed(number: u64, size: u64) -> (LargeLayer, Vec<u8>) {
        let layer = LargeLayer::new(number, size);
        let bytes = layer.pieces().flatten().collect();
        (layer, bytes)
    }

    #[test]
    fn descriptor_and_diff_id_are_those_of_its_bytes() {
        for size in [0, 1, 512, 3 * PIECE as u64, 3_000_000] {
            let (layer, bytes) = packed(1, size);
            assert_eq!(layer.descriptor().digest, sha256(&bytes), "{size}");
            assert_eq!(layer.descriptor().size, bytes.len() as u64);
            let mut archive = Vec::new();
            let mut decoder = flate2::read::GzDecoder::new(&bytes[..]);
            decoder.read_to_end(&mut archive).unwrap();
            assert_eq!(layer.diff_id(), sha256(&archive), "{size}");
            let mut archive = tar::Archive::new(&archive[..]);
            let sizes = archive.entries().unwrap();
            let sizes: Vec<_> = sizes.map(|entry| entry.unwrap().size()).collect();
            assert_eq!(sizes, [size]);
        }
    }

    #[test]
    fn layers_of_other_numbers_are_others_and_none_is_compressible() {
        let (_, first) = packed(1, 1_000_000);
        let (_, second) = packed(2, 1_000_000);
        assert_ne!(first, second);
        for bytes in [first, second] {
            assert!(crate::image::gzip(&bytes).len() > 990_000);
        }
    }
}
