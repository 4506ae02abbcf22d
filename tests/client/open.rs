//! Registries in use, and what is asked of them.

use std::rc::Rc;

use porthole_core::{
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::{ErrorKind, RegistryError},
        manifest::ManifestAddress,
        queue::{Limits, RequestQueue},
        request::Credentials,
    },
};

use crate::page::{Done, Origin, Page};

/// A client of a registry, and what it did.
pub(crate) struct Open {
    pub(crate) client: RegistryClient<Page>,
    pub(crate) done: Rc<Done>,
}

/// A registry as a page of the origin uses it.
pub(crate) fn open(address: &str, origin: Origin) -> Open {
    let queue = RequestQueue::new(Limits::default());
    open_with(address, origin, Patience::default(), &queue)
}

/// A registry as a page of the origin uses it, in a queue that others may wait in too.
pub(crate) fn open_with(
    address: &str,
    origin: Origin,
    patience: Patience,
    queue: &RequestQueue,
) -> Open {
    let page = Page::new(origin);
    let done = page.done();
    let reach = Reach {
        address: RegistryAddress::parse(address).unwrap(),
        cross_origin: origin == Origin::Other,
        credentials: Credentials::Omit,
        patience,
    };
    Open {
        client: RegistryClient::new(page, reach, queue.clone()),
        done,
    }
}

pub(crate) fn repository(name: &str) -> RepositoryName {
    RepositoryName::parse(name).unwrap()
}

/// The address of a manifest: a digest has a colon, a tag has none.
pub(crate) fn address(reference: &str) -> ManifestAddress {
    if reference.contains(':') {
        ManifestAddress::Digest(Digest::parse(reference).unwrap())
    } else {
        ManifestAddress::Tag(Tag::parse(reference).unwrap())
    }
}

pub(crate) fn kind<V>(result: Result<V, RegistryError>) -> Result<V, ErrorKind> {
    result.map_err(|error| error.kind)
}
