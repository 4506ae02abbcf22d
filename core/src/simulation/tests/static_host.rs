//! A simulation over a recording.

use super::{Got, Place, files::Files, send};
use crate::{
    oci::{
        media_type::{MediaType, OCI_INDEX},
        name::RepositoryName,
        tag::Tag,
    },
    registry::{
        address::RegistryAddress,
        permit::{NOBODYS_DIGEST, WriteSwitch, Writes},
        request::{ManifestBody, Method, Request},
        transport::TransportFault,
    },
    simulation::{Simulation, World},
};

const ORIGIN: &str = "https://demo.example/demo";

fn body(number: usize) -> ManifestBody {
    let text = format!(r#"{{"mediaType":"{OCI_INDEX}","manifests":[],"number":{number}}}"#);
    ManifestBody::new(MediaType::of(OCI_INDEX), text.into_bytes().into())
}

/// `latest` and `2` lead to one image, `3` to another, and `gone` nowhere.
fn recording() -> Files {
    let base = format!("{ORIGIN}/v2/gallery/ui");
    let mut files = Files::default();
    let list = br#"{"name":"gallery/ui","tags":["2","3","gone","latest"]}"#;
    files
        .held
        .insert(format!("{base}/tags/list"), list.to_vec());
    for (tag, number) in [("latest", 1), ("2", 1), ("3", 2)] {
        let body = body(number);
        for reference in [tag, &body.digest().to_string()] {
            let address = format!("{base}/manifests/{reference}");
            files.held.insert(address, body.bytes().to_vec());
        }
    }
    files
}

fn place() -> Place {
    let digests = [1, 2, 3].map(|number| body(number).digest().clone());
    let tags = ["latest", "2", "3", "new", "gone"].map(|tag| Tag::parse(tag).unwrap());
    Place::new(ORIGIN, "gallery/ui", &digests, &tags)
}

fn digest(number: usize) -> String {
    body(number).digest().to_string()
}

fn got(simulation: &Simulation<Files>, request: &Request) -> Got {
    send(simulation, request).unwrap()
}

fn status(simulation: &Simulation<Files>, method: Method, reference: &str) -> u16 {
    got(simulation, &place().manifest(method, reference, None)).status
}

fn list(simulation: &Simulation<Files>) -> String {
    let list = place().request(Method::Get, "/tags/list", None);
    got(simulation, &list).body.trim_end().to_owned()
}

#[test]
fn until_something_is_written_the_recording_answers() {
    let simulation = Simulation::new(recording());
    let read = got(&simulation, &place().manifest(Method::Get, "latest", None));
    assert_eq!((read.status, read.digest), (200, None));
    assert_eq!(status(&simulation, Method::Delete, NOBODYS_DIGEST), 404);
    let put = place().manifest(Method::Put, NOBODYS_DIGEST, Some(&body(3)));
    assert_eq!(got(&simulation, &put).status, 400);
    assert_eq!(status(&simulation, Method::Delete, "latest"), 400);
    // What only found out what could be done read no tags.
    let asked = simulation.inner.asked.borrow().clone();
    assert!(
        asked.iter().all(|url| !url.ends_with("/tags/list")),
        "{asked:?}"
    );
}

#[test]
fn a_manifest_goes_with_its_tags_and_comes_back() {
    let simulation = Simulation::new(recording());
    assert_eq!(status(&simulation, Method::Delete, &digest(1)), 202);
    assert_eq!(
        list(&simulation),
        r#"{"name":"gallery/ui","tags":["3","gone"]}"#
    );
    for reference in ["latest", "2", "gone", &digest(1)] {
        assert_eq!(
            status(&simulation, Method::Get, reference),
            404,
            "{reference}"
        );
        assert_eq!(
            status(&simulation, Method::Head, reference),
            404,
            "{reference}"
        );
    }
    let kept = got(&simulation, &place().manifest(Method::Head, "3", None));
    assert_eq!((kept.status, kept.digest), (200, Some(digest(2))));
    assert_eq!(kept.media_type.as_deref(), Some(OCI_INDEX));
    assert_eq!(kept.body, "");

    let put = place().manifest(Method::Put, "latest", Some(&body(1)));
    let put = got(&simulation, &put);
    assert_eq!((put.status, put.digest), (201, Some(digest(1))));
    assert_eq!(
        list(&simulation),
        r#"{"name":"gallery/ui","tags":["3","gone","latest"]}"#
    );
    let read = got(
        &simulation,
        &place().manifest(Method::Get, &digest(1), None),
    );
    assert_eq!(read.body.as_bytes(), &body(1).bytes()[..]);
}

#[test]
fn what_is_read_before_the_first_write_is_read_once() {
    let simulation = Simulation::new(recording());
    for tag in ["new", "latest"] {
        let put = place().manifest(Method::Put, tag, Some(&body(3)));
        assert_eq!(got(&simulation, &put).status, 201);
    }
    assert_eq!(
        list(&simulation),
        r#"{"name":"gallery/ui","tags":["2","3","gone","latest","new"]}"#
    );
    // The list, and each tag.
    assert_eq!(simulation.inner.asked.borrow().len(), 5);
    // What no tag leads to, memory does not know.
    assert_eq!(status(&simulation, Method::Delete, &digest(2)), 202);
    assert_eq!(simulation.inner.asked.borrow().len(), 5);
}

#[test]
fn an_emptied_repository_has_no_tags() {
    let simulation = Simulation::new(recording());
    for number in [1, 2] {
        assert_eq!(status(&simulation, Method::Delete, &digest(number)), 202);
    }
    // A tag that led nowhere goes by way of a manifest.
    let put = place().manifest(Method::Put, "gone", Some(&body(3)));
    assert_eq!(got(&simulation, &put).status, 201);
    assert_eq!(
        list(&simulation),
        r#"{"name":"gallery/ui","tags":["gone"]}"#
    );
    assert_eq!(status(&simulation, Method::Delete, &digest(3)), 202);
    assert_eq!(list(&simulation), r#"{"name":"gallery/ui","tags":null}"#);
}

#[test]
fn a_host_that_has_a_page_for_everything_has_no_manifests_beyond_its_own() {
    let mut files = recording();
    files.is_lenient = true;
    let simulation = Simulation::new(files);
    assert_eq!(status(&simulation, Method::Delete, &digest(3)), 404);
    assert_eq!(status(&simulation, Method::Delete, &digest(1)), 202);
    assert_eq!(status(&simulation, Method::Get, "gone"), 404);
}

#[test]
fn tags_go_alone_where_it_is_asked_for() {
    let simulation = Simulation::of(recording(), World::removing_tags());
    assert_eq!(status(&simulation, Method::Delete, "latest"), 202);
    assert_eq!(status(&simulation, Method::Delete, "latest"), 404);
    assert_eq!(
        list(&simulation),
        r#"{"name":"gallery/ui","tags":["2","3","gone"]}"#
    );
    assert_eq!(status(&simulation, Method::Get, &digest(1)), 200);
}

#[test]
fn what_cannot_be_read_below_is_not_written_to() {
    let mut files = recording();
    files.fails = Some("/manifests/3");
    let simulation = Simulation::new(files);
    let delete = place().manifest(Method::Delete, &digest(1), None);
    assert_eq!(send(&simulation, &delete), Err(TransportFault::NoAnswer));
    assert!(list(&simulation).contains("latest"));
}

#[test]
fn nothing_is_written_without_a_permit() {
    let simulation = Simulation::new(recording());
    let of_others = place().manifest(Method::Delete, "other", None);
    let without = Request {
        permit: None,
        ..place().manifest(Method::Delete, &digest(1), None)
    };
    let address = RegistryAddress::parse(ORIGIN).unwrap();
    let nothing = Writes::of_nothing(&address, &RepositoryName::parse("gallery/ui").unwrap());
    let switch = WriteSwitch::configured(Some(false));
    let turned_off = Request {
        permit: switch.permit(nothing),
        ..place().manifest(Method::Delete, NOBODYS_DIGEST, None)
    };
    switch.turn(false);
    for request in [of_others, without, turned_off] {
        assert_eq!(
            send(&simulation, &request),
            Err(TransportFault::NotPermitted)
        );
    }
    assert!(simulation.inner.asked.borrow().is_empty());
}
