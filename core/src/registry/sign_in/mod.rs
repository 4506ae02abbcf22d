//! Signing in: what a registry asks for, and what is sent to whom. Nothing here is ever written
//! to storage, and nothing of it is shown by `Debug`.

pub mod authorization;
pub mod challenge;
pub(crate) mod explanation;
pub mod login;
pub mod secret;
pub(crate) mod session;
mod signing;
pub(crate) mod token;
pub mod token_service;
