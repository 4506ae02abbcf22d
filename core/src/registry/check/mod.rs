//! The connection check: why a page cannot use a registry, as far as a browser can tell, and the
//! lines that cure it.
//!
//! The [`ladder`] asks, one step after the other, and notes what was [`observed`]. All else
//! follows from that alone: the [`diagnosis`], the [`lines`] of the result, the [`cures`].

pub mod asked;
pub mod cause;
pub mod cures;
pub mod diagnosis;
pub mod ladder;
pub mod lines;
mod network;
pub mod observed;
pub mod probe;
pub mod report;
mod sample;
#[cfg(test)]
mod tests;
