//! The same requests get the same answers from a real registry and from a simulation over it.

use std::{cell::Cell, rc::Rc};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{Got, Place, http::Http, real::Real, send};
use crate::{
    oci::{
        digest::Digest,
        media_type::{DOCKER_LIST, MediaType, OCI_INDEX},
        tag::Tag,
    },
    registry::{
        permit::NOBODYS_DIGEST,
        request::{ManifestBody, Method, Request},
    },
    simulation::Simulation,
};

const CASES: u32 = 40;

/// Where something is done: under a tag or a digest, by their numbers, or nobody's.
#[derive(Clone, Copy, Debug)]
enum At {
    Tag(usize),
    Digest(usize),
    Nobody,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    List,
    Read(At),
    Look(At),
    Delete(At),
    Put(usize, At),
}

fn body(media_type: &str, children: &[&ManifestBody], number: usize) -> ManifestBody {
    let children: Vec<String> = children
        .iter()
        .map(|child| {
            format!(
                r#"{{"mediaType":"{}","digest":"{}","size":{},"platform":{{"os":"linux","architecture":"amd64"}}}}"#,
                child.media_type(),
                child.digest(),
                child.bytes().len()
            )
        })
        .collect();
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{media_type}","manifests":[{}],"annotations":{{"number":"{number}"}}}}"#,
        children.join(",")
    );
    ManifestBody::new(MediaType::of(media_type), text.into_bytes().into())
}

/// Two alone, one that lists both, one that lists that one, and one of Docker's; then two that no
/// registry takes.
fn bodies() -> Vec<ManifestBody> {
    let (first, second) = (body(OCI_INDEX, &[], 1), body(OCI_INDEX, &[], 2));
    let both = body(OCI_INDEX, &[&first, &second], 3);
    let nested = body(OCI_INDEX, &[&both], 4);
    let docker = body(DOCKER_LIST, &[&first], 5);
    let other_type = ManifestBody::new(MediaType::of(DOCKER_LIST), Rc::clone(first.bytes()));
    let broken = ManifestBody::new(MediaType::of(OCI_INDEX), b"{".as_slice().into());
    vec![first, second, both, nested, docker, other_type, broken]
}

fn tags() -> Vec<Tag> {
    let tags = ["latest", "2", "2.1"].iter();
    tags.map(|tag| Tag::parse(tag).unwrap()).collect()
}

fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        4 => (0..3_usize).prop_map(At::Tag),
        4 => (0..5_usize).prop_map(At::Digest),
        1 => Just(At::Nobody),
    ]
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        2 => Just(Does::List),
        2 => at().prop_map(Does::Read),
        1 => at().prop_map(Does::Look),
        3 => at().prop_map(Does::Delete),
        4 => (0..7_usize, at()).prop_map(|(body, at)| Does::Put(body, at)),
    ]
}

struct World {
    bodies: Vec<ManifestBody>,
    tags: Vec<Tag>,
}

impl World {
    fn place(&self, origin: &str, repository: &str) -> Place {
        let digests: Vec<Digest> = self
            .bodies
            .iter()
            .map(|body| body.digest().clone())
            .collect();
        Place::new(origin, repository, &digests, &self.tags)
    }

    fn reference(&self, at: At) -> String {
        match at {
            At::Tag(number) => self.tags[number].to_string(),
            At::Digest(number) => self.bodies[number].digest().to_string(),
            At::Nobody => NOBODYS_DIGEST.to_owned(),
        }
    }

    /// None where it is not permitted: other bytes than an address says.
    fn request(&self, does: Does, place: &Place) -> Option<Request> {
        let request = match does {
            Does::List => place.request(Method::Get, "/tags/list", None),
            Does::Read(at) => place.manifest(Method::Get, &self.reference(at), None),
            Does::Look(at) => place.manifest(Method::Head, &self.reference(at), None),
            Does::Delete(at) => place.manifest(Method::Delete, &self.reference(at), None),
            Does::Put(body, at) => {
                place.manifest(Method::Put, &self.reference(at), Some(&self.bodies[body]))
            }
        };
        Some(request).filter(Request::is_permitted)
    }
}

/// What can be compared: the order of tags is that of a folder, and names of repositories differ.
fn comparable(mut got: Got, place: &Place) -> Got {
    let name = place.base.rsplit('/').next().unwrap();
    got.body = got.body.replace(name, "NAME").trim_end().to_owned();
    got.location = got.location.map(|location| location.replace(name, "NAME"));
    // Where its parser stopped.
    got.body = got.body.replace(r#"{"Offset":1}"#, "{}");
    let is_manifest = got.status == 200 && got.digest.is_some();
    got.length = got.length.filter(|_| is_manifest);
    let Some((before, tags)) = got.body.split_once("\"tags\":[") else {
        return got;
    };
    let mut tags: Vec<&str> = tags.trim_end_matches("]}").split(',').collect();
    tags.sort_unstable();
    got.body = format!("{before}\"tags\":[{}]}}", tags.join(","));
    got
}

#[test]
fn a_simulation_answers_as_the_registry_does_that_it_is_laid_over() {
    let world = World {
        bodies: bodies(),
        tags: tags(),
    };
    let real = Real::start("simulation");
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let case = Cell::new(0);
    let sequences = (vec(does(), 0..8), vec(does(), 1..16));
    let ran = runner.run(&sequences, |(before, then)| {
        case.set(case.get() + 1);
        let there = world.place(&real.origin, &format!("real-{}", case.get()));
        let here = world.place(&real.origin, &format!("simulated-{}", case.get()));
        let http = Http::default();
        // Both begin alike, and with something in them.
        let begin = [Does::Put(0, At::Tag(0)), Does::Put(1, At::Digest(1))];
        for does in begin.into_iter().chain(before) {
            for place in [&there, &here] {
                if let Some(request) = world.request(does, place) {
                    send(&http, &request).unwrap();
                }
            }
        }
        let simulation = Simulation::new(Http::default());
        let unchanged = || {
            let request = world.request(Does::List, &here).unwrap();
            comparable(send(&http, &request).unwrap(), &here)
        };
        let held = unchanged();
        for does in then {
            let Some(request) = world.request(does, &there) else {
                continue;
            };
            let expected = comparable(send(&http, &request).unwrap(), &there);
            let request = world.request(does, &here).unwrap();
            let found = comparable(send(&simulation, &request).unwrap(), &here);
            prop_assert_eq!(found, expected, "{:?}", does);
        }
        prop_assert_eq!(simulation.inner.writes.get(), 0);
        prop_assert_eq!(unchanged(), held);
        Ok(())
    });
    ran.unwrap();
}
