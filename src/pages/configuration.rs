//! Reading config.json, once, at the start.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};
use porthole_core::{
    registry::{
        error::{Answered, ErrorKind, RegistryError, Subject},
        request::{Credentials, Method, Request},
        transport::{Response as _, Transport as _},
    },
    settings::{InvalidSettings, Settings},
};

use crate::transport::BrowserTransport;

const FILE: &str = "config.json";
/// A longer file is no config, in bytes.
const LIMIT: usize = 1 << 20;
/// The host that gave the page gives this too, or never will.
const PATIENCE: Duration = Duration::from_secs(15);

/// Reads the file beside index.html. Where there is none, nothing is set.
pub(crate) async fn read() -> Result<Result<Settings, InvalidSettings>, RegistryError> {
    let text = match select(pin!(fetch()), pin!(BrowserTransport.sleep(PATIENCE))).await {
        Either::Left((text, _)) => text,
        Either::Right(((), _)) => Err(ErrorKind::TimedOut(PATIENCE)),
    };
    let text = text.map_err(|kind| RegistryError {
        kind,
        subject: Subject::Ping,
        method: Method::Get,
        path: FILE.to_owned(),
    })?;
    Ok(match text {
        Some(text) => Settings::parse(&text),
        None => Ok(Settings::default()),
    })
}

async fn fetch() -> Result<Option<String>, ErrorKind> {
    // It lies beside the page: what let the browser have the one is wanted for the other.
    let request = Request {
        credentials: Credentials::Include,
        ..Request::get(FILE.to_owned())
    };
    let mut response = BrowserTransport
        .send(&request)
        .await
        .map_err(ErrorKind::from)?;
    match response.status() {
        200..300 => {}
        404 => return Ok(None),
        status => {
            return Err(ErrorKind::Refused(Answered {
                status,
                faults: Vec::new(),
            }));
        }
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ErrorKind::from)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LIMIT {
            return Err(ErrorKind::TooLarge(LIMIT as u64));
        }
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
