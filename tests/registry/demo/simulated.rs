//! The demo takes writes, of which nothing is sent.

use std::{cell::RefCell, rc::Rc, time::Duration};

use porthole_core::{
    deletion::{
        ability::{Ability, TagAbility},
        advice::Software,
        plan::TagRemoval,
        probe::{Needs, probe},
    },
    oci::{name::RepositoryName, tag::Tag},
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        permit::WriteSwitch,
        queue::{Limits, Priority, RequestQueue},
        request::{Credentials, Method, Request},
        tag_digest::TagDigest,
        transport::{Response, Transport, TransportFault},
    },
    simulation::Simulation,
};
use porthole_test_support::image::sha256;

use super::kept::Kept;

const ORIGIN: &str = "https://demo.example/demo";

/// A host of the recording's files, which notes what it is asked.
struct Host {
    kept: Kept,
    asked: Rc<RefCell<Vec<Method>>>,
}

struct File {
    body: Option<Vec<u8>>,
    is_there: bool,
}

impl Transport for Host {
    type Response = File;

    async fn send(&self, request: &Request) -> Result<File, TransportFault> {
        self.asked.borrow_mut().push(request.method);
        let path = request.url.strip_prefix(&format!("{ORIGIN}/")).unwrap();
        let path = if path == "v2/" { "v2/index.html" } else { path };
        let found = self.kept.files.get(path).cloned();
        Ok(File {
            is_there: found.is_some(),
            body: found.filter(|_| request.method == Method::Get),
        })
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl Response for File {
    fn status(&self) -> u16 {
        if self.is_there { 200 } else { 404 }
    }

    fn header(&self, name: &str) -> Option<String> {
        (name == "content-type").then(|| "application/octet-stream".to_owned())
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take())
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_demo_lets_everybody_do_everything() {
    let asked = Rc::default();
    let host = Host {
        kept: Kept::unpacked(),
        asked: Rc::clone(&asked),
    };
    let latest = sha256(&host.kept.files["v2/gallery/ui/manifests/latest"]);
    let reach = Reach {
        address: RegistryAddress::parse(ORIGIN).unwrap(),
        cross_origin: false,
        credentials: Credentials::Omit,
        patience: Patience::default(),
    };
    let queue = RequestQueue::new(Limits::default());
    let client = RegistryClient::new(Simulation::new(host), reach, queue)
        .switched_by(WriteSwitch::configured(Some(false)));
    let repository = RepositoryName::parse("gallery/ui").unwrap();
    let needs = Needs {
        tag_removal: true,
        push: true,
    };
    let abilities = probe(&client, &repository, needs, 7).await;
    assert_eq!(
        (abilities.delete, abilities.push),
        (Ability::Yes, Ability::Yes)
    );
    assert_eq!(abilities.tag, TagAbility::By(TagRemoval::Tombstone));
    assert_eq!(abilities.software, Software::Distribution2);
    assert!(asked.borrow().iter().all(|method| method.only_reads()));

    let tag = Tag::parse("latest").unwrap();
    let led = client
        .tag_digest(&repository, &tag, Priority::OnScreen)
        .await;
    let Ok(TagDigest::Computed { digest, .. }) = led else {
        panic!("{led:?}");
    };
    assert_eq!(digest.to_string(), latest);
}
