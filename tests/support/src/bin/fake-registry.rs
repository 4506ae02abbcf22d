//! `fake-registry [--port N]`: the fake registry, for as long as its standard input is open.

use std::{error::Error, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{
    fake::FakeRegistry,
    standing::{no_more, outcome, stand},
};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    outcome("fake-registry [--port N]", run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let port = arguments.opt_value_from_str("--port")?;
    no_more(arguments)?;
    let registry = FakeRegistry::start_on(port.unwrap_or(0))?;
    stand(&json!({ "origin": registry.origin() })).await?;
    Ok(())
}
