//! The vocabulary: what the OCI image and distribution specifications name.
//!
//! Values are parsed once, here. A value that exists is valid, and what a registry got wrong
//! is kept as a [`Malformed`](tolerant::Malformed) in its place, so that one bad field never
//! hides the good ones beside it.

pub mod config;
pub mod descriptor;
pub mod digest;
pub mod document;
pub mod entries;
pub mod index;
pub(crate) mod json;
pub mod manifest;
pub mod media_type;
pub mod name;
pub mod platform;
pub mod reference;
pub mod tag;
pub mod timestamp;
pub mod tolerant;
