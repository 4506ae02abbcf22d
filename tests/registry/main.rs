//! Tests against a real `docker-registry`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod advice;
mod commands;
mod cors;
mod demo;
mod distribution_2;
mod lab;
mod layers;
mod programs;
mod push;
mod read;
mod seed;
mod sign_in;
mod verification;
