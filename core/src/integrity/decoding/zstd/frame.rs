//! The headers of zstd frames and blocks (RFC 8878, section 3.1.1).

/// What the header of a frame says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameHeader {
    /// The window that its content refers back into, in bytes.
    pub(super) window: u64,
    /// How many bytes its content has.
    pub(super) content: Option<u64>,
    /// The dictionary that it needs; 0 for none, or for one that it does not name.
    pub(super) dictionary: u32,
    /// Whether a checksum follows its last block.
    pub(super) has_checksum: bool,
}

/// What the header of a block says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockHeader {
    pub(super) is_last: bool,
    /// How many bytes follow the header.
    pub(super) size: usize,
}

/// The magic number and the byte that tells how long the rest of the header is.
pub(super) const SHORTEST_HEADER: usize = 5;
pub(super) const MAGIC: usize = 4;
pub(super) const BLOCK_HEADER: usize = 3;
/// The largest that a block may be, packed or not.
const LARGEST_BLOCK: usize = 128 << 10;

// Types of blocks.
const REPEATED_BYTE: u64 = 1;
const RESERVED_BLOCK: u64 = 3;

// In the byte that begins a frame's header.
const SINGLE_SEGMENT: u8 = 1 << 5;
const RESERVED_BIT: u8 = 1 << 3;
const CHECKSUM: u8 = 1 << 2;

/// How long a frame's header is, by the byte after the magic number.
pub(super) fn header_length(descriptor: u8) -> usize {
    SHORTEST_HEADER
        + window_length(descriptor)
        + dictionary_length(descriptor)
        + content_length(descriptor)
}

fn window_length(descriptor: u8) -> usize {
    usize::from(descriptor & SINGLE_SEGMENT == 0)
}

fn dictionary_length(descriptor: u8) -> usize {
    [0, 1, 2, 4][usize::from(descriptor & 3)]
}

fn content_length(descriptor: u8) -> usize {
    match descriptor >> 6 {
        0 => 1 - window_length(descriptor),
        1 => 2,
        2 => 4,
        _ => 8,
    }
}

impl FrameHeader {
    /// Reads a header with its magic number; nothing where it says what none may say.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (descriptor, rest) = bytes.get(MAGIC..)?.split_first()?;
        let (window, rest) = rest.split_at_checked(window_length(*descriptor))?;
        let (dictionary, content) = rest.split_at_checked(dictionary_length(*descriptor))?;
        if descriptor & RESERVED_BIT != 0 || content.len() != content_length(*descriptor) {
            return None;
        }
        let content = match content.len() {
            0 => None,
            // Two bytes count from where one byte ends.
            2 => Some(little_endian(content) + 256),
            _ => Some(little_endian(content)),
        };
        let window = match window.first() {
            Some(window) => window_size(*window),
            None => content?,
        };
        Some(Self {
            window,
            content,
            dictionary: u32::try_from(little_endian(dictionary)).ok()?,
            has_checksum: descriptor & CHECKSUM != 0,
        })
    }
}

impl BlockHeader {
    /// Reads the header of a block; nothing where it says what none may say.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let header = little_endian(bytes.get(..BLOCK_HEADER)?);
        let size = usize::try_from(header >> 3).ok()?;
        if size > LARGEST_BLOCK {
            return None;
        }
        Some(Self {
            is_last: header & 1 == 1,
            size: match (header >> 1) & 3 {
                REPEATED_BYTE => 1,
                RESERVED_BLOCK => return None,
                _ => size,
            },
        })
    }
}

fn window_size(descriptor: u8) -> u64 {
    let base = 1_u64 << (10 + (descriptor >> 3));
    base + base / 8 * u64::from(descriptor & 7)
}

pub(super) fn little_endian(bytes: &[u8]) -> u64 {
    let digits = bytes.iter().rev();
    digits.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rest: &[u8]) -> Option<FrameHeader> {
        let bytes = [b"\x28\xb5\x2f\xfd", rest].concat();
        assert_eq!(bytes.len(), header_length(rest[0]));
        FrameHeader::read(&bytes)
    }

    #[test]
    fn headers_of_all_lengths_are_read() {
        let header = |window, content, dictionary, has_checksum| FrameHeader {
            window,
            content,
            dictionary,
            has_checksum,
        };
        for (bytes, expected) in [
            (&[0x00, 0x00][..], header(1 << 10, None, 0, false)),
            (&[0x04, 0x89], header((1 << 27) + (1 << 24), None, 0, true)),
            (&[0x20, 7], header(7, Some(7), 0, false)),
            (&[0x60, 1, 1], header(513, Some(513), 0, false)),
            (
                &[0x81, 0x88, 9, 1, 0, 0, 1],
                header(1 << 27, Some((1 << 24) + 1), 9, false),
            ),
            (
                &[0xe3, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0x80],
                header(1 << 63, Some(1 << 63), 0x0403_0201, false),
            ),
            (&[0x02, 0xff, 0, 1], header(15 << 38, None, 256, false)),
        ] {
            assert_eq!(read(bytes), Some(expected), "{bytes:x?}");
        }
        assert_eq!(read(&[0x08, 0]), None, "reserved");
    }

    #[test]
    fn blocks_have_their_sizes() {
        let read = |header: u32| BlockHeader::read(&header.to_le_bytes()[..3]);
        let block = |is_last, size| Some(BlockHeader { is_last, size });
        assert_eq!(read(5 << 3), block(false, 5));
        assert_eq!(read(5 << 3 | 0b101), block(true, 5));
        assert_eq!(read(100_000 << 3 | 0b010), block(false, 1));
        assert_eq!(read((128 << 10) << 3), block(false, 128 << 10));
        assert_eq!(read(((128 << 10) + 1) << 3), None);
        assert_eq!(read(0b110), None);
    }
}
