//! From the bytes of a blob to its content: a push decoder for each compression.
//!
//! Decoders get blocks of bytes that are cut at the same places however the bytes came, so that
//! what comes of a blob does not depend on how it was sent.

pub mod compression;
pub mod fault;
mod gzip;
mod output;
mod zstd;

pub(in crate::integrity) use output::Output;

use crate::integrity::{
    decoding::{compression::Compression, fault::Fault, gzip::Gzip, zstd::Zstd},
    obstacle::Obstacle,
};

/// Why decoding ended before the bytes did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::integrity) enum Halt {
    /// The bytes are not what their format says.
    Fault(Fault),
    /// They may be, but are not decoded here.
    Obstacle(Obstacle),
}

/// A decoder in use.
pub(in crate::integrity) enum Decoder {
    /// What is not packed is its own content.
    Plain,
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
}

impl Decoder {
    pub(in crate::integrity) fn of(compression: Compression) -> Self {
        match compression {
            Compression::Plain => Self::Plain,
            Compression::Gzip => Self::Gzip(Box::new(Gzip::new())),
            Compression::Zstd => Self::Zstd(Box::new(Zstd::new())),
        }
    }

    /// Takes the next bytes. After an error it takes no more.
    pub(in crate::integrity) fn push(
        &mut self,
        bytes: &[u8],
        output: &mut Output,
    ) -> Result<(), Halt> {
        match self {
            Self::Plain => {
                output.take(bytes);
                Ok(())
            }
            Self::Gzip(gzip) => gzip.push(bytes, output),
            Self::Zstd(zstd) => zstd.push(bytes, output),
        }
    }

    /// Tells it that no bytes follow.
    pub(in crate::integrity) fn finish(&self) -> Result<(), Halt> {
        let fault = match self {
            Self::Plain => None,
            Self::Gzip(gzip) => gzip.unfinished(),
            Self::Zstd(zstd) => zstd.unfinished(),
        };
        fault.map_or(Ok(()), |fault| Err(Halt::Fault(fault)))
    }
}

#[cfg(test)]
mod tests;
