//! A plan as a script, done by a real `sh` and a real curl at a real registry.

mod along;
mod secrets;

use std::{
    collections::BTreeMap,
    io::Write,
    process::{Command, Output, Stdio},
};

use porthole_core::{
    deletion::{
        commands::Place,
        plan::{Mode, Plan, Selection, TagRemoval},
        snapshot::{Snapshot, Target},
    },
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::{accept::Ask, address::RegistryAddress, record::Signature},
};
use porthole_test_support::{
    docker_registry::{Configuration, DockerRegistry},
    image::{Index, Manifest},
};
use reqwest::{Client, Method};

const REPOSITORY: &str = "gallery/ui";

/// Tags and where they lead, by the numbers of images.
const LAB: [(&str, usize); 6] = [
    ("latest", 1),
    ("2", 1),
    ("2.1", 1),
    ("3.0", 2),
    ("1.0", 3),
    ("0.9", 4),
];

fn image(number: usize) -> Manifest {
    let number = number.to_string();
    Index::oci().annotation("number", &number).build()
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn digest(number: usize) -> Digest {
    Digest::parse(image(number).digest()).unwrap()
}

async fn lab(configuration: Configuration) -> DockerRegistry {
    let mut registry = DockerRegistry::start(Configuration::default());
    for (tag, number) in LAB {
        let image = image(number);
        registry.push(REPOSITORY, tag, &image).await.unwrap();
    }
    if configuration != Configuration::default() {
        registry.restart(configuration).unwrap();
    }
    registry
}

fn snapshot() -> Snapshot {
    let tags = LAB.map(|(text, number)| (tag(text), Target::Manifest(digest(number))));
    Snapshot {
        tags: tags.into(),
        ..Snapshot::default()
    }
}

fn plan(tags: &[&str], mode: Mode, removal: TagRemoval) -> Plan {
    let selection = Selection {
        tags: tags.iter().map(|text| tag(text)).collect(),
        ..Selection::default()
    };
    Plan::of(&snapshot(), &selection, mode, removal)
}

fn script_for(plan: &Plan, origin: &str, signature: Option<Signature>) -> String {
    let mut number = 0x5eed;
    let mut unique = || {
        number += 1;
        number
    };
    let place = Place {
        address: &RegistryAddress::parse(origin).unwrap(),
        repository: &RepositoryName::parse(REPOSITORY).unwrap(),
        signature,
    };
    plan.commands(place, &mut unique)
}

fn script(tags: &[&str], mode: Mode, registry: &DockerRegistry) -> String {
    let plan = plan(tags, mode, TagRemoval::Tombstone);
    script_for(&plan, registry.origin(), None)
}

fn run(script: &str, environment: &[(&str, &str)]) -> Output {
    let mut sh = Command::new("sh")
        .env_remove("TOKEN")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    sh.stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    sh.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn done(script: &str) -> String {
    let output = run(script, &[]);
    let said = said(&output);
    assert!(output.status.success(), "{said}\n{script}");
    said
}

fn refused(script: &str) -> String {
    let output = run(script, &[]);
    let said = said(&output);
    assert!(
        !output.status.success() && !said.contains("Done."),
        "{said}\n{script}"
    );
    said
}

async fn asked(registry: &DockerRegistry, path: &str) -> reqwest::Response {
    let client = Client::builder().no_proxy().build().unwrap();
    let address = format!("{}/v2/{REPOSITORY}/{path}", registry.origin());
    let request = client.request(Method::GET, address);
    let accept = Ask::All.header();
    request.header("Accept", accept).send().await.unwrap()
}

/// Every tag that the registry lists, and where it leads.
async fn tags(registry: &DockerRegistry) -> BTreeMap<String, String> {
    let list = asked(registry, "tags/list").await.text().await.unwrap();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let mut tags = BTreeMap::new();
    for tag in list["tags"].as_array().into_iter().flatten() {
        let tag = tag.as_str().unwrap();
        let answer = asked(registry, &format!("manifests/{tag}")).await;
        let digest = answer.headers()["docker-content-digest"].to_str().unwrap();
        tags.insert(tag.to_owned(), digest.to_owned());
    }
    tags
}

/// The lab without some of its tags.
fn without(gone: &[&str]) -> BTreeMap<String, String> {
    let left = LAB.iter().filter(|(text, _)| !gone.contains(text));
    left.map(|(text, number)| ((*text).to_owned(), image(*number).digest().to_owned()))
        .collect()
}

#[tokio::test(flavor = "current_thread")]
async fn a_script_does_what_its_plan_says() {
    for (selected, mode, gone) in [
        (&["2"] as &[_], Mode::Tags, &["2"] as &[_]),
        (&["2", "1.0"], Mode::Tags, &["2", "1.0"]),
        (&["latest", "2", "2.1"], Mode::Tags, &["latest", "2", "2.1"]),
        (&["2.1"], Mode::Images, &["latest", "2", "2.1"]),
        (&["1.0", "2.1"], Mode::TagsOnly, &["1.0", "2.1"]),
    ] {
        let registry = lab(Configuration::default()).await;
        let script = script(selected, mode, &registry);
        assert!(done(&script).ends_with("Done.\n"));
        assert_eq!(tags(&registry).await, without(gone), "{script}");
        for number in 1..=4 {
            let path = format!("manifests/{}", image(number).digest());
            let status = asked(&registry, &path).await.status();
            let is_tagged = LAB
                .iter()
                .any(|(tag, it)| *it == number && !gone.contains(tag));
            let is_kept = is_tagged || mode == Mode::TagsOnly;
            assert_eq!(status.is_success(), is_kept, "{selected:?} {number}");
        }
        // Done again, there is nothing left to do.
        assert!(done(&script).contains("gone already"));
        assert_eq!(tags(&registry).await, without(gone));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_moved_ends_it() {
    for (selected, mode) in [
        (["2"], Mode::Tags),
        (["2"], Mode::Images),
        (["3.0"], Mode::Tags),
    ] {
        let registry = lab(Configuration::default()).await;
        let script = script(&selected, mode, &registry);
        registry
            .push(REPOSITORY, selected[0], &image(9))
            .await
            .unwrap();
        let before = tags(&registry).await;
        let said = refused(&script);
        assert!(
            said.contains(&format!(
                "{} leads to {} now",
                selected[0],
                image(9).digest()
            )),
            "{said}"
        );
        assert_eq!(tags(&registry).await, before);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_pushed_where_nothing_is_deleted() {
    let off = Configuration {
        delete: false,
        ..Configuration::default()
    };
    let registry = lab(off).await;
    let script = script(&["2"], Mode::Tags, &registry);
    assert!(refused(&script).contains("deletes nothing: status 405"));
    assert_eq!(tags(&registry).await, without(&[]));
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_done_by_half_is_done_to_its_end() {
    let registry = lab(Configuration::default()).await;
    let script = script(&["2"], Mode::Tags, &registry);
    let deletes = "    delete \"$3\"\n";
    assert!(script.contains(deletes));
    refused(&script.replace(deletes, "    exit 1\n"));
    // The tag leads to its tombstone, and nowhere else.
    let half = tags(&registry).await;
    assert_ne!(half["2"], image(1).digest());
    done(&script);
    assert_eq!(tags(&registry).await, without(&["2"]));
}

#[tokio::test(flavor = "current_thread")]
async fn where_tags_go_by_request_nothing_is_pushed() {
    let plan = plan(&["2", "1.0"], Mode::Tags, TagRemoval::Request);
    let script = script_for(&plan, "https://registry.example", None);
    let steps = script.rsplit("}\n").next().unwrap();
    assert!(
        steps.contains(&format!("remove_tag '2' '{}'", digest(1))),
        "{steps}"
    );
    assert!(!steps.contains("bury"));
    // Distribution 2 does not do that, and says so.
    let registry = lab(Configuration::default()).await;
    let said = refused(&script_for(&plan, registry.origin(), None));
    assert!(said.contains("2 was not deleted: status 400"), "{said}");
    assert_eq!(tags(&registry).await, without(&[]));
}

#[test]
fn nobody_there_ends_it() {
    let plan = plan(&["2", "1.0"], Mode::Tags, TagRemoval::Tombstone);
    let said = refused(&script_for(&plan, "http://127.0.0.1:1", None));
    assert!(
        said.starts_with("curl:") && !said.contains("Deleted"),
        "{said}"
    );
}
