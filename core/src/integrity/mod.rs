//! Bytes against what was promised of them.
//!
//! [`compare`](compare::compare) is the only maker of [`Verified`](verified::Verified): whoever
//! holds one knows that bytes were hashed here and that an independent statement agreed.

pub mod compare;
pub mod finding;
pub mod hasher;
pub mod verified;
