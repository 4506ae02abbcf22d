//! A repository of which a plan makes twelve steps.

use super::*;

pub(super) fn image(name: &str) -> Manifest {
    Image::oci().annotation("name", name).build()
}

/// The repository.
pub(super) struct World {
    pub(super) registry: Registry,
    pub(super) selection: Selection,
    /// Where each tag led before.
    pub(super) before: BTreeMap<String, String>,
    manifests: BTreeSet<String>,
}

/// The tags that are selected, and what goes along by a tag.
pub(super) const SELECTED: [&str; 8] = ["1", "2.0", "3.0", "4", "5.0", "5.1", "5.2", "6"];

pub(super) fn multi() -> Manifest {
    let (amd64, arm64) = (image("2.0 amd64"), image("2.0 arm64"));
    let index = Index::oci().image(&amd64).image(&arm64);
    index.attestation(&amd64).build()
}

pub(super) fn shared() -> Manifest {
    image("3 shared")
}

fn dying() -> Manifest {
    Index::oci()
        .image(&shared())
        .image(&image("3.0 own"))
        .build()
}

impl World {
    pub(super) fn new() -> Self {
        let registry = Registry::default();
        let mut held = registry.change();
        for (tag, of) in [
            ("1", "1"),
            ("1.0", "1"),
            ("4", "4"),
            ("4.0", "4"),
            ("latest", "4"),
            ("5.0", "5.0"),
            ("5.1", "5.1"),
            ("5.2", "5.1"),
            ("6", "6"),
            ("6.0", "6"),
            ("8", "8"),
        ] {
            held.push(tag, &image(of));
        }
        held.push("2.0", &multi());
        held.push(&signature_tag(multi().digest()), &signature(NAME, &multi()));
        held.push("3.0", &dying());
        let staying = Index::oci().image(&shared()).image(&image("3.1 own"));
        held.push("3.1", &staying.build());
        let before = held.tags.clone();
        let manifests = held.manifests.keys().cloned().collect();
        drop(held);
        Self {
            registry,
            selection: selection(&SELECTED),
            before,
            manifests,
        }
    }

    /// The same, with the tags that are not selected watched at all times.
    pub(super) fn watched() -> Self {
        let world = Self::new();
        let kept = world.kept();
        let invariant = move |held: &Held| {
            for (tag, digest) in &kept {
                assert_eq!(held.tags.get(tag), Some(digest), "{tag}");
                assert!(held.manifests.contains_key(digest), "{tag}");
                for child in held.children(digest) {
                    assert!(held.manifests.contains_key(&child), "{tag}");
                }
            }
        };
        world.registry.change().invariant = Some(Rc::new(invariant));
        world
    }

    pub(super) fn kept(&self) -> BTreeMap<String, String> {
        let mut kept = self.before.clone();
        kept.retain(|tag, _| !SELECTED.contains(&&**tag) && Helper::of(&self::tag(tag)).is_none());
        kept
    }

    pub(super) async fn planned(&self, client: &RegistryClient<Registry>) -> Planned {
        let how = (Mode::Tags, TagRemoval::Tombstone);
        planned(client, NAME, &self.selection, how).await
    }

    pub(super) async fn run(&self, journals: &Rc<Journals>) -> Run<Registry> {
        let client = open(&self.registry);
        let planned = self.planned(&client).await;
        let confirmed = planned.confirm(&client, NAME);
        run_of(&client, confirmed, journals)
    }

    /// All that was selected is gone, and nothing else.
    #[track_caller]
    pub(super) fn is_at_its_end(&self) {
        assert_eq!(self.registry.tags(), self.kept());
        let held = self.registry.held();
        for gone in multi().children.iter().chain([&multi(), &dying()]) {
            assert!(!held.manifests.contains_key(gone.digest()));
        }
        assert!(held.manifests.contains_key(shared().digest()));
        assert!(held.manifests.contains_key(image("1").digest()));
    }

    /// All is as it was.
    #[track_caller]
    pub(super) fn is_back(&self) {
        assert_eq!(self.registry.tags(), self.before);
        let held = self.registry.held();
        for manifest in &self.manifests {
            assert!(held.manifests.contains_key(manifest), "{manifest}");
        }
    }
}
