//! `real-registry [--seed walk|small|lab|layers|speed] [--large N] [--layers N] [--port N]
//! [--configuration JSON]`: a real `docker-registry`, for as long as its standard input is open.
//! Each line there is a configuration to be started again with, on the same port and with what it
//! holds. Of the seed `layers` one layer is large, of the seed `speed` all are; `--large` says how
//! many bytes that is.

use std::{error::Error, path::PathBuf, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{
    docker_registry::{Configuration, Cors, DockerRegistry},
    seed::{Seed, Seeded, seed},
    standing::{no_more, outcome, stand_and_answer},
    users::{USERS, User},
};
use serde::Serialize;
use serde_json::{Value, json};

const USAGE: &str = "real-registry [--seed walk|small|lab|layers|speed] [--large N] [--layers N] [--port N] [--configuration JSON]";

/// How large a large layer is, where nobody says it.
const LARGE: u64 = 3_000_000;

#[derive(Serialize)]
struct Said<'a> {
    origin: &'a str,
    storage: PathBuf,
    users: [User; 2],
    #[serde(flatten)]
    seeded: Option<Seeded>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    outcome(USAGE, run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let port = arguments.opt_value_from_str("--port")?;
    let wanted = seed_wanted(&mut arguments)?;
    let configuration = arguments.opt_value_from_fn("--configuration", configured)?;
    no_more(arguments)?;
    let configuration = configuration.unwrap_or_else(|| Cors::All.into());
    // Whatever it is to refuse, it can be seeded before.
    let first = match wanted {
        Some(_) => Configuration::default(),
        None => configuration.clone(),
    };
    let mut registry = match port {
        Some(port) => DockerRegistry::start_on(port, first)?,
        None => DockerRegistry::start(first),
    };
    let mut seeded = None;
    if let Some(wanted) = wanted {
        seeded = Some(seed(registry.pusher(), wanted).await?);
        registry.restart(configuration)?;
    }
    let origin = registry.origin().to_owned();
    let said = Said {
        origin: &origin,
        storage: registry.storage(),
        users: USERS,
        seeded,
    };
    stand_and_answer(&said, |line| restarted(&mut registry, line)).await?;
    Ok(())
}

fn restarted(registry: &mut DockerRegistry, line: &str) -> Value {
    let restarted = configured(line).and_then(|configuration| {
        let restarted = registry.restart(configuration);
        restarted.map_err(|error| error.to_string())
    });
    match restarted {
        Ok(()) => json!({ "origin": registry.origin() }),
        Err(error) => json!({ "error": error }),
    }
}

fn configured(text: &str) -> Result<Configuration, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn seed_wanted(arguments: &mut Arguments) -> Result<Option<Seed>, Box<dyn Error>> {
    let name: Option<String> = arguments.opt_value_from_str("--seed")?;
    let large = arguments.opt_value_from_str("--large")?.unwrap_or(LARGE);
    let layers = arguments.opt_value_from_str("--layers")?.unwrap_or(1);
    match name.as_deref() {
        Some("walk") => Ok(Some(Seed::Walk)),
        Some("small") => Ok(Some(Seed::Small)),
        Some("lab") => Ok(Some(Seed::Lab)),
        Some("layers") => Ok(Some(Seed::Layers { large })),
        Some("speed") => Ok(Some(Seed::Speed { large, layers })),
        Some(name) => Err(format!("no seed is named {name}").into()),
        None => Ok(None),
    }
}
