//! config.json: what whoever hosts the page sets.

use serde::Deserialize;

use crate::registry::address::{InvalidAddress, RegistryAddress};

/// The settings of a hosted page. Every key is optional but a registry's `url`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What the page is called.
    pub title: Option<String>,
    /// The colours to start with.
    pub theme: Theme,
    /// Absent: starts read-only and can be switched; true: stays so; false: starts writable.
    pub read_only: Option<bool>,
    /// Whether people may use registries that are not named here.
    pub add_registries: bool,
    /// The registries; the first is the one to start with.
    pub registries: Vec<RegistrySettings>,
}

/// One registry of config.json.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrySettings {
    /// Its name in addresses; its address itself where there is none.
    #[serde(default)]
    pub id: Option<String>,
    /// What the page calls it.
    #[serde(default)]
    pub title: Option<String>,
    /// Where it is; may be relative to the page.
    pub url: String,
    /// What pull commands name.
    #[serde(default)]
    pub pull_host: Option<String>,
    /// Whether the browser adds credentials of its own.
    #[serde(default)]
    pub credentials: CredentialsSetting,
    /// As for the whole page, and winning over it.
    #[serde(default)]
    pub read_only: Option<bool>,
    /// Repositories to show where the registry lists none.
    #[serde(default)]
    pub repositories: Vec<String>,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the browser asks for.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The word in config.json.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Whether the browser adds cookies and its own logins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CredentialsSetting {
    /// No.
    #[default]
    Omit,
    /// Yes: a proxy signs people in by them.
    Include,
}

/// What is wrong with config.json.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSettings {
    /// The key, such as `registries[0].url`; empty where the file as a whole is wrong.
    pub key: String,
    /// What is wrong with it, with line and column where the file itself is at fault.
    pub reason: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: None,
            theme: Theme::Auto,
            read_only: None,
            add_registries: true,
            registries: Vec::new(),
        }
    }
}

/// The registry that every build carries; no registry of config.json may take its name.
pub const DEMO: &str = "demo";

impl Settings {
    /// Reads config.json.
    ///
    /// # Errors
    /// When it is not JSON, has an unknown key, a wrong type, or an id twice.
    pub fn parse(json: &str) -> Result<Self, InvalidSettings> {
        if !json
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{')
        {
            return Err(InvalidSettings {
                key: String::new(),
                reason: "it is not a JSON object".to_owned(),
            });
        }
        let mut deserializer =
            serde_json::Deserializer::from_str(json.trim_start_matches('\u{feff}'));
        let settings: Self =
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
                let key = error.path().to_string();
                InvalidSettings {
                    key: if key == "." { String::new() } else { key },
                    reason: error.into_inner().to_string(),
                }
            })?;
        let end = deserializer.end().map_err(|error| InvalidSettings {
            key: String::new(),
            reason: error.to_string(),
        });
        end.and_then(|()| settings.checked())
    }

    fn checked(self) -> Result<Self, InvalidSettings> {
        for (position, registry) in self.registries.iter().enumerate() {
            let wrong = |key: &str, reason: &str| InvalidSettings {
                key: format!("registries[{position}].{key}"),
                reason: reason.to_owned(),
            };
            if let Some(reason) = url_fault(&registry.url) {
                return Err(wrong("url", reason));
            }
            let Some(id) = &registry.id else { continue };
            if !is_id(id) {
                return Err(wrong(
                    "id",
                    "an id has lower-case letters, digits and dashes, at most 64",
                ));
            }
            if id == DEMO {
                return Err(wrong("id", "demo is the registry that the page carries"));
            }
            if self
                .registries
                .iter()
                .take(position)
                .any(|earlier| earlier.id.as_ref() == Some(id))
            {
                return Err(wrong("id", "another registry has it"));
            }
        }
        Ok(self)
    }
}

/// What is wrong with a registry's address. The address itself is not repeated: it may hold a
/// password.
fn url_fault(url: &str) -> Option<&'static str> {
    let is_relative = ["/", "./", "../"]
        .iter()
        .any(|start| url.starts_with(start));
    if is_relative && !url.starts_with("//") {
        return None;
    }
    match RegistryAddress::parse(url) {
        Ok(_) if url.contains("://") => None,
        Err(InvalidAddress::Credentials) => {
            Some("leave out user and password: everybody who opens the page could read them")
        }
        _ => Some("write http://host or https://host, or a path that starts with / or ./"),
    }
}

fn is_id(text: &str) -> bool {
    let is_right = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrong(json: &str) -> (String, String) {
        let invalid = Settings::parse(json).unwrap_err();
        (invalid.key, invalid.reason)
    }

    #[test]
    fn an_empty_file_sets_nothing() {
        assert_eq!(Settings::parse("{}"), Ok(Settings::default()));
        assert!(Settings::default().add_registries);
    }

    #[test]
    fn the_whole_file_is_read() {
        let settings = Settings::parse(
            r#"{"title":"Acme images","theme":"dark","read_only":true,"add_registries":false,
                "registries":[{"id":"main","title":"Main","url":"/","pull_host":"registry.acme.example:5000",
                "credentials":"include","read_only":false,"repositories":["web/storefront"]}]}"#,
        )
        .unwrap();
        assert_eq!(settings.theme, Theme::Dark);
        assert_eq!(
            settings.registries[0].credentials,
            CredentialsSetting::Include
        );
        assert_eq!(settings.registries[0].repositories, ["web/storefront"]);
    }

    #[test]
    fn a_mistake_is_named_with_its_key_and_place() {
        let (key, reason) = wrong("{\n  \"titel\": \"x\"\n}");
        assert_eq!(key, "titel");
        assert!(
            reason.contains("unknown field `titel`") && reason.contains("line 2"),
            "{reason}"
        );
        let (key, reason) = wrong(r#"{"registries":[{"url":"/"},{"url":"/a","read_only":"yes"}]}"#);
        assert_eq!(key, "registries[1].read_only");
        assert!(reason.contains("expected a boolean"), "{reason}");
        assert_eq!(
            wrong(r#"{"registries":[{"title":"x"}]}"#).0,
            "registries[0]"
        );
        assert_eq!(wrong(r#"{"theme":"blue"}"#).0, "theme");
        for json in ["", "{", "{} x", "[]", "<html>"] {
            assert!(Settings::parse(json).is_err(), "{json}");
        }
    }

    #[test]
    fn ids_are_names_and_stand_for_one_registry() {
        assert_eq!(
            wrong(r#"{"registries":[{"id":"a","url":"/"},{"id":"a","url":"/b"}]}"#).0,
            "registries[1].id"
        );
        assert_eq!(
            wrong(r#"{"registries":[{"id":"demo","url":"/"}]}"#).0,
            "registries[0].id"
        );
        assert_eq!(
            wrong(r#"{"registries":[{"id":"A b","url":"/"}]}"#).0,
            "registries[0].id"
        );
        assert_eq!(
            wrong(r#"{"registries":[{"url":" "}]}"#).0,
            "registries[0].url"
        );
    }

    #[test]
    fn an_address_that_is_none_is_named_without_being_repeated() {
        for url in [
            "demo",
            "//evil.example/x",
            "ftp://x",
            "https://user:secret@x",
            "https://a b",
        ] {
            let (key, reason) = wrong(&format!(r#"{{"registries":[{{"url":"{url}"}}]}}"#));
            assert_eq!(key, "registries[0].url");
            assert!(!reason.contains("secret"), "{reason}");
        }
        for url in [
            "/",
            "./demo",
            "../x",
            "http://localhost:5000",
            "https://a.example/b",
        ] {
            assert!(Settings::parse(&format!(r#"{{"registries":[{{"url":"{url}"}}]}}"#)).is_ok());
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Settings::parse(&text);
        }
    }
}
