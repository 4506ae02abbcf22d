//! `real-registry [--seed walk|small] [--port N] [--cors all|none|no-expose|no-allow-headers]`:
//! a real `docker-registry`, for as long as its standard input is open.

use std::{error::Error, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    seed::{Seed, Seeded, seed},
    standing::stand,
};
use serde::Serialize;

const USAGE: &str =
    "real-registry [--seed walk|small] [--port N] [--cors all|none|no-expose|no-allow-headers]";

#[derive(Serialize)]
struct Said<'a> {
    origin: &'a str,
    #[serde(flatten)]
    seeded: Option<Seeded>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{USAGE}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let port = arguments.opt_value_from_str("--port")?;
    let wanted = arguments.opt_value_from_fn("--seed", seed_named)?;
    let cors = arguments
        .opt_value_from_fn("--cors", cors_named)?
        .unwrap_or(Cors::All);
    if let Some(unknown) = arguments.finish().first() {
        return Err(format!("unknown argument {}", unknown.display()).into());
    }
    let registry = match port {
        Some(port) => DockerRegistry::start_on(port, cors)?,
        None => DockerRegistry::start(cors),
    };
    let seeded = match wanted {
        Some(wanted) => Some(seed(registry.pusher(), wanted).await?),
        None => None,
    };
    stand(&Said {
        origin: registry.origin(),
        seeded,
    })
    .await?;
    Ok(())
}

fn seed_named(name: &str) -> Result<Seed, String> {
    match name {
        "walk" => Ok(Seed::Walk),
        "small" => Ok(Seed::Small),
        _ => Err(format!("no seed is named {name}")),
    }
}

fn cors_named(name: &str) -> Result<Cors, String> {
    match name {
        "all" => Ok(Cors::All),
        "none" => Ok(Cors::None),
        "no-expose" => Ok(Cors::WithoutExpose),
        "no-allow-headers" => Ok(Cors::WithoutAllowHeaders),
        _ => Err(format!("no CORS is named {name}")),
    }
}
