//! Deleting with a plan: what a repository holds is read first, the plan says what goes along, what
//! stays and what breaks, and nothing else is done than what it says.

pub mod ability;
mod ability_words;
pub mod advice;
pub mod commands;
pub mod confirm;
mod details;
mod effects;
mod graph;
mod helper_tags;
pub mod in_use;
pub mod journal;
pub mod keeper;
pub mod manifest;
pub mod pick;
pub mod plan;
pub mod probe;
mod reach;
pub mod read;
mod refusal;
pub mod repair;
pub mod rules;
pub mod run;
pub mod snapshot;
pub mod space;
pub mod steps;
pub mod tagging;
#[cfg(test)]
mod tests;
pub mod told;
pub mod undo;
pub mod words;
