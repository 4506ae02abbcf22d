//! Signing in, at a registry and a token service of this file: who is sent what, and how often.

use std::{
    cell::{Cell, RefCell},
    future::pending,
    rc::Rc,
    time::Duration,
};

use futures_util::future::join_all;
use porthole_core::{
    oci::name::RepositoryName,
    registry::{
        address::RegistryAddress,
        client::{Patience, Reach, RegistryClient},
        error::ErrorKind,
        queue::{Limits, RequestQueue},
        request::{Credentials, Redirects, Request},
        sign_in::{
            authorization::Authorization, login::Login, secret::Secret,
            token_service::TokenServiceFault,
        },
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

#[tokio::test(flavor = "current_thread")]
async fn a_password_is_sent_only_where_it_is_asked_for() {
    let world = World::new(with_password);
    let nobody = world.client(None);
    assert!(matches!(
        tags(&nobody, "a").await,
        Err(ErrorKind::Unauthorized(Some(_)))
    ));
    assert_eq!(world.asked_for(REGISTRY), [None]);
    world.asked.borrow_mut().clear();
    let client = world.client(Some(alice()));
    let read = join_all(["a", "b", "c"].map(|name| tags(&client, name))).await;
    assert_eq!(read, [Ok(2), Ok(2), Ok(2)]);
    // It is asked once what it wants, and then told at once.
    assert_eq!(world.asked_for("https://registry.example/v2/"), {
        let with = Some(ALICE.to_owned());
        [None, with.clone(), with.clone(), with]
    });
}

#[tokio::test(flavor = "current_thread")]
async fn a_wrong_password_is_sent_once() {
    let world = World::new(|_, _| Said::refused("Basic realm=\"r\""));
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::WrongPassword));
    assert_eq!(tags(&client, "b").await, Err(ErrorKind::WrongPassword));
    let sent = world.asked_for(REGISTRY);
    assert_eq!(sent.iter().flatten().count(), 1, "{sent:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_that_was_accepted_is_not_wrong_for_one_repository() {
    let world = World::new(|request, count| {
        if request.url.contains("/secret/") {
            Said::refused("Basic realm=\"r\"")
        } else {
            with_password(request, count)
        }
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(
        tags(&client, "secret/a").await,
        Err(ErrorKind::NoPermission(None))
    );
    assert_eq!(tags(&client, "b").await, Ok(2));
}

/// A registry that wants tokens of a service at its own origin, or at another.
fn with_tokens(request: &Request, realm: &str, given: &str) -> Said {
    let path = request.url.strip_prefix(REGISTRY).unwrap_or_default();
    let name = path
        .strip_prefix("/v2/")
        .and_then(|path| path.strip_suffix("/tags/list"));
    let scope = name.map_or_else(String::new, |name| {
        format!(",scope=\"repository:{name}:pull\"")
    });
    let with = sent(request);
    if with.as_deref() == Some(&format!("Bearer {given}")) {
        return Said::ok(TAGS);
    }
    let error = match with {
        Some(_) => ",error=\"insufficient_scope\"",
        None => "",
    };
    Said::refused(&format!(
        "Bearer realm=\"{realm}\",service=\"r\"{scope}{error}"
    ))
}

const OWN: &str = "https://registry.example/token";
const OTHER: &str = "https://auth.example/token";

fn own_tokens(request: &Request, _: usize) -> Said {
    if request.url.starts_with(OWN) {
        return Said::ok(r#"{"token":"t","expires_in":100}"#);
    }
    with_tokens(request, OWN, "t")
}

#[tokio::test(flavor = "current_thread")]
async fn one_token_does_for_many_who_wait() {
    let world = World::new(own_tokens);
    let client = world.client(None);
    let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
    assert!(read.iter().all(|read| *read == Ok(2)), "{read:?}");
    assert_eq!(world.asked_for(OWN), [None]);
    // Another repository needs another token, and nobody has to be refused for it first.
    let before = world.asked.borrow().len();
    assert_eq!(tags(&client, "b").await, Ok(2));
    assert_eq!(world.asked.borrow().len() - before, 2);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_is_renewed_before_it_ends() {
    let world = World::new(own_tokens);
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    world.now.set(Duration::from_secs(79));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 1);
    world.now.set(Duration::from_secs(81));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 2);
    // One refusal, at the very beginning.
    assert_eq!(world.asked_for(REGISTRY).len(), 2 + 4);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_has_ended_early_is_renewed_once() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"access_token":"new"}"#);
        }
        with_tokens(request, OWN, "new")
    });
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    // From now on only the second token will do.
    let world = World::new(|request, count| {
        if request.url.starts_with(OWN) {
            return Said::ok(&format!(r#"{{"token":"t{count}"}}"#));
        }
        with_tokens(request, OWN, if count > 2 { "t2" } else { "t1" })
    });
    let client = world.client(None);
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(tags(&client, "a").await, Ok(2));
    assert_eq!(world.asked_for(OWN).len(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn less_than_asked_is_no_permission_and_no_loop() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"token":"narrow"}"#);
        }
        with_tokens(request, OWN, "wide")
    });
    let client = world.client(Some(alice()));
    let scope = "repository:a:pull".to_owned();
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::NoPermission(Some(scope)))
    );
    assert!(
        world.asked.borrow().len() <= 6,
        "{:?}",
        world.asked.borrow()
    );
    let nobody = world.client(None);
    assert!(matches!(
        tags(&nobody, "a").await,
        Err(ErrorKind::Unauthorized(Some(_)))
    ));
}

#[tokio::test(flavor = "current_thread")]
async fn another_origin_is_agreed_to_before_anything_is_sent() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OTHER) {
            assert_eq!(request.redirects, Redirects::Refused);
            return Said::ok(r#"{"token":"t"}"#);
        }
        with_tokens(request, OTHER, "t")
    });
    let client = world.client(Some(alice()));
    let fault = match tags(&client, "a").await {
        Err(ErrorKind::TokenService(TokenServiceFault::NotAgreed(service))) => service,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault.origin(), "https://auth.example");
    assert_eq!(world.asked_for("https://auth.example").len(), 0);
    assert!(world.asked_for(REGISTRY).iter().all(Option::is_none));
    client.agree_to(&fault);
    assert_eq!(tags(&client, "a").await, Ok(2));
    let to_service = world.asked_for("https://auth.example");
    assert!(to_service.iter().all(|sent| sent.as_deref() == Some(ALICE)));
    let to_registry = world.asked_for(REGISTRY);
    assert!(to_registry.iter().flatten().all(|sent| sent == "Bearer t"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_service_that_gives_nothing_is_said_and_not_asked_by_each() {
    let at = || "https://registry.example".to_owned();
    let faults: [(Say, TokenServiceFault); 4] = [
        (|_, _| Said::ok("<html>"), TokenServiceFault::NoToken(at())),
        (|_, _| Said::ok("{}"), TokenServiceFault::NoToken(at())),
        (
            |_, _| Said::status(500),
            TokenServiceFault::Refused(at(), 500),
        ),
        (|_, _| Said::nothing(), TokenServiceFault::NoAnswer(at())),
    ];
    for (say, fault) in faults {
        thread_local!(static SERVICE: Cell<Option<Say>> = const { Cell::new(None) });
        SERVICE.set(Some(say));
        let world = World::new(|request, count| {
            if request.url.starts_with(OWN) {
                return SERVICE.get().unwrap()(request, count);
            }
            with_tokens(request, OWN, "t")
        });
        let client = world.client(None);
        let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
        let expected = Err(ErrorKind::TokenService(fault));
        assert!(read.iter().all(|read| *read == expected), "{read:?}");
        assert_eq!(world.asked_for(OWN).len(), 1);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_service_that_refuses_the_password_hears_it_once() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::status(401);
        }
        with_tokens(request, OWN, "t")
    });
    let client = world.client(Some(alice()));
    let read = join_all((0..12).map(|_| tags(&client, "a"))).await;
    let is_wrong = |read: &Result<usize, ErrorKind>| *read == Err(ErrorKind::WrongPassword);
    assert!(read.iter().all(is_wrong), "{read:?}");
    world.now.set(Duration::from_hours(1));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::WrongPassword));
    assert_eq!(world.asked_for(OWN).len(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_service_less_safe_than_the_registry_is_sent_nothing() {
    let world = World::new(|request, _| with_tokens(request, "http://auth.example/token", "t"));
    let client = world.client(Some(alice()));
    let origin = "http://auth.example".to_owned();
    let fault = TokenServiceFault::Insecure(origin.clone());
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::TokenService(fault))
    );
    assert_eq!(world.asked_for(&origin).len(), 0);
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_its_registry_does_not_know_is_said() {
    let world = World::new(|request, _| {
        if request.url.starts_with(OWN) {
            return Said::ok(r#"{"token":"t"}"#);
        }
        let error = match sent(request) {
            Some(_) => ",error=\"invalid_token\"",
            None => "",
        };
        Said::refused(&format!("Bearer realm=\"{OWN}\"{error}"))
    });
    let client = world.client(None);
    let fault = TokenServiceFault::Useless("https://registry.example".to_owned());
    assert_eq!(
        tags(&client, "a").await,
        Err(ErrorKind::TokenService(fault))
    );
    assert_eq!(world.asked.borrow().len(), 3);
}

#[tokio::test(flavor = "current_thread")]
async fn where_the_browser_may_not_sign_that_is_said() {
    let world = World::new(|request, count| match sent(request) {
        // The preflight is refused.
        Some(_) => Said::nothing(),
        None => with_password(request, count),
    });
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Err(ErrorKind::SignInNotAllowed));
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_that_lets_anybody_in_and_knows_more_is_signed_in_at() {
    // zot answers 200 to anybody and tells how to sign in.
    let world = World::new(|request, count| {
        let mut said = match sent(request) {
            Some(_) => with_password(request, count),
            None => Said::ok(r#"{"name":"a","tags":["public"]}"#),
        };
        said.challenge = Some("Basic realm=\"zot\"".to_owned());
        said
    });
    assert_eq!(tags(&world.client(None), "a").await, Ok(1));
    assert_eq!(tags(&world.client(Some(alice())), "a").await, Ok(2));
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_that_is_shown_holds_the_password() {
    let world = World::new(with_password);
    let client = world.client(Some(alice()));
    assert_eq!(tags(&client, "a").await, Ok(2));
    let asked = format!("{:?} {:?}", world.asked.borrow(), client.login());
    assert!(
        !asked.contains(PASSWORD) && !asked.contains("YWxpY2U6"),
        "{asked}"
    );
}
