//! `token-service [--port N]`: a token service, for as long as its standard input is open.

use std::{error::Error, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{
    standing::{no_more, outcome, stand},
    token_service::{TokenService, Variant},
    users::USERS,
};
use serde_json::{Map, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    outcome("token-service [--port N]", run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let port = arguments.opt_value_from_str("--port")?;
    no_more(arguments)?;
    let service = TokenService::start_on(port.unwrap_or(0))?;
    let access = Variant::ALL.map(|variant| {
        let access = serde_json::to_value(service.access(variant))?;
        Ok((variant.path().to_owned(), access))
    });
    let access: Map<_, _> = access
        .into_iter()
        .collect::<Result<_, serde_json::Error>>()?;
    stand(&json!({ "origin": service.origin(), "access": access, "users": USERS })).await?;
    Ok(())
}
