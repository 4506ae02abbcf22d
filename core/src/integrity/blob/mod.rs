//! Blobs against their descriptors, in one pass and without holding them.
//!
//! [`BlobCheck`](check::BlobCheck) takes the bytes as they come and ends with a
//! [`BlobVerdict`](verdict::BlobVerdict). What a verdict claims was compared; what it does not
//! claim, it names the reason for.

pub mod check;
mod content;
pub mod embedded;
pub mod expectation;
mod judge;
pub mod measured;
mod message;
pub mod verdict;

#[cfg(test)]
mod tests;
