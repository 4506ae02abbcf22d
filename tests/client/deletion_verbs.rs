//! What changes a registry, and what tells where a tag leads, against a real `docker-registry`.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use porthole_core::{
    deletion::{
        keeper::KeepsNothing,
        plan::{Mode, Plan, Selection, TagRemoval},
        read::read,
        run::Run,
    },
    oci::{
        digest::Digest,
        media_type::{ManifestKind, MediaType},
        tag::Tag,
        timestamp::Timestamp,
    },
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
    fake::FakeRegistry,
    image::{Flavour, Image, Index, LayerFiles, Manifest},
};

use crate::{
    open::{Open, address, kind, open, repository},
    page::Origin,
    wire::{Wired, as_it_comes, wired, wired_to},
};

const NAME: &str = "gallery/verbs";

fn image(flavour: Flavour, what: &str) -> Manifest {
    let layer = LayerFiles::new().file("srv/what", what).gzip();
    let image = Image::new(flavour).platform("linux/amd64");
    image.layer(&layer, "COPY what /srv/").build()
}

fn list(flavour: Flavour, what: &str) -> Manifest {
    let list = match flavour {
        Flavour::Docker => Index::docker(),
        Flavour::Oci => Index::oci(),
    };
    list.image(&image(flavour, &format!("{what} child")))
        .build()
}

fn digest(manifest: &Manifest) -> Digest {
    Digest::parse(manifest.digest()).unwrap()
}

fn body(manifest: &Manifest) -> ManifestBody {
    let media_type = MediaType::of(&manifest.content.media_type);
    ManifestBody::new(media_type, manifest.content.bytes[..].into())
}

async fn tag_digest(client: &Wired, tag: &str) -> Result<TagDigest, ErrorKind> {
    let tag = Tag::parse(tag).unwrap();
    let client = &client.client;
    kind(
        client
            .tag_digest(&repository(NAME), &tag, Priority::OnScreen)
            .await,
    )
}

/// A permit of a plan that somebody confirmed: to remove the tag `shared` alone, and what `whole`
/// leads to. Nothing of it was done.
async fn permit(registry: &DockerRegistry) -> WritePermit {
    let found = Rc::<RefCell<Option<WritePermit>>>::default();
    let kept = Rc::clone(&found);
    let wired = wired(registry.origin(), move |request| {
        let permit = request.permit.clone()?;
        *kept.borrow_mut() = Some(permit);
        Some(None)
    });
    let selection = Selection {
        tags: ["shared", "whole"]
            .map(|tag| Tag::parse(tag).unwrap())
            .into(),
        digests: BTreeSet::new(),
    };
    let name = repository(NAME);
    let snapshot = read(&wired.client, &name, &selection, &|_| {}).await;
    let snapshot = Rc::new(snapshot.unwrap());
    let plan = Plan::of(&snapshot, &selection, Mode::Tags, TagRemoval::Request);
    let count = Cell::new(0);
    let mut unique = || {
        count.set(count.get() + 1);
        count.get()
    };
    let confirmed = plan.confirm(&snapshot, "", &wired.client, &name, &mut unique);
    let now = || Timestamp::of_unix_seconds(0);
    let (client, keeper) = (Rc::clone(&wired.client), Rc::new(KeepsNothing));
    let run = Run::new(client, confirmed.unwrap(), keeper, now, Box::new(|| {}));
    run.go().await;
    let permit = found.borrow_mut().take();
    permit.unwrap()
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
    std::fs::remove_dir_all(lab.registry.storage().join(revisions)).unwrap();
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
