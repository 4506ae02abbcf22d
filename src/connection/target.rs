//! Which registry, and how to reach it.

use leptos::prelude::*;
use porthole_core::{
    format::visible_start,
    oci::name::RepositoryName,
    registry::{
        address::{InvalidAddress, RegistryAddress},
        request::Credentials,
    },
    settings::{CredentialsSetting, DEMO, RegistrySettings},
};
use web_sys::Url;

/// A registry that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// How addresses name it; nothing for the one that the page starts with.
    pub(crate) named: Option<String>,
    /// What the page calls it.
    pub(crate) title: String,
    /// Where it is.
    pub(crate) address: RegistryAddress,
    /// Whether the browser adds credentials of its own.
    pub(crate) credentials: Credentials,
    /// What stands before a repository in a reference.
    pub(crate) pull_host: String,
    /// Repositories that are known without a list.
    pub(crate) repositories: Vec<RepositoryName>,
    /// Whether it is only read, as config.json has it.
    pub(crate) read_only: Option<bool>,
}

impl Target {
    /// The recorded registry that every build carries.
    pub(crate) fn demo() -> Result<Self, InvalidAddress> {
        let address = resolve("./demo")?;
        Ok(Self {
            named: Some(DEMO.to_owned()),
            title: "Demo registry".to_owned(),
            pull_host: "registry.example".to_owned(),
            credentials: Credentials::Omit,
            repositories: Vec::new(),
            // What is written there stays in this page.
            read_only: None,
            address,
        })
    }

    /// Whether somebody can sign in on the page: where the browser does it by itself, it is not the
    /// page's to do.
    pub(crate) fn has_sign_in(&self) -> bool {
        !self.is_demo() && self.credentials == Credentials::Omit
    }

    /// Whether what was read may be kept in this browser: not where the browser signs somebody in by
    /// itself, and not of what every build carries.
    pub(crate) fn may_be_remembered(&self) -> bool {
        self.has_sign_in()
    }

    /// Whether it is the recorded registry, at which nobody signs in.
    pub(crate) fn is_demo(&self) -> bool {
        self.named.as_deref() == Some(DEMO)
    }

    /// A registry by its address alone, at a page with this `read_only`.
    pub(crate) fn of_address(address: RegistryAddress, read_only: Option<bool>) -> Self {
        Self {
            named: Some(address.to_string()),
            title: address.label(),
            pull_host: address.label(),
            credentials: Credentials::Omit,
            repositories: Vec::new(),
            read_only,
            address,
        }
    }

    /// The registry at the page's own origin.
    pub(crate) fn own_origin(read_only: Option<bool>) -> Result<Self, InvalidAddress> {
        let target = Self::of_address(RegistryAddress::parse(&page_origin())?, read_only);
        Ok(Self {
            named: None,
            ..target
        })
    }

    /// A registry of config.json; the first needs no name in addresses. What it says of
    /// `read_only` wins over what the page does.
    pub(crate) fn configured(
        settings: &RegistrySettings,
        is_first: bool,
        read_only: Option<bool>,
    ) -> Result<Self, InvalidAddress> {
        let address = resolve(&settings.url)?;
        let named = settings.id.clone().unwrap_or_else(|| address.to_string());
        Ok(Self {
            named: Some(named).filter(|_| !is_first),
            title: match &settings.title {
                Some(title) => visible_start(title, TITLE_LENGTH),
                None => address.label(),
            },
            pull_host: settings
                .pull_host
                .clone()
                .unwrap_or_else(|| address.label()),
            credentials: match settings.credentials {
                CredentialsSetting::Omit => Credentials::Omit,
                CredentialsSetting::Include => Credentials::Include,
            },
            repositories: settings.repositories.clone(),
            read_only: settings.read_only.or(read_only),
            address,
        })
    }
}

/// Longer titles are cut.
const TITLE_LENGTH: usize = 60;

/// The origin of this page.
pub(crate) fn page_origin() -> String {
    location().origin().unwrap_or_default()
}

/// An address, which may be relative to the page.
fn resolve(text: &str) -> Result<RegistryAddress, InvalidAddress> {
    let is_relative = text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
    if !is_relative {
        return RegistryAddress::parse(text);
    }
    let page = location().href().unwrap_or_default();
    let url = Url::new_with_base(text, &page).map_err(|_| InvalidAddress::Path)?;
    if url.origin() != page_origin() {
        return Err(InvalidAddress::Path);
    }
    RegistryAddress::parse(&url.href())
}
