//! A request, as far as a world cares.

use bytes::Bytes;
use hyper::Method;
use percent_encoding::percent_decode_str;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Ping,
    Catalog,
    Tags {
        repository: String,
    },
    Manifest {
        repository: String,
        reference: String,
    },
    Blob {
        repository: String,
        digest: String,
    },
    /// What a registry's router does not know.
    Nowhere,
}

#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    /// The first folder of the path, with what makes its log its own.
    pub(super) prefix: String,
    /// What comes after the first folder, without the query.
    pub(super) path: String,
    pub(super) route: Route,
    pub(super) accept: String,
    /// The host and the port by which the registry was asked.
    pub(super) host: String,
    pub(super) authorization: String,
    /// What the body is said to be.
    pub(super) content_type: String,
    pub(super) body: Bytes,
    /// How often the same was asked before.
    pub(super) earlier: usize,
    query: Vec<(String, String)>,
}

impl Asked {
    pub(super) fn new(path: &str, query: &str, accept: String) -> Self {
        let (prefix, path) = match path.trim_start_matches('/').split_once('/') {
            Some((prefix, path)) => (prefix, format!("/{path}")),
            None => (path.trim_start_matches('/'), String::new()),
        };
        Self {
            method: Method::GET,
            prefix: prefix.to_owned(),
            route: route(&path),
            path,
            accept,
            host: String::new(),
            authorization: String::new(),
            content_type: String::new(),
            body: Bytes::new(),
            earlier: 0,
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        }
    }

    /// The world's name, without what makes its log its own.
    pub(super) fn world(&self) -> &str {
        self.prefix.split('~').next().unwrap_or_default()
    }

    /// Whether nothing is to be changed.
    pub(super) fn only_reads(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.query.iter();
        let found = parameters.find(|(present, _)| present == name);
        found.map(|(_, value)| value.as_str())
    }

    /// How many results are wanted at most.
    pub(super) fn limit(&self) -> Option<usize> {
        self.parameter("n").and_then(|number| number.parse().ok())
    }
}

fn route(path: &str) -> Route {
    let Some(path) = path.strip_prefix("/v2/") else {
        return Route::Nowhere;
    };
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if path.is_empty() {
        return Route::Ping;
    }
    if path == "_catalog" {
        return Route::Catalog;
    }
    if let Some(repository) = path.strip_suffix("/tags/list") {
        return Route::Tags {
            repository: repository.to_owned(),
        };
    }
    if let Some((repository, reference)) = path.rsplit_once("/manifests/") {
        return Route::Manifest {
            repository: repository.to_owned(),
            reference: reference.to_owned(),
        };
    }
    if let Some((repository, digest)) = path.rsplit_once("/blobs/") {
        return Route::Blob {
            repository: repository.to_owned(),
            digest: digest.to_owned(),
        };
    }
    Route::Nowhere
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str, query: &str) -> Asked {
        Asked::new(path, query, String::new())
    }

    #[test]
    fn a_path_says_world_and_route() {
        let manifest = asked("/plain~test-1/v2/gallery/ui/manifests/sha256:00", "");
        assert_eq!(manifest.world(), "plain");
        assert_eq!(manifest.prefix, "plain~test-1");
        assert_eq!(
            manifest.route,
            Route::Manifest {
                repository: "gallery/ui".into(),
                reference: "sha256:00".into()
            }
        );
        assert_eq!(asked("/plain/v2/", "").route, Route::Ping);
        assert_eq!(asked("/plain/v2", "").route, Route::Nowhere);
        assert_eq!(asked("/", "").route, Route::Nowhere);
        assert_eq!(
            asked("/plain/v2/a%2Fb/tags/list", "").route,
            Route::Tags {
                repository: "a/b".into()
            }
        );
    }

    #[test]
    fn a_query_is_read() {
        let asked = asked("/plain/v2/_catalog", "n=100&last=a%2Fb");
        assert_eq!(asked.limit(), Some(100));
        assert_eq!(asked.parameter("last"), Some("a/b"));
    }
}
