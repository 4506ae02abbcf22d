//! The keys of config.json, one by one.

use crate::{
    oci::{
        json::{self, Fault, Json, Object},
        name::RepositoryName,
    },
    registry::address::{InvalidAddress, RegistryAddress},
    settings::{CredentialsSetting, DEMO, RegistrySettings, Settings, Theme},
};

impl Settings {
    pub(super) fn read(object: &Object) -> Result<Self, Fault> {
        object.only(&[
            "$schema",
            "title",
            "theme",
            "read_only",
            "add_registries",
            "registries",
        ])?;
        // For editors alone.
        object.given("$schema", json::text)?;
        let registries = object.given("registries", registries)?;
        Ok(Self {
            title: object.optional("title", json::text)?,
            theme: object.given("theme", theme)?.unwrap_or_default(),
            read_only: object.optional("read_only", json::boolean)?,
            add_registries: object
                .given("add_registries", json::boolean)?
                .unwrap_or(true),
            registries: registries.unwrap_or_default(),
        })
    }
}

fn theme(json: &Json) -> Result<Theme, Fault> {
    match &*json::text(json)? {
        "auto" => Ok(Theme::Auto),
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err(Fault::new("expected auto, light or dark")),
    }
}

fn registries(json: &Json) -> Result<Vec<RegistrySettings>, Fault> {
    let registries = json::list_of(json, RegistrySettings::read)?;
    for (position, registry) in registries.iter().enumerate() {
        let mut earlier = registries.iter().take(position);
        if registry.id.is_some() && earlier.any(|earlier| earlier.id == registry.id) {
            let fault = Fault::new("another registry has it").in_member("id");
            return Err(fault.in_entry(position));
        }
    }
    Ok(registries)
}

impl RegistrySettings {
    fn read(json: &Json) -> Result<Self, Fault> {
        let object = json::object(json)?;
        object.only(&[
            "id",
            "title",
            "url",
            "pull_host",
            "credentials",
            "read_only",
            "repositories",
        ])?;
        let credentials = object.given("credentials", credentials)?;
        let repositories = object.given("repositories", |json| json::list_of(json, repository))?;
        Ok(Self {
            id: object.optional("id", id)?,
            title: object.optional("title", json::text)?,
            url: object.required("url", url)?,
            pull_host: object.optional("pull_host", pull_host)?,
            credentials: credentials.unwrap_or_default(),
            read_only: object.optional("read_only", json::boolean)?,
            repositories: repositories.unwrap_or_default(),
        })
    }
}

fn credentials(json: &Json) -> Result<CredentialsSetting, Fault> {
    match &*json::text(json)? {
        "omit" => Ok(CredentialsSetting::Omit),
        "include" => Ok(CredentialsSetting::Include),
        _ => Err(Fault::new("expected omit or include")),
    }
}

/// The address itself is not repeated in what is wrong with it: it may hold a password.
fn url(json: &Json) -> Result<String, Fault> {
    let url = json::text(json)?;
    let is_relative = ["/", "./", "../"]
        .iter()
        .any(|start| url.starts_with(start));
    if is_relative {
        // A browser reads a backslash as a slash and leaves tabs out: such a path may lead elsewhere.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
        return if url.bytes().all(is_plain) && !url.contains("//") {
            Ok(url)
        } else {
            Err(Fault::new(
                "a path has letters, digits and - . _ ~ % between single slashes, and nothing behind ? or #",
            ))
        };
    }
    match RegistryAddress::parse(&url) {
        Ok(_) if url.contains("://") => Ok(url),
        Err(InvalidAddress::Credentials) => Err(Fault::new(
            "leave out user and password: everybody who opens the page could read them",
        )),
        _ => Err(Fault::new(
            "write http://host or https://host, or a path that starts with / or ./",
        )),
    }
}

/// It stands in lines that people run.
fn pull_host(json: &Json) -> Result<String, Fault> {
    let host = json::text(json)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_plain) {
        return Err(Fault::new(
            "write what stands before a repository in a reference: a host, with its port if it has one",
        ));
    }
    Ok(host)
}

fn repository(json: &Json) -> Result<RepositoryName, Fault> {
    RepositoryName::parse(&json::text(json)?)
        .map_err(|_| Fault::new("this is no name of a repository"))
}

fn id(json: &Json) -> Result<String, Fault> {
    let id = json::text(json)?;
    let is_right = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=64).contains(&id.len()) || !id.bytes().all(is_right) {
        Err(Fault::new(
            "an id has lower-case letters, digits and dashes, at most 64",
        ))
    } else if id == DEMO {
        Err(Fault::new("demo is the registry that the page carries"))
    } else {
        Ok(id)
    }
}
