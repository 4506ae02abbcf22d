//! Random repositories, random plans, done and taken back.

use porthole_test_support::image::{referrers, referrers_tag};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRng, TestRunner},
};

use super::*;

/// How many repositories.
const CASES: usize = 320;

/// What a repository consists of: each tag by the number of its manifest.
#[derive(Clone, Debug)]
struct Made {
    /// Which images each index lists, and whether it lists an attestation.
    indexes: Vec<(Vec<usize>, bool)>,
    /// The manifest of each tag: an image, or after those an index.
    tags: Vec<usize>,
    /// The manifests that are signed, and those that others refer to.
    signed: Vec<usize>,
    referred: Vec<usize>,
    /// The tags that are selected, by their places.
    selected: Vec<usize>,
    mode: Mode,
}

const IMAGES: usize = 5;

fn cases() -> impl Iterator<Item = Made> {
    use proptest::{bool, collection::vec, sample::select};
    let index = (vec(0..IMAGES, 1..4), bool::ANY);
    let modes = select(vec![Mode::Tags, Mode::Images, Mode::TagsOnly]);
    let made = (
        vec(index, 0..3),
        vec(0..IMAGES + 2, 2..9),
        vec(0..IMAGES + 2, 0..2),
        vec(0..IMAGES + 2, 0..2),
        vec(0..9_usize, 1..6),
        modes,
    );
    let made = made.prop_map(|(indexes, tags, signed, referred, selected, mode)| Made {
        indexes,
        tags,
        signed,
        referred,
        selected,
        mode,
    });
    let random = TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    (0..CASES).map(move |_| made.new_tree(&mut runner).unwrap().current())
}

/// All images have one layer and one config, so that a repository is small.
fn pictures(layer: &Layer) -> Vec<Manifest> {
    let picture = |number: usize| {
        let image = Image::oci().annotation("number", &number.to_string());
        image.layer(layer, "COPY all /srv").build()
    };
    (0..IMAGES).map(picture).collect()
}

impl Made {
    fn manifests(&self, images: &[Manifest]) -> Vec<Manifest> {
        let indexes = self.indexes.iter().map(|(listed, is_attested)| {
            let distinct: BTreeSet<usize> = listed.iter().copied().collect();
            let index = distinct
                .iter()
                .fold(Index::oci(), |index, image| index.image(&images[*image]));
            let first = &images[*distinct.first().unwrap()];
            if *is_attested {
                index.attestation(first)
            } else {
                index
            }
            .build()
        });
        images.iter().cloned().chain(indexes).collect()
    }

    /// The tags with their manifests, in the order in which they are pushed.
    fn tagged(&self, name: &str, images: &[Manifest]) -> Vec<(String, Manifest)> {
        let manifests = self.manifests(images);
        let of = |number: &usize| manifests[number % manifests.len()].clone();
        let tags = self.tags.iter().enumerate();
        let mut tagged: Vec<_> = tags
            .map(|(place, number)| (format!("1.{place}"), of(number)))
            .collect();
        for number in &self.signed {
            let subject = of(number);
            tagged.push((signature_tag(subject.digest()), signature(name, &subject)));
        }
        for number in &self.referred {
            let subject = of(number);
            let artifact = signature(name, &subject);
            let list = referrers(&[(&artifact, "application/vnd.example")]);
            tagged.push((referrers_tag(subject.digest()), list));
        }
        tagged
    }

    fn selection(&self) -> Selection {
        let count = self.tags.len();
        let tags = self
            .selected
            .iter()
            .map(|place| tag(&format!("1.{}", place % count)));
        Selection {
            tags: tags.collect(),
            digests: BTreeSet::new(),
        }
    }
}

/// All manifests that were pushed.
fn all<'a>(manifests: impl Iterator<Item = &'a Manifest>) -> BTreeSet<String> {
    let mut digests = BTreeSet::new();
    for manifest in manifests {
        digests.insert(manifest.digest().to_owned());
        digests.extend(all(manifest.children.iter()));
    }
    digests
}

/// What the plan says must be true.
fn check(
    made: &Made,
    planned: &Planned,
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) {
    let plan = &planned.plan;
    let gone: BTreeSet<&Tag> = plan
        .removed
        .keys()
        .chain(plan.along.helpers.keys())
        .collect();
    for (name, digest) in before {
        let expected = (!gone.contains(&tag(name))).then_some(digest);
        assert_eq!(now.get(name), expected, "{made:?}: {name}");
    }
    assert!(now.keys().all(|name| before.contains_key(name)), "{made:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn random_plans_are_done_and_taken_back() {
    let registry = DockerRegistry::start(Configuration::default());
    let layer = LayerFiles::new().file("srv/all", "of them").gzip();
    let images = pictures(&layer);
    let client = client_of(NativeTransport::new(), registry.origin());
    let mut witness = Witness::of(&registry, "");
    let (mut steps, mut tombstones, mut broken, mut whole) = (0, 0, 0, 0);
    for (number, made) in cases().enumerate() {
        let name = format!("random/r{number}");
        let tagged = made.tagged(&name, &images);
        for (tag, manifest) in &tagged {
            registry.push(&name, tag, manifest).await.unwrap();
        }
        witness.name.clone_from(&name);
        let before = witness.tags().await;
        let manifests = all(tagged.iter().map(|(_, manifest)| manifest));
        let selection = made.selection();
        let how = (made.mode, TagRemoval::Tombstone);
        let planned = planned(&client, &name, &selection, how).await;
        let journals = Journals::new();
        let run = run_of(&client, planned.confirm(&client, &name), &journals);
        run.go().await;
        run.look(|state| assert!(state.is_whole(), "{made:?}: {state:#?}"));
        let now = witness.tags().await;
        check(&made, &planned, &before, &now);
        steps += planned.plan.steps.len();
        tombstones += usize::from(planned.plan.pushes());
        broken += usize::from(!planned.plan.broken.is_empty());
        whole += usize::from(now.is_empty());

        let journal = journals.only();
        let undone = UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
            .await
            .unwrap();
        assert!(
            undone.is_whole() && undone.gone_blobs.is_empty(),
            "{made:?}: {undone:#?}"
        );
        let confirmed = undone.confirm(&client, &mut unique).unwrap();
        let undoing = run_of(&client, confirmed, &Journals::new());
        undoing.go().await;
        undoing.look(|state| assert!(state.is_whole(), "{made:?}: {state:#?}"));
        assert_eq!(witness.tags().await, before, "{made:?}");
        assert_eq!(witness.there(&manifests).await, manifests, "{made:?}");
    }
    assert!(steps > 2 * CASES, "{steps}");
    assert!(
        tombstones > CASES / 4 && broken > 5 && whole > 5,
        "{tombstones} {broken} {whole}"
    );
}
