//! gzip (RFC 1952): one member or several, each with all that its header may have.

mod header;

use zlib_rs::{Inflate, InflateFlush, Status, crc32::crc32};

use crate::integrity::decoding::{
    Halt, Output,
    fault::{Fault, Undecodable},
    gzip::header::{Header, Wrong},
};

/// A decoder of members, one after the other.
pub(in crate::integrity) struct Gzip {
    part: Part,
    inflate: Inflate,
    /// Where the content of one step is unpacked to.
    space: Box<[u8]>,
    /// How many bytes are behind.
    position: u64,
    /// Of the member's content so far.
    checksum: u32,
    /// Of the member's content so far, as the trailer counts it.
    length: u32,
}

/// The part of a member that comes next.
enum Part {
    Header { header: Header, start: u64 },
    Deflated,
    Trailer(Vec<u8>),
}

const WINDOW_BITS: u8 = 15;
const SPACE: usize = 64 << 10;
const TRAILER: usize = 8;

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            part: Part::header(0),
            inflate: Inflate::new(false, WINDOW_BITS),
            space: vec![0; SPACE].into(),
            position: 0,
            checksum: 0,
            length: 0,
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], output: &mut Output) -> Result<(), Halt> {
        while let Some((first, rest)) = bytes.split_first() {
            match &mut self.part {
                Part::Header { header, start } => {
                    let start = *start;
                    let is_last = header.push(*first).map_err(|wrong| wrong.at(start))?;
                    bytes = rest;
                    self.position += 1;
                    if is_last {
                        self.begin_content();
                    }
                }
                Part::Deflated => self.inflate(&mut bytes, output)?,
                Part::Trailer(trailer) => {
                    trailer.push(*first);
                    bytes = rest;
                    self.position += 1;
                    if trailer.len() == TRAILER {
                        self.end_member()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What is wrong if nothing follows.
    pub(super) fn unfinished(&self) -> Option<Fault> {
        let (at, why) = match &self.part {
            Part::Header { start, .. } if self.position == *start => return None,
            Part::Header { header, start } if header.has_no_magic() => {
                (*start, Undecodable::Garbage)
            }
            _ => (self.position, Undecodable::EndsEarly),
        };
        Some(Fault { at, why })
    }

    fn begin_content(&mut self) {
        self.inflate.reset(false);
        self.checksum = 0;
        self.length = 0;
        self.part = Part::Deflated;
    }

    /// Unpacks until it needs more bytes or the member's content is complete.
    fn inflate(&mut self, bytes: &mut &[u8], output: &mut Output) -> Result<(), Halt> {
        loop {
            let (status, taken, content) = self.step(bytes);
            *bytes = &bytes[taken..];
            self.position += taken as u64;
            let content = &self.space[..content];
            output.take(content);
            self.checksum = crc32(self.checksum, content);
            self.length = self.length.wrapping_add(u32_of(content.len()));
            output.within_limits(self.position)?;
            let needs_more = bytes.is_empty() && content.len() < SPACE;
            match status {
                Some(Status::StreamEnd) => {
                    self.part = Part::Trailer(Vec::with_capacity(TRAILER));
                    return Ok(());
                }
                Some(_) if needs_more => return Ok(()),
                Some(_) if taken > 0 || !content.is_empty() => {}
                Some(_) | None => return Err(self.fault(Undecodable::Data)),
            }
        }
    }

    /// How far one step came: no status where the bytes make no sense, how many were taken, how
    /// many of content were written.
    fn step(&mut self, bytes: &[u8]) -> (Option<Status>, usize, usize) {
        let inflate = &mut self.inflate;
        let before = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress(bytes, &mut self.space, InflateFlush::NoFlush);
        let since = |total: u64, before: u64| usize::try_from(total - before).unwrap_or(0);
        (
            status.ok(),
            since(inflate.total_in(), before.0),
            since(inflate.total_out(), before.1),
        )
    }

    /// Compares the content with what the trailer says of it.
    fn end_member(&mut self) -> Result<(), Halt> {
        let Part::Trailer(trailer) = &self.part else {
            return Ok(());
        };
        let (checksum, length) = trailer.split_at(TRAILER / 2);
        let why = match () {
            () if checksum != self.checksum.to_le_bytes() => Some(Undecodable::Checksum),
            () if length != self.length.to_le_bytes() => Some(Undecodable::Length),
            () => None,
        };
        self.part = Part::header(self.position);
        match why {
            Some(why) => Err(Halt::Fault(Fault {
                at: self.position - TRAILER as u64,
                why,
            })),
            None => Ok(()),
        }
    }

    fn fault(&self, why: Undecodable) -> Halt {
        Halt::Fault(Fault {
            at: self.position,
            why,
        })
    }
}

impl Part {
    fn header(start: u64) -> Self {
        Self::Header {
            header: Header::new(),
            start,
        }
    }
}

impl Wrong {
    fn at(self, at: u64) -> Halt {
        let why = match self {
            Self::Magic => Undecodable::Garbage,
            Self::Field => Undecodable::Header,
        };
        Halt::Fault(Fault { at, why })
    }
}

/// The trailer counts in 32 bits, and no step unpacks more than fit into them.
fn u32_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
