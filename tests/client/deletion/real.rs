//! A real `docker-registry`: random repositories, random plans, done and taken back.

use std::fs;

use porthole_core::deletion::undo::Beyond;
use porthole_test_support::{
    docker_registry::{Configuration, DockerRegistry},
    image::{Layer, LayerFiles, referrers, referrers_tag},
    native_transport::NativeTransport,
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRng, TestRunner},
};
use reqwest::StatusCode;

use super::{registry::digest, *};

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

/// A registry, as somebody else sees it.
struct Witness {
    client: reqwest::Client,
    origin: String,
    name: String,
}

impl Witness {
    fn of(registry: &DockerRegistry, name: &str) -> Self {
        Self {
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            origin: registry.origin().to_owned(),
            name: name.to_owned(),
        }
    }

    async fn head(&self, path: &str) -> Option<String> {
        let address = format!("{}/v2/{}/{path}", self.origin, self.name);
        let accept =
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
        let asked = self
            .client
            .head(address)
            .header("accept", accept)
            .send()
            .await
            .unwrap();
        match asked.status() {
            StatusCode::OK => Some(
                asked.headers()["docker-content-digest"]
                    .to_str()
                    .unwrap()
                    .to_owned(),
            ),
            StatusCode::NOT_FOUND => None,
            status => panic!("{path}: {status}"),
        }
    }

    /// Where every tag leads.
    async fn tags(&self) -> BTreeMap<String, String> {
        let address = format!("{}/v2/{}/tags/list", self.origin, self.name);
        let text = self
            .client
            .get(address)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut tags = BTreeMap::new();
        for name in list["tags"].as_array().into_iter().flatten() {
            let name = name.as_str().unwrap();
            let led = self.head(&format!("manifests/{name}")).await;
            tags.insert(name.to_owned(), led.expect(name));
        }
        tags
    }

    /// Which of the manifests are there.
    async fn there(&self, digests: &BTreeSet<String>) -> BTreeSet<String> {
        let mut there = BTreeSet::new();
        for digest in digests {
            there.extend(self.head(&format!("manifests/{digest}")).await);
        }
        there
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

/// A repository whose images have a layer each.
async fn of_two(registry: &DockerRegistry, name: &str) -> Vec<Manifest> {
    let image = |what: &str| {
        let layer = LayerFiles::new().file("srv/what", what).gzip();
        Image::oci().layer(&layer, "COPY what /srv").build()
    };
    let images = vec![image("one"), image("other"), image("third")];
    let index = Index::oci().image(&images[0]).image(&images[1]).build();
    registry.push(name, "both", &index).await.unwrap();
    registry.push(name, "third", &images[2]).await.unwrap();
    [index].into_iter().chain(images).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn undo_says_which_blobs_are_gone_and_brings_back_the_rest() {
    let registry = DockerRegistry::start(Configuration::default());
    let manifests = of_two(&registry, "lost/blob").await;
    let client = client_of(NativeTransport::new(), registry.origin());
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let chosen = selection(&["both", "third"]);
    let planned = planned(&client, "lost/blob", &chosen, how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, "lost/blob"), &journals);
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    // As a garbage collection leaves it.
    let blob = &manifests[2].blobs[0].digest;
    let hex = blob.trim_start_matches("sha256:");
    let links = registry
        .storage()
        .join("repositories/lost/blob/_layers/sha256");
    fs::remove_dir_all(links.join(hex)).unwrap();

    let journal = journals.only();
    let undone = UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
        .await
        .unwrap();
    let gone: Vec<String> = undone.gone_blobs.iter().map(ToString::to_string).collect();
    assert_eq!(gone, [blob.as_str()]);
    let beyond: BTreeMap<String, Beyond> = undone
        .beyond
        .iter()
        .map(|(digest, why)| (digest.to_string(), why.clone()))
        .collect();
    let (index, lost) = (manifests[0].digest(), manifests[2].digest());
    assert_eq!(beyond.len(), 2);
    assert_eq!(beyond[lost], Beyond::Blobs(vec![digest(blob)]));
    assert_eq!(beyond[index], Beyond::Child(digest(lost)));
    let tags: Vec<&str> = undone.tags.keys().map(Tag::as_str).collect();
    assert_eq!(tags, ["third"]);
    let lost: Vec<&str> = undone.lost.keys().map(Tag::as_str).collect();
    assert_eq!(lost, ["both"]);

    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    let witness = Witness::of(&registry, "lost/blob");
    let third = ("third".to_owned(), manifests[3].digest().to_owned());
    assert_eq!(witness.tags().await, BTreeMap::from([third]));
}

#[tokio::test(flavor = "current_thread")]
async fn undo_leaves_a_tag_alone_that_leads_elsewhere_now() {
    let registry = DockerRegistry::start(Configuration::default());
    let manifests = of_two(&registry, "con/flict").await;
    let client = client_of(NativeTransport::new(), registry.origin());
    let chosen = selection(&["both", "third"]);
    let how = (Mode::Images, TagRemoval::Tombstone);
    let planned = planned(&client, "con/flict", &chosen, how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, "con/flict"), &journals);
    run.go().await;
    let other = image("pushed since");
    registry.push("con/flict", "third", &other).await.unwrap();

    let journal = journals.only();
    let undone = UndoPlan::read(&client, &journal, TagRemoval::Tombstone)
        .await
        .unwrap();
    let conflicts: Vec<&str> = undone
        .conflicts
        .iter()
        .map(|conflict| conflict.tag.as_str())
        .collect();
    assert_eq!(conflicts, ["third"]);
    assert_eq!(undone.conflicts[0].was, Some(digest(manifests[3].digest())));
    assert!(!undone.manifests.contains(&digest(manifests[3].digest())));
    let confirmed = undone.confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    let witness = Witness::of(&registry, "con/flict");
    let tags = witness.tags().await;
    assert_eq!(tags["third"], other.digest());
    assert_eq!(tags["both"], manifests[0].digest());
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_deletes_nothing_keeps_all_tags_as_they_were() {
    let mut registry = DockerRegistry::start(Configuration::default());
    of_two(&registry, "read/only").await;
    registry
        .push(
            "read/only",
            "alias",
            &of_two(&registry, "read/only").await[3],
        )
        .await
        .unwrap();
    let configuration = Configuration {
        delete: false,
        ..Configuration::default()
    };
    registry.restart(configuration).unwrap();
    let client = client_of(NativeTransport::new(), registry.origin());
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let witness = Witness::of(&registry, "read/only");
    let before = witness.tags().await;
    let planned = planned(&client, "read/only", &selection(&["alias", "both"]), how).await;
    let run = run_of(
        &client,
        planned.confirm(&client, "read/only"),
        &Journals::new(),
    );
    run.go().await;
    run.look(|state| assert!(!state.is_whole()));
    assert_eq!(witness.tags().await, before);
}
