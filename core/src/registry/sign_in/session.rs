//! How the requests to one registry are signed: who asks, what the registry wanted for what, and
//! the tokens that were given. It lives as long as the registry is in use, in memory only.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::Duration,
};

use futures_util::lock::Mutex;

use crate::registry::{
    error::ErrorKind,
    request::Method,
    sign_in::{
        authorization::Authorization, challenge::BearerChallenge, login::Login,
        token_service::TokenService,
    },
};

/// What a registry wants to be signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Password,
    Token(BearerChallenge),
}

/// What became of the last request for a token.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) result: Result<Authorization, ErrorKind>,
    /// On the transport's clock.
    pub(crate) until: Duration,
}

/// The place of one token. Whoever holds its lock asks for it; the others wait, and share it.
pub(crate) type TokenPlace = Rc<Mutex<Option<Given>>>;

#[derive(Debug, Default)]
pub(crate) struct Session {
    pub(crate) login: Option<Login>,
    agreed: RefCell<BTreeSet<TokenService>>,
    wanted: RefCell<BTreeMap<(Method, String), Wanted>>,
    tokens: RefCell<BTreeMap<BearerChallenge, TokenPlace>>,
    /// Held while the registry is asked what it wants of somebody who signs in.
    pub(crate) greeting: Mutex<bool>,
    /// Whether the password was accepted once, by the registry or its token service.
    pub(crate) is_accepted: Cell<bool>,
    /// Whether it is not sent again: it was refused before it was ever accepted, or too often.
    pub(crate) is_refused: Cell<bool>,
    /// How often it was refused since it was accepted last.
    refusals: Cell<u32>,
}

/// What was accepted may be refused for one thing; so often in a row it is not good any more, and
/// sent again it could lock an account.
const REFUSALS: u32 = 3;

/// More than anyone looks at is not remembered.
const REMEMBERED: usize = 10_000;

impl Session {
    pub(crate) fn of(login: Option<Login>) -> Self {
        Self {
            login,
            ..Self::default()
        }
    }

    /// Notes that what the user signs in with was accepted.
    pub(crate) fn accept(&self) {
        self.is_accepted.set(true);
        self.refusals.set(0);
    }

    /// Notes that it was refused. Whether it is not sent again.
    pub(crate) fn refuse(&self) -> bool {
        let refusals = self.refusals.get() + 1;
        self.refusals.set(refusals);
        let is_refused = !self.is_accepted.get() || refusals >= REFUSALS;
        self.is_refused.set(is_refused);
        is_refused
    }

    pub(crate) fn agree(&self, service: &TokenService) {
        self.agreed.borrow_mut().insert(service.clone());
    }

    pub(crate) fn is_agreed(&self, service: &TokenService) -> bool {
        self.agreed.borrow().contains(service)
    }

    /// Remembers what a registry wanted for a path, for reading or for one kind of writing.
    pub(crate) fn learn(&self, method: Method, path: &str, wanted: Wanted) {
        let mut known = self.wanted.borrow_mut();
        let key = (right(method), resource(path).to_owned());
        if known.len() < REMEMBERED || known.contains_key(&key) {
            known.insert(key, wanted);
        }
    }

    /// What it will want for a path: what it wanted before, or else what it wanted for another
    /// repository, with the name of this one. For writing, if nothing is known of that, what it
    /// wanted for reading.
    pub(crate) fn expect(&self, method: Method, path: &str) -> Option<Wanted> {
        let of_reading = || self.expect_of(Method::Get, path);
        self.expect_of(right(method), path).or_else(of_reading)
    }

    fn expect_of(&self, right: Method, path: &str) -> Option<Wanted> {
        let known = self.wanted.borrow();
        let resource = resource(path);
        if let Some(wanted) = known.get(&(right, resource.to_owned())) {
            return Some(wanted.clone());
        }
        if known.values().any(|wanted| *wanted == Wanted::Password) {
            return Some(Wanted::Password);
        }
        let same = known.iter().filter(|((of, _), _)| *of == right);
        let mut others = same.map(|((_, other), wanted)| (other, wanted));
        others.find_map(|(other, wanted)| match wanted {
            Wanted::Token(challenge) => Some(Wanted::Token(BearerChallenge {
                scope: Some(rewritten(challenge.scope.as_deref()?, other, resource)?),
                error: None,
                ..challenge.clone()
            })),
            Wanted::Password => None,
        })
    }

    /// The place of the token that a challenge asks for.
    pub(crate) fn place(&self, challenge: &BearerChallenge) -> TokenPlace {
        let mut tokens = self.tokens.borrow_mut();
        if tokens.len() >= REMEMBERED {
            tokens.clear();
        }
        Rc::clone(tokens.entry(challenge.without_error()).or_default())
    }
}

/// Reading, however it is done, or one kind of writing: registries give a right for each.
fn right(method: Method) -> Method {
    match method {
        Method::Get | Method::Head => Method::Get,
        Method::Delete | Method::Put => method,
    }
}

/// What a path under the registry's address is about: a repository, the list of them, or neither.
fn resource(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or_default();
    let path = path.strip_prefix("/v2/").unwrap_or(path);
    let verbs = ["/manifests/", "/blobs/", "/tags/", "/referrers/"];
    let end = verbs.iter().filter_map(|verb| path.rfind(verb)).max();
    end.map_or(path, |end| &path[..end])
}

/// The scope of another repository for this one, where it names just that one.
fn rewritten(scope: &str, other: &str, resource: &str) -> Option<String> {
    if resource.is_empty() || resource.starts_with('_') {
        return None;
    }
    let actions = scope.strip_prefix("repository:")?.strip_prefix(other)?;
    let is_one = actions.starts_with(':') && !actions.contains(' ');
    is_one.then(|| format!("repository:{resource}{actions}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(scope: &str) -> Wanted {
        Wanted::Token(BearerChallenge {
            realm: "https://auth.example/token".to_owned(),
            scope: Some(scope.to_owned()),
            ..BearerChallenge::default()
        })
    }

    #[test]
    fn a_path_is_about_its_repository() {
        for (path, expected) in [
            ("/v2/", ""),
            ("/v2/_catalog?n=1000", "_catalog"),
            ("/v2/a/b/tags/list", "a/b"),
            ("/v2/a/manifests/b/manifests/latest", "a/manifests/b"),
            ("/v2/a/blobs/sha256:12", "a"),
        ] {
            assert_eq!(resource(path), expected);
        }
    }

    #[test]
    fn what_one_repository_wanted_another_will_want() {
        let session = Session::default();
        assert_eq!(session.expect(Method::Head, "/v2/b/tags/list"), None);
        session.learn(Method::Get, "/v2/a/tags/list", token("repository:a:pull"));
        assert_eq!(
            session.expect(Method::Head, "/v2/a/blobs/x"),
            Some(token("repository:a:pull"))
        );
        assert_eq!(
            session.expect(Method::Head, "/v2/b/c/tags/list"),
            Some(token("repository:b/c:pull"))
        );
        assert_eq!(session.expect(Method::Head, "/v2/_catalog"), None);
        assert_eq!(session.expect(Method::Head, "/v2/"), None);
    }

    #[test]
    fn each_way_of_writing_wants_a_right_of_its_own() {
        let session = Session::default();
        let manifest = "/v2/a/manifests/latest";
        session.learn(Method::Head, manifest, token("repository:a:pull"));
        let pull = Some(token("repository:a:pull"));
        assert_eq!(session.expect(Method::Delete, manifest), pull);
        session.learn(Method::Delete, manifest, token("repository:a:delete"));
        let delete = |name: &str| Some(token(&format!("repository:{name}:delete")));
        assert_eq!(session.expect(Method::Delete, manifest), delete("a"));
        assert_eq!(
            session.expect(Method::Delete, "/v2/b/manifests/x"),
            delete("b")
        );
        assert_eq!(session.expect(Method::Get, manifest), pull);
        assert_eq!(session.expect(Method::Put, manifest), pull);
    }

    #[test]
    fn a_wide_scope_is_not_guessed_from() {
        let session = Session::default();
        session.learn(
            Method::Get,
            "/v2/a/tags/list",
            token("repository:a:pull registry:catalog:*"),
        );
        session.learn(Method::Get, "/v2/ab/tags/list", token("repository:a:pull"));
        assert_eq!(session.expect(Method::Head, "/v2/b/tags/list"), None);
    }

    #[test]
    fn a_password_is_wanted_everywhere() {
        let session = Session::default();
        session.learn(Method::Get, "/v2/", Wanted::Password);
        assert_eq!(
            session.expect(Method::Head, "/v2/_catalog"),
            Some(Wanted::Password)
        );
    }
}
