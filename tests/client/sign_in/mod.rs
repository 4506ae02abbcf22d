//! Signing in, at a registry and a token service of this file: who is sent what, and how often.

mod passwords;
mod rights;
mod tokens;

use std::{
    cell::{Cell, RefCell},
    future::pending,
    rc::Rc,
    time::Duration,
};

use porthole_core::{
    oci::name::RepositoryName,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::ErrorKind,
        queue::{Limits, RequestQueue},
        request::{Credentials, Request},
        sign_in::{authorization::Authorization, login::Login, secret::Secret},
        transport::{Response, Transport, TransportFault},
    },
};

const REGISTRY: &str = "https://registry.example";
const PASSWORD: &str = "correct horse";
/// `alice:correct horse`.
const ALICE: &str = "Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==";

/// An answer: status, challenge, body.
struct Said {
    status: u16,
    challenge: Option<String>,
    body: Option<String>,
}

impl Said {
    fn ok(body: &str) -> Self {
        Self {
            status: 200,
            challenge: None,
            body: Some(body.to_owned()),
        }
    }

    fn refused(challenge: &str) -> Self {
        Self {
            status: 401,
            challenge: Some(challenge.to_owned()),
            body: None,
        }
    }

    /// No answer comes.
    fn nothing() -> Self {
        Self::status(0)
    }

    fn status(status: u16) -> Self {
        Self {
            status,
            challenge: None,
            body: Some(String::new()),
        }
    }
}

impl Response for Said {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        let challenge = self.challenge.clone();
        challenge.filter(|_| name == "www-authenticate")
    }

    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportFault> {
        Ok(self.body.take().map(String::into_bytes))
    }
}

type Say = fn(&Request, usize) -> Said;

/// What answers, and what it was asked. Its clock goes on by hand.
#[derive(Clone)]
struct World {
    say: Say,
    asked: Rc<RefCell<Vec<Request>>>,
    now: Rc<Cell<Duration>>,
}

impl Transport for World {
    type Response = Said;

    async fn send(&self, request: &Request) -> Result<Said, TransportFault> {
        self.asked.borrow_mut().push(request.clone());
        let so_often = self.asked_for(&request.url).len();
        // The others come in between.
        tokio::task::yield_now().await;
        match (self.say)(request, so_often) {
            Said { status: 0, .. } => Err(TransportFault::NoAnswer),
            said => Ok(said),
        }
    }

    async fn sleep(&self, _: Duration) {
        pending::<()>().await;
    }

    fn now(&self) -> Duration {
        self.now.get()
    }
}

impl World {
    fn new(say: Say) -> Self {
        Self {
            say,
            asked: Rc::default(),
            now: Rc::default(),
        }
    }

    fn client(&self, login: Option<Login>) -> RegistryClient<Self> {
        let reach = Reach {
            address: RegistryAddress::parse(REGISTRY).unwrap(),
            cross_origin: true,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        };
        let queue = RequestQueue::new(Limits::default());
        RegistryClient::new(self.clone(), reach, queue).signed_in(login)
    }

    /// What was sent to addresses that begin so: the `Authorization` of each.
    fn asked_for(&self, start: &str) -> Vec<Option<String>> {
        let asked = self.asked.borrow();
        let meant = asked
            .iter()
            .filter(|request| request.url.starts_with(start));
        meant.map(sent).collect()
    }
}

fn alice() -> Login {
    Login::Password {
        user: "alice".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
    }
}

async fn tags(client: &RegistryClient<World>, repository: &str) -> Result<usize, ErrorKind> {
    let repository = RepositoryName::parse(repository).unwrap();
    let page = client.tags(&repository).next().await;
    let page = page.map_err(|error| error.kind)?;
    Ok(page.map_or(0, |page| page.names.len()))
}

fn sent(request: &Request) -> Option<String> {
    request.authorization.as_ref().map(Authorization::header)
}

const TAGS: &str = r#"{"name":"a","tags":["1","2"]}"#;

fn with_password(request: &Request, _: usize) -> Said {
    match sent(request).as_deref() {
        Some(ALICE) => Said::ok(TAGS),
        _ => Said::refused("basic realm=Authorization Required"),
    }
}
