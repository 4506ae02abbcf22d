//! Ways to cure what was found, as text for the place where it belongs: filled with this page's
//! origin and this registry's address, and with no line that is not needed.

mod caddy;
pub mod curl;
mod distribution;
mod nginx;
mod traefik;
pub(crate) mod value;

use crate::registry::{
    address::RegistryAddress,
    check::{
        asked::Known,
        cause::Cause,
        cures::value::allowed_origin,
        diagnosis::Found,
        observed::Observed,
        probe::Seen,
        report::{is_password_open, takes_password},
    },
};

/// One way to cure it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cure {
    /// What it is for, as a tab says it.
    pub name: &'static str,
    /// Where it belongs, and what to do then.
    pub heading: String,
    /// The lines.
    pub text: String,
}

/// What the lines have to do.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for lines of its own, whatever the others are"
)]
pub(crate) struct Needs<'a> {
    /// The origin to allow: this page's, where it has one.
    pub(crate) origin: String,
    /// This page, where it has an address.
    pub(crate) page: Option<RegistryAddress>,
    pub(crate) registry: &'a RegistryAddress,
    /// Whether pages of this origin are to be allowed something.
    pub(crate) cors: bool,
    pub(crate) signs: bool,
    /// Whether the browser adds what it holds for the registry.
    pub(crate) browser_signs: bool,
    pub(crate) deletes: bool,
    /// Whether the registry does not delete yet, as far as is known.
    pub(crate) turn_on_deletion: bool,
    pub(crate) no_redirects: bool,
}

impl Needs<'_> {
    /// The headers of answers that allow it, each with its values.
    pub(crate) fn headers(&self) -> Vec<(&'static str, Vec<&str>)> {
        let if_any = |values: &[(&'static str, bool)]| -> Vec<&str> {
            let values = values.iter().filter(|(_, is_needed)| *is_needed);
            values.map(|(value, _)| *value).collect()
        };
        let every = [
            ("Access-Control-Allow-Origin", vec![self.origin.as_str()]),
            (
                "Access-Control-Allow-Credentials",
                if_any(&[("true", self.browser_signs)]),
            ),
            (
                "Access-Control-Allow-Methods",
                if_any(&METHODS.map(|method| (method, self.deletes))),
            ),
            (
                "Access-Control-Allow-Headers",
                if_any(&[
                    ("Authorization", self.signs),
                    ("Accept", true),
                    ("Content-Type", self.deletes),
                ]),
            ),
            (
                "Access-Control-Expose-Headers",
                if_any(&[
                    ("Docker-Content-Digest", true),
                    ("Link", true),
                    ("WWW-Authenticate", self.signs),
                ]),
            ),
        ];
        let needed = every.into_iter().filter(|(_, values)| !values.is_empty());
        needed.collect()
    }
}

const METHODS: [&str; 5] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"];

/// Whether the cause is something that the registry, or what stands before it, has to allow.
fn is_cors(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::OriginNotAllowed
            | Cause::LeadsElsewhere
            | Cause::RefusalNotAllowed
            | Cause::CredentialsNotAllowed
            | Cause::PreflightRefused
            | Cause::HeadersNotAllowed(_)
            | Cause::MethodNotAllowed
            | Cause::NotExposed(_)
            | Cause::BlobNotAllowed
    )
}

/// The ways that help, best first.
pub fn cures(known: &Known, observed: &Observed, found: &[Found]) -> Vec<Cure> {
    let all: Vec<&Cause> = found.iter().flat_map(|found| &found.causes).collect();
    let page = known.page.address();
    let deletion = observed.deletion.as_ref().and_then(Seen::status);
    let mut needs = Needs {
        origin: allowed_origin(page.as_ref()),
        page,
        registry: known.address(),
        cors: known.reach.cross_origin && all.iter().any(|cause| is_cors(cause)),
        signs: takes_password(known, observed),
        browser_signs: all.contains(&&Cause::CredentialsNotAllowed),
        deletes: known.wants_to_delete(),
        turn_on_deletion: known.wants_to_delete()
            && deletion.is_none_or(|status| matches!(status, 401 | 405)),
        no_redirects: all.contains(&&Cause::StorageRedirect),
    };
    if all.contains(&&Cause::MixedContent) {
        return one_origin(&needs);
    }
    let of_registry = needs.no_redirects || deletion == Some(405);
    let own = [
        distribution::file(&needs),
        distribution::environment(&needs),
    ];
    if !needs.cors {
        return own.into_iter().filter(|_| of_registry).collect();
    }
    let asks_permission_in_vain =
        all.contains(&&Cause::PreflightRefused) || observed.status().is_none();
    if needs.signs && asks_permission_in_vain {
        // No line of distribution's lets preflights pass where it asks for a password.
        let safe = one_origin(&needs).into_iter();
        let safe = safe.chain([nginx::terminator(&needs)]);
        if !is_password_open(known, observed) {
            return safe.collect();
        }
        needs.signs = false;
        let without_password = [
            distribution::file(&needs),
            distribution::environment(&needs),
        ];
        return safe.chain(without_password).collect();
    }
    let proxies = [
        nginx::terminator(&needs),
        caddy::terminator(&needs),
        traefik::terminator(&needs),
        nginx::one_origin(&needs),
    ];
    own.into_iter().chain(proxies).collect()
}

/// Page and registry at one origin: then nothing has to be allowed.
fn one_origin(needs: &Needs<'_>) -> Vec<Cure> {
    vec![
        nginx::one_origin(needs),
        caddy::one_origin(needs),
        traefik::one_origin(needs),
    ]
}
