//! The header of a gzip member (RFC 1952, section 2.3), byte by byte.

use zlib_rs::crc32::crc32;

/// A header that is being read.
pub(super) struct Header {
    step: Step,
    flags: u8,
    /// Of all bytes before the header's own checksum.
    checksum: u32,
}

/// What the next byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// One of the ten that every header has, by its place.
    Fixed(u8),
    ExtraLength(Option<u8>),
    Extra(u16),
    Name,
    Comment,
    Checksum(Option<u8>),
    Complete,
}

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is no header of a gzip member.
    Magic,
    /// It is, with a method or flags that do not exist, or another checksum than it says.
    Field,
}

const HAS_CHECKSUM: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;
const DEFLATE: u8 = 8;

impl Header {
    pub(super) fn new() -> Self {
        Self {
            step: Step::Fixed(0),
            flags: 0,
            checksum: 0,
        }
    }

    /// Whether it has not even its two first bytes, by which it is known.
    pub(super) fn has_no_magic(&self) -> bool {
        matches!(self.step, Step::Fixed(0 | 1))
    }

    /// Takes a byte; true when it was the last one.
    pub(super) fn push(&mut self, byte: u8) -> Result<bool, Wrong> {
        self.step = match self.step {
            Step::Fixed(place) => self.fixed(place, byte)?,
            Step::ExtraLength(None) => Step::ExtraLength(Some(byte)),
            Step::ExtraLength(Some(low)) => match u16::from_le_bytes([low, byte]) {
                0 => self.after(HAS_EXTRA),
                length => Step::Extra(length),
            },
            Step::Extra(1) => self.after(HAS_EXTRA),
            Step::Extra(left) => Step::Extra(left - 1),
            Step::Name if byte == 0 => self.after(HAS_NAME),
            Step::Comment if byte == 0 => self.after(HAS_COMMENT),
            Step::Checksum(None) => Step::Checksum(Some(byte)),
            Step::Checksum(Some(low)) if self.is_checksum([low, byte]) => Step::Complete,
            Step::Checksum(Some(_)) => return Err(Wrong::Field),
            step @ (Step::Name | Step::Comment | Step::Complete) => step,
        };
        if !matches!(self.step, Step::Checksum(Some(_))) {
            self.checksum = crc32(self.checksum, &[byte]);
        }
        Ok(self.step == Step::Complete)
    }

    fn fixed(&mut self, place: u8, byte: u8) -> Result<Step, Wrong> {
        match (place, byte) {
            (0, 0x1f) | (1, 0x8b) | (2, DEFLATE) | (4..=8, _) => {}
            (0 | 1, _) => return Err(Wrong::Magic),
            (3, flags) if flags & RESERVED == 0 => self.flags = flags,
            (2 | 3, _) => return Err(Wrong::Field),
            (_, _) => return Ok(self.after(0)),
        }
        Ok(Step::Fixed(place + 1))
    }

    /// What follows the part with this flag. Their order is that of the flags, but for the
    /// checksum, which is last.
    fn after(&self, flag: u8) -> Step {
        let follows = |other: u8| other > flag && self.flags & other != 0;
        match () {
            () if follows(HAS_EXTRA) => Step::ExtraLength(None),
            () if follows(HAS_NAME) => Step::Name,
            () if follows(HAS_COMMENT) => Step::Comment,
            () if self.flags & HAS_CHECKSUM != 0 => Step::Checksum(None),
            () => Step::Complete,
        }
    }

    fn is_checksum(&self, told: [u8; 2]) -> bool {
        let [first, second, ..] = self.checksum.to_le_bytes();
        told == [first, second]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes it took to be complete.
    fn read(bytes: &[u8]) -> Result<Option<usize>, Wrong> {
        let mut header = Header::new();
        for (place, byte) in bytes.iter().enumerate() {
            if header.push(*byte)? {
                return Ok(Some(place + 1));
            }
        }
        Ok(None)
    }

    fn with_flags(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 255][..], rest].concat()
    }

    #[test]
    fn every_part_is_skipped_in_its_order() {
        for (flags, rest) in [
            (0, &b""[..]),
            (1, b""),
            (HAS_EXTRA, b"\x03\0abc"),
            (HAS_EXTRA, b"\0\0"),
            (HAS_NAME, b"name\0"),
            (HAS_COMMENT, b"\0"),
            (HAS_EXTRA | HAS_COMMENT, b"\x01\0x\0"),
            (HAS_EXTRA | HAS_NAME | HAS_COMMENT, b"\x02\0\0\0n\0c\0"),
        ] {
            let bytes = with_flags(flags, rest);
            assert_eq!(read(&bytes), Ok(Some(bytes.len())), "{rest:?}");
            assert_eq!(read(&bytes[..bytes.len() - 1]), Ok(None), "{rest:?}");
        }
    }

    #[test]
    fn its_checksum_is_compared() {
        let mut bytes = with_flags(HAS_CHECKSUM | HAS_NAME, b"name\0");
        let [first, second, ..] = crc32(0, &bytes).to_le_bytes();
        bytes.extend([first, second]);
        assert_eq!(read(&bytes), Ok(Some(bytes.len())));
        for place in 4..bytes.len() {
            // The zero that ends the name only makes it longer.
            if bytes[place] != 0 || place < 10 {
                let mut wrong = bytes.clone();
                wrong[place] ^= 4;
                assert_eq!(read(&wrong), Err(Wrong::Field), "{place}");
            }
        }
    }

    #[test]
    fn what_is_no_header_is_told_from_a_wrong_one() {
        assert_eq!(read(&[0x1e]), Err(Wrong::Magic));
        assert_eq!(read(&[0x1f, 0x8c]), Err(Wrong::Magic));
        assert_eq!(read(&[0x1f, 0x8b, 7]), Err(Wrong::Field));
        assert_eq!(read(&with_flags(0x20, b"")), Err(Wrong::Field));
    }
}
