//! How somebody else can repeat a verification.

use crate::{
    oci::{digest::Digest, media_type::ManifestKind},
    registry::{address::Scheme, shell::shell},
    verification::{
        ledger::{Scope, Subject},
        report::Report,
        standing::Proof,
    },
};

impl Report<'_> {
    /// Lines that read the same from the registry and compare it, where the digest of what was
    /// verified is known. skopeo checks digests while it copies.
    pub(super) fn repeat(&self, subject: &Subject) -> Vec<String> {
        let Some((digest, is_index)) = meant(subject) else {
            return Vec::new();
        };
        let (host, repository) = (self.pull_host, self.repository);
        let reference = format!("{host}/{repository}@{digest}");
        // Both ask over https unless they are told otherwise.
        let address = &self.reach.address;
        let is_plain = address.scheme() == Scheme::Http && address.host() == host;
        let insecure = if is_plain { "--insecure " } else { "" };
        let unchecked = if is_plain {
            "--src-tls-verify=false "
        } else {
            ""
        };
        let all = if is_index { "--all " } else { "" };
        let folder = word(&format!("dir:{}", repository.last_component()));
        vec![
            format!("crane validate {insecure}--remote {}", word(&reference)),
            format!(
                "skopeo copy {all}{unchecked}{} {folder}",
                word(&format!("docker://{reference}"))
            ),
        ]
    }
}

/// The digest of what was meant, and whether it is an index.
fn meant(subject: &Subject) -> Option<(&Digest, bool)> {
    let root = &subject.contents()?.root;
    match (&subject.scope, root.proof()) {
        (_, Proof::Failed | Proof::Unverifiable) => None,
        (Scope::Image(digest), _) => Some((digest, false)),
        (Scope::All, _) => {
            let is_index = root.media_type.manifest_kind() == Some(ManifestKind::Index);
            Some((root.expected()?, is_index))
        }
    }
}

/// As one word of a shell, in quotes where it needs them.
fn word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@+".contains(&byte);
    if text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        shell(text)
    }
}
