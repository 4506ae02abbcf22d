//! The plan as a shell script, for who would rather send it by themselves.
//!
//! Names and addresses are words in quotes, so nothing in them becomes syntax. It holds no secret:
//! a password or a token comes from the environment, and goes to curl by its input.

use crate::{
    deletion::{
        plan::{Plan, TagRemoval},
        steps::{Action, Step},
    },
    inventory::tombstone::Tombstone,
    oci::{digest::Digest, media_type::OCI_INDEX, name::RepositoryName, tag::Tag},
    registry::{
        accept::Ask,
        address::RegistryAddress,
        record::Signature,
        shell::{printable, shell},
    },
};

/// Where a plan is done, and as whom.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The registry.
    pub address: &'a RegistryAddress,
    /// The repository.
    pub repository: &'a RepositoryName,
    /// How the registry is signed in at, if it is.
    pub signature: Option<Signature>,
}

/// What the script is made of before its steps.
const FUNCTIONS: &str = include_str!("commands.sh");

impl Plan {
    /// A script for `sh` with curl that does what the plan says, in its order. Before it removes
    /// anything it sees whether the tags lead where the plan says, and ends where they do not. Done
    /// again, it goes on. Each number that `unique` gives was never used before.
    pub fn commands(&self, place: Place<'_>, unique: &mut dyn FnMut() -> u128) -> String {
        let label = printable(&place.address.label());
        let manifests = place
            .address
            .url(&format!("/v2/{}/manifests/", place.repository));
        let mut script = format!(
            "#!/bin/sh\n# {}: {} of {label}/{}.\n{}set -eu\n\nmanifests={}\ntypes={}\n{}\n{FUNCTIONS}",
            "Made by Porthole",
            self.counted(),
            place.repository,
            NOTES,
            shell(&manifests),
            shell(&Ask::All.header()),
            signing(place.signature),
        );
        for step in &self.steps {
            script.push_str(&step.lines(unique));
        }
        script.push_str("say 'Done.'\n");
        script
    }

    fn counted(&self) -> String {
        let deletes = |step: &&Step| matches!(step.action, Action::DeleteManifest { .. });
        let manifests = self.steps.iter().filter(deletes).count();
        let tags = self.removed.len() + self.along.helpers.len();
        let counted = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        format!(
            "removes {} and deletes {}",
            counted(tags, "tag"),
            counted(manifests, "manifest")
        )
    }
}

const NOTES: &str = "\
# It ends at the first thing that is not as it was when this was made. Then make it anew.
# A tag that is pushed to one of these digests meanwhile is not seen, and goes with it.
";

fn signing(signature: Option<Signature>) -> &'static str {
    match signature {
        Some(Signature::Basic) => {
            "\
# Set REGISTRY_USER and REGISTRY_PASSWORD, and export them.
: \"${REGISTRY_USER:?is not set}\" \"${REGISTRY_PASSWORD:?is not set}\"
escaped=$(printf '%s:%s' \"$REGISTRY_USER\" \"$REGISTRY_PASSWORD\" | sed 's/[\\\\\"]/\\\\&/g')
signature=\"user = \\\"$escaped\\\"\"
"
        }
        Some(Signature::Bearer) => {
            "\
# Set TOKEN to one that may pull, push and delete here, and export it.
signature=\"header = \\\"Authorization: Bearer ${TOKEN:?is not set}\\\"\"
"
        }
        Some(Signature::Nobody) | None => "signature=\n",
    }
}

impl Step {
    fn lines(&self, unique: &mut dyn FnMut() -> u128) -> String {
        match &self.action {
            Action::DeleteManifest { digest, tags } => {
                let checks: Vec<String> = tags.iter().map(|tag| checked(tag, digest)).collect();
                format!("\n{}delete {}\n", checks.concat(), word(digest))
            }
            Action::RemoveTag { tag, digest, by } => match by {
                TagRemoval::Request => {
                    format!(
                        "\nremove_tag {} {}\n",
                        shell(tag.as_str()),
                        known(digest.as_ref())
                    )
                }
                TagRemoval::Tombstone => bury(tag, digest.as_ref(), unique()),
            },
        }
    }
}

fn word(digest: &Digest) -> String {
    shell(&digest.to_string())
}

/// Where a tag led; nothing where it led nowhere, or nothing said where.
fn known(digest: Option<&Digest>) -> String {
    digest.map_or_else(|| "''".to_owned(), word)
}

fn checked(tag: &Tag, digest: &Digest) -> String {
    format!("check {} {}\n", shell(tag.as_str()), word(digest))
}

fn bury(tag: &Tag, digest: Option<&Digest>, unique: u128) -> String {
    let tombstone = Tombstone {
        tag: tag.clone(),
        digest: digest.cloned(),
    };
    let body = tombstone.body(unique);
    let bytes = String::from_utf8_lossy(body.bytes());
    format!(
        "\nbury {} {} {} \\\n    {} \\\n    {}\n",
        shell(tag.as_str()),
        known(digest),
        word(body.digest()),
        shell(OCI_INDEX),
        shell(&bytes),
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;
    use crate::deletion::{
        plan::{Mode, Selection},
        snapshot::Snapshot,
    };

    fn script(address: &str, repository: &str) -> Option<(String, String)> {
        let address = RegistryAddress::parse(address).ok()?;
        let repository = RepositoryName::parse(repository).ok()?;
        let (snapshot, selection) = (Snapshot::default(), Selection::default());
        let plan = Plan::of(&snapshot, &selection, Mode::Tags, TagRemoval::Tombstone);
        let place = Place {
            address: &address,
            repository: &repository,
            signature: None,
        };
        let manifests = address.url(&format!("/v2/{repository}/manifests/"));
        Some((plan.commands(place, &mut || 0), manifests))
    }

    fn said(script: &str) -> String {
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_in_an_address_becomes_syntax(
            path in "(/[a-z$`'\"();&|<>*~!#%@,=+._-]{0,9}){0,3}",
            repository in "[a-z0-9]{1,4}(__[a-z0-9]{1,3})?(/[a-z0-9]{1,4}){0,2}",
        ) {
            let written = script(&format!("https://registry.example{path}"), &repository);
            if let Some((script, manifests)) = written {
                prop_assert_eq!(said(&(script + "printf %s \"$manifests\"")), manifests);
            }
        }
    }

    #[test]
    fn an_address_that_looks_like_syntax_is_one() {
        let (script, manifests) = script("https://registry.example/it's/$(id)/;x", "a").unwrap();
        assert!(manifests.contains("/it's/$(id)/;x/v2/a/"), "{manifests}");
        assert_eq!(said(&(script + "printf %s \"$manifests\"")), manifests);
    }
}
