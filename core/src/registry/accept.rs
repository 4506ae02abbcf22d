//! Which manifest types to ask for.
//!
//! A registry that does not find the stored type in `Accept` may answer with other bytes of
//! another digest: distribution 2.8 rewrites to schema 1 or picks the linux/amd64 child of a
//! list. So all four types are asked for wherever that costs nothing. From another origin an
//! `Accept` of more than 128 bytes makes the browser ask for permission first (Fetch, "CORS-safelisted
//! request-header"), which many registries refuse: there the Docker pair is asked for, then the
//! OCI pair. In that order, because a Docker manifest is rewritten where only OCI is asked for,
//! while an OCI manifest is merely not found where only Docker is.

use crate::{
    oci::{
        document::{Content, Document},
        media_type::{self, MediaType},
    },
    registry::error::{Answered, ErrorKind},
};

/// The longest `Accept` that needs no permission, in bytes.
pub const LONGEST_WITHOUT_PREFLIGHT: usize = 128;

/// What one request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// All four types.
    All,
    /// Docker's list and manifest.
    Docker,
    /// The OCI index and manifest.
    Oci,
    /// The one type that a descriptor names.
    One(MediaType),
}

/// Which pair a repository answered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// Docker's types.
    Docker,
    /// The OCI types.
    Oci,
}

impl Ask {
    /// The value of the header.
    pub fn header(&self) -> String {
        use media_type::{DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST};
        match self {
            Self::All => [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST].join(","),
            Self::Docker => [DOCKER_LIST, DOCKER_MANIFEST].join(","),
            Self::Oci => [OCI_INDEX, OCI_MANIFEST].join(","),
            Self::One(media_type) => media_type.to_string(),
        }
    }

    /// What to ask for, first to last; the next only where [`misses`](Self::misses) says so.
    ///
    /// `preflights` tells whether a long `Accept` would need permission, `named` is the type that
    /// a descriptor promised, `answered` the pair that the repository answered to before.
    pub fn sequence(
        preflights: bool,
        named: Option<&MediaType>,
        answered: Option<Pair>,
    ) -> Vec<Self> {
        if !preflights {
            return vec![Self::All];
        }
        if let Some(named) = named.filter(|named| named.manifest_kind().is_some()) {
            // A parent may name another type than the registry stored.
            let other = if Self::Oci.header().split(',').any(|it| it == named.as_str()) {
                Self::Docker
            } else {
                Self::Oci
            };
            return vec![Self::One(named.clone()), other];
        }
        match answered {
            Some(Pair::Oci) => vec![Self::Oci, Self::Docker],
            _ => vec![Self::Docker, Self::Oci],
        }
    }

    /// Whether a refusal may come only from what was not asked for.
    pub fn refusal_misses(&self, kind: &ErrorKind) -> bool {
        let invalid =
            |answered: &Answered| answered.status == 400 && answered.has("MANIFEST_INVALID");
        match kind {
            ErrorKind::ManifestUnknown => true,
            ErrorKind::Refused(answered) => answered.status == 406 || invalid(answered),
            _ => false,
        }
    }

    /// Whether an answer may stand for another manifest, of a type that was not asked for.
    pub fn misses(&self, document: &Document) -> bool {
        match (self, &document.content) {
            (Self::Oci, Content::Schema1(_)) => true,
            (Self::Oci, _) => {
                matches!(
                    document.media_type.as_str(),
                    media_type::DOCKER_MANIFEST | media_type::DOCKER_LIST
                )
            }
            _ => false,
        }
    }

    /// The pair that this was, for the next time.
    pub fn pair(&self) -> Option<Pair> {
        match self {
            Self::Docker => Some(Pair::Docker),
            Self::Oci => Some(Pair::Oci),
            Self::All | Self::One(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_single_types_need_no_permission() {
        for ask in [
            Ask::Docker,
            Ask::Oci,
            Ask::One(MediaType::of(media_type::DOCKER_LIST)),
        ] {
            let header = ask.header();
            assert!(header.len() <= LONGEST_WITHOUT_PREFLIGHT, "{header}");
            // Fetch, "CORS-unsafe request-header byte".
            assert!(
                header
                    .bytes()
                    .all(|byte| byte >= b' ' && !b"\"():<>?@[\\]{}\x7f".contains(&byte))
            );
        }
        assert!(Ask::All.header().len() > LONGEST_WITHOUT_PREFLIGHT);
    }

    #[test]
    fn docker_goes_first_until_the_repository_answered_to_oci() {
        assert_eq!(Ask::sequence(false, None, Some(Pair::Oci)), [Ask::All]);
        assert_eq!(Ask::sequence(true, None, None), [Ask::Docker, Ask::Oci]);
        assert_eq!(
            Ask::sequence(true, None, Some(Pair::Oci)),
            [Ask::Oci, Ask::Docker]
        );
    }

    #[test]
    fn a_type_that_a_descriptor_names_is_asked_for_first_if_it_is_a_manifests() {
        let index = MediaType::of(media_type::OCI_INDEX);
        assert_eq!(
            Ask::sequence(true, Some(&index), None),
            [Ask::One(index.clone()), Ask::Docker]
        );
        assert_eq!(Ask::sequence(false, Some(&index), None), [Ask::All]);
        let other = MediaType::of("text/html, x\"y");
        assert_eq!(
            Ask::sequence(true, Some(&other), None),
            [Ask::Docker, Ask::Oci]
        );
    }

    #[test]
    fn a_docker_answer_to_oci_is_not_believed() {
        let schema_1 = Document::read(br#"{"schemaVersion":1,"fsLayers":[]}"#, None).unwrap();
        assert!(Ask::Oci.misses(&schema_1));
        assert!(!Ask::Docker.misses(&schema_1));
        let docker = format!(
            r#"{{"mediaType":"{}","layers":[]}}"#,
            media_type::DOCKER_MANIFEST
        );
        let child = Document::read(docker.as_bytes(), None).unwrap();
        assert!(Ask::Oci.misses(&child));
        assert!(!Ask::All.misses(&child));
    }
}
