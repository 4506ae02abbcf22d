//! Reading config.json, once, at the start.

use porthole_core::{
    registry::{
        error::{ErrorKind, RegistryError, Subject},
        request::{Cache, Credentials, Method, Request},
        transport::{Response as _, Transport as _, TransportFault},
    },
    settings::{InvalidSettings, Settings},
};

use crate::transport::BrowserTransport;

const FILE: &str = "config.json";
/// A longer file is no config, in bytes.
const LIMIT: usize = 1 << 20;

/// Reads the file beside index.html. Where there is none, nothing is set.
pub(crate) async fn read() -> Result<Result<Settings, InvalidSettings>, RegistryError> {
    let text = fetch().await.map_err(|fault| RegistryError {
        kind: match fault {
            TransportFault::NoAnswer => ErrorKind::NoAnswer,
            TransportFault::BrokenOff => ErrorKind::BrokenOff,
            TransportFault::Cancelled => ErrorKind::Cancelled,
        },
        subject: Subject::Ping,
        method: Method::Get,
        path: FILE.to_owned(),
    })?;
    Ok(match text {
        Some(text) => Settings::parse(&text),
        None => Ok(Settings::default()),
    })
}

async fn fetch() -> Result<Option<String>, TransportFault> {
    let request = Request {
        method: Method::Get,
        url: FILE.to_owned(),
        accept: None,
        credentials: Credentials::Omit,
        cache: Cache::NoStore,
    };
    let mut response = BrowserTransport.send(&request).await?;
    if response.status() == 404 {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LIMIT {
            break;
        }
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
