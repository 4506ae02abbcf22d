//! Deleting with a plan: what a repository holds is read first, the plan says what goes along, what
//! stays and what breaks, and nothing else is done than what it says.

mod effects;
mod graph;
mod helpers;
pub mod manifest;
pub mod plan;
mod reach;
pub mod read;
pub mod snapshot;
pub mod space;
pub mod steps;
#[cfg(test)]
mod tests;
pub mod tombstone;
