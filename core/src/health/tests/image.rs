use super::*;
use crate::{
    integrity::finding::{Expectation, Finding, Mismatch, Source},
    oci::digest::Digest,
    registry::{
        config::ReadConfig,
        error::{ErrorKind, RegistryError, Subject},
        request::Method,
    },
};

fn without_config(config: &str) -> Vec<String> {
    let document = manifest(&format!(r#"{config}"layers":[{}]"#, layer(1, "")));
    words(&check(&document, ConfigContent::NotRead, None))
}

#[test]
fn a_config_that_is_none_is_said() {
    assert_eq!(
        without_config(""),
        ["Fault: The manifest names no config, without which no client takes it."]
    );
    assert_eq!(
        without_config(r#""config":7,"#),
        [
            "Fault: What the manifest says of its config cannot be read: expected an object, found 7."
        ]
    );
    let of =
        |from: &str, to: &str| without_config(&(descriptor_of_config("").replace(from, to) + ","));
    assert_eq!(of("", ""), <[String; 0]>::default());
    assert_eq!(
        of("500", "5000000"),
        [
            "Warning: The config is said to have 5.0 MB. At most 4.2 MB are read, so nothing of it is known."
        ]
    );
    assert_eq!(
        of(OCI_CONFIG, "application/x"),
        [
            "Note: The config is of the type application/x and not an image's, so it was not read as one."
        ]
    );
    assert!(of(OCI_CONFIG, "")[0].starts_with("Warning: The manifest does not say of what type"));
    assert!(
        of(OCI_CONFIG, media_type::DOCKER_CONFIG)[0].starts_with("Note: The manifest is of OCI's")
    );
    assert!(of("500", "0")[0].starts_with("Warning: The size of 1 config"));
    assert!(of(&digest(0xc0), "a:b")[0].starts_with("Warning: 1 config is named by"));
    let foreign = descriptor_of_config(r#","urls":["https://example.com/"]"#) + ",";
    assert!(
        without_config(&foreign)[0].starts_with("Warning: 1 config (500 B) may be kept elsewhere")
    );
}

#[test]
fn a_config_that_did_not_come_is_said() {
    let image = image_with(&[layer(1, "")]);
    for (config, expected) in [
        (
            ConfigContent::Missing,
            "Fault: The registry does not have the config.",
        ),
        (
            ConfigContent::Mismatch,
            "Fault: The config is not what the manifest promises.",
        ),
        (
            ConfigContent::Unreadable("no JSON"),
            "Fault: The config is none: no JSON.",
        ),
        (
            ConfigContent::Failed,
            "Warning: The config could not be read.",
        ),
    ] {
        assert_eq!(words(&check(&image, config, None)), [expected]);
    }
}

#[test]
fn what_a_config_turned_out_to_be_is_told_apart() {
    let digest = Digest::parse(&digest(1)).unwrap();
    let computed = |config| Finding::Computed {
        content: ReadConfig {
            bytes: Vec::new(),
            config,
        },
        digest: digest.clone(),
    };
    let read = computed(Ok(ImageConfig::default()));
    assert!(matches!(ConfigContent::from(&read), ConfigContent::Read(_)));
    let none = computed(Err("no JSON".to_owned()));
    assert!(matches!(
        ConfigContent::from(&none),
        ConfigContent::Unreadable("no JSON")
    ));
    let mismatch = Finding::Mismatch(Mismatch {
        expected: Expectation {
            source: Source::Address,
            digest: digest.clone(),
            size: None,
        },
        found: digest.clone(),
        found_size: 1,
    });
    assert!(matches!(
        ConfigContent::from(&mismatch),
        ConfigContent::Mismatch
    ));
}

#[test]
fn why_a_config_was_not_read_is_told_apart() {
    let error = |kind| RegistryError {
        kind,
        subject: Subject::Blob,
        method: Method::Get,
        path: String::new(),
    };
    let missing = error(ErrorKind::BlobUnknown);
    assert!(matches!(
        ConfigContent::from(&missing),
        ConfigContent::Missing
    ));
    let too_large = error(ErrorKind::TooLarge(1));
    assert!(matches!(
        ConfigContent::from(&too_large),
        ConfigContent::NotRead
    ));
    let failed = error(ErrorKind::NoAnswer);
    assert!(matches!(
        ConfigContent::from(&failed),
        ConfigContent::Failed
    ));
}

#[test]
fn an_artifact_need_not_be_an_image() {
    let chart = manifest(&format!(
        r#""config":{{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"{}","size":5}},
           "layers":[{{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"{}","size":9}}]"#,
        digest(1),
        digest(2)
    ));
    assert_eq!(check(&chart, ConfigContent::NotRead, None), []);
    let signature = layer(1, "").replace(
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.dev.cosign.simplesigning.v1+json",
    );
    let config = read_config(r#"{"os":"","created":"0001-01-01T00:00:00Z","history":[{}]}"#);
    let signature = image_with(&[signature]);
    assert_eq!(check(&signature, ConfigContent::Read(&config), None), []);
    let typed = manifest(&format!(
        r#""artifactType":"application/x",{},"layers":[]"#,
        descriptor_of_config("")
    ));
    assert_eq!(check(&typed, ConfigContent::Read(&config), None), []);
}

#[test]
fn what_an_index_lists_for_a_platform_may_be_taken_for_an_image() {
    let config = descriptor_of_config("").replace(OCI_CONFIG, "application/x");
    let layer = layer(1, "").replace(
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/x",
    );
    let other = manifest(&format!(r#"{config},"layers":[{layer}]"#));
    let listed = promise(r#"{"os":"linux","architecture":"amd64"}"#);
    assert_eq!(
        words(&check(&other, ConfigContent::NotRead, Some(&listed))),
        [
            "Note: The config is of the type application/x and not an image's, so it was not read as one."
        ]
    );
    assert_eq!(check(&other, ConfigContent::NotRead, None), []);
}

#[test]
fn a_promise_of_another_type_is_said() {
    let promise = Descriptor {
        media_type: MediaType::of(media_type::DOCKER_MANIFEST),
        ..promise("{}")
    };
    let image = image_with(&[layer(1, "")]);
    let ailments = check(&image, ConfigContent::NotRead, Some(&promise));
    assert_eq!(ailments[0].severity, Severity::Warning);
    assert!(ailments[0].what.contains(media_type::DOCKER_MANIFEST));
}

/// The entry of an index with this platform.
fn promise(platform: &str) -> Descriptor {
    let json = format!(
        r#"{{"manifests":[{{"digest":"{}","size":5,"platform":{platform}}}]}}"#,
        digest(1)
    );
    let Content::Index(index) = document(&json).content else {
        panic!("{json}");
    };
    index.manifests[0].value().unwrap().clone()
}

/// How bad it is that an index and a config name these platforms.
fn disagreement(promised: [&str; 4], config: [&str; 4]) -> Option<Severity> {
    let json = |[os, architecture, variant, version]: [&str; 4], rest: &str| {
        format!(
            r#"{{"os":"{os}","architecture":"{architecture}","variant":"{variant}","os.version":"{version}"{rest}}}"#
        )
    };
    let rootfs = format!(r#","rootfs":{{"diff_ids":["{}"]}}"#, digest(9));
    let config = read_config(&json(config, &rootfs));
    let ailments = check(
        &image_with(&[layer(1, "")]),
        ConfigContent::Read(&config),
        Some(&promise(&json(promised, ""))),
    );
    ailments.first().map(|ailment| ailment.severity)
}

#[test]
fn platforms_that_disagree_are_said() {
    let of = |architecture, variant| ["linux", architecture, variant, ""];
    for (promised, config, severity) in [
        (of("amd64", ""), of("amd64", ""), None),
        (of("amd64", ""), of("x86_64", "v1"), None),
        (of("arm64", ""), of("arm64", "v8"), None),
        (of("arm64", "v8"), of("aarch64", ""), None),
        (of("arm", "v7"), of("arm", ""), Some(Severity::Note)),
        (of("arm", ""), of("arm", "v6"), Some(Severity::Note)),
        (of("arm", "v7"), of("arm", "v6"), Some(Severity::Warning)),
        (of("amd64", ""), of("arm64", ""), Some(Severity::Fault)),
        (
            of("amd64", ""),
            ["windows", "amd64", "", ""],
            Some(Severity::Fault),
        ),
        (of("unknown", ""), of("amd64", ""), None),
        (
            ["windows", "amd64", "", "10.1"],
            ["windows", "amd64", "", "10.2"],
            Some(Severity::Warning),
        ),
        (
            ["windows", "amd64", "", "10.1"],
            ["windows", "amd64", "", ""],
            None,
        ),
    ] {
        assert_eq!(
            disagreement(promised, config),
            severity,
            "{promised:?} {config:?}"
        );
    }
}

#[test]
fn a_platform_is_shown_safely() {
    let config = read_config(r#"{"os":"linux","architecture":"\u202e"}"#);
    let ailments = check(
        &image_with(&[]),
        ConfigContent::Read(&config),
        Some(&promise(r#"{"os":"linux","architecture":"amd64"}"#)),
    );
    assert_eq!(
        words(&ailments)[0],
        "Fault: The index lists it for linux/amd64, its config says that it is for linux/⟨U+202E⟩."
    );
}
