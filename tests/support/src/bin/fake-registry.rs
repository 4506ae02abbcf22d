//! `fake-registry [--port N]`: the fake registry, for as long as its standard input is open.

use std::{error::Error, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{fake::FakeRegistry, standing::stand};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fake-registry [--port N]: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let port = arguments.opt_value_from_str("--port")?;
    if let Some(unknown) = arguments.finish().first() {
        return Err(format!("unknown argument {}", unknown.display()).into());
    }
    let registry = FakeRegistry::start_on(port.unwrap_or(0))?;
    stand(&json!({ "origin": registry.origin() })).await?;
    Ok(())
}
