//! What tests are made of: images that come out the same every time, a real registry to push
//! them to, and a fake one for what no real registry can be made to do.
#![expect(
    clippy::missing_panics_doc,
    reason = "a test whose ground cannot be laid ends there, with the reason"
)]

pub mod demo;
pub mod docker_registry;
pub mod fake;
pub mod image;
pub mod native_transport;
pub mod push;
pub mod seed;
mod serving;
pub mod standing;
pub mod token_service;
pub mod users;
