//! Who may do what, and what of it a request asks for.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use crate::users::{ALICE, BOB, USERS, User};

/// What everybody may pull from.
const PUBLIC: &str = "gallery/";
/// What Bob may pull from and push to.
const OF_BOB: &str = "tools/";

/// Rights at one resource, as a token says them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Right {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    actions: Vec<String>,
}

impl Right {
    /// Reads a scope, `repository:gallery/ui:pull,push`. A name may hold a colon.
    pub(super) fn asked(scope: &str) -> Option<Self> {
        let (kind, rest) = scope.split_once(':')?;
        let (name, actions) = rest.rsplit_once(':')?;
        Some(Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            actions: actions.split(',').map(ToOwned::to_owned).collect(),
        })
    }

    /// What of it somebody has.
    pub(super) fn of(mut self, user: Option<User>) -> Self {
        let (kind, name) = (&self.kind, &self.name);
        self.actions.retain(|action| may(user, kind, name, action));
        self
    }

    /// Less than was asked for, whoever asked.
    pub(super) fn narrowed(mut self) -> Self {
        self.actions.pop();
        self
    }
}

fn may(user: Option<User>, kind: &str, name: &str, action: &str) -> bool {
    let is_repository = kind == "repository";
    let is_public = is_repository && name.starts_with(PUBLIC) && action == "pull";
    match user {
        Some(ALICE) => true,
        Some(BOB) if is_repository && name.starts_with(OF_BOB) => {
            ["pull", "push"].contains(&action)
        }
        _ => is_public,
    }
}

/// Who sent an `Authorization` header.
///
/// # Errors
/// When it is nobody's name and password.
pub(super) fn user(authorization: Option<&str>) -> Result<Option<User>, Stranger> {
    let Some(authorization) = authorization else {
        return Ok(None);
    };
    let pair = authorization.strip_prefix("Basic ").ok_or(Stranger)?;
    let pair = STANDARD.decode(pair).map_err(|_| Stranger)?;
    let found = USERS.into_iter().find(|user| {
        let own = format!("{}:{}", user.name, user.password);
        own.as_bytes() == pair
    });
    found.map(Some).ok_or(Stranger)
}

/// Somebody with a wrong name or password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stranger;

#[cfg(test)]
mod tests {
    use super::*;

    fn given(user: Option<User>, scope: &str) -> Vec<String> {
        Right::asked(scope).unwrap().of(user).actions
    }

    #[test]
    fn everyone_pulls_what_is_public() {
        assert_eq!(given(None, "repository:gallery/ui:pull,push"), ["pull"]);
        assert_eq!(
            given(Some(BOB), "repository:gallery/ui:delete,pull"),
            ["pull"]
        );
        assert!(given(None, "repository:tools/cli:pull").is_empty());
    }

    #[test]
    fn users_have_rights_of_their_own() {
        for scope in ["repository:localhost:5000/a:delete", "registry:catalog:*"] {
            assert_eq!(given(Some(ALICE), scope).len(), 1, "{scope}");
            assert!(given(Some(BOB), scope).is_empty(), "{scope}");
        }
        assert_eq!(
            given(Some(BOB), "repository:tools/cli:pull,delete,push"),
            ["pull", "push"]
        );
    }

    #[test]
    fn what_is_no_scope_is_none() {
        for text in ["", "repository", "repository:pull"] {
            assert_eq!(Right::asked(text), None);
        }
    }

    #[test]
    fn users_are_known_by_name_and_password() {
        let header = |pair: String| format!("Basic {}", STANDARD.encode(pair));
        let own = header(format!("alice:{}", ALICE.password));
        let others = header(format!("alice:{}", BOB.password));
        assert_eq!(user(Some(&own)), Ok(Some(ALICE)));
        assert_eq!(user(None), Ok(None));
        for wrong in [others.as_str(), "Bearer x", "Basic ???"] {
            assert_eq!(user(Some(wrong)), Err(Stranger), "{wrong}");
        }
    }
}
