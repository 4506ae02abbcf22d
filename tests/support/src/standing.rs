//! What the programs here have in common: they say where they answer, and stand until nobody
//! listens any more.

use std::{
    io::{self, Write},
    thread,
};

use serde::Serialize;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

/// Says one line of JSON, then waits for the end of the standard input, for whoever started this
/// program ends it by closing that, or by ending. A signal to end will do as well.
///
/// # Errors
/// When nobody can hear it.
pub async fn stand(said: &impl Serialize) -> io::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let (open, closed) = oneshot::channel::<()>();
    thread::spawn(move || {
        // An input that cannot be read is as good as closed.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        drop(open);
    });

    let mut output = io::stdout();
    writeln!(output, "{}", serde_json::to_string(said)?)?;
    output.flush()?;
    tokio::select! {
        _ = closed => {}
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    Ok(())
}
