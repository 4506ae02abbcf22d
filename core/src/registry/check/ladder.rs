//! The steps, each only where the one before leaves something to ask. None waits long, and none
//! is asked twice.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};

use crate::{
    oci::name::RepositoryName,
    registry::{
        check::{
            asked::{Asked, Known, Page, Password},
            observed::Observed,
            probe::{About, Probe, Prober, Seen, SentHeader},
            report::Report,
        },
        client::RegistryClient,
        error::ErrorKind,
        permit::Writes,
        request::Credentials,
        sign_in::login::Login,
    },
};

/// How long a step waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is deleted from where no repository is known.
const NOBODYS_REPOSITORY: &str = "porthole-check";

impl<T: Prober> RegistryClient<T> {
    /// Checks what a page can do with this registry, and tells after every step what is known by
    /// then. Who signed in is asked for as this client signs; nothing else carries a secret.
    pub async fn check(&self, page: Page, asked: Asked, tell: &dyn Fn(Report)) {
        let known = Known {
            reach: self.reach().clone(),
            page,
            asked,
            signed_in: self.login().map(Login::name).map(ToOwned::to_owned),
            is_read_only: !self.switch().is_on(),
            may_turn: self.switch().may_turn(),
        };
        let ladder = Ladder {
            client: self,
            known: &known,
            tell,
        };
        ladder.climb().await;
    }

    /// What came within the patience of a step.
    pub(crate) async fn in_step<V>(&self, work: impl Future<Output = V>) -> Option<V> {
        let limit = pin!(self.transport().sleep(PATIENCE));
        match select(pin!(work), limit).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(((), _)) => None,
        }
    }

    pub(crate) async fn seen(&self, probe: Probe) -> Seen {
        let seen = self.in_step(self.transport().probe(&probe)).await;
        seen.unwrap_or(Seen::TimedOut)
    }
}

struct Ladder<'a, T> {
    client: &'a RegistryClient<T>,
    known: &'a Known,
    tell: &'a dyn Fn(Report),
}

impl<T: Prober> Ladder<'_, T> {
    async fn climb(&self) {
        let mut observed = Observed::default();
        self.told(&observed);
        self.ask_all(&mut observed).await;
        observed.is_done = true;
        self.told(&observed);
    }

    fn told(&self, observed: &Observed) {
        (self.tell)(Report::of(self.known, observed));
    }

    async fn ask(&self, about: About) -> Option<Seen> {
        let probe = Probe::root(&self.known.reach, about);
        Some(self.client.seen(probe).await)
    }

    async fn ask_all(&self, observed: &mut Observed) {
        if self.known.is_mixed() || !self.is_reached(observed).await {
            return;
        }
        self.told(observed);
        if !self.is_readable(observed).await {
            return;
        }
        self.told(observed);
        if self.known.reach.cross_origin {
            self.try_headers(observed).await;
            self.told(observed);
        }
        let repository = self.read(observed).await;
        self.try_deletion(observed, repository).await;
    }

    async fn is_reached(&self, observed: &mut Observed) -> bool {
        // Where page and registry are one, everything may be read that answers.
        let about = if self.known.reach.cross_origin {
            About::Reach
        } else {
            About::Read
        };
        let begun = self.client.transport().now();
        observed.reached = self.ask(about).await;
        observed.took = Some(self.client.transport().now().saturating_sub(begun));
        let answered = matches!(&observed.reached, Some(Seen::Opaque | Seen::Answer(_)));
        if !answered && !self.known.reach.cross_origin {
            observed.unfollowed = self.ask(About::Redirect).await;
        }
        answered
    }

    async fn is_readable(&self, observed: &mut Observed) -> bool {
        observed.read = match &observed.reached {
            Some(seen @ Seen::Answer(_)) => Some(seen.clone()),
            _ => self.ask(About::Read).await,
        };
        if observed.status().is_none() {
            observed.unfollowed = self.ask(About::Redirect).await;
            return false;
        }
        if self.known.reach.credentials == Credentials::Include {
            let probe = Probe::root(&self.known.reach, About::Read).with_credentials();
            observed.with_credentials = Some(self.client.seen(probe).await);
        }
        true
    }

    /// Each header that this user will send from here.
    async fn try_headers(&self, observed: &mut Observed) {
        let signs = self.known.asked.password == Password::Yes
            || self.known.signed_in.is_some()
            || observed.asks_who();
        if signs {
            observed.authorization = self.ask(About::Header(SentHeader::Authorization)).await;
        }
        observed.accept = self.ask(About::Header(SentHeader::Accept)).await;
        if self.known.wants_to_delete() {
            observed.content_type = self.ask(About::Header(SentHeader::ContentType)).await;
        }
    }

    /// What the registry itself says. A repository that it has, if it tells one.
    async fn read(&self, observed: &mut Observed) -> Option<RepositoryName> {
        let ping = self.client.in_step(self.client.ping()).await;
        let ping = ping.map(|result| result.map_err(|error| error.kind));
        observed.registry = Some(ping.unwrap_or(Err(ErrorKind::TimedOut(PATIENCE))));
        self.told(observed);
        if observed.registry != Some(Ok(())) {
            return None;
        }
        let repositories = self.client.sample_catalog(observed).await;
        self.told(observed);
        self.client.sample_image(&repositories, observed).await;
        self.told(observed);
        repositories.into_iter().next()
    }

    /// Only for those who want to delete, and never from a page that may not.
    async fn try_deletion(&self, observed: &mut Observed, repository: Option<RepositoryName>) {
        if !self.known.wants_to_delete() {
            return;
        }
        let named = repository.or_else(|| RepositoryName::parse(NOBODYS_REPOSITORY).ok());
        let permitted = named.and_then(|repository| {
            let nothing = Writes::of_nothing(&self.known.reach.address, &repository);
            Some((self.client.switch().permit(nothing)?, repository))
        });
        if let Some((permit, repository)) = permitted {
            let mut probe = Probe::delete_nothing(&self.known.reach, &repository, permit);
            if self.known.reach.credentials == Credentials::Include {
                probe = probe.with_credentials();
            }
            observed.deletion = Some(self.client.seen(probe).await);
        }
    }
}

/// The patience of a step, for what did not come within it.
pub(crate) fn late() -> ErrorKind {
    ErrorKind::TimedOut(PATIENCE)
}
