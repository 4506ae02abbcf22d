//! The protocol: one verb a file, over a [`transport::Transport`].

pub mod accept;
pub mod address;
pub mod blob;
pub mod capabilities;
pub mod check;
pub mod client;
pub mod config;
pub mod error;
mod exchange;
pub mod explanation;
mod list_body;
pub mod listing;
pub mod manifest;
pub mod memory;
pub mod next_page;
mod paging;
pub mod permit;
pub mod ping;
pub mod queue;
pub mod record;
pub mod request;
pub(crate) mod shell;
pub mod sign_in;
pub mod stored;
pub mod transport;
