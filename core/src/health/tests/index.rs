use std::sync::Arc;

use super::*;
use crate::{
    inventory::summary::{ImageContent, ImageSummary, Stored},
    oci::{index::Index, platform::Platform},
    registry::{
        error::{ErrorKind, RegistryError, Subject},
        request::Method,
    },
};

fn entry(number: usize, rest: &str) -> String {
    let (media_type, digest) = (media_type::OCI_MANIFEST, digest(number));
    format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":500{rest}}}"#)
}

fn on(architecture: &str) -> String {
    format!(r#","platform":{{"os":"linux","architecture":"{architecture}"}}"#)
}

fn index_of(entries: &[String]) -> Index {
    let json = format!(r#"{{"manifests":[{}]}}"#, entries.join(","));
    match document(&json).content {
        Content::Index(index) => *index,
        content => panic!("{content:?}"),
    }
}

fn children(index: &Index, content: &dyn Fn(usize) -> ImageContent) -> Vec<ImageSummary> {
    let images = index.images().enumerate();
    let child = images.map(|(position, entry)| ImageSummary {
        platform: entry.platform().cloned(),
        digest: entry.digest.clone(),
        content: content(position),
    });
    child.collect()
}

fn stored() -> ImageContent {
    ImageContent::Stored(Arc::new(Stored {
        bytes: 1,
        has_more: false,
        layers: Vec::new(),
    }))
}

/// What an index ails whose children are as they should be.
fn alone(entries: &[String]) -> Vec<String> {
    let index = index_of(entries);
    let children = children(&index, &|_| stored());
    words(&of_index(
        &index,
        &MediaType::of(media_type::OCI_INDEX),
        &children,
        &[],
    ))
}

fn with_children(number: usize, content: &dyn Fn(usize) -> ImageContent) -> Vec<String> {
    let entries: Vec<_> = (0..number)
        .map(|number| entry(number, &on(&format!("a{number}"))))
        .collect();
    let index = index_of(&entries);
    let children = children(&index, content);
    words(&of_index(&index, &MediaType::default(), &children, &[]))
}

#[test]
fn a_healthy_index_has_no_ailments() {
    let none: [String; 0] = [];
    let attestation = entry(
        3,
        r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#,
    );
    assert_eq!(
        alone(&[entry(1, &on("amd64")), entry(2, &on("arm64")), attestation]),
        none
    );
}

#[test]
fn missing_children_are_named_and_the_rest_counted() {
    let missing = |number: usize| {
        move |position: usize| {
            if position < number {
                ImageContent::Missing
            } else {
                stored()
            }
        }
    };
    assert_eq!(
        with_children(2, &missing(1)),
        ["Fault: The registry does not have the manifests of 1 of 2 images: linux/a0."]
    );
    assert_eq!(
        with_children(60, &missing(40)),
        [
            "Fault: The registry does not have the manifests of 40 of 60 images: \
          linux/a0, linux/a1, linux/a2, linux/a3 and 36 more."
        ]
    );
}

#[test]
fn who_lacks_children_is_told_what_may_have_taken_them() {
    let index = index_of(&[entry(1, &on("amd64"))]);
    let children = children(&index, &|_| ImageContent::Missing);
    let ailments = of_index(&index, &MediaType::default(), &children, &[]);
    let cure = ailments[0].cure.unwrap();
    assert!(cure.contains("Garbage collection"), "{cure}");
}

#[test]
fn children_that_differ_or_failed_are_said_worst_first() {
    let failed = ImageContent::Failed(RegistryError {
        kind: ErrorKind::NoAnswer,
        subject: Subject::Manifest,
        method: Method::Get,
        path: String::new(),
    });
    let ailments = with_children(4, &move |position| match position {
        0 => failed.clone(),
        1 => ImageContent::Mismatch,
        2 => ImageContent::Other,
        _ => stored(),
    });
    assert_eq!(
        ailments,
        [
            "Fault: The manifests of 1 of 4 images are not what the index promises: linux/a1.",
            "Warning: The manifests of 1 of 4 images could not be read: linux/a0."
        ]
    );
}

#[test]
fn children_that_were_not_read_are_no_healthy_ones() {
    let index = index_of(&[entry(1, &on("amd64")), entry(2, &on("arm64"))]);
    assert_eq!(
        words(&of_index(&index, &MediaType::default(), &[], &[])),
        ["Note: The manifests of 2 of 2 images were not read."]
    );
}

#[test]
fn children_beyond_the_entries_that_are_kept_are_counted_as_not_read() {
    let mut index = index_of(&[entry(1, &on("amd64")), entry(2, &on("arm64"))]);
    index.manifests_left_out = 3;
    let children = children(&index, &|_| stored());
    assert_eq!(
        words(&of_index(&index, &MediaType::default(), &children, &[])),
        [
            "Warning: Of 5 entries only the first 2 were looked at.",
            "Note: The manifests of 3 of 5 images were not read."
        ]
    );
}

#[test]
fn entries_of_one_platform_are_said() {
    let v8 = r#","platform":{"os":"linux","architecture":"arm64","variant":"v8"}"#;
    assert_eq!(
        alone(&[entry(1, &on("arm64")), entry(2, v8), entry(3, &on("amd64"))]),
        [
            "Warning: Entries of the index are for the same platform: 2 for linux/arm64. Most clients take the first."
        ]
    );
    let windows = |version: &str| {
        format!(r#","platform":{{"os":"windows","architecture":"amd64","os.version":"{version}"}}"#)
    };
    let none: [String; 0] = [];
    assert_eq!(
        alone(&[entry(1, &windows("10.1")), entry(2, &windows("10.2"))]),
        none
    );
    let artifact = format!(r#"{},"artifactType":"application/x""#, on("arm64"));
    assert_eq!(alone(&[entry(1, &on("arm64")), entry(2, &artifact)]), none);
    assert_eq!(alone(&[entry(1, ""), entry(2, "")]), none);
}

#[test]
fn an_index_without_images_is_said() {
    assert_eq!(
        alone(&[]),
        ["Warning: The index lists no manifest, so there is nothing to pull."]
    );
    let attestation = entry(
        3,
        r#","annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#,
    );
    assert_eq!(
        alone(&[attestation]),
        ["Warning: The index has 1 entry, and none is an image: there is nothing to pull."]
    );
    // What it is cannot be said of an entry that cannot be read.
    assert_eq!(
        alone(&["7".to_owned()]),
        ["Fault: The entry number 1 cannot be read: expected an object, found 7."]
    );
}

#[test]
fn entries_that_are_wrong_are_said() {
    let docker =
        entry(4, &on("arm")).replace(media_type::OCI_MANIFEST, media_type::DOCKER_MANIFEST);
    let unknown = entry(5, &on("s390x")).replace(&digest(5), "blake3:abc");
    let ailments = alone(&[
        "7".to_owned(),
        entry(1, r#","platform":7"#),
        docker,
        unknown,
    ]);
    assert_eq!(
        ailments,
        [
            "Fault: The entry number 1 cannot be read: expected an object, found 7.",
            "Warning: 1 entry is named by a digest of an unknown algorithm, so nobody can verify it here: linux/s390x.",
            "Warning: A field of the index is malformed: platform of 000000000001 (expected an object, found 7).",
            "Note: The index is of OCI's format, and 1 entry is of Docker's: linux/arm. Most clients take both."
        ]
    );
}

/// What a config says that it runs on.
fn config(architecture: &str, variant: Option<&str>) -> Platform {
    Platform {
        os: Some("linux".to_owned()),
        architecture: Some(architecture.to_owned()),
        variant: variant.map(str::to_owned),
        os_version: None,
    }
}

#[test]
fn an_entry_for_another_variant_than_its_config_is_a_warning_of_the_index() {
    let v7 = r#","platform":{"os":"linux","architecture":"arm","variant":"v7"}"#;
    let index = index_of(&[entry(1, v7)]);
    let children = children(&index, &|_| stored());
    let configs = [Some(config("arm", Some("v6")))];
    assert_eq!(
        words(&of_index(
            &index,
            &MediaType::default(),
            &children,
            &configs
        )),
        [
            "Warning: The index lists images for other platforms than their configs say: linux/arm/v7 is for linux/arm/v6."
        ]
    );
}

#[test]
fn an_entry_for_another_platform_than_its_config_is_a_fault_of_the_index() {
    let index = index_of(&[entry(1, &on("s390x")), entry(2, &on("amd64"))]);
    let children = children(&index, &|_| stored());
    let ails = |configs: &[Option<Platform>]| {
        let media_type = MediaType::of(media_type::OCI_INDEX);
        words(&of_index(&index, &media_type, &children, configs))
    };
    let lies = ails(&[Some(config("amd64", None)), Some(config("x86_64", None))]);
    assert_eq!(
        lies,
        [
            "Fault: The index lists images for other platforms than their configs say: linux/s390x is for linux/amd64."
        ]
    );
    assert_eq!(ails(&[None, Some(config("amd64", None))]), [""; 0]);
}
