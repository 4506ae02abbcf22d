//! The lines that fetch an image or artifact with the tools people have.

use crate::{
    inventory::kind::Kind,
    oci::{digest::Digest, name::RepositoryName, tag::Tag},
};

/// What a line fetches, and by what.
#[derive(Clone, Copy, Debug)]
pub struct Pull<'a> {
    /// What stands before a repository in a reference: a host, with its port if it has one.
    pub host: &'a str,
    /// The repository.
    pub repository: &'a RepositoryName,
    /// The tag, if it is fetched by one. A tag moves.
    pub tag: Option<&'a Tag>,
    /// The digest, if it is known. A digest does not move.
    pub digest: Option<&'a Digest>,
    /// What it is.
    pub kind: &'a Kind,
}

/// A tool, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The tool.
    pub tool: &'static str,
    /// The line.
    pub line: String,
    /// Whether it is one that most people look for.
    pub is_usual: bool,
}

impl Pull<'_> {
    /// The reference: by digest if it is asked for and known, else by tag.
    pub fn reference(&self, by_digest: bool) -> String {
        let Self {
            host, repository, ..
        } = self;
        match (self.tag, self.digest) {
            (_, Some(digest)) if by_digest || self.tag.is_none() => {
                format!("{host}/{repository}@{digest}")
            }
            (Some(tag), _) => format!("{host}/{repository}:{tag}"),
            (None, _) => format!("{host}/{repository}"),
        }
    }

    /// The line of the tool that fits best.
    pub fn first(&self, by_digest: bool) -> String {
        let mut commands = self.commands(by_digest);
        commands.swap_remove(0).line
    }

    /// The lines, the usual ones first.
    pub fn commands(&self, by_digest: bool) -> Vec<Command> {
        let reference = self.reference(by_digest);
        let command = |tool: &'static str, line: String, is_usual: bool| Command {
            tool,
            line,
            is_usual,
        };
        let skopeo = || {
            let line = format!(
                "skopeo copy docker://{reference} oci:{}",
                self.repository.last_component()
            );
            command("skopeo", line, false)
        };
        let oras = |is_usual| command("oras", format!("oras pull {reference}"), is_usual);
        let plain = || command("reference", reference.clone(), true);
        match self.kind {
            Kind::Chart => vec![
                command("helm", self.helm(by_digest), true),
                plain(),
                oras(false),
                skopeo(),
            ],
            Kind::Artifact(_) | Kind::Tombstone(_) | Kind::Unknown => {
                vec![oras(true), plain(), skopeo()]
            }
            Kind::Image | Kind::Schema1 => vec![
                command("docker", format!("docker pull {reference}"), true),
                command("podman", format!("podman pull {reference}"), true),
                plain(),
                command("FROM", self.dockerfile_line(by_digest), true),
                command("nerdctl", format!("nerdctl pull {reference}"), false),
                command("crictl", format!("crictl pull {reference}"), false),
                skopeo(),
                oras(false),
            ],
        }
    }

    /// A Dockerfile's line names the tag for people and the digest for the builder.
    fn dockerfile_line(&self, by_digest: bool) -> String {
        match (self.tag, self.digest) {
            (Some(tag), Some(digest)) if by_digest => {
                format!("FROM {}/{}:{tag}@{digest}", self.host, self.repository)
            }
            _ => format!("FROM {}", self.reference(by_digest)),
        }
    }

    /// Helm takes the version apart, and writes `+` where a tag has `_`.
    fn helm(&self, by_digest: bool) -> String {
        let address = format!("oci://{}/{}", self.host, self.repository);
        match (self.tag, self.digest) {
            (_, Some(digest)) if by_digest || self.tag.is_none() => {
                format!("helm pull {address}@{digest}")
            }
            (Some(tag), _) => {
                format!(
                    "helm pull {address} --version {}",
                    tag.as_str().replace('_', "+")
                )
            }
            (None, _) => format!("helm pull {address}"),
        }
    }
}

/// What a Docker daemon's configuration needs before it fetches from a registry over plain http
/// that is not on its own computer.
pub fn insecure_registry(host: &str) -> String {
    format!("{{\n  \"insecure-registries\": [\"{host}\"]\n}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    fn lines(kind: &Kind, tag: Option<&str>, by_digest: bool) -> Vec<(&'static str, String)> {
        let (repository, digest) = (
            RepositoryName::parse("gallery/ui").unwrap(),
            Digest::parse(DIGEST).unwrap(),
        );
        let tag = tag.map(|tag| Tag::parse(tag).unwrap());
        let pull = Pull {
            host: "localhost:5000",
            repository: &repository,
            tag: tag.as_ref(),
            digest: Some(&digest),
            kind,
        };
        let commands = pull.commands(by_digest).into_iter();
        commands
            .map(|command| (command.tool, command.line))
            .collect()
    }

    fn line(kind: &Kind, tag: Option<&str>, by_digest: bool, tool: &str) -> String {
        let lines = lines(kind, tag, by_digest);
        let found = lines.into_iter().find(|(name, _)| *name == tool);
        found.unwrap().1.replace(DIGEST, "sha256:…")
    }

    #[test]
    fn an_image_is_fetched_by_tag_or_by_digest() {
        for (by_digest, tool, expected) in [
            (false, "docker", "docker pull localhost:5000/gallery/ui:3.0"),
            (
                true,
                "docker",
                "docker pull localhost:5000/gallery/ui@sha256:…",
            ),
            (false, "podman", "podman pull localhost:5000/gallery/ui:3.0"),
            (false, "reference", "localhost:5000/gallery/ui:3.0"),
            (false, "FROM", "FROM localhost:5000/gallery/ui:3.0"),
            (true, "FROM", "FROM localhost:5000/gallery/ui:3.0@sha256:…"),
            (
                true,
                "crictl",
                "crictl pull localhost:5000/gallery/ui@sha256:…",
            ),
            (
                false,
                "nerdctl",
                "nerdctl pull localhost:5000/gallery/ui:3.0",
            ),
            (
                false,
                "skopeo",
                "skopeo copy docker://localhost:5000/gallery/ui:3.0 oci:ui",
            ),
        ] {
            assert_eq!(line(&Kind::Image, Some("3.0"), by_digest, tool), expected);
        }
    }

    #[test]
    fn what_has_no_tag_is_fetched_by_its_digest() {
        assert_eq!(
            line(&Kind::Image, None, false, "docker"),
            "docker pull localhost:5000/gallery/ui@sha256:…"
        );
        assert_eq!(
            line(&Kind::Image, None, true, "FROM"),
            "FROM localhost:5000/gallery/ui@sha256:…"
        );
    }

    #[test]
    fn a_chart_is_fetched_by_helm_and_an_artifact_by_oras() {
        assert_eq!(
            line(&Kind::Chart, Some("1.0.0_build.1"), false, "helm"),
            "helm pull oci://localhost:5000/gallery/ui --version 1.0.0+build.1"
        );
        assert_eq!(
            line(&Kind::Chart, Some("1"), true, "helm"),
            "helm pull oci://localhost:5000/gallery/ui@sha256:…"
        );
        let artifact = Kind::Artifact("application/x".to_owned());
        assert_eq!(
            lines(&artifact, Some("1"), false)[0].1,
            "oras pull localhost:5000/gallery/ui:1"
        );
        assert!(
            lines(&artifact, Some("1"), false)
                .iter()
                .all(|(tool, _)| *tool != "docker")
        );
    }
}
