//! Reading tags as versions: order, ranges, moving tags. The rules stand in docs/VERSIONS.md.

pub mod filter;
pub mod helper;
mod images;
pub mod moving;
pub mod newest;
pub mod order;
pub mod range;
mod suffix;
mod tracks;
pub mod version;
