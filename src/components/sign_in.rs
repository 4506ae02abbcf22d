//! Signing in at the registry in use, and agreeing to who gives its tokens.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    registry::{
        client::RegistryClient,
        error::ErrorKind,
        queue::{Limits, RequestQueue},
        sign_in::{
            login::{InvalidLogin, Login},
            token_service::{TokenService, TokenServiceFault},
        },
    },
};
use web_sys::Event;

use crate::{
    components::{
        check_box::check_box,
        dynamic::{dynamic, dynamic_text},
        element::{Element, element, nothing, of_class},
        signed_in::REMEMBER,
        title::focus_heading,
    },
    connection::{Connection, identity::Identities, task::spawn},
    storage::memory::forget_signed_in,
    transport::BrowserTransport,
};

/// Longer names are cut.
const NAME_LENGTH: usize = 60;
/// Longer addresses are cut.
const ADDRESS_LENGTH: usize = 200;

/// What was typed, and what became of it. A copy is the same.
#[derive(Clone, Copy)]
struct Form {
    user: RwSignal<String>,
    password: RwSignal<String>,
    is_token: RwSignal<bool>,
    remembers: RwSignal<bool>,
    is_asking: RwSignal<bool>,
    fault: RwSignal<String>,
    /// Where the password would go beside the registry, once the registry named it.
    service: RwSignal<Option<TokenService>>,
    /// Where it may go, after the user saw it named here.
    agreed: RwSignal<Vec<TokenService>>,
}

/// The form to sign in with. What was asked for goes on once somebody is signed in.
pub(crate) fn sign_in_form() -> AnyView {
    let form = Form {
        user: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        is_token: RwSignal::new(false),
        remembers: RwSignal::new(false),
        is_asking: RwSignal::new(false),
        fault: RwSignal::new(String::new()),
        service: RwSignal::new(None),
        agreed: RwSignal::new(Vec::new()),
    };
    let label = Connection::in_use().target.address.label();
    let submit = move |event: Event| {
        event.prevent_default();
        form.sign_in();
    };
    let user = move || {
        if form.is_token.get() {
            nothing()
        } else {
            labelled("Name", "user", field("user", "username", form.user)).view()
        }
    };
    let password = labelled(
        "Password or token",
        "password",
        field("password", "current-password", form.password).set("type", "password"),
    );
    let way = check_box("I have only a token, without a name", form.is_token, |_| {});
    let remember = check_box(REMEMBER, form.remembers, |_| {});
    let words = move || match (form.is_asking.get(), form.service.with(Option::is_some)) {
        (true, _) => "Signing in…".to_owned(),
        (false, true) => "Agree and sign in".to_owned(),
        (false, false) => "Sign in".to_owned(),
    };
    let button = of_class("button", "primary")
        .set("type", "submit")
        .follow("aria-disabled", move || {
            form.is_asking.get().then(|| "true".to_owned())
        })
        .child(dynamic_text(words));
    let fault = of_class("p", "fault")
        .set("id", "sign-in-fault")
        .set("role", "alert")
        .child(dynamic_text(move || form.fault.get()));
    of_class("form", "panel sign-in")
        .set("aria-label", format!("Sign in to {label}"))
        .on("submit", submit)
        .child(element("h2").text(format!("Sign in to {label}")))
        .child(
            of_class("div", "fields")
                .child(dynamic(user))
                .child(password),
        )
        .child(way)
        .child(remember)
        .child(dynamic(move || form.named_service()))
        .child(fault)
        .child(of_class("p", "actions").child(button))
        .child(of_class("p", "second").text(
            "Name and password are kept in this page's memory only, and are gone when the page is closed or reloaded. What is read stays in memory too, unless you tick the box: then manifests and configs are kept in this browser until you sign out.",
        ))
        .view()
}

impl Form {
    /// Asks the registry whether it knows who that is. Nothing is changed before it does.
    fn sign_in(self) {
        if self.is_asking.get_untracked() {
            return;
        }
        let login = match self.login() {
            Ok(login) => login,
            Err(invalid) => return self.fault.set(invalid.to_string()),
        };
        self.is_asking.set(true);
        self.fault.set(String::new());
        if let Some(named) = self.service.get_untracked() {
            self.agreed.update(|agreed| agreed.push(named));
        }
        let connection = Connection::in_use();
        let identities = Identities::in_use();
        spawn(async move {
            let address = connection.target.address.clone();
            let queue = RequestQueue::new(Limits::default());
            let reach = connection.client.reach().clone();
            let client =
                RegistryClient::new(BrowserTransport, reach, queue).signed_in(Some(login.clone()));
            let known = untrack(|| identities.at(&address));
            // Who agreed that a service is asked for everybody's tokens sent it no password.
            let before = known.login.map(|_| known.agreed).unwrap_or_default();
            let agreed: Vec<_> = before
                .into_iter()
                .chain(self.agreed.get_untracked())
                .collect();
            for service in &agreed {
                client.agree_to(service);
            }
            let answer = client.ping().await;
            let is_checked = client.is_accepted();
            let _ = self.is_asking.try_set(false);
            match answer {
                Ok(()) => {
                    let remembers = self.remembers.try_get_untracked() == Some(true);
                    if !remembers {
                        forget_signed_in(&address);
                    }
                    identities.change(&address, |identity| {
                        identity.login = Some(login);
                        identity.agreed = agreed;
                        identity.is_checked = is_checked;
                        identity.remembers = remembers;
                    });
                    focus_heading();
                }
                Err(error) => match error.kind {
                    ErrorKind::TokenService(TokenServiceFault::NotAgreed(service)) => {
                        let _ = self.service.try_set(Some(service));
                    }
                    _ => {
                        let explanation = connection.explain(&error);
                        let causes = explanation.causes.join(" ");
                        let words = format!("{}. {causes} {}", explanation.title, explanation.cure);
                        let _ = self.fault.try_set(words);
                    }
                },
            }
        });
    }

    fn login(self) -> Result<Login, InvalidLogin> {
        let password = self.password.get_untracked();
        if self.is_token.get_untracked() {
            Login::by_token(&password)
        } else {
            self.user
                .with_untracked(|user| Login::by_password(user, password))
        }
    }

    fn named_service(self) -> AnyView {
        let Some(service) = self.service.get() else {
            return nothing();
        };
        let label = Connection::in_use().target.address.label();
        let sent = format!(
            "{label} has its tokens from another host. If you agree, your name and password are sent there:"
        );
        of_class("div", "named")
            .set("role", "alert")
            .child(element("p").text(sent))
            .child(address_of(&service))
            .maybe(tokens_for(&service))
            .view()
    }
}

/// Where a token service is; the host stands first, however long the rest is.
fn address_of(service: &TokenService) -> Element {
    let shown = visible_start(&service.to_string(), ADDRESS_LENGTH);
    element("p").child(element("code").text(shown))
}

/// For whom the tokens are: a registry may name another one, and gets them.
fn tokens_for(service: &TokenService) -> Option<Element> {
    let named = visible_start(service.service()?, NAME_LENGTH);
    let label = Connection::in_use().target.address.label();
    let words = format!("The tokens are for “{named}”, and {label} gets them.");
    Some(of_class("p", "second").text(words))
}

/// Agrees to a token service before anything is sent there.
pub(crate) fn agree_to(service: &TokenService) -> AnyView {
    let connection = Connection::in_use();
    let identities = Identities::in_use();
    let address = connection.target.address.clone();
    let (whole, named) = (address_of(service), tokens_for(service));
    let service = service.clone();
    let agree = move |_| {
        identities.change(&address, |identity| identity.agreed.push(service.clone()));
        focus_heading();
    };
    let is_signed_in = connection.client.login().is_some();
    let sent = if is_signed_in {
        "Your name and password are sent there, to get tokens for what you look at."
    } else {
        "It is asked for tokens that anybody gets; it learns what you look at, and your network address. No credentials are sent."
    };
    let button = of_class("button", "primary")
        .set("type", "button")
        .on("click", agree)
        .text("Agree");
    of_class("section", "panel consent")
        .child(whole)
        .maybe(named)
        .child(of_class("p", "second").text(sent))
        .child(of_class("p", "actions").child(button))
        .view()
}

fn labelled(words: &'static str, id: &'static str, field: Element) -> Element {
    let label = element("label").set("for", id).text(words);
    of_class("div", "labelled").child(label).child(field)
}

fn field(id: &'static str, autocomplete: &'static str, value: RwSignal<String>) -> Element {
    element("input")
        .set("id", id)
        .set("name", id)
        .set("type", "text")
        .set("autocomplete", autocomplete)
        .set("autocapitalize", "none")
        .set("spellcheck", "false")
        .set("aria-describedby", "sign-in-fault")
        .property("value", move || value.get().into())
        .on("input", move |event| value.set(event_target_value(&event)))
}
