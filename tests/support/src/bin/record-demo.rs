//! `record-demo <archive>`: records the demo into an archive.

use std::{error::Error, fs, path::PathBuf, process::ExitCode};

use pico_args::Arguments;
use porthole_test_support::demo;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("record-demo <archive>: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_env();
    let path: PathBuf = arguments.free_from_str()?;
    let archive = demo::recorded().await?;
    fs::write(&path, &archive)?;
    eprintln!("{}: {} bytes", path.display(), archive.len());
    Ok(())
}
