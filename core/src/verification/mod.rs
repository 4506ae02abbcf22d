//! Reading every byte of images from their registry, just now, and holding it against what was
//! promised.
//!
//! A [`Verification`] reads manifests and configs by its client and blobs by a
//! [`BlobReader`](blob::BlobReader), which may do so in threads of their own. What it knows is in
//! its [`Ledger`](ledger::Ledger); it can be given up at any time and run again, and goes on then.

pub mod blob;
mod examine;
pub mod expected;
pub mod in_place;
pub mod ledger;
mod listed;
pub mod pace;
mod place;
pub mod report;
mod run;
pub mod sentence;
pub mod standing;
pub mod words;

pub use run::Verification;
