//! Images of a real registry, verified, and what its disk does to them.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::FileExt as _,
    path::PathBuf,
    process::Command,
    rc::Rc,
};

use porthole_core::{
    integrity::{
        blob::{
            expectation::Depth,
            measured::End,
            verdict::{BlobMismatch, BlobVerdict, Reason},
        },
        limits::Limits,
    },
    oci::{name::RepositoryName, tag::Tag, timestamp::Timestamp},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        manifest::ManifestAddress,
        queue::{Limits as Places, RequestQueue},
        request::Credentials,
    },
    verification::{
        Verification,
        blob::{Blob, BlobState},
        in_place::InPlace,
        ledger::{Ledger, Scope},
        report::Report,
        standing::Proof,
    },
};
use porthole_test_support::{
    docker_registry::{Configuration, Cors, DockerRegistry},
    native_transport::NativeTransport,
    seed::{Seed, layers::REPOSITORY, seed},
};
use tempfile::TempDir;

/// A registry remembers how long a blob is, as in the configuration that most people have.
const REMEMBERED: &str = "storage:\n  cache:\n    blobdescriptor: inmemory\n";

async fn seeded(configuration: Configuration) -> DockerRegistry {
    let registry = DockerRegistry::start(configuration);
    let wanted = Seed::Layers { large: 3_000_000 };
    seed(registry.pusher(), wanted).await.unwrap();
    registry
}

/// Who verifies, again and again.
struct Verifier {
    client: Rc<RegistryClient<NativeTransport>>,
}

/// What came of verifying a tag.
struct Verified {
    ledger: Ledger,
}

impl Verifier {
    fn of(registry: &DockerRegistry) -> Self {
        let reach = Reach {
            address: RegistryAddress::parse(registry.origin()).unwrap(),
            cross_origin: false,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        };
        let queue = RequestQueue::new(Places::default());
        let client = RegistryClient::new(NativeTransport::new(), reach, queue);
        Self {
            client: Rc::new(client),
        }
    }

    async fn verified(&self, tag: &str) -> Verified {
        let address = ManifestAddress::Tag(Tag::parse(tag).unwrap());
        let client = Rc::clone(&self.client);
        let reader = InPlace::new(Rc::clone(&client), Limits::default());
        let verification = Verification::new(
            (client, reader),
            RepositoryName::parse(REPOSITORY).unwrap(),
            (Depth::Content, Ledger::of([(address, Scope::All)])),
            || Timestamp::of_unix_seconds(0),
            Box::new(|| {}),
        );
        verification.run().await;
        let mut ledger = Ledger::default();
        verification.change(|done| std::mem::swap(done, &mut ledger));
        assert!(ledger.has_ended());
        Verified { ledger }
    }
}

impl Verifier {
    /// The last line of what a report of a tag says on how to repeat it.
    async fn report(&self, host: &str, tag: &str) -> String {
        let verified = self.verified(tag).await;
        let report = Report {
            ledger: &verified.ledger,
            repository: &RepositoryName::parse(REPOSITORY).unwrap(),
            reach: self.client.reach(),
            pull_host: host,
            page_origin: "http://127.0.0.1",
            begun: Timestamp::of_unix_seconds(0),
            ended: Timestamp::of_unix_seconds(0),
            depth: Depth::Content,
            expected: None,
        };
        let mut sections = report.sections();
        let last = sections.pop().unwrap();
        assert_eq!(last.title, "How to repeat it");
        last.lines.last().unwrap().clone()
    }
}

impl Verified {
    fn proof(&self) -> Proof {
        self.ledger.standing(&self.ledger.subjects()[0]).proof()
    }

    /// The layers of the first image, lowest first.
    fn layers(&self) -> Vec<&Blob> {
        let contents = self.ledger.subjects()[0].contents().unwrap();
        let places = contents.images[0].layers().iter();
        let blobs = places.map(|place| &self.ledger.blobs()[*place.as_ref().unwrap()]);
        blobs.collect()
    }

    fn proofs(&self) -> Vec<Proof> {
        self.layers().into_iter().map(Blob::proof).collect()
    }

    /// The only layer that is not what was promised, and its place.
    fn mismatch(&self) -> (usize, BlobMismatch) {
        let layers = self.layers().into_iter().enumerate();
        let found = layers.filter_map(|(position, blob)| match &blob.state {
            BlobState::Judged(BlobVerdict::Mismatch(mismatch), _) => {
                Some((position, (**mismatch).clone()))
            }
            _ => None,
        });
        let found: Vec<_> = found.collect();
        assert_eq!(found.len(), 1, "{:?}", self.proofs());
        found.into_iter().next().unwrap()
    }
}

/// The file of a layer on the registry's disk.
fn file(registry: &DockerRegistry, blob: &Blob) -> PathBuf {
    let hex = blob.descriptor.digest.encoded();
    let folder = registry.storage().join("blobs/sha256").join(&hex[..2]);
    folder.join(hex).join("data")
}

#[tokio::test(flavor = "current_thread")]
async fn every_way_to_store_a_layer_reaches_content() {
    let registry = seeded(Cors::All.into()).await;
    let verified = Verifier::of(&registry).verified("good").await;
    assert_eq!(verified.proofs(), [Proof::Content; 5]);
    assert_eq!(verified.proof(), Proof::Content);
    let sum = verified.ledger.sum();
    assert!(sum.bytes > 3_000_000 && sum.read == sum.bytes);
}

#[tokio::test(flavor = "current_thread")]
async fn the_line_of_a_report_repeats_the_verification() {
    let registry = seeded(Cors::All.into()).await;
    let verifier = Verifier::of(&registry);
    let report = async || verifier.report(registry.host(), "index").await;
    let folder = TempDir::new().unwrap();
    let run = |line: &str| {
        let mut shell = Command::new("sh");
        let run = shell.args(["-c", line]).current_dir(folder.path()).output();
        run.unwrap()
    };
    let line = report().await;
    let output = run(&line);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {said}");
    // Both platforms, whose first layer is one: an index, manifests, configs and layers.
    let files = fs::read_dir(folder.path().join("five")).unwrap();
    let stored = files.filter(|file| file.as_ref().unwrap().file_name().len() == 64);
    assert_eq!(stored.count(), 2 + 3);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_rare_gets_its_verdict() {
    let registry = seeded(Cors::All.into()).await;
    let verifier = Verifier::of(&registry);
    for (tag, expected) in [
        ("index", Proof::Content),
        ("empty-layer", Proof::Content),
        ("foreign", Proof::Unverifiable),
        ("embedded", Proof::Content),
        ("xz", Proof::Unverifiable),
        ("wrong-diff-id", Proof::Mismatch),
        ("trailing-garbage", Proof::Mismatch),
        ("truncated-gzip", Proof::Mismatch),
    ] {
        let done = verifier.verified(tag).await;
        assert_eq!(done.proof(), expected, "{tag}");
        let layers = done.proofs();
        assert_eq!(layers[0], Proof::Content, "{tag}");
        assert_eq!(layers.iter().max(), Some(&expected), "{tag}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_changed_byte_on_the_disk_is_found_in_its_layer_and_gone_when_put_back() {
    let registry = seeded(Cors::All.into()).await;
    let verifier = Verifier::of(&registry);
    let good = verifier.verified("good").await;
    for position in 0..5 {
        let path = file(&registry, good.layers()[position]);
        let stored = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .unwrap();
        let place = stored.metadata().unwrap().len() / 2;
        let mut byte = [0];
        stored.read_exact_at(&mut byte, place).unwrap();
        stored.write_all_at(&[!byte[0]], place).unwrap();
        let (found, mismatch) = verifier.verified("good").await.mismatch();
        assert_eq!(found, position);
        assert_eq!(mismatch.reason, Reason::Changed);
        assert_eq!(mismatch.found.size(), mismatch.expected.size);
        stored.write_all_at(&byte, place).unwrap();
        assert_eq!(verifier.verified("good").await.proof(), Proof::Content);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_cut_blob_is_called_cut_and_one_that_is_gone_a_ghost() {
    for (configuration, end) in [
        (Configuration::from(Cors::All), End::Whole),
        (
            Configuration::from(Cors::All).pasted(REMEMBERED),
            End::BrokenOff,
        ),
    ] {
        let registry = seeded(configuration).await;
        let verifier = Verifier::of(&registry);
        let good = verifier.verified("good").await;
        let path = file(&registry, good.layers()[4]);
        for (length, reason) in [(1_000_000, Reason::Cut), (0, Reason::Ghost)] {
            let stored = OpenOptions::new().write(true).open(&path).unwrap();
            stored.set_len(length).unwrap();
            let done = verifier.verified("good").await;
            assert_eq!(done.proofs()[..4], [Proof::Content; 4]);
            let (position, mismatch) = done.mismatch();
            assert_eq!((position, &mismatch.reason), (4, &reason));
            assert_eq!(mismatch.found.size(), length);
            assert_eq!(mismatch.found.end(), end);
        }
        fs::remove_file(&path).unwrap();
        let done = verifier.verified("good").await;
        assert_eq!(
            done.proofs()[4],
            match end {
                // The registry remembers it, and sends nothing.
                End::BrokenOff => Proof::Mismatch,
                _ => Proof::Failed,
            }
        );
    }
}
