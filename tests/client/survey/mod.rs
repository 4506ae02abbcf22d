//! What a survey makes of tags, and what it asks for them.

mod asking;
mod demo;
mod detour;
mod failing;
mod findings;
mod indexes;
mod leaving;

use std::{rc::Rc, sync::Arc};

use futures_util::future::join_all;
use porthole_core::{
    inventory::{
        repository::TagState,
        summary::{ImageContent, Summary},
    },
    oci::tag::Tag,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        queue::{Limits, Priority, RequestQueue},
        request::Credentials,
    },
    survey::Survey,
};
use porthole_test_support::{docker_registry::DockerRegistry, image::media_type};
use serde_json::Value;

use crate::{
    open::repository,
    page::{Done, Origin, Page},
    survey::detour::{Detour, Sign},
};

/// A survey of a repository, and what was sent for it.
struct Surveying {
    survey: Rc<Survey<Detour>>,
    queue: RequestQueue,
    done: Rc<Done>,
    sign: Rc<Sign>,
}

fn tag(name: &str) -> Tag {
    Tag::parse(name).unwrap()
}

fn surveying(address: &str, name: &str) -> Surveying {
    surveying_with(address, name, Limits::default())
}

fn surveying_with(address: &str, name: &str, limits: Limits) -> Surveying {
    let (page, queue, sign) = (
        Page::new(Origin::Same),
        RequestQueue::new(limits),
        Rc::<Sign>::default(),
    );
    let done = page.done();
    let reach = Reach {
        address: RegistryAddress::parse(address).unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    let detour = Detour::new(page, &sign);
    let client = Rc::new(RegistryClient::new(detour, reach, queue.clone()));
    Surveying {
        survey: Survey::new(client, repository(name)),
        queue,
        done,
        sign,
    }
}

impl Surveying {
    fn reading(&self, name: &str) -> impl Future<Output = ()> + use<> {
        Rc::clone(&self.survey).read(tag(name), Priority::OnScreen)
    }

    /// Reads tags, all at once.
    async fn read(&self, names: &[&str]) {
        join_all(names.iter().map(|name| self.reading(name))).await;
    }

    /// Reads tags, all at once, and tells what was asked for them, in the order of text.
    async fn asked_for(&self, names: &[&str]) -> Vec<String> {
        let before = self.done.requests().len();
        self.read(names).await;
        self.asked_since(before)
    }

    fn asked_since(&self, before: usize) -> Vec<String> {
        let requests = self.done.requests();
        let asked = requests[before..].iter();
        let parts = asked.map(|request| request.url.rsplit('/').take(2).collect::<Vec<_>>());
        let mut asked: Vec<_> = parts
            .map(|parts| format!("{}/{}", parts[1], parts[0]))
            .collect();
        asked.sort_unstable();
        asked
    }

    fn state(&self, name: &str) -> Arc<TagState> {
        let state = self.survey.look(|read| read.tag(&tag(name)).cloned());
        state.expect("the tag was read")
    }

    fn summary(&self, name: &str) -> Arc<Summary> {
        let state = self.state(name);
        let summary = state.summary();
        Arc::clone(summary.unwrap_or_else(|| panic!("{name}: {state:?}")))
    }

    async fn read_summary(&self, name: &str) -> Arc<Summary> {
        self.read(&[name]).await;
        self.summary(name)
    }
}

/// A manifest as the registry holds it.
async fn held(registry: &DockerRegistry, name: &str, reference: &str) -> Value {
    let accepted = [
        media_type::OCI_INDEX,
        media_type::OCI_MANIFEST,
        media_type::DOCKER_LIST,
        media_type::DOCKER_MANIFEST,
    ];
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = format!("{}/v2/{name}/manifests/{reference}", registry.origin());
    let request = client.get(address).header("accept", accepted.join(","));
    let answer = request.send().await.unwrap().error_for_status().unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

/// The entries of an index that are no attestations.
fn entries(index: &Value) -> impl Iterator<Item = &Value> {
    let entries = index["manifests"].as_array().into_iter().flatten();
    entries.filter(|entry| entry["annotations"]["vnd.docker.reference.type"].is_null())
}

/// What a manifest says of the sizes of its config and its layers, added up.
fn bytes(manifest: &Value) -> u64 {
    let layers = manifest["layers"].as_array().unwrap().iter();
    let parts = layers.chain([&manifest["config"]]);
    parts.map(|part| part["size"].as_u64().unwrap()).sum()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What was read of each image, in one letter: stored, missing, other, failed, `!` for a mismatch
/// and `c` for one of its config.
fn letters(summary: &Summary) -> String {
    let images = summary.images.iter();
    images.map(|image| letter(&image.content)).collect()
}

fn letter(content: &ImageContent) -> char {
    match content {
        ImageContent::Stored(_) => 's',
        ImageContent::Missing => 'm',
        ImageContent::Mismatch => '!',
        ImageContent::ConfigMismatch(_) => 'c',
        ImageContent::Other => 'o',
        ImageContent::Failed(_) => 'f',
    }
}
