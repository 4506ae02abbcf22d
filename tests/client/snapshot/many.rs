//! 20,000 tags, of a registry in memory.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use porthole_core::{
    deletion::snapshot::Known,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        queue::{Limits, RequestQueue},
        request::{Credentials, Method, Request},
        transport::{Response, Transport, TransportFault},
    },
};
use porthole_test_support::image::{Content, media_type, signature_tag};
use serde_json::json;
use tokio::task::yield_now;

use super::{is_read, known, snapshot, wanted};

const NAME: &str = "many/tags";
const IMAGES: usize = 19_000;
/// Indexes of two images, which are no others.
const INDEXES: usize = 500;
/// More tags of the first image.
const ALIASES: usize = 499;
/// With the signature of an index.
const TAGS: usize = IMAGES + INDEXES + ALIASES + 1;

#[derive(Default)]
struct Registry {
    tags: BTreeMap<String, String>,
    manifests: BTreeMap<String, Content>,
    asked: RefCell<Vec<(Method, String)>>,
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Option<Vec<u8>>,
}

impl Registry {
    fn hold(&mut self, media_type: &str, json: &serde_json::Value) -> String {
        let content = Content::new(media_type, json.to_string());
        let digest = content.digest.clone();
        self.manifests.insert(digest.clone(), content);
        digest
    }

    fn image(&mut self, number: usize) -> String {
        let size = json!({ "digest": format!("sha256:{number:064x}"), "size": number });
        let image = json!({ "mediaType": media_type::OCI_MANIFEST, "layers": [size] });
        self.hold(media_type::OCI_MANIFEST, &image)
    }

    fn index(&mut self, number: usize) -> String {
        let children = [0, 1].map(|which| self.image(1_000_000 + 2 * number + which));
        let children = children.map(|digest| self.manifests[&digest].descriptor());
        let index = json!({ "mediaType": media_type::OCI_INDEX, "manifests": children });
        self.hold(media_type::OCI_INDEX, &index)
    }

    fn with_many_tags() -> Self {
        let mut registry = Self::default();
        for number in 0..IMAGES {
            let digest = registry.image(number);
            registry.tags.insert(format!("image-{number}"), digest);
        }
        for number in 0..INDEXES {
            let digest = registry.index(number);
            registry.tags.insert(format!("index-{number}"), digest);
        }
        for number in 0..ALIASES {
            let digest = registry.tags["image-0"].clone();
            registry.tags.insert(format!("alias-{number}"), digest);
        }
        let signature = registry.image(2_000_000);
        let tag = signature_tag(&registry.tags["index-3"]);
        registry.tags.insert(tag, signature);
        registry
    }

    fn answer(&self, method: Method, path: &str) -> Answer {
        if path.ends_with("/tags/list") {
            let tags: Vec<&String> = self.tags.keys().collect();
            let body = json!({ "name": NAME, "tags": tags }).to_string();
            return Answer {
                status: 200,
                headers: Vec::new(),
                body: Some(body.into_bytes()),
            };
        }
        let reference = path.rsplit('/').next().unwrap();
        let digest = self.tags.get(reference).map_or(reference, String::as_str);
        let content = &self.manifests[digest];
        let headers = vec![
            ("content-type", content.media_type.clone()),
            ("docker-content-digest", digest.to_owned()),
        ];
        Answer {
            status: 200,
            headers,
            body: (method == Method::Get).then(|| content.bytes.to_vec()),
        }
    }
}

impl Transport for &Registry {
    type Response = Answer;

    async fn send(&self, request: &Request) -> Result<Answer, TransportFault> {
        let asked = (request.method, request.url.clone());
        self.asked.borrow_mut().push(asked);
        yield_now().await;
        Ok(self.answer(request.method, &request.url))
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending::<()>().await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl Response for Answer {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}

fn client(registry: &Registry) -> RegistryClient<&Registry> {
    let reach = Reach {
        address: RegistryAddress::parse("http://registry.example").unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    RegistryClient::new(registry, reach, RequestQueue::new(Limits::default()))
}

#[tokio::test(flavor = "current_thread")]
async fn each_tag_is_asked_once_and_few_manifests_are_read() {
    let registry = Registry::with_many_tags();
    let wanted = wanted(&["image-7", "index-3"]);
    let snapshot = snapshot(&client(&registry), NAME, &wanted).await.unwrap();
    assert_eq!(snapshot.tags.len(), TAGS);
    assert_eq!(snapshot.by_digest().len(), IMAGES + INDEXES + 1);
    assert_eq!(snapshot.unread_tags().count(), 0);

    let mut asked = registry.asked.take();
    let count = asked.len();
    asked.sort_by_key(|(method, url)| (method.as_str(), url.clone()));
    asked.dedup();
    assert_eq!(asked.len(), count);
    let heads = asked.iter().filter(|(method, _)| *method == Method::Head);
    assert_eq!(heads.count(), TAGS);
    // What may go: an image, the two of an index and its signature; every index; and some of the
    // images that stay.
    let read = 1 + 2 + 1 + INDEXES + 500;
    assert_eq!(count, TAGS + 1 + read);
    let known_manifests = snapshot.manifests.values();
    let is_manifest = |known: &&Known| is_read(Some(*known));
    assert_eq!(known_manifests.filter(is_manifest).count(), read);
    for tag in ["image-7", "index-3", "index-499"] {
        assert!(is_read(known(&snapshot, tag)), "{tag}");
    }
}
