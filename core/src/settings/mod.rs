//! config.json: what whoever hosts the page sets.

mod place;
mod read;

use crate::{
    oci::{json::Reading, name::RepositoryName},
    settings::place::place,
};

/// The settings of a hosted page. Every key is optional but a registry's `url`.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrySettings {
    /// Its name in addresses; its address itself where there is none.
    pub id: Option<String>,
    /// What the page calls it.
    pub title: Option<String>,
    /// Where it is; may be relative to the page.
    pub url: String,
    /// What pull commands name.
    pub pull_host: Option<String>,
    /// Whether the browser adds credentials of its own.
    pub credentials: CredentialsSetting,
    /// As for the whole page, and winning over it.
    pub read_only: Option<bool>,
    /// Repositories to show where the registry lists none.
    pub repositories: Vec<RepositoryName>,
}

/// The colours of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// What is wrong with it, with line and column.
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
        let json = json.trim_start_matches('\u{feff}').as_bytes();
        let object = Reading::of(&[])
            .object(json)
            .map_err(|reason| InvalidSettings {
                key: String::new(),
                reason: if is_web_page(json) {
                    WEB_PAGE.to_owned()
                } else {
                    reason
                },
            })?;
        Self::read(&object).map_err(|fault| InvalidSettings {
            reason: fault.reason + &place(json, &fault.path),
            key: fault.path,
        })
    }
}

/// Servers for applications of one page answer so for each file that they do not have.
const WEB_PAGE: &str = "A web page came instead of config.json: the server answers with it for \
    files that it does not have. Put a config.json that holds {} beside index.html, or have the \
    server answer with status 404 for what is missing.";

fn is_web_page(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
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
        let pinned = RepositoryName::parse("web/storefront").unwrap();
        assert_eq!(settings.registries[0].repositories, [pinned]);
    }

    #[test]
    fn a_schema_for_editors_sets_nothing() {
        let settings = Settings::parse(r#"{"$schema":"./config.schema.json"}"#);
        assert_eq!(settings, Ok(Settings::default()));
        for json in [
            r#"{"$schema":1}"#,
            r#"{"$schema":null}"#,
            r#"{"$schema":"a","$schema":"a"}"#,
        ] {
            assert_eq!(wrong(json).0, "$schema");
        }
        let of_a_registry = r#"{"registries":[{"url":"/","$schema":"a"}]}"#;
        assert_eq!(wrong(of_a_registry).0, "registries[0].$schema");
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
        let (key, reason) = wrong("{\"registries\":[\n{\"url\":\"/\"},\n{\"uri\":\"/\"}]}");
        assert_eq!(key, "registries[1].uri");
        assert!(
            reason.contains("`pull_host`") && reason.contains("line 3 "),
            "{reason}"
        );
        let (key, reason) = wrong(r#"{"title":"a","theme":"dark","title":"b"}"#);
        assert_eq!((&*key, reason.contains("duplicate")), ("title", true));
        for json in ["", "{", "{} x", "[]", "<html>"] {
            assert!(Settings::parse(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_web_page_in_place_of_the_file_is_named() {
        for page in [
            "<!doctype html><title>x</title>",
            "\u{feff}\n <html></html>",
        ] {
            let (key, reason) = wrong(page);
            assert_eq!(key, "");
            assert!(
                reason.starts_with("A web page came instead of config.json"),
                "{reason}"
            );
        }
        assert_eq!(wrong("[]").1, "it is no JSON object");
    }

    #[test]
    fn null_stands_for_nothing_only_where_nothing_may_stand() {
        assert!(Settings::parse(r#"{"title":null,"read_only":null}"#).is_ok());
        for key in ["theme", "add_registries", "registries"] {
            assert_eq!(wrong(&format!(r#"{{"{key}":null}}"#)).0, key);
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
            "/\\\\evil.example/x",
            "/\\t/evil.example/x",
            "./a#b",
            "/?x=1",
            "..//evil.example",
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

    #[test]
    fn what_people_copy_and_what_is_pinned_is_what_it_has_to_be() {
        for (key, value) in [
            ("pull_host", "\"$(id)\""),
            ("pull_host", "\"\""),
            ("repositories", "[\"a\",\"../../x\"]"),
            ("repositories", "[\"UPPER\"]"),
        ] {
            let (named, _) = wrong(&format!(
                r#"{{"registries":[{{"url":"/","{key}":{value}}}]}}"#
            ));
            assert!(
                named.starts_with(&format!("registries[0].{key}")),
                "{named}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Settings::parse(&text);
        }
    }
}
