//! Deleting with a plan: what a repository holds is read first, the plan says what goes along, what
//! stays and what breaks, and nothing else is done than what it says.

pub mod confirm;
mod effects;
mod graph;
mod helpers;
pub mod journal;
pub mod keeper;
pub mod manifest;
pub mod plan;
mod reach;
pub mod read;
pub mod run;
pub mod snapshot;
pub mod space;
pub mod steps;
pub mod tagging;
#[cfg(test)]
mod tests;
pub mod tombstone;
pub mod undo;
pub mod words;
