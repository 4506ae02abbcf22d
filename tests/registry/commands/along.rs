//! What goes along, of a repository with all that there is.

use porthole_core::{
    deletion::{
        plan::{Mode, Plan, Selection, TagRemoval},
        read::read,
        steps::Action,
    },
    oci::{digest::Digest, name::RepositoryName},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        queue::{Limits, RequestQueue},
        request::Credentials,
    },
};
use porthole_test_support::{
    docker_registry::{Configuration, DockerRegistry},
    image::{Image, Index, LayerFiles, Manifest, signature, signature_tag},
    native_transport::NativeTransport,
};

use super::{REPOSITORY, asked, done, script_for, tag, tags};

fn layered(platform: &str) -> Manifest {
    let layer = LayerFiles::new().file("srv/platform", platform).gzip();
    let image = Image::oci().platform(platform);
    image.layer(&layer, "COPY platform /srv/").build()
}

/// A signed index with attestations, one of whose platforms is tagged too, and another one.
async fn signed() -> DockerRegistry {
    let (amd64, arm64) = (layered("linux/amd64"), layered("linux/arm64"));
    let index = Index::oci()
        .image(&amd64)
        .image(&arm64)
        .attestation(&amd64)
        .build();
    let registry = DockerRegistry::start(Configuration::default());
    for (tag, manifest) in [
        ("2.1", &index),
        ("2", &index),
        ("2.1-amd64", &amd64),
        ("1.0", &layered("linux/s390x")),
        (
            &signature_tag(index.digest()),
            &signature(REPOSITORY, &index),
        ),
    ] {
        registry.push(REPOSITORY, tag, manifest).await.unwrap();
    }
    registry
}

async fn is_there(registry: &DockerRegistry, digest: &Digest) -> bool {
    let answer = asked(registry, &format!("manifests/{digest}")).await;
    answer.status().is_success()
}

#[tokio::test(flavor = "current_thread")]
async fn what_goes_along_goes_and_what_is_kept_stays() {
    let registry = signed().await;
    let before = tags(&registry).await;
    let reach = Reach {
        address: RegistryAddress::parse(registry.origin()).unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    let queue = RequestQueue::new(Limits::default());
    let client = RegistryClient::new(NativeTransport::new(), reach, queue);
    let selection = Selection {
        tags: [tag("2.1")].into(),
        ..Selection::default()
    };
    let repository = RepositoryName::parse(REPOSITORY).unwrap();
    let reading = Box::pin(read(&client, &repository, &selection, &|_| {}));
    let snapshot = reading.await.unwrap();
    let plan = Plan::of(&snapshot, &selection, Mode::Images, TagRemoval::Tombstone);
    assert_eq!((plan.removed.len(), plan.along.helpers.len()), (2, 1));
    assert_eq!(
        (plan.along.platforms.len(), plan.along.attestations.len()),
        (1, 1)
    );

    done(&script_for(&plan, registry.origin(), None));
    let after = tags(&registry).await;
    let stay = ["1.0", "2.1-amd64"].map(|tag| (tag.to_owned(), before[tag].clone()));
    assert_eq!(after, stay.into());
    for step in &plan.steps {
        let Action::DeleteManifest { digest, .. } = &step.action else {
            panic!("{step:?}");
        };
        assert!(!is_there(&registry, digest).await, "{digest}");
    }
    for digest in plan.kept.manifests.keys() {
        assert!(is_there(&registry, digest).await, "{digest}");
    }
}
