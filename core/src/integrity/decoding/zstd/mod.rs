//! zstd (RFC 8878): frames and skippable frames in any order.
//!
//! Headers are read here, so that whole blocks can be handed to `ruzstd`, which waits for none,
//! and so that what it does not look at is compared: reserved bits, sizes and checksums.

mod frame;

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::integrity::{
    decoding::{
        Halt, Output,
        fault::{Fault, Undecodable},
        zstd::frame::{
            BLOCK_HEADER, BlockHeader, FrameHeader, MAGIC, SHORTEST_HEADER, header_length,
            little_endian,
        },
    },
    obstacle::Obstacle,
};

/// A decoder of frames, one after the other.
pub(in crate::integrity) struct Zstd {
    part: Part,
    /// The bytes of that part, as far as they came.
    gathered: Vec<u8>,
    /// How many bytes it needs, as far as they tell.
    wanted: usize,
    /// How many bytes are behind, with those that are gathered.
    position: u64,
    decoder: FrameDecoder,
}

/// What is being gathered, or skipped.
enum Part {
    Magic,
    FrameHeader,
    Block(Frame),
    SkippableHeader,
    Skipped(u64),
}

/// The frame that blocks belong to.
#[derive(Clone, Copy)]
struct Frame {
    header: FrameHeader,
    /// How much content there was before it.
    before: u64,
}

const SKIPPABLE_HEADER: usize = 8;
const CHECKSUM: usize = 4;

impl Zstd {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Magic,
            gathered: Vec::new(),
            wanted: MAGIC,
            position: 0,
            decoder: FrameDecoder::new(),
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], output: &mut Output) -> Result<(), Halt> {
        while !bytes.is_empty() {
            let taken = match self.part {
                Part::Skipped(left) => self.skip(left, bytes.len()),
                _ => self.gather(bytes),
            };
            self.position += taken as u64;
            bytes = &bytes[taken..];
            while self.wanted == self.gathered.len() && !matches!(self.part, Part::Skipped(_)) {
                self.advance(output)?;
            }
        }
        Ok(())
    }

    /// What is wrong if nothing follows.
    pub(super) fn unfinished(&self) -> Option<Fault> {
        let why = match self.part {
            Part::Magic if self.gathered.is_empty() => return None,
            Part::Magic => return Some(self.fault_at_start(Undecodable::Garbage)),
            _ => Undecodable::EndsEarly,
        };
        Some(Fault {
            at: self.position,
            why,
        })
    }

    fn skip(&mut self, left: u64, available: usize) -> usize {
        let skipped = usize::try_from(left).map_or(available, |left| left.min(available));
        match left - skipped as u64 {
            0 => self.expect(Part::Magic, MAGIC),
            left => self.part = Part::Skipped(left),
        }
        skipped
    }

    fn gather(&mut self, bytes: &[u8]) -> usize {
        let missing = self.wanted - self.gathered.len();
        let taken = missing.min(bytes.len());
        self.gathered.extend_from_slice(&bytes[..taken]);
        taken
    }

    /// Begins with another part.
    fn expect(&mut self, part: Part, wanted: usize) {
        self.gathered.clear();
        self.part = part;
        self.wanted = wanted;
    }

    /// Goes on where all bytes are there that were wanted: it is known now how many more are, or
    /// what comes next.
    fn advance(&mut self, output: &mut Output) -> Result<(), Halt> {
        match self.part {
            Part::Magic => self.magic(),
            Part::FrameHeader => match header_length(self.gathered[MAGIC]) {
                length if length > self.gathered.len() => {
                    self.wanted = length;
                    Ok(())
                }
                _ => self.frame(output),
            },
            Part::Block(frame) => self.block(frame, output),
            Part::SkippableHeader => {
                match little_endian(&self.gathered[MAGIC..]) {
                    0 => self.expect(Part::Magic, MAGIC),
                    size => self.expect(Part::Skipped(size), 0),
                }
                Ok(())
            }
            Part::Skipped(_) => Ok(()),
        }
    }

    fn magic(&mut self) -> Result<(), Halt> {
        (self.part, self.wanted) = match self.gathered[..] {
            [0x28, 0xb5, 0x2f, 0xfd] => (Part::FrameHeader, SHORTEST_HEADER),
            [0x50..=0x5f, 0x2a, 0x4d, 0x18] => (Part::SkippableHeader, SKIPPABLE_HEADER),
            _ => return Err(Halt::Fault(self.fault_at_start(Undecodable::Garbage))),
        };
        Ok(())
    }

    fn frame(&mut self, output: &Output) -> Result<(), Halt> {
        let header = FrameHeader::read(&self.gathered)
            .ok_or(Halt::Fault(self.fault_at_start(Undecodable::Header)))?;
        if header.window > output.window_limit() {
            return Err(Halt::Obstacle(Obstacle::Window(header.window)));
        }
        if header.dictionary != 0 {
            return Err(Halt::Obstacle(Obstacle::Dictionary(header.dictionary)));
        }
        self.decoder.set_max_window_size(output.window_limit());
        // A decoder's first frame lets the window grow, and holds it twice whenever it does.
        // Any other has it at once.
        let is_first = self.decoder.blocks_decoded() == 0;
        for _ in 0..=usize::from(is_first) {
            if self.decoder.reset(&self.gathered[..]).is_err() {
                return Err(Halt::Fault(self.fault_at_start(Undecodable::Header)));
            }
        }
        let before = output.size();
        self.expect(Part::Block(Frame { header, before }), BLOCK_HEADER);
        Ok(())
    }

    fn block(&mut self, frame: Frame, output: &mut Output) -> Result<(), Halt> {
        let header = BlockHeader::read(&self.gathered)
            .ok_or(Halt::Fault(self.fault_at_start(Undecodable::Data)))?;
        let has_checksum = header.is_last && frame.header.has_checksum;
        let wanted = BLOCK_HEADER + header.size + if has_checksum { CHECKSUM } else { 0 };
        if self.gathered.len() < wanted {
            self.wanted = wanted;
            return Ok(());
        }
        let one = BlockDecodingStrategy::UptoBlocks(1);
        let decoded = self.decoder.decode_blocks(&self.gathered[..], one);
        let collected = self.decoder.collect_to_writer(&mut *output);
        if decoded.is_err() || collected.is_err() {
            return Err(Halt::Fault(self.fault_at_start(Undecodable::Data)));
        }
        output.within_limits(self.position)?;
        if header.is_last {
            self.end_frame(frame, output)?;
            self.expect(Part::Magic, MAGIC);
        } else {
            self.expect(Part::Block(frame), BLOCK_HEADER);
        }
        Ok(())
    }

    /// Compares the content of a frame with what the frame says of it.
    fn end_frame(&self, frame: Frame, output: &Output) -> Result<(), Halt> {
        let size = output.size() - frame.before;
        let told = self.decoder.get_checksum_from_data();
        let (behind, why) = match () {
            () if frame.header.content.is_some_and(|content| content != size) => {
                (0, Undecodable::Length)
            }
            () if told.is_some() && told != self.decoder.get_calculated_checksum() => {
                (CHECKSUM, Undecodable::Checksum)
            }
            () => return Ok(()),
        };
        Err(Halt::Fault(Fault {
            at: self.position - behind as u64,
            why,
        }))
    }

    /// A fault of the part that is gathered, at its first byte.
    fn fault_at_start(&self, why: Undecodable) -> Fault {
        Fault {
            at: self.position - self.gathered.len() as u64,
            why,
        }
    }
}
