//! Simulations held against a real registry, and laid over files.

mod files;
mod http;
mod real;
mod same;
mod static_host;

use std::{pin::pin, rc::Rc};

use futures_util::FutureExt as _;

use crate::{
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        accept::Ask,
        address::RegistryAddress,
        permit::{WritePermit, WriteSwitch, Writes},
        request::{ManifestBody, Method, Request},
        transport::{Response, Transport, TransportFault},
    },
};

/// What came back, whole.
#[derive(Debug, PartialEq, Eq)]
struct Got {
    status: u16,
    media_type: Option<String>,
    digest: Option<String>,
    length: Option<String>,
    location: Option<String>,
    body: String,
}

/// Sends a request over a transport that never waits.
fn send<T: Transport>(transport: &T, request: &Request) -> Result<Got, TransportFault> {
    let sending = pin!(async {
        let mut response = transport.send(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend(chunk);
        }
        Ok(Got {
            status: response.status(),
            media_type: response.header("content-type"),
            digest: response.header("docker-content-digest"),
            length: response.header("content-length"),
            location: response.header("location"),
            body: String::from_utf8(body).unwrap(),
        })
    });
    sending.now_or_never().expect("nothing here waits")
}

/// A repository somewhere, and a permit for all that tests write there.
struct Place {
    base: String,
    permit: WritePermit,
}

impl Place {
    fn new(origin: &str, repository: &str, digests: &[Digest], tags: &[Tag]) -> Self {
        let address = RegistryAddress::parse(origin).unwrap();
        let name = RepositoryName::parse(repository).unwrap();
        let removed = digests.iter().map(ToString::to_string);
        let mut writes = Writes::of_nothing(&address, &name);
        writes.removed = removed
            .chain(tags.iter().map(ToString::to_string))
            .collect();
        writes.tags = Rc::new(tags.iter().cloned().collect());
        writes.put = digests.iter().cloned().collect();
        let permit = WriteSwitch::configured(Some(false)).permit(writes);
        Self {
            base: address.url(&format!("/v2/{repository}")),
            permit: permit.unwrap(),
        }
    }

    fn request(&self, method: Method, rest: &str, body: Option<&ManifestBody>) -> Request {
        Request {
            method,
            body: body.cloned(),
            accept: body.is_none().then(|| Ask::All.header()),
            permit: Some(self.permit.clone()),
            ..Request::get(format!("{}{rest}", self.base))
        }
    }

    fn manifest(&self, method: Method, reference: &str, body: Option<&ManifestBody>) -> Request {
        self.request(method, &format!("/manifests/{reference}"), body)
    }
}
