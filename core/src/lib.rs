//! Everything Porthole knows about registries that needs no browser.
//!
//! Each room knows only those above it in this list.

pub mod oci;

pub mod format;
pub mod sorting;

pub mod integrity;

pub mod registry;

pub mod simulation;

pub mod versions;

pub mod inventory;

pub mod survey;

pub mod verification;

pub mod pull;

pub mod health;

pub mod raw;

pub mod route;

pub mod pasted;

pub mod deletion;

pub mod settings;
pub mod visible_range;
