//! What the check sends, and what it does not.

use porthole_core::registry::check::asked::Password;
use porthole_test_support::{
    docker_registry::{Access, Configuration},
    users::ALICE,
};

use super::{browser::Sent, real, somebody};

fn methods(sent: &[Sent]) -> Vec<&str> {
    let mut methods: Vec<_> = sent.iter().map(|sent| sent.method.as_str()).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}

#[tokio::test(flavor = "current_thread")]
async fn only_who_wants_to_delete_sends_a_delete_and_only_of_nothing() {
    let registry = real::registry(real::all()).await;
    let here = || somebody(registry.origin());
    let (_, sent) = here().checks().await;
    assert_eq!(methods(&sent), ["GET", "OPTIONS"]);
    let (_, sent) = here().deleting().read_only().checks().await;
    assert_eq!(methods(&sent), ["GET", "OPTIONS"]);
    let (_, sent) = here().deleting().checks().await;
    let deleted: Vec<_> = sent.iter().filter(|sent| sent.method == "DELETE").collect();
    let [deletion] = &deleted[..] else {
        panic!("{deleted:?}")
    };
    let nothing = format!("/manifests/sha256:{}", "0".repeat(64));
    assert!(deletion.url.ends_with(&nothing), "{deletion:?}");
    let (report, _) = here().checks().await;
    assert_eq!(report.found, [], "nothing was deleted");
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_asked_twice() {
    let registry = real::registry(real::all()).await;
    let (_, sent) = somebody(registry.origin()).deleting().checks().await;
    let preflights: Vec<_> = sent
        .iter()
        .filter(|sent| sent.method == "OPTIONS")
        .collect();
    assert_eq!(preflights.len(), 3, "{preflights:?}");
    assert!(sent.len() < 20, "{sent:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_password_goes_into_authorization_and_nowhere_else() {
    let registry = real::registry(Configuration::default().access(Access::Htpasswd)).await;
    let here = somebody(registry.origin()).at_its_origin().signed_in(ALICE);
    let (client, sent) = here.client();
    let reports = format!("{:?}", here.reports(&client).await);
    let sent = sent.take();
    let is_password =
        |(name, value): &(String, String)| name == "authorization" && value.starts_with("Basic ");
    let signed = sent
        .iter()
        .filter(|sent| sent.headers.iter().any(is_password));
    assert!(signed.count() > 0);
    let others: Vec<_> = sent
        .iter()
        .map(|sent| {
            let headers = sent.headers.iter().filter(|header| !is_password(header));
            (&sent.url, headers.collect::<Vec<_>>())
        })
        .collect();
    for text in [reports, format!("{others:?}")] {
        assert!(!text.contains(ALICE.password), "{text}");
        assert!(!text.contains("Basic Y"), "{text}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn whether_a_header_may_be_sent_is_asked_with_nobodys() {
    let registry = real::registry(real::all()).await;
    let here = somebody(registry.origin()).expecting(Password::Yes);
    let (_, sent) = here.checks().await;
    let headers = sent.iter().flat_map(|sent| &sent.headers);
    let signed: Vec<_> = headers
        .filter(|(name, _)| name == "authorization")
        .collect();
    let [(_, value)] = &signed[..] else {
        panic!("{signed:?}")
    };
    assert_eq!(value, "Porthole-Check");
}
