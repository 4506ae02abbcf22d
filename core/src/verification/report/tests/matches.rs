use super::{
    ledgers::{
        INDEX, MANIFEST, broken, came, contents, embedded, error, failed, foreign, layer_bytes,
        nameless, of_other_content, part, tag, verified, waiting,
    },
    *,
};
use crate::{
    integrity::finding::Source,
    oci::digest::Digest,
    registry::error::ErrorKind,
    verification::{blob::Blob, ledger::Scope},
};

const REGISTRY: &str = "https://registry.example/v2/web/storefront";

fn layer(world: &World) -> Value {
    parsed(&world.report())["subjects"][0]["images"][0]["layers"][0].clone()
}

#[test]
fn each_blob_has_the_verdict_that_it_has_and_no_better() {
    let bytes = layer_bytes();
    let cut = &bytes[..bytes.len() / 2];
    let registry = format!("{REGISTRY}/blobs/");
    let cases: [(Blob, &str, Value, &str, usize); 9] = [
        (
            came(&bytes, Depth::Content),
            "content",
            true.into(),
            &registry,
            2,
        ),
        (
            came(&bytes, Depth::AllBytes),
            "all bytes",
            true.into(),
            &registry,
            1,
        ),
        (embedded(), "content", true.into(), "the descriptor", 2),
        (nameless(), "unverifiable", true.into(), &registry, 1),
        (foreign(), "unverifiable", Value::Null, "not read", 0),
        (waiting(), "not read", Value::Null, "not read", 0),
        (broken(), "not readable", Value::Null, "not read", 0),
        (
            came(cut, Depth::Content),
            "mismatch",
            false.into(),
            &registry,
            0,
        ),
        (of_other_content(), "mismatch", true.into(), &registry, 1),
    ];
    for (blob, verdict, bytes_match, read_from, sources) in cases {
        let world = World::of_image(vec![blob]);
        let report = world.report();
        let layer = layer(&world);
        assert_eq!(layer["verdict"], verdict);
        assert_eq!(layer["bytes_match"], bytes_match, "{verdict}");
        let from = layer["read_from"].as_str().unwrap();
        assert!(from.starts_with(read_from), "{verdict}: {from}");
        assert_eq!(
            layer["compared_with"].as_array().unwrap().len(),
            sources,
            "{verdict}"
        );
        assert_eq!(layer["mismatch"].is_null(), verdict != "mismatch");
        let has_reason = matches!(verdict, "unverifiable" | "not readable");
        assert_eq!(layer["why"].is_null(), !has_reason, "{verdict}");
        assert_eq!(report.overall(), verdict);
        assert_eq!(parsed(&report)["overall"], verdict);
        says(&report, &format!("Overall: {verdict}."));
        says(&report, &format!(": {verdict}.\n"));
    }
}

#[test]
fn a_cut_layer_says_where_it_ended_and_what_came() {
    let bytes = layer_bytes();
    let half = bytes.len() / 2;
    let world = World::of_image(vec![came(&bytes[..half], Depth::Content)]);
    let layer = layer(&world);
    let mismatch = &layer["mismatch"];
    assert_eq!(mismatch["expected_digest"], layer["digest"]);
    assert_ne!(mismatch["found_digest"], layer["digest"]);
    assert_eq!(mismatch["expected_size"], bytes.len());
    assert_eq!(mismatch["found_size"], half);
    assert_eq!(mismatch["reason"], "cut");
    says(
        &world.report(),
        &format!("It ends after {half} of {} bytes.", bytes.len()),
    );
}

#[test]
fn other_content_is_told_from_other_bytes() {
    let world = World::of_image(vec![of_other_content()]);
    let layer = layer(&world);
    assert_eq!(layer["mismatch"]["found_digest"], layer["digest"]);
    assert_ne!(layer["mismatch"]["found_content"], layer["diff_id"]);
    assert_eq!(
        layer["mismatch"]["promised_by"],
        "the diff_id in the config"
    );
    says(&world.report(), "Content expected: ");
}

#[test]
fn a_computed_digest_was_compared_with_nothing() {
    let mut world = World::of(vec![(tag("1.0"), Scope::All)]);
    let root = part("manifest", MANIFEST, &[]);
    let layer = came(&layer_bytes(), Depth::Content);
    let image = world.image(root.clone(), None, vec![layer]);
    world.read(0, contents(root, vec![image]));
    let report = world.report();
    let subject = &parsed(&report)["subjects"][0];
    for part in [&subject["root"], &subject["images"][0]["manifest"]] {
        assert_eq!(part["verdict"], "computed");
        assert_eq!(part["bytes_match"], Value::Null);
        assert_eq!(part["compared_with"], serde_json::json!([]));
        assert_eq!(part["read_from"], format!("{REGISTRY}/manifests/1.0"));
        assert!(
            part["why"]
                .as_str()
                .unwrap()
                .contains("nothing to compare it with")
        );
    }
    says(&report, "there was nothing to compare it with");
    says(&report, "That digest was computed here");
}

#[test]
fn a_mismatch_of_the_manifest_names_both_digests() {
    let mut world = World::of(vec![(tag("1.0"), Scope::All)]);
    let promised = digest("promised");
    let root = part("manifest", MANIFEST, &[(Source::Header, promised.clone())]);
    world.read(0, contents(root, Vec::new()));
    let report = world.report();
    let subject = &parsed(&report)["subjects"][0];
    let root = &subject["root"];
    assert_eq!(root["digest"], promised.to_string());
    assert_eq!(
        root["mismatch"]["found_digest"],
        digest("manifest").to_string()
    );
    assert_eq!(report.overall(), "mismatch");
    assert!(
        subject["repeat"][0]
            .as_str()
            .unwrap()
            .ends_with(&promised.to_string())
    );
}

fn expecting(digest: &Digest, told: Option<Expected>) -> World {
    let layer = came(&layer_bytes(), Depth::Content);
    World {
        expected: Some((digest.clone(), told)),
        ..World::of_image(vec![layer])
    }
}

#[test]
fn the_digests_tell_whether_it_is_as_expected_and_nobody_else() {
    for (expected, comparison, overall) in [
        ("manifest", "same", "content"),
        ("another", "other", "not as expected"),
    ] {
        for told in [None, Some(Expected::Same), Some(Expected::Other)] {
            let world = expecting(&digest(expected), told);
            let report = parsed(&world.report());
            assert_eq!(report["expected"]["comparison"], comparison, "{told:?}");
            assert_eq!(report["overall"], overall);
        }
    }
    let sha512 = Digest::parse(&format!("sha512:{}", "a".repeat(128))).unwrap();
    for (told, comparison) in [
        (None, "not compared"),
        (Some(Expected::Same), "same"),
        (Some(Expected::Unknown), "unknown algorithm"),
    ] {
        let world = expecting(&sha512, told);
        assert_eq!(
            parsed(&world.report())["expected"]["comparison"],
            comparison
        );
    }
}

#[test]
fn what_was_not_read_is_not_as_expected() {
    let expected = Some((digest("manifest"), Some(Expected::Same)));
    let unread = World {
        expected: expected.clone(),
        ..World::of(vec![(tag("1.0"), Scope::All)])
    };
    let mut gone = World {
        expected: expected.clone(),
        ..World::of(vec![(tag("1.0"), Scope::All)])
    };
    gone.read(0, contents(failed("manifest"), Vec::new()));
    let two = World {
        expected,
        ..World::of(vec![(tag("1.0"), Scope::All), (tag("1.1"), Scope::All)])
    };
    for (world, overall) in [
        (unread, "not read"),
        (gone, "not readable"),
        (two, "not read"),
    ] {
        let report = parsed(&world.report());
        assert_eq!(report["expected"]["comparison"], "not compared");
        assert_eq!(report["subjects"][0]["repeat"], serde_json::json!([]));
        assert_eq!(report["overall"], overall);
        says(&world.report(), "Nothing was compared with it.");
    }
}

#[test]
fn of_several_subjects_the_worst_counts() {
    let mut world = World::of(vec![(tag("1.0"), Scope::All), (tag("1.1"), Scope::All)]);
    let root = verified("manifest", MANIFEST, Source::Header);
    let image = world.image(
        root.clone(),
        None,
        vec![came(&layer_bytes(), Depth::Content)],
    );
    world.read(0, contents(root, vec![image]));
    let report = parsed(&world.report());
    assert_eq!(report["overall"], "not read");
    assert_eq!(report["subjects"][0]["overall"], "content");
    assert_eq!(report["subjects"][1]["root"], Value::Null);
    assert_eq!(report["subjects"][1]["repeat"], serde_json::json!([]));
    assert_eq!(report["given_up"], Value::Null);
    world.ledger.given_up = Some(error(ErrorKind::RateLimited(None)));
    says(
        &world.report(),
        "Given up: registry.example limits how much may be asked.",
    );
    assert!(parsed(&world.report())["given_up"].is_string());
}

#[test]
fn lines_repeat_what_was_meant() {
    let mut world = World::of(vec![(tag("1.0"), Scope::All)]);
    let root = verified("index", INDEX, Source::Header);
    let digest = root.digest.clone().unwrap();
    world.read(0, contents(root, Vec::new()));
    let repeat = |world: &World| parsed(&world.report())["subjects"][0]["repeat"].clone();
    let reference = format!("registry.example/web/storefront@{digest}");
    assert_eq!(
        repeat(&world),
        serde_json::json!([
            format!("crane validate --remote {reference}"),
            format!("skopeo copy --all docker://{reference} dir:storefront"),
        ])
    );
    world.pull_host = "$(id); x".to_owned();
    let quoted = format!("'$(id); x/web/storefront@{digest}'");
    assert_eq!(
        repeat(&world)[0],
        format!("crane validate --remote {quoted}")
    );
    world.pull_host = "localhost:5000".to_owned();
    world.reach.address = RegistryAddress::parse("http://localhost:5000").unwrap();
    let line = repeat(&world)[1].as_str().unwrap().to_owned();
    assert!(
        line.starts_with("skopeo copy --all --src-tls-verify=false docker://"),
        "{line}"
    );
    assert!(
        repeat(&world)[0]
            .as_str()
            .unwrap()
            .starts_with("crane validate --insecure --remote ")
    );
    says(&world.report(), &line);
}

#[test]
fn one_image_of_an_index_is_repeated_alone() {
    let meant = digest("meant");
    let mut world = World::of(vec![(tag("1.0"), Scope::Image(meant.clone()))]);
    world.read(
        0,
        contents(verified("index", INDEX, Source::Header), Vec::new()),
    );
    let report = parsed(&world.report());
    let subject = &report["subjects"][0];
    assert_eq!(subject["only_image"], meant.to_string());
    let line = subject["repeat"][1].as_str().unwrap();
    assert!(
        line.contains(&meant.to_string()) && !line.contains("--all"),
        "{line}"
    );
    says(
        &world.report(),
        &format!("Of its images only {meant} was meant."),
    );
}

#[test]
fn plain_http_is_said_where_somebody_may_be_on_the_path() {
    for (registry, page, is_plain) in [
        (
            "https://registry.example",
            "https://porthole.example",
            false,
        ),
        ("http://registry.example", "https://porthole.example", true),
        ("https://registry.example", "http://porthole.example", true),
        ("http://127.0.0.1:5000", "http://localhost:8080", false),
    ] {
        let mut world = World::of_image(Vec::new());
        world.reach.address = RegistryAddress::parse(registry).unwrap();
        page.clone_into(&mut world.page_origin);
        let report = world.report();
        assert_eq!(parsed(&report)["plain_http"], is_plain);
        assert_eq!(printed(&report).contains("Over plain http"), is_plain);
    }
}

#[test]
fn an_image_without_layers_has_no_content_to_be_proud_of() {
    let world = World::of_image(Vec::new());
    assert_eq!(world.report().overall(), "all bytes");
    assert!(!printed(&world.report()).contains("unpack to."));
}
