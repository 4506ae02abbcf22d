//! What is a registry and what is none.

use std::net::TcpListener;

use porthole_core::registry::{
    address::RegistryAddress,
    error::{Answered, ErrorKind, Fault, NotARegistry, RegistryError, Subject},
    request::Method,
    sign_in::{
        challenge::BearerChallenge,
        token_service::{TokenService, TokenServiceFault},
    },
};
use porthole_test_support::{
    docker_registry::{Cors, DockerRegistry},
    fake::FakeRegistry,
};

use crate::{
    open::{kind, open},
    page::Origin,
};

async fn ping(address: &str, origin: Origin) -> Result<(), ErrorKind> {
    kind(open(address, origin).client.ping().await)
}

fn unauthorised(challenge: &str) -> ErrorKind {
    ErrorKind::Unauthorized(Some(challenge.to_owned()))
}

fn server_fault(status: u16, faults: &[(&str, &str)]) -> ErrorKind {
    let fault = |&(code, message): &(&str, &str)| Fault {
        code: code.to_owned(),
        message: message.to_owned(),
    };
    ErrorKind::ServerFault(Answered {
        status,
        faults: faults.iter().map(fault).collect(),
    })
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_is_told_from_what_is_none() {
    let fake = FakeRegistry::start();
    let elsewhere = RegistryAddress::parse("http://127.0.0.1").unwrap();
    let challenge = BearerChallenge {
        realm: "https://tokens.example/token".to_owned(),
        service: Some("fake".to_owned()),
        ..BearerChallenge::default()
    };
    let tokens = TokenService::of(&challenge, &elsewhere).unwrap();
    let not_agreed = ErrorKind::TokenService(TokenServiceFault::NotAgreed(tokens));
    let html = ErrorKind::NotARegistry(NotARegistry::Html);
    let nothing = ErrorKind::NotARegistry(NotARegistry::NothingThere);
    for (world, expected) in [
        ("plain", Ok(())),
        ("empty", Ok(())),
        ("static", Ok(())),
        ("html", Err(html.clone())),
        ("redirects-to-login", Err(html)),
        ("not-a-registry", Err(nothing)),
        ("unauthorised", Err(unauthorised("Basic realm=\"fake\""))),
        ("bearer", Err(not_agreed)),
        (
            "server-fault",
            Err(server_fault(500, &[("UNKNOWN", "unknown error")])),
        ),
        ("bad-gateway", Err(server_fault(502, &[]))),
    ] {
        for origin in [Origin::Same, Origin::Other] {
            let found = ping(&fake.world(world), origin).await;
            assert_eq!(found, expected, "{world} {origin:?}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_closed_port_gives_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = open(&address, Origin::Same).client.ping().await;
    let expected = RegistryError {
        kind: ErrorKind::NoAnswer,
        subject: Subject::Ping,
        method: Method::Get,
        path: "/v2/".to_owned(),
    };
    assert_eq!(error, Err(expected));
}

#[tokio::test(flavor = "current_thread")]
async fn a_real_registry_answers_whom_it_allows() {
    let shut = DockerRegistry::start(Cors::None);
    assert_eq!(ping(shut.origin(), Origin::Same).await, Ok(()));
    let refused = ping(shut.origin(), Origin::Other).await;
    assert_eq!(refused, Err(ErrorKind::NoAnswer));
    let open = DockerRegistry::start(Cors::WithoutExpose);
    assert_eq!(ping(open.origin(), Origin::Other).await, Ok(()));
}
