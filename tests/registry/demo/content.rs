//! The gallery of the demo: a summer of releases, their bases, and what is said about them.

use std::collections::BTreeSet;

use porthole_test_support::image::sha256;
use serde_json::Value;

use super::kept::Kept;

const BASE_NAME: &str = "org.opencontainers.image.base.name";
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

fn digest(kept: &Kept, repository: &str, tag: &str) -> String {
    sha256(&kept.files[&format!("v2/{repository}/manifests/{tag}")])
}

/// The manifest of a platform, whether an index lists it or the reference is the image itself.
fn platform(kept: &Kept, repository: &str, reference: &str, config: &Value) -> Value {
    let manifest = kept.manifest(repository, reference);
    let children = manifest["manifests"].as_array().into_iter().flatten();
    let same = |child: &&Value| {
        child["platform"]["architecture"] == config["architecture"]
            && child["platform"]["variant"] == config["variant"]
    };
    match children.clone().find(same) {
        Some(child) => kept.manifest(repository, child["digest"].as_str().unwrap()),
        None => manifest,
    }
}

#[test]
fn the_repositories_are_those_of_a_gallery() {
    assert_eq!(
        Kept::unpacked().repositories(),
        [
            "charts/gallery",
            "gallery/api",
            "gallery/logs",
            "gallery/prototype",
            "gallery/ui",
            "golden/aspnet-core",
            "golden/dotnet-sdk",
            "lab/oddities",
            "tools/curl",
            "tools/web-ping",
        ]
    );
}

#[test]
fn moving_tags_lead_where_their_versions_lead() {
    let kept = Kept::unpacked();
    for (repository, moving, version) in [
        ("gallery/ui", "latest", "3.0.42"),
        ("gallery/ui", "3", "3.0.42"),
        ("gallery/ui", "2", "2.2.11"),
        // 2.1.114 is newer.
        ("gallery/ui", "2.1", "2.1.106"),
        ("gallery/ui", "stable", "3.0.40"),
        ("gallery/api", "latest", "3.1.0"),
        ("gallery/api", "2.1-alpine", "2.1.1-alpine"),
        ("golden/aspnet-core", "9.0", "9.0.7"),
        // 21.07 is newer.
        ("tools/curl", "latest", "21.06"),
    ] {
        let leads_to = digest(&kept, repository, moving);
        assert_eq!(leads_to, digest(&kept, repository, version), "{moving}");
    }
    for (repository, newer) in [("gallery/ui", "2.1.114"), ("tools/curl", "21.07")] {
        assert!(kept.tags(repository).contains(&newer.to_owned()));
    }
}

#[test]
fn a_base_that_is_named_is_there_and_its_layers_come_first() {
    let kept = Kept::unpacked();
    let mut built = BTreeSet::new();
    for (repository, manifest) in kept.leaves() {
        let Some(name) = manifest["annotations"][BASE_NAME].as_str() else {
            continue;
        };
        let (base, tag) = name.split_once(':').unwrap();
        assert_eq!(
            manifest["annotations"][BASE_DIGEST],
            digest(&kept, base, tag),
            "{repository} on {name}"
        );
        let config = kept.config(&repository, &manifest);
        assert_eq!(config["config"]["Labels"][BASE_NAME], name);
        let below = platform(&kept, base, tag, &config);
        let below = below["layers"].as_array().unwrap();
        let layers = manifest["layers"].as_array().unwrap();
        assert!(layers.len() > below.len());
        assert_eq!(layers[..below.len()], below[..], "{repository} on {name}");
        built.insert(repository);
    }
    let expected = ["gallery/api", "gallery/ui", "golden/dotnet-sdk"];
    assert_eq!(built, expected.map(str::to_owned).into());
}

#[test]
fn what_is_said_about_a_release_names_its_digest() {
    let kept = Kept::unpacked();
    let newest = digest(&kept, "gallery/ui", "3.0.42").replace(':', "-");
    let tags = kept.tags("gallery/ui");
    for suffix in [".sig", ".att", ""] {
        assert!(tags.contains(&format!("{newest}{suffix}")), "{suffix}");
    }
    let listed = kept.manifest("gallery/ui", &newest);
    let bill = &listed["manifests"][0];
    assert_eq!(bill["artifactType"], "application/spdx+json");
    let bill = kept.manifest("gallery/ui", bill["digest"].as_str().unwrap());
    assert_eq!(
        bill["subject"]["digest"],
        digest(&kept, "gallery/ui", "3.0.42")
    );
}

#[test]
fn media_types_are_of_both_families() {
    let kept = Kept::unpacked();
    for (repository, tag, media_type, platforms) in [
        (
            "tools/curl",
            "21.07",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            2,
        ),
        (
            "gallery/ui",
            "2.2.11",
            "application/vnd.oci.image.index.v1+json",
            3,
        ),
        (
            "gallery/ui",
            "3.0.42",
            "application/vnd.oci.image.index.v1+json",
            2,
        ),
        (
            "gallery/ui",
            "nightly-20260820",
            "application/vnd.oci.image.manifest.v1+json",
            0,
        ),
        (
            "gallery/logs",
            "1.6",
            "application/vnd.docker.distribution.manifest.v2+json",
            0,
        ),
    ] {
        let manifest = kept.manifest(repository, tag);
        assert_eq!(manifest["mediaType"], media_type, "{repository}:{tag}");
        let children = manifest["manifests"].as_array().into_iter().flatten();
        let known = children.filter(|child| child["platform"]["os"] != "unknown");
        assert_eq!(known.count(), platforms, "{repository}:{tag}");
    }
}

#[test]
fn everything_was_built_before_the_end_of_the_summer() {
    let kept = Kept::unpacked();
    let mut dates = BTreeSet::new();
    for (repository, manifest) in kept.leaves() {
        let config = kept.config(&repository, &manifest);
        let created = config["created"].as_str().map(str::to_owned);
        dates.extend(created.filter(|date| !date.starts_with("1970")));
    }
    assert!(dates.first().unwrap().as_str() >= "2026-01-01");
    assert_eq!(dates.last().unwrap(), "2026-08-20T03:00:12Z");
}
