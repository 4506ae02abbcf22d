//! What changes a registry, and what tells where a tag leads, against a real `docker-registry`.

mod heads;
mod writes;

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
    oci::{digest::Digest, tag::Tag, timestamp::Timestamp},
    registry::{error::ErrorKind, permit::WritePermit, queue::Priority, tag_digest::TagDigest},
};
use porthole_test_support::{
    docker_registry::DockerRegistry,
    image::{Flavour, Image, Index, LayerFiles, Manifest},
};

use crate::{
    open::{kind, repository},
    wire::{Wired, wired},
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
