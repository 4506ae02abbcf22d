//! What the programs here have in common: they say where they answer, and stand until nobody
//! listens any more.

use std::{
    error::Error,
    io::{self, BufRead, Write},
    process::ExitCode,
    thread,
};

use pico_args::Arguments;
use serde::Serialize;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

/// Says one line of JSON, then waits for the end of the standard input, for whoever started this
/// program ends it by closing that, or by ending. A signal to end will do as well.
///
/// # Errors
/// When nobody can hear it.
pub async fn stand(said: &impl Serialize) -> io::Result<()> {
    stand_and_answer(said, |_| "nothing to answer").await
}

/// The same, and until then says one line of JSON for every line that it is told.
///
/// # Errors
/// When nobody can hear it.
pub async fn stand_and_answer<S: Serialize>(
    said: &impl Serialize,
    mut answer: impl FnMut(&str) -> S,
) -> io::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let (open, mut told) = mpsc::unbounded_channel();
    thread::spawn(move || {
        // An input that cannot be read is as good as closed.
        let mut lines = io::stdin().lock().lines().map_while(Result::ok);
        while lines.next().is_some_and(|line| open.send(line).is_ok()) {}
    });

    say(said)?;
    loop {
        tokio::select! {
            line = told.recv() => match line {
                Some(line) => say(&answer(&line))?,
                None => return Ok(()),
            },
            _ = interrupted.recv() => return Ok(()),
            _ = terminated.recv() => return Ok(()),
        }
    }
}

/// How a program ends; what went wrong is said with how the program is used.
pub fn outcome(usage: &str, ended: Result<(), Box<dyn Error>>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{usage}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Refuses arguments that nobody asked for.
///
/// # Errors
/// When there is one.
pub fn no_more(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    match arguments.finish().first() {
        Some(unknown) => Err(format!("unknown argument {}", unknown.display()).into()),
        None => Ok(()),
    }
}

fn say(what: &impl Serialize) -> io::Result<()> {
    let mut output = io::stdout();
    writeln!(output, "{}", serde_json::to_string(what)?)?;
    output.flush()
}
