//! Where a tag leads, by HEAD or by what is read.

use porthole_core::{
    oci::{
        media_type::{ManifestKind, MediaType},
        tag::Tag,
    },
    registry::{
        error::ErrorKind,
        queue::Priority,
        request::{ManifestBody, Method},
        tag_digest::TagDigest,
    },
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::FakeRegistry,
    image::{Flavour, Image},
};

use super::{NAME, digest, image, list, tag_digest};
use crate::{
    open::{Open, open, repository},
    page::Origin,
    wire::{as_it_comes, wired, wired_to},
};

/// From another origin the types are asked for in pairs, and distribution 2.8 makes schema 1 of a
/// Docker manifest for who asks for the OCI pair.
#[tokio::test(flavor = "current_thread")]
async fn no_tag_leads_to_what_the_registry_makes_of_it() {
    let registry = DockerRegistry::start(Cors::All);
    let stored = [
        ("docker", image(Flavour::Docker, "image")),
        ("list", list(Flavour::Docker, "list")),
        // Of this one no schema 1 can be made.
        ("bare", Image::docker().build()),
        ("oci", image(Flavour::Oci, "image")),
        ("index", list(Flavour::Oci, "index")),
    ];
    for (tag, manifest) in &stored {
        registry.push(NAME, tag, manifest).await.unwrap();
    }
    for cross_origin in [false, true] {
        for (first, _) in &stored {
            // Whatever the repository answered to before.
            let wired = wired_to(registry.origin(), cross_origin, as_it_comes);
            tag_digest(&wired, first).await.unwrap();
            for (tag, manifest) in &stored {
                let kind = MediaType::of(&manifest.content.media_type).manifest_kind();
                assert_ne!(kind, Some(ManifestKind::Schema1));
                let (digest, found) = (digest(manifest), tag_digest(&wired, tag).await);
                let stated = TagDigest::Stated { digest, kind };
                assert_eq!(found, Ok(stated), "{tag} after {first}");
            }
            let methods = wired.seen.sent().into_iter().map(|request| request.method);
            assert!(methods.into_iter().all(|method| method == Method::Head));
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_head_that_tells_nothing_is_asked_once() {
    let registry = DockerRegistry::start(Cors::None);
    let manifest = image(Flavour::Oci, "image");
    for tag in ["1", "2", "3"] {
        registry.push(NAME, tag, &manifest).await.unwrap();
    }
    for (status, heads) in [(405, 1), (501, 1), (404, 3), (400, 3)] {
        let wired = wired(registry.origin(), move |request| {
            (request.method == Method::Head).then_some(Some(status))
        });
        for tag in ["1", "2", "3"] {
            let Ok(TagDigest::Computed { digest: found, .. }) = tag_digest(&wired, tag).await
            else {
                panic!("{status}");
            };
            assert_eq!(found, digest(&manifest));
        }
        assert_eq!(wired.seen.references(Method::Head).len(), heads, "{status}");
        assert_eq!(
            wired.seen.references(Method::Get),
            ["1", "2", "3"],
            "{status}"
        );
    }
    let failing = wired(registry.origin(), |request| {
        (request.method == Method::Head).then_some(Some(500))
    });
    let failed = tag_digest(&failing, "1").await;
    assert!(
        matches!(failed, Err(ErrorKind::ServerFault(_))),
        "{failed:?}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn where_the_header_cannot_be_read_the_bytes_tell() {
    let fake = FakeRegistry::start();
    for (world, origin) in [("without-expose", Origin::Other), ("static", Origin::Same)] {
        let Open { client, done } = open(&fake.world(world), origin);
        let name = repository("gallery/ui");
        let mut digests = Vec::new();
        for tag in ["1.0", "1.1", "latest"] {
            let tag = Tag::parse(tag).unwrap();
            let found = client.tag_digest(&name, &tag, Priority::OnScreen).await;
            let Ok(TagDigest::Computed { digest, manifest }) = found else {
                panic!("{world}: {found:?}");
            };
            assert_eq!(
                ManifestBody::new(MediaType::default(), manifest.bytes[..].into()).digest(),
                &digest
            );
            digests.push(digest);
        }
        assert_eq!(digests[1], digests[2]);
        assert_ne!(digests[0], digests[1]);
        let requests = done.requests();
        let heads = requests
            .iter()
            .filter(|request| request.method == Method::Head);
        let most = if origin == Origin::Other { 2 } else { 1 };
        assert!(heads.count() <= most, "{world}");
        let missing = Tag::parse("missing").unwrap();
        let missing = client.tag_digest(&name, &missing, Priority::OnScreen).await;
        assert_eq!(missing, Ok(TagDigest::Missing), "{world}");
    }
}
