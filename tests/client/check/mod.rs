//! The connection check, in a page of another origin under a browser's rules: each class with a
//! real registry that is so, where one can be; the fake plays the rest.

mod browser;
mod cures;
mod fake;
mod fetch;
mod real;
mod secrets;
mod tokens;

use std::{cell::RefCell, rc::Rc};

use porthole_core::registry::{
    address::RegistryAddress,
    check::{
        asked::{Asked, Intent, Page, Password},
        cause::Cause,
        report::Report,
    },
    client::{Patience, Reach, RegistryClient},
    permit::WriteSwitch,
    queue::{Limits, RequestQueue},
    request::Credentials,
    sign_in::{login::Login, secret::Secret},
};
use porthole_test_support::users::User;

use self::browser::{Browser, Sent};

/// The page, wherever it is not the registry's.
pub(crate) const PAGE: &str = "http://porthole.localhost:8080";

/// Somebody who checks a connection.
pub(crate) struct Somebody {
    registry: String,
    origin: String,
    asked: Asked,
    login: Option<Login>,
    credentials: Credentials,
    is_read_only: bool,
    is_hasty: bool,
}

/// Somebody at a page of another origin who wants to browse, and knows of no password.
pub(crate) fn somebody(registry: &str) -> Somebody {
    Somebody {
        registry: registry.to_owned(),
        origin: PAGE.to_owned(),
        asked: Asked {
            password: Password::No,
            intent: Intent::Browse,
        },
        login: None,
        credentials: Credentials::Omit,
        is_read_only: false,
        is_hasty: false,
    }
}

impl Somebody {
    /// At a page of the registry's own origin.
    pub(crate) fn at_its_origin(mut self) -> Self {
        let address = RegistryAddress::parse(&self.registry).unwrap();
        self.origin = address.origin();
        self
    }

    pub(crate) fn expecting(mut self, password: Password) -> Self {
        self.asked.password = password;
        self
    }

    pub(crate) fn deleting(mut self) -> Self {
        self.asked.intent = Intent::AlsoDelete;
        self
    }

    pub(crate) fn read_only(mut self) -> Self {
        self.is_read_only = true;
        self
    }

    /// Whose every step waits for less than a moment.
    pub(crate) fn hasty(mut self) -> Self {
        self.is_hasty = true;
        self
    }

    pub(crate) fn signed_in(mut self, user: User) -> Self {
        self.asked.password = Password::Yes;
        self.login = Some(Login::Password {
            user: user.name.to_owned(),
            password: Secret::new(user.password.to_owned()),
        });
        self
    }

    /// Whose browser sends what it holds for the registry.
    pub(crate) fn signed_in_by_the_browser(mut self) -> Self {
        self.credentials = Credentials::Include;
        self
    }

    pub(crate) fn client(&self) -> (RegistryClient<Browser>, Rc<RefCell<Vec<Sent>>>) {
        let browser = Browser::new(&self.origin, self.is_hasty);
        let sent = browser.sent();
        let address = RegistryAddress::parse(&self.registry).unwrap();
        let reach = Reach {
            cross_origin: address.origin() != self.origin,
            address,
            credentials: self.credentials,
            patience: Patience::default(),
        };
        let queue = RequestQueue::new(Limits::default());
        let client = RegistryClient::new(browser, reach, queue);
        let switch = WriteSwitch::configured(Some(self.is_read_only));
        let client = client.signed_in(self.login.clone()).switched_by(switch);
        (client, sent)
    }

    /// Checks, and returns every report, first to last.
    pub(crate) async fn reports(&self, client: &RegistryClient<Browser>) -> Vec<Report> {
        let page = Page {
            origin: self.origin.clone(),
            is_online: true,
        };
        let reports = RefCell::new(Vec::new());
        let tell = |report| reports.borrow_mut().push(report);
        client.check(page, self.asked, &tell).await;
        reports.into_inner()
    }

    /// Checks, and returns the last report with what was sent.
    pub(crate) async fn checks(&self) -> (Report, Vec<Sent>) {
        let (client, sent) = self.client();
        let mut reports = self.reports(&client).await;
        let last = reports.pop().unwrap();
        assert!(last.is_done && reports.iter().all(|report| !report.is_done));
        (last, sent.take())
    }

    /// Checks, and returns what is wrong.
    pub(crate) async fn finds(&self) -> Vec<Vec<Cause>> {
        let (report, _) = self.checks().await;
        report.found.into_iter().map(|found| found.causes).collect()
    }
}
