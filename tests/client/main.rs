//! Core's client against the fake registry and a real `docker-registry`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod abilities;
mod cancelling;
mod check;
mod deletion;
mod deletion_verbs;
mod edges;
mod errors;
mod findings;
mod hostile;
mod illegible;
mod listing;
mod manifests;
mod memory;
mod open;
mod page;
mod ping;
mod read;
mod sign_in;
mod snapshot;
mod stored;
mod survey;
mod verification;
mod wire;
