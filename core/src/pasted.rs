//! What people paste to get to an image: a name, a reference, a line that pulls it, the first line
//! of a Dockerfile, an address of the registry's API.

use crate::{
    oci::{
        name::RepositoryName,
        reference::{InvalidReference, Reference, names_a_host},
    },
    registry::manifest::ManifestAddress,
    route::View,
};

/// Where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The registry's host, where one is written.
    pub host: Option<String>,
    /// The repository or the image.
    pub view: View,
}

impl Pasted {
    /// Reads it.
    ///
    /// # Errors
    /// When no part of it names a repository or an image.
    pub fn read(text: &str) -> Result<Self, InvalidReference> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let meant = meant(&words);
        let without_scheme = SCHEMES
            .iter()
            .find_map(|scheme| meant.strip_prefix(scheme))
            .unwrap_or(meant);
        match without_scheme.split_once("/v2/") {
            Some((host, path)) if names_a_host(host) => of_api(host, path),
            _ => of_reference(without_scheme.trim_end_matches('/')),
        }
    }
}

const SCHEMES: [&str; 4] = ["docker://", "oci://", "https://", "http://"];

/// What lines that fetch images begin with.
const TOOLS: [&str; 12] = [
    "buildah", "crane", "crictl", "ctr", "curl", "docker", "from", "helm", "nerdctl", "oras",
    "podman", "skopeo",
];

/// The word that names the image: the one with a scheme, the one behind `FROM`, or the last one
/// of a line that is no option. Other texts of several words name nothing.
fn meant<'a>(words: &[&'a str]) -> &'a str {
    let has_scheme = |word: &&&str| SCHEMES.iter().any(|scheme| word.starts_with(scheme));
    let mut names = words.iter().filter(|word| !word.starts_with('-'));
    let first = words.first().map(|word| word.to_ascii_lowercase());
    let found = words
        .iter()
        .find(has_scheme)
        .or_else(|| match first.as_deref() {
            Some("from") => names.nth(1),
            Some(tool) if words.len() == 1 || TOOLS.contains(&tool) => names.next_back(),
            _ => None,
        });
    found.copied().unwrap_or_default().trim_matches(['"', '\''])
}

/// An address such as `/v2/gallery/ui/manifests/3.0`.
fn of_api(host: &str, path: &str) -> Result<Pasted, InvalidReference> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (name, last) = match path.rsplit_once("/manifests/") {
        Some((name, reference)) => (name, Some(reference)),
        None => (path.strip_suffix("/tags/list").unwrap_or(path), None),
    };
    let separator = match last {
        Some(reference) if reference.contains(':') => "@",
        Some(_) => ":",
        None => "",
    };
    of_reference(&format!(
        "{host}/{name}{separator}{}",
        last.unwrap_or_default()
    ))
}

/// Without a host it is of the registry that is looked at, and no short name of another one.
fn of_reference(text: &str) -> Result<Pasted, InvalidReference> {
    let has_host = text
        .split_once('/')
        .is_some_and(|(first, _)| names_a_host(first));
    let whole = if has_host {
        text.to_owned()
    } else {
        format!("localhost/{text}")
    };
    let reference = Reference::parse(&whole)?;
    let name = whole.split('@').next().unwrap_or_default();
    let is_tag_written = name
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains(':'));
    Ok(Pasted {
        view: view(reference.clone(), is_tag_written),
        host: has_host.then_some(reference.host),
    })
}

fn view(reference: Reference, is_tag_written: bool) -> View {
    let repository: RepositoryName = reference.repository;
    match (reference.digest, reference.tag) {
        (Some(digest), _) => View::Image(repository, ManifestAddress::Digest(digest)),
        (None, Some(tag)) if is_tag_written => View::Image(repository, ManifestAddress::Tag(tag)),
        _ => View::Repository(repository),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::route::Route;

    /// The host, and the address of the view.
    fn read(text: &str) -> Option<(Option<String>, String)> {
        let pasted = Pasted::read(text).ok()?;
        let route = Route {
            view: pasted.view,
            ..Route::default()
        };
        Some((pasted.host, route.to_string()))
    }

    #[test]
    fn what_people_paste_leads_to_its_image() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let by_digest = format!("#/r/gallery/ui/-/digests/{digest}");
        let tag = "#/r/gallery/ui/-/tags/3.0";
        let tags = "#/r/gallery/ui";
        let here = |view: &str| Some((None, view.to_owned()));
        let there = |view: &str| Some((Some("r.example:5000".to_owned()), view.to_owned()));
        for (text, expected) in [
            (" gallery/ui ".to_owned(), here(tags)),
            ("gallery/ui:3.0".to_owned(), here(tag)),
            ("ui".to_owned(), here("#/r/ui")),
            ("gallery/v2/ui".to_owned(), here("#/r/gallery/v2/ui")),
            (format!("gallery/ui:3.0@{digest}"), here(&by_digest)),
            ("r.example:5000/gallery/ui".to_owned(), there(tags)),
            ("https://r.example:5000/gallery/ui/".to_owned(), there(tags)),
            (
                "docker pull r.example:5000/gallery/ui:3.0".to_owned(),
                there(tag),
            ),
            (
                "podman pull --quiet r.example:5000/gallery/ui:3.0".to_owned(),
                there(tag),
            ),
            (
                format!("FROM r.example:5000/gallery/ui@{digest} AS build"),
                there(&by_digest),
            ),
            ("from \"gallery/ui:3.0\"".to_owned(), here(tag)),
            (
                "skopeo inspect docker://r.example:5000/gallery/ui:3.0 --raw".to_owned(),
                there(tag),
            ),
            (
                "helm pull oci://r.example:5000/gallery/ui --version 1".to_owned(),
                there(tags),
            ),
            (
                "https://r.example:5000/v2/gallery/ui/tags/list?n=5".to_owned(),
                there(tags),
            ),
            (
                "curl -i http://r.example:5000/v2/gallery/ui/manifests/3.0".to_owned(),
                there(tag),
            ),
            (
                format!("https://r.example:5000/v2/gallery/ui/manifests/{digest}"),
                there(&by_digest),
            ),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for text in [
            "",
            "   ",
            "UPPER/case",
            "gallery/ui:",
            "-",
            "https://",
            "a b/../c",
            "No name",
            "no name",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_without_a_panic(text in "\\PC{0,80}") {
            let _ = Pasted::read(&text);
        }
    }
}
