//! `record-demo <archive>`: records the demo into an archive.

use std::{error::Error, fs, path::PathBuf, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::{demo, standing::outcome};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    outcome("record-demo <archive>", run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let path: PathBuf = arguments.free_from_str()?;
    let archive = demo::recorded().await?;
    fs::write(&path, &archive)?;
    eprintln!("{}: {} bytes", path.display(), archive.len());
    Ok(())
}
