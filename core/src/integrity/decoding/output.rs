//! Where content goes: through a hash, and nowhere else.

use std::io;

use crate::integrity::{decoding::Halt, hasher::Hasher, limits::Limits, obstacle::Obstacle};

/// Takes the content as it is unpacked.
pub(in crate::integrity) struct Output {
    hasher: Hasher,
    size: u64,
    limits: Limits,
}

impl Output {
    pub(in crate::integrity) fn new(hasher: Hasher, limits: Limits) -> Self {
        Self {
            hasher,
            size: 0,
            limits,
        }
    }

    pub(in crate::integrity) fn take(&mut self, content: &[u8]) {
        self.hasher.update(content);
        self.size += content.len() as u64;
    }

    /// How many bytes of content there are so far.
    pub(in crate::integrity) fn size(&self) -> u64 {
        self.size
    }

    pub(in crate::integrity) fn hasher(self) -> Hasher {
        self.hasher
    }

    pub(super) fn window_limit(&self) -> u64 {
        self.limits.window
    }

    /// Whether so much content is still believable for so many bytes that were read.
    pub(super) fn within_limits(&self, read: u64) -> Result<(), Halt> {
        let content = self.size;
        let bounds = self.limits.content;
        if bounds.iter().all(|bound| content <= bound.most(read)) {
            Ok(())
        } else {
            Err(Halt::Obstacle(Obstacle::StoppedAtLimit { read, content }))
        }
    }
}

impl io::Write for Output {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        self.take(content);
        Ok(content.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
