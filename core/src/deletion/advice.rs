//! What is left to do after a deletion: a registry frees nothing by itself, or does so in its own
//! time, and each in its own way.

use crate::{deletion::ability::TagAnswer, oci::name::RepositoryName, registry::shell::shell};

/// What a registry seems to be. None says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Software {
    /// Distribution 2: `registry:2`, or Debian's `docker-registry`.
    Distribution2,
    /// Distribution 3: `registry:3`.
    Distribution3,
    /// Another one.
    Other,
    /// Nothing tells.
    #[default]
    Unknown,
}

/// What the root of a registry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Greeting {
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// What is left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// In words, each a paragraph.
    pub words: Vec<String>,
    /// Lines for a terminal on the registry's machine.
    pub lines: Vec<Lines>,
}

/// Lines for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Where, as a tab says it.
    pub name: &'static str,
    /// The lines.
    pub text: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done<'a> {
    /// Where.
    pub repository: &'a RepositoryName,
    /// Whether manifests were deleted, so that something can come free.
    pub frees: bool,
    /// Whether no tag is left.
    pub emptied: bool,
}

impl Software {
    /// Goes by what both versions of distribution answer, and no other registry that is known.
    pub(crate) fn of(greeting: Option<&Greeting>, tag: Option<TagAnswer>) -> Self {
        if tag == Some(TagAnswer::DoesNotAsDistribution2) {
            return Self::Distribution2;
        }
        let Some(greeting) = greeting else {
            return Self::Unknown;
        };
        if greeting.body.trim_ascii() != b"{}" {
            return Self::Other;
        }
        match (greeting.content_type.as_deref(), tag) {
            // Distribution 2 with deletion turned off says no more of tags.
            (Some("application/json; charset=utf-8"), Some(TagAnswer::Does)) => Self::Other,
            (Some("application/json; charset=utf-8"), _) => Self::Distribution2,
            (Some("application/json"), Some(TagAnswer::Does)) => Self::Distribution3,
            _ => Self::Unknown,
        }
    }

    /// What is left to do after a deletion.
    pub fn advice(self, done: Done<'_>) -> Advice {
        let mut advice = Advice {
            words: Vec::new(),
            lines: Vec::new(),
        };
        if done.frees {
            self.collect(&mut advice);
        }
        if done.emptied {
            self.forget(done.repository, &mut advice);
        }
        advice
    }

    fn is_maybe_distribution(self) -> bool {
        self != Self::Other
    }

    fn collect(self, advice: &mut Advice) {
        let others = "Harbor, GitLab, Quay, zot, Nexus and hosted registries collect garbage by \
                      themselves, or where their administrators say so.";
        if !self.is_maybe_distribution() {
            advice.words.push(format!(
                "Disk space comes back when the registry collects garbage. {others}"
            ));
            return;
        }
        let who = match self {
            Self::Distribution2 => "This registry answers as distribution 2 does. ",
            Self::Distribution3 => "This registry answers as distribution 3 does. ",
            _ => "",
        };
        advice.words.push(format!(
            "{who}Distribution gives disk space back only when its administrator collects \
             garbage, while nobody pushes: make it read-only, or stop it. Restart it afterwards, \
             for it remembers what is gone."
        ));
        if self != Self::Distribution3 {
            advice.words.push(
                "Do not add -m (--delete-untagged): before version 3 it deletes the platforms of \
                 images that stay. What nothing uses any more, a plan deletes by itself."
                    .to_owned(),
            );
        }
        if self == Self::Unknown {
            advice.words.push(others.to_owned());
        }
        advice.lines.extend(self.collecting());
    }

    /// Garbage collection, first as a rehearsal.
    fn collecting(self) -> Vec<Lines> {
        let in_container = |configuration: &str| {
            let collect = |how: &str| {
                format!("docker exec registry registry garbage-collect{how} {configuration}\n")
            };
            let name = "# The container is called registry here.\n";
            format!(
                "{name}{}{}docker restart registry\n",
                collect(" --dry-run"),
                collect("")
            )
        };
        let container = |name: &'static str, configuration: &str| Lines {
            name,
            text: in_container(configuration),
        };
        let second = container("registry:2", SECOND);
        let third = container("registry:3", "/etc/distribution/config.yml");
        match self {
            Self::Distribution2 => vec![second, debian()],
            Self::Distribution3 => vec![third],
            _ => vec![second, third, debian()],
        }
    }

    fn forget(self, repository: &RepositoryName, advice: &mut Advice) {
        if !self.is_maybe_distribution() {
            advice.words.push(format!(
                "{repository} may stay in the list of repositories, without a tag. Some registries \
                 have a page of their own to remove it."
            ));
            return;
        }
        advice.words.push(format!(
            "{repository} stays in the list of repositories, without a tag: distribution has no \
             request to remove it. It goes when its folders in the storage do; undo cannot bring \
             images back then."
        ));
        // What is called gallery/ui/api lies within gallery/ui.
        let folders = ["_manifests", "_layers", "_uploads"];
        let lines = folders.map(|folder| {
            let folder = format!("docker/registry/v2/repositories/{repository}/{folder}");
            format!("rm -rf {}\n", shell(&folder))
        });
        let place = "# In the folder that is the registry's rootdirectory.\ncd /var/lib/registry\n";
        advice.lines.push(Lines {
            name: "Storage",
            text: format!("{place}{}", lines.concat()),
        });
    }
}

/// Where both the image `registry:2` and Debian have it.
const SECOND: &str = "/etc/docker/registry/config.yml";

fn debian() -> Lines {
    let collect = |how: &str| {
        format!("sudo -u docker-registry docker-registry garbage-collect{how} {SECOND}\n")
    };
    Lines {
        name: "Debian",
        text: format!(
            "sudo systemctl stop docker-registry\n{}{}sudo systemctl start docker-registry\n",
            collect(" --dry-run"),
            collect("")
        ),
    }
}

#[cfg(test)]
#[path = "advice_tests.rs"]
mod tests;
