//! Removing and putting manifests.

use std::fs;

use porthole_core::{
    oci::media_type::MediaType,
    registry::{
        delete::Removed,
        error::{ErrorKind, RegistryError},
        memory::Freshness,
        permit::WritePermit,
        queue::Priority,
        request::{ManifestBody, Method},
        tag_digest::TagDigest,
    },
};
use porthole_test_support::{
    docker_registry::{Configuration, Cors, DockerRegistry},
    image::{Flavour, Manifest},
};

use super::{NAME, digest, image, list, permit, tag_digest};
use crate::{
    open::{Open, address, kind, open, repository},
    page::Origin,
    wire::{Wired, as_it_comes, wired},
};

fn body(manifest: &Manifest) -> ManifestBody {
    let media_type = MediaType::of(&manifest.content.media_type);
    ManifestBody::new(media_type, manifest.content.bytes[..].into())
}

struct Lab {
    registry: DockerRegistry,
    wired: Wired,
    permit: WritePermit,
    /// `shared` and `kept` lead to it.
    shared: Manifest,
    /// `whole` leads to it.
    whole: Manifest,
}

impl Lab {
    async fn new(make: fn(Flavour, &str) -> Manifest, flavour: Flavour) -> Self {
        let registry = DockerRegistry::start(Cors::None);
        let (shared, whole) = (make(flavour, "shared"), make(flavour, "whole"));
        for (tag, manifest) in [("shared", &shared), ("kept", &shared), ("whole", &whole)] {
            registry.push(NAME, tag, manifest).await.unwrap();
        }
        Self {
            permit: permit(&registry).await,
            wired: wired(registry.origin(), as_it_comes),
            registry,
            shared,
            whole,
        }
    }

    async fn delete(&self, reference: &str) -> Result<Removed, ErrorKind> {
        let (client, name) = (&self.wired.client, repository(NAME));
        kind(
            client
                .delete_manifest(&name, &address(reference), &self.permit)
                .await,
        )
    }

    async fn put(&self, reference: &str, manifest: &Manifest) -> Result<(), RegistryError> {
        let (client, name, body) = (&self.wired.client, repository(NAME), body(manifest));
        client
            .put_manifest(&name, &address(reference), &body, &self.permit)
            .await
    }

    async fn assert_leads(&self, tag: &str, to: &Manifest) {
        let stated = TagDigest::Stated {
            digest: digest(to),
            kind: MediaType::of(&to.content.media_type).manifest_kind(),
        };
        assert_eq!(tag_digest(&self.wired, tag).await, Ok(stated), "{tag}");
    }

    async fn stored(&self, reference: &str) -> Vec<u8> {
        let Open { client, .. } = open(self.registry.origin(), Origin::Same);
        let (name, fresh) = (repository(NAME), Freshness::Registry);
        let read = client
            .manifest(&name, &address(reference), Priority::OnScreen, fresh)
            .await;
        read.unwrap().content().unwrap().bytes.clone()
    }
}

async fn each_kind(test: impl AsyncFn(Lab)) {
    for flavour in [Flavour::Docker, Flavour::Oci] {
        for make in [image, list] {
            test(Lab::new(make, flavour).await).await;
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_digest_takes_all_its_tags_and_no_other() {
    each_kind(async |lab| {
        let reference = lab.whole.digest().to_owned();
        assert_eq!(lab.delete(&reference).await, Ok(Removed::Now));
        assert_eq!(
            tag_digest(&lab.wired, "whole").await,
            Ok(TagDigest::Missing)
        );
        lab.assert_leads("shared", &lab.shared).await;
        lab.assert_leads("kept", &lab.shared).await;
        assert_eq!(lab.delete(&reference).await, Ok(Removed::Before));
    })
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_alone_is_refused_and_stays() {
    each_kind(async |lab| {
        let Err(ErrorKind::Refused(answered)) = lab.delete("shared").await else {
            panic!("distribution 2.8 removes no tag");
        };
        assert_eq!(answered.status, 400);
        assert_eq!(answered.faults[0].code, "DIGEST_INVALID");
        lab.assert_leads("shared", &lab.shared).await;
    })
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn exact_bytes_are_put_under_tags_and_digests() {
    each_kind(async |lab| {
        let reference = lab.whole.digest().to_owned();
        lab.delete(&reference).await.unwrap();
        lab.put(&reference, &lab.whole).await.unwrap();
        assert!(lab.stored(&reference).await == lab.whole.content.bytes);
        assert_eq!(
            tag_digest(&lab.wired, "whole").await,
            Ok(TagDigest::Missing)
        );
        lab.put("whole", &lab.whole).await.unwrap();
        lab.assert_leads("whole", &lab.whole).await;
        lab.put("kept", &lab.whole).await.unwrap();
        lab.assert_leads("kept", &lab.whole).await;
        lab.assert_leads("shared", &lab.shared).await;
        assert!(lab.stored("kept").await == lab.whole.content.bytes);
    })
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_the_plan_does_not_name_is_not_sent() {
    let lab = Lab::new(image, Flavour::Oci).await;
    let shared = lab.shared.digest().to_owned();
    let other = image(Flavour::Oci, "other");
    for reference in ["kept", "whole", shared.as_str()] {
        assert_eq!(
            lab.delete(reference).await,
            Err(ErrorKind::ReadOnly),
            "{reference}"
        );
    }
    for (reference, manifest) in [
        ("other", &lab.whole),
        ("whole", &other),
        (other.digest(), &other),
        (shared.as_str(), &lab.whole),
    ] {
        let refused = kind(lab.put(reference, manifest).await);
        assert_eq!(refused, Err(ErrorKind::ReadOnly), "{reference}");
    }
    lab.assert_leads("shared", &lab.shared).await;
    lab.assert_leads("kept", &lab.shared).await;
    lab.assert_leads("whole", &lab.whole).await;
}

#[tokio::test(flavor = "current_thread")]
async fn what_refers_to_nothing_is_refused() {
    let lab = Lab::new(list, Flavour::Oci).await;
    let child = lab.whole.children[0]
        .digest()
        .trim_start_matches("sha256:")
        .to_owned();
    let revisions = format!("repositories/{NAME}/_manifests/revisions/sha256/{child}");
    fs::remove_dir_all(lab.registry.storage().join(revisions)).unwrap();
    lab.delete(lab.whole.digest()).await.unwrap();
    let refused = lab.put("whole", &lab.whole).await.unwrap_err();
    assert_eq!(refused.method, Method::Put);
    assert_eq!(refused.path, format!("/v2/{NAME}/manifests/whole"));
    let ErrorKind::Refused(answered) = refused.kind else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (answered.status, answered.faults[0].code.as_str()),
        (400, "MANIFEST_BLOB_UNKNOWN")
    );
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_does_not_delete_says_so() {
    let mut lab = Lab::new(image, Flavour::Docker).await;
    let digest = lab.whole.digest().to_owned();
    let off = Configuration {
        delete: false,
        ..Configuration::default()
    };
    lab.registry.restart(off).unwrap();
    let Err(ErrorKind::Refused(answered)) = lab.delete(&digest).await else {
        panic!("it deletes");
    };
    assert_eq!(
        (answered.status, answered.faults[0].code.as_str()),
        (405, "UNSUPPORTED")
    );
    lab.assert_leads("whole", &lab.whole).await;
}
