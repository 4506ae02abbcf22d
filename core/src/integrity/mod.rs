//! Bytes against what was promised of them.
//!
//! [`compare`](compare::compare) is the only maker of [`Verified`](verified::Verified): whoever
//! holds one knows that bytes were hashed here and that an independent statement agreed. What
//! fits into no memory goes through a [`BlobCheck`](blob::check::BlobCheck).

pub mod blob;
pub mod compare;
pub mod decoding;
pub mod finding;
pub mod hasher;
pub mod limits;
pub mod obstacle;
#[cfg(test)]
pub(crate) mod samples;
pub mod verified;
