//! The blobs of the images of an index.

use std::fs;

use porthole_core::{
    health::stored::{ReadImages, of_read_images, read_images},
    oci::digest::Digest,
    registry::error::ErrorKind,
};
use porthole_test_support::image::{Image, Index, LayerFiles};

use super::{NAME, ask_for, data, holding, whats, without_memory};
use crate::{
    open::{Open, kind, open, repository},
    page::Origin,
    read::{index, manifest},
};

async fn images_of(open: &Open, tag: &str) -> Result<ReadImages, ErrorKind> {
    let read = manifest(open, NAME, tag).await.unwrap();
    let (list, parent) = (index(&read), read.digest().unwrap());
    let wanted = |_: &Digest| true;
    let images = (&list, parent);
    kind(read_images(&open.client, &repository(NAME), images, &wanted, &|| ()).await)
}

#[tokio::test(flavor = "current_thread")]
async fn what_images_share_is_asked_for_once() {
    let shared = LayerFiles::new().file("etc/os-release", "ID=none\n").gzip();
    let image = |platform: &str| {
        let own = LayerFiles::new().file("srv/platform", platform).gzip();
        let image = Image::oci().platform(platform).layer(&shared, "ADD . /");
        image.layer(&own, "COPY . /srv/").build()
    };
    let [amd64, arm64] = ["linux/amd64", "linux/arm64/v8"].map(image);
    let both = Index::oci().image(&amd64).image(&arm64).build();
    let registry = holding(without_memory(), &both).await;
    let open = open(registry.origin(), Origin::Same);
    let images = images_of(&open, "1.0").await.unwrap();
    assert_eq!(images.blobs.number(), 5);
    assert_eq!(of_read_images(&images), []);

    fs::remove_file(data(&registry, &amd64, 0)).unwrap();
    let (answers, _) = ask_for(&open, NAME, &images.blobs).await;
    let [what] = &whats(&images.blobs, &answers)[..] else {
        panic!("{answers:?}");
    };
    assert!(
        what.ends_with(") of linux/amd64 and linux/arm64/v8."),
        "{what}"
    );

    let hex = arm64.digest().trim_start_matches("sha256:");
    let revisions = format!("repositories/{NAME}/_manifests/revisions/sha256");
    let link = registry.storage().join(revisions).join(hex).join("link");
    fs::remove_file(link).unwrap();
    let images = images_of(&open, "1.0").await.unwrap();
    assert_eq!(images.blobs.number(), 3);
    let ailments = of_read_images(&images);
    assert_eq!(
        ailments[0].what,
        "The registry no longer has 1 manifest: linux/arm64/v8."
    );
}
