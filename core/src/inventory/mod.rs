//! What was read of a registry so far: tags, manifests, layers; what follows from them. Pure.

pub mod date;
pub mod kind;
pub mod order;
pub mod repository;
pub mod shares;
pub mod summary;
pub mod tombstone;
pub mod tree;
