//! The tombstone: an empty index under a tag that is to go.
//!
//! Distribution 2.8 removes no tag alone. So the tag is made to lead to a manifest that nothing
//! else leads to, and that one is deleted. It says which tag it stands for and where that led, so
//! that anybody can put it back when only half was done.

use crate::{
    oci::{
        digest::Digest,
        document::{Content, Document},
        index::Index,
        media_type::{MediaType, OCI_INDEX},
        tag::Tag,
    },
    registry::request::ManifestBody,
};

/// The tag that it stands for.
const TAG: &str = "porthole.removed.tag";
/// Where that led.
const DIGEST: &str = "porthole.removed.digest";
/// Makes it unlike any other.
const UNIQUE: &str = "porthole.removed.unique";

/// What a tombstone says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tombstone {
    /// The tag that it stands for.
    pub tag: Tag,
    /// Where that led; nothing where its manifest was missing or had no name.
    pub digest: Option<Digest>,
}

impl Tombstone {
    /// The manifest. No other has its digest: `unique` is a number that was never used before.
    pub fn body(&self, unique: u128) -> ManifestBody {
        // Neither a tag nor a digest has a character that JSON writes otherwise.
        let digest = self.digest.as_ref();
        let digest = digest.map(|digest| format!(r#""{DIGEST}":"{digest}","#));
        let text = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[],"annotations":{{"{TAG}":"{}",{}"{UNIQUE}":"{unique:032x}"}}}}"#,
            self.tag,
            digest.unwrap_or_default(),
        );
        ManifestBody::new(MediaType::of(OCI_INDEX), text.into_bytes().into())
    }

    /// What a manifest says, if it is a tombstone.
    pub fn read(document: &Document) -> Option<Self> {
        let Content::Index(index) = &document.content else {
            return None;
        };
        Self::of_index(index)
    }

    /// What an index says, if it is a tombstone. Anybody can write one: what it says is to be
    /// believed only of the tag that leads to it.
    pub fn of_index(index: &Index) -> Option<Self> {
        let annotations = index.annotations.as_ref().ok()?.as_ref()?;
        let is_empty = index.manifests.is_empty() && index.manifests_malformed.is_none();
        if !is_empty || !annotations.contains_key(UNIQUE) {
            return None;
        }
        let digest = annotations.get(DIGEST).map(|text| Digest::parse(text));
        Some(Self {
            tag: Tag::parse(annotations.get(TAG)?).ok()?,
            digest: digest.transpose().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> Option<Tombstone> {
        Tombstone::read(&Document::read(json.as_bytes(), None).unwrap())
    }

    fn read_body(body: &ManifestBody) -> Option<Tombstone> {
        let document = Document::read(body.bytes(), Some(body.media_type()));
        Tombstone::read(&document.unwrap())
    }

    fn tombstone() -> Tombstone {
        let digest = format!("sha256:{}", "9f2c41d0".repeat(8));
        Tombstone {
            tag: Tag::parse("2.1").unwrap(),
            digest: Some(Digest::parse(&digest).unwrap()),
        }
    }

    #[test]
    fn it_is_an_empty_index_that_says_what_it_stands_for() {
        let body = tombstone().body(7);
        let digest = "9f2c41d0".repeat(8);
        let expected = format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"annotations":{{"porthole.removed.tag":"2.1","porthole.removed.digest":"sha256:{digest}","porthole.removed.unique":"00000000000000000000000000000007"}}}}"#
        );
        assert_eq!(std::str::from_utf8(body.bytes()), Ok(expected.as_str()));
        assert_eq!(body.media_type().as_str(), OCI_INDEX);
    }

    #[test]
    fn no_two_have_one_digest() {
        assert_ne!(tombstone().body(1).digest(), tombstone().body(2).digest());
    }

    #[test]
    fn what_anybody_pushes_is_none() {
        let index = |manifests: &str, annotations: &str| {
            let fields = format!(r#""manifests":{manifests},"annotations":{annotations}"#);
            read(&format!(
                r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}",{fields}}}"#
            ))
        };
        let own =
            |digest: &str| format!(r#"{{"{TAG}":"2.1","{DIGEST}":"{digest}","{UNIQUE}":"1"}}"#);
        let digest = format!("sha256:{}", "0".repeat(64));
        assert!(index("[]", &own(&digest)).is_some());
        let child = format!(r#"[{{"digest":"{digest}","size":2}}]"#);
        for (manifests, annotations) in [
            ("[]", "{}".to_owned()),
            ("[]", "null".to_owned()),
            ("[]", "[]".to_owned()),
            ("[]", format!(r#"{{"{UNIQUE}":"1"}}"#)),
            ("[]", format!(r#"{{"{TAG}":"2.1"}}"#)),
            ("[]", format!(r#"{{"{TAG}":"a/b","{UNIQUE}":"1"}}"#)),
            ("[]", own("sha256:0")),
            (&child, own(&digest)),
            ("[7]", own(&digest)),
            ("7", own(&digest)),
        ] {
            assert_eq!(
                index(manifests, &annotations),
                None,
                "{manifests} {annotations}"
            );
        }
        assert_eq!(
            read(&format!(
                r#"{{"layers":[],"annotations":{}}}"#,
                own(&digest)
            )),
            None
        );
    }

    proptest! {
        #[test]
        fn it_is_read_as_it_was_written(
            tag in "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}",
            digits in proptest::option::of("[0-9a-f]{64}"),
            unique in any::<u128>(),
        ) {
            let digest = digits.map(|digits| Digest::parse(&format!("sha256:{digits}")).unwrap());
            let tombstone = Tombstone { tag: Tag::parse(&tag).unwrap(), digest };
            prop_assert_eq!(read_body(&tombstone.body(unique)), Some(tombstone));
        }
    }
}
