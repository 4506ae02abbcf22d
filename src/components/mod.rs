//! What pages are built of.

pub(crate) mod copy;
pub(crate) mod digest;
pub(crate) mod dynamic;
pub(crate) mod failure;
pub(crate) mod filter;
pub(crate) mod header;
pub(crate) mod icon;
pub(crate) mod illegible;
pub(crate) mod layers;
pub(crate) mod loaded;
pub(crate) mod mark;
pub(crate) mod message;
pub(crate) mod mismatch;
pub(crate) mod name_list;
pub(crate) mod open_repository;
pub(crate) mod repository_name;
pub(crate) mod rows;
pub(crate) mod skeleton;
pub(crate) mod tabs;
pub(crate) mod theme;
pub(crate) mod title;
pub(crate) mod truth;
