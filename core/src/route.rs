//! Addresses of views: what stands behind the `#`. People bookmark them and send them on.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::{
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
    registry::manifest::ManifestAddress,
};

/// What a query value must not hold as it is; slashes and colons stay readable.
const QUERY_VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'=')
    .add(b'`');

/// A view and how it is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Which view.
    pub view: View,
    /// How it is set.
    pub query: Query,
}

/// A view of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The registry in use: its repositories.
    #[default]
    Repositories,
    /// A repository: its tags.
    Repository(RepositoryName),
    /// An image.
    Image(RepositoryName, ManifestAddress),
    /// A layer.
    Layer(RepositoryName, Digest),
    /// Add or change a registry.
    Connection,
}

/// How a view is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The registry: an id from config.json, `demo`, or an address.
    pub registry: Option<String>,
    /// The platform of an image.
    pub platform: Option<String>,
    /// What a list is filtered by.
    pub filter: Option<String>,
    /// What tags are of, in the words of the table.
    pub kind: Option<String>,
    /// What a list is sorted by.
    pub sort: Option<String>,
    /// The part of a view that is shown.
    pub tab: Option<String>,
    /// The digest of the manifest that names a layer.
    pub image: Option<String>,
    /// The digest that the user expects of an image, as it was given.
    pub expect: Option<String>,
    /// The rule by which tags are selected to be deleted, as it was given.
    pub clean: Option<String>,
    /// Whether helper tags are shown among the others.
    pub are_helpers_shown: bool,
    /// Whether the drawer with this page's requests is open.
    pub are_requests_shown: bool,
}

/// An address that no view has. How it is set can still be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownRoute {
    /// What stands behind its question mark.
    pub query: Box<Query>,
}

/// What a query says of helper tags that are shown.
const SHOWN: &str = "shown";
/// What opens the drawer with this page's requests, whatever its value is.
pub const DEBUG: &str = "debug";
/// The component that is no legal part of a repository's name.
const SEPARATOR: &str = "/-/";

impl Route {
    /// Reads a fragment, with or without its `#`. Query keys that are not known are left out.
    ///
    /// # Errors
    /// When no view has it.
    pub fn parse(fragment: &str) -> Result<Self, UnknownRoute> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let query = Query::parse(query);
        match decoded(path).and_then(|path| View::parse(&path)) {
            Some(view) => Ok(Self { view, query }),
            None => Err(UnknownRoute {
                query: Box::new(query),
            }),
        }
    }
}

impl View {
    fn parse(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        match path {
            "" => return Some(Self::Repositories),
            "connection" => return Some(Self::Connection),
            _ => {}
        }
        let path = path.strip_prefix("r/")?;
        let Some((name, rest)) = path.split_once(SEPARATOR) else {
            return RepositoryName::parse(path).ok().map(Self::Repository);
        };
        let repository = RepositoryName::parse(name).ok()?;
        let address = match rest.split_once('/')? {
            ("tags", tag) => ManifestAddress::Tag(Tag::parse(tag).ok()?),
            ("digests", digest) => ManifestAddress::Digest(Digest::parse(digest).ok()?),
            ("layers", digest) => {
                return Some(Self::Layer(repository, Digest::parse(digest).ok()?));
            }
            _ => return None,
        };
        Some(Self::Image(repository, address))
    }
}

impl Query {
    fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for pair in text.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.are_requests_shown |= key == DEBUG;
            // What cannot be decoded is kept as far as it can, so that it is not silently another.
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            let Some(value) = Some(value).filter(|value| !value.is_empty()) else {
                continue;
            };
            match key {
                "registry" => query.registry = Some(value),
                "platform" => query.platform = Some(value),
                "q" => query.filter = Some(value),
                "kind" => query.kind = Some(value),
                "sort" => query.sort = Some(value),
                "tab" => query.tab = Some(value),
                "image" => query.image = Some(value),
                "expect" => query.expect = Some(value),
                "clean" => query.clean = Some(value),
                "helpers" => query.are_helpers_shown = value == SHOWN,
                _ => {}
            }
        }
        query
    }
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// The fragment, with its `#`.
impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.view {
            View::Repositories => formatter.write_str("#/")?,
            View::Connection => formatter.write_str("#/connection")?,
            View::Repository(repository) => write!(formatter, "#/r/{repository}")?,
            View::Image(repository, address) => {
                let kind = match address {
                    ManifestAddress::Tag(_) => "tags",
                    ManifestAddress::Digest(_) => "digests",
                };
                write!(formatter, "#/r/{repository}{SEPARATOR}{kind}/{address}")?;
            }
            View::Layer(repository, digest) => {
                write!(formatter, "#/r/{repository}{SEPARATOR}layers/{digest}")?;
            }
        }
        let helpers = self.query.are_helpers_shown.then(|| SHOWN.to_owned());
        let settings = [
            ("registry", &self.query.registry),
            ("platform", &self.query.platform),
            ("q", &self.query.filter),
            ("kind", &self.query.kind),
            ("sort", &self.query.sort),
            ("tab", &self.query.tab),
            ("image", &self.query.image),
            ("expect", &self.query.expect),
            ("clean", &self.query.clean),
            ("helpers", &helpers),
        ];
        let set = settings
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_ref()?)));
        let mut separator = '?';
        for (key, value) in set {
            let value = utf8_percent_encode(value, QUERY_VALUE);
            write!(formatter, "{separator}{key}={value}")?;
            separator = '&';
        }
        if self.query.are_requests_shown {
            write!(formatter, "{separator}{DEBUG}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::{option, prelude::*};

    use super::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn view(fragment: &str) -> View {
        Route::parse(fragment).unwrap().view
    }

    fn name(text: &str) -> RepositoryName {
        RepositoryName::parse(text).unwrap()
    }

    #[test]
    fn views_have_the_addresses_that_people_bookmark() {
        for fragment in ["", "#", "#/", "/"] {
            assert_eq!(view(fragment), View::Repositories);
        }
        assert_eq!(view("#/connection"), View::Connection);
        assert_eq!(view("#/r/gallery/ui"), View::Repository(name("gallery/ui")));
        assert_eq!(
            view("#/r/a/tags/list/"),
            View::Repository(name("a/tags/list"))
        );
        assert_eq!(
            view("#/r/gallery/ui/-/tags/3.0"),
            View::Image(
                name("gallery/ui"),
                ManifestAddress::Tag(Tag::parse("3.0").unwrap())
            )
        );
        assert_eq!(
            view(&format!("#/r/gallery/ui/-/layers/{DIGEST}")),
            View::Layer(name("gallery/ui"), Digest::parse(DIGEST).unwrap())
        );
        assert_eq!(
            view(&format!("#/r/ui/-/digests/{}", DIGEST.replace(':', "%3A"))),
            View::Image(
                name("ui"),
                ManifestAddress::Digest(Digest::parse(DIGEST).unwrap())
            )
        );
    }

    #[test]
    fn what_no_view_has_is_said() {
        for fragment in [
            "#/x",
            "#/r",
            "#/r/",
            "#/r/A",
            "#/r/a/-/tags/",
            "#/r/a/-/tags/-x",
            "#/r/a/-/x/1",
            "#/r/a/-/digests/x",
            "#/r/%ff",
            "#/r/a/-/",
        ] {
            assert_eq!(
                Route::parse(fragment),
                Err(UnknownRoute::default()),
                "{fragment}"
            );
        }
    }

    #[test]
    fn an_unknown_address_keeps_its_registry() {
        let unknown = Route::parse("#/r/UPPER?registry=demo").unwrap_err();
        assert_eq!(unknown.query.registry.as_deref(), Some("demo"));
    }

    #[test]
    fn a_query_keeps_what_it_can_read() {
        let query = Route::parse("#/?registry=http://localhost:5000&x=1&q=a%20b&platform=%ff&q")
            .unwrap()
            .query;
        assert_eq!(query.registry.as_deref(), Some("http://localhost:5000"));
        assert_eq!(query.filter.as_deref(), Some("a b"));
        assert_eq!(query.platform.as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn helper_tags_are_shown_or_not() {
        let are_shown = |fragment| Route::parse(fragment).unwrap().query.are_helpers_shown;
        assert!(are_shown("#/r/gallery/ui?registry=demo&helpers=shown"));
        assert!(!are_shown("#/r/gallery/ui?helpers=folded"));
        assert!(!are_shown("#/r/gallery/ui"));
    }

    #[test]
    fn the_drawer_with_requests_is_open_or_not() {
        let are_shown = |fragment| Route::parse(fragment).unwrap().query.are_requests_shown;
        for fragment in ["#/r/x?debug", "#/?debug=", "#/?q=a&debug=1&tab=b"] {
            assert!(are_shown(fragment), "{fragment}");
        }
        for fragment in ["#/r/x", "#/?q=debug", "#/r/debug", "#/?debugged"] {
            assert!(!are_shown(fragment), "{fragment}");
        }
        let route = Route::parse("#/r/x?debug=1&q=a").unwrap();
        assert_eq!(route.to_string(), "#/r/x?q=a&debug");
        let unknown = Route::parse("#/r/UPPER?debug").unwrap_err();
        assert!(unknown.query.are_requests_shown);
    }

    fn any_view() -> impl Strategy<Value = View> {
        let name = "[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}(/[a-z0-9]{1,4}){0,3}"
            .prop_map(|text| RepositoryName::parse(&text).unwrap());
        let tag = "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,12}"
            .prop_map(|text| ManifestAddress::Tag(Tag::parse(&text).unwrap()));
        let digest = "(sha256:[0-9a-f]{64}|[a-z]{1,5}(\\+[a-z0-9]{1,4})?:[a-zA-Z0-9=_-]{1,20})"
            .prop_filter_map("a digest", |text| {
                Digest::parse(&text).ok().map(ManifestAddress::Digest)
            });
        prop_oneof![
            Just(View::Repositories),
            Just(View::Connection),
            name.clone().prop_map(View::Repository),
            name.clone()
                .prop_map(|name| View::Layer(name, Digest::parse(DIGEST).unwrap())),
            (name, prop_oneof![tag, digest]).prop_map(|(name, address)| View::Image(name, address)),
        ]
    }

    proptest! {
        #[test]
        fn every_route_reads_back_to_itself(
            view in any_view(),
            registry in option::of(".{1,20}"),
            platform in option::of("[a-z0-9/:.&=#%+ ]{1,20}"),
            filter in option::of(".{1,20}"),
            kind in option::of(".{1,20}"),
            sort in option::of(".{1,20}"),
            tab in option::of(".{1,20}"),
            (image, expect, clean) in (option::of(".{1,20}"), option::of(".{1,20}"), option::of(".{1,20}")),
            are_helpers_shown in any::<bool>(),
            are_requests_shown in any::<bool>(),
        ) {
            let route = Route { view, query: Query { registry, platform, filter, kind, sort, tab, image, expect, clean, are_helpers_shown, are_requests_shown } };
            prop_assert_eq!(Route::parse(&route.to_string()), Ok(route));
        }

        #[test]
        fn no_fragment_panics(fragment in ".*") {
            let _ = Route::parse(&fragment);
        }
    }
}
