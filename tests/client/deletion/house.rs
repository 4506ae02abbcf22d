//! Who may write.

use std::{
    fs,
    path::{Path, PathBuf},
};

use porthole_core::registry::{
    error::ErrorKind,
    request::{ManifestBody, Method, Request},
    transport::TransportFault,
};
use porthole_test_support::native_transport::NativeTransport;

use super::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sources that are shipped, without their tests, by their paths.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut folders = vec![root().join("core/src"), root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
                let path = path.strip_prefix(root()).unwrap();
                sources.insert(path.to_str().unwrap().to_owned(), shipped);
            }
        }
    }
    sources.retain(|path, _| !path.contains("/tests/") && !path.ends_with("tests.rs"));
    sources
}

/// The files in which a text stands.
fn standing(text: &str) -> Vec<String> {
    let sources = sources();
    let found = sources.iter().filter(|(_, source)| source.contains(text));
    found.map(|(path, _)| path.clone()).collect()
}

fn is_probe(path: &str) -> bool {
    path == "core/src/registry/check/ladder.rs" || path.starts_with("core/src/deletion/probe")
}

#[test]
fn a_permit_is_made_by_a_probe_and_by_what_was_confirmed() {
    assert!(sources().len() > 200, "the sources are where they were");
    let mut makers = standing(".permit(");
    assert!(makers.contains(&"core/src/deletion/confirm.rs".to_owned()));
    makers.retain(|path| !is_probe(path) && !path.starts_with("core/src/deletion/confirm"));
    assert_eq!(makers, Vec::<String>::new());
    let mut writes = standing("Writes::of_nothing(");
    writes.retain(|path| !is_probe(path) && !path.starts_with("core/src/deletion/confirm"));
    assert_eq!(writes, Vec::<String>::new());
    // The type itself is made in one place only, and there for the switch alone.
    assert_eq!(standing("WritePermit {\n"), ["core/src/registry/permit.rs"]);
    assert_eq!(
        sources()["core/src/registry/permit.rs"]
            .matches("|| WritePermit {")
            .count(),
        1
    );
}

#[test]
fn a_request_that_writes_is_made_by_two_verbs_and_the_probe() {
    let verbs = ["core/src/registry/delete.rs", "core/src/registry/put.rs"];
    assert_eq!(standing("write: Some("), verbs);
    let mut others = standing("Method::Delete");
    others.retain(|path| !path.contains("/deletion/") && !verbs.contains(&&**path));
    for path in &others {
        let source = &sources()[path];
        let is_made = source.contains("method: Method::Delete");
        assert!(
            !is_made || path == "core/src/registry/check/probe.rs",
            "{path}"
        );
    }
    assert_eq!(
        standing("method: Method::Put"),
        ["core/src/registry/put.rs"]
    );
    // Whatever sends asks first.
    let senders = standing("impl Transport for");
    assert!(!senders.is_empty());
    for path in senders {
        let source = &sources()[&path];
        let asks = ["!request.is_permitted()", "!request.method.only_reads()"];
        assert!(asks.iter().any(|asked| source.contains(asked)), "{path}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_transport_sends_what_is_not_permitted() {
    let world = World::new();
    for method in [Method::Delete, Method::Put] {
        let body = ManifestBody::new(MediaType::default(), (*b"{}").into());
        let request = Request {
            method,
            body: (method == Method::Put).then_some(body),
            ..Request::get(format!("{ADDRESS}/v2/{NAME}/manifests/latest"))
        };
        let sent = world.registry.send(&request).await;
        assert_eq!(sent.err(), Some(TransportFault::NotPermitted));
        let sent = NativeTransport::new().send(&request).await;
        assert_eq!(sent.err(), Some(TransportFault::NotPermitted));
    }
    assert_eq!(world.registry.requests(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_confirmed_for_one_plan_writes_nothing_else() {
    let world = World::new();
    let client = open(&world.registry);
    let how = (Mode::Tags, TagRemoval::Tombstone);
    let chosen = selection(&["5.0"]);
    let planned = planned(&client, NAME, &chosen, how).await;
    let run = run_of(&client, planned.confirm(&client, NAME), &Journals::new());
    run.go().await;
    let gone = &world.before["5.0"];
    assert_eq!(
        world.registry.writes(),
        [format!("DELETE manifests/{gone}")]
    );
    // The same run does nothing more.
    run.again().await;
    assert_eq!(world.registry.writes().len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_journal_of_another_registry_permits_nothing_here() {
    let world = World::new();
    let journals = Journals::new();
    let run = world.run(&journals).await;
    world.registry.change().dead_from = Some(world.registry.requests() + 60);
    run.go().await;
    let journal = journals.only();
    let other = client_of(world.registry.clone(), "https://other.example");
    assert!(journal.finish(&other).is_err());
    world.registry.change().dead_from = None;
    let here = open(&world.registry);
    let undoing = UndoPlan::read(&here, &journal, TagRemoval::Tombstone)
        .await
        .unwrap();
    assert!(undoing.confirm(&other, &mut unique).is_err());
    here.switch().turn(false);
    assert!(journal.finish(&here).is_err() && undoing.confirm(&here, &mut unique).is_err());
    let error = run.look(|state| {
        state
            .outcomes
            .iter()
            .find_map(|outcome| outcome.error().cloned())
    });
    assert_ne!(error.map(|error| error.kind), Some(ErrorKind::ReadOnly));
}
