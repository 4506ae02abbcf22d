use super::*;

#[tokio::test(flavor = "current_thread")]
async fn each_blob_is_asked_for_once_though_many_images_name_it() {
    let shelf = Shelf::default();
    let tags: Vec<String> = (0..20).map(|number| format!("1.{number}")).collect();
    let images = tags.iter().map(|tag| {
        let layers = [
            files("base").gzip(),
            files("runtime").zstd(),
            files(tag).gzip(),
        ];
        image_of(&layers).build()
    });
    for (tag, image) in tags.iter().zip(images) {
        shelf.hold(tag, &image);
    }
    let subjects: Vec<_> = tags.iter().map(|tag| (tag.as_str(), Scope::All)).collect();
    let verification = of_shelf(&shelf, Depth::Content, &subjects);
    verification.run().await;
    assert_eq!(all(&verification), "c".repeat(22));
    let mut asked = shelf.asked();
    // A manifest, a config and a layer of its own each, and the two layers of all.
    assert_eq!(asked.len(), 20 * 3 + 2);
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), 20 * 3 + 2);
    verification.look(|ledger| {
        for subject in ledger.subjects() {
            assert_eq!(ledger.standing(subject).proof(), Proof::Content);
        }
        let sum = ledger.sum();
        assert_eq!((sum.blobs, sum.ended, sum.is_open), (22, 22, false));
    });
}

#[tokio::test(flavor = "current_thread")]
async fn all_is_asked_of_the_registry_and_again_each_time() {
    let shelf = Shelf::of("1.0", &usual());
    for times in 1..=2 {
        let verification = verified(&shelf, "1.0").await;
        assert_eq!(all(&verification), "ccc");
        // The manifest, the config and three layers.
        assert_eq!(shelf.asked().len(), 5 * times);
    }
    assert!(shelf.is_all_from_the_registry());
}

#[tokio::test(flavor = "current_thread")]
async fn an_image_of_many_tags_is_asked_for_by_each_and_its_blobs_once() {
    let shelf = Shelf::of("1.0", &usual());
    shelf.hold("latest", &usual());
    let subjects = [("1.0", Scope::All), ("latest", Scope::All)];
    let verification = of_shelf(&shelf, Depth::Content, &subjects);
    verification.run().await;
    assert_eq!(all(&verification), "ccc");
    for layer in &usual().blobs[..3] {
        assert_eq!(shelf.times_blob(&layer.digest), 1);
    }
    assert_eq!(
        shelf.times("manifests/1.0") + shelf.times("manifests/latest"),
        2
    );
}
