//! The views, one file or folder each.

pub(crate) mod check;
pub(crate) mod configuration;
pub(crate) mod connection;
pub(crate) mod consent;
mod deletion;
pub(crate) mod image;
mod kept;
pub(crate) mod later;
mod layer;
pub(crate) mod own_origin;
pub(crate) mod repositories;
pub(crate) mod repository;
mod requests;
pub(crate) mod unknown;
