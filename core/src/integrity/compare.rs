//! The comparison.

use crate::{
    integrity::{
        finding::{Expectation, Finding, Mismatch, Unverifiable},
        hasher::{Hasher, sha256},
        verified::{Provenance, Verified},
    },
    oci::timestamp::Timestamp,
};

/// Hashes bytes that were read from the registry, and holds them against every expectation. All must agree: one that does
/// not is a mismatch, and one of an unknown algorithm proves nothing.
pub fn compare(bytes: Vec<u8>, expectations: &[Expectation]) -> Finding<Vec<u8>> {
    compare_from(Provenance::Registry, bytes, expectations)
}

/// The same of bytes that were remembered: that they were compared before counts for nothing.
pub fn compare_remembered(
    bytes: Vec<u8>,
    since: Timestamp,
    expectations: &[Expectation],
) -> Finding<Vec<u8>> {
    compare_from(Provenance::Memory { since }, bytes, expectations)
}

fn compare_from(
    provenance: Provenance,
    bytes: Vec<u8>,
    expectations: &[Expectation],
) -> Finding<Vec<u8>> {
    let mut met: Vec<&Expectation> = Vec::new();
    for expectation in expectations {
        match against(&bytes, expectation) {
            Some(Ok(())) => met.push(expectation),
            Some(Err(mismatch)) => return Finding::Mismatch(mismatch),
            None => {}
        }
    }
    if let Some(first) = met.first() {
        let sources = met.iter().map(|expectation| expectation.source.clone());
        return Finding::Verified(Verified::new(
            bytes,
            first.digest.clone(),
            sources.collect(),
            provenance,
        ));
    }
    match expectations.first() {
        Some(unknown) => Finding::Unverifiable {
            content: bytes,
            reason: Unverifiable::Algorithm(unknown.digest.algorithm().as_str().to_owned()),
        },
        None => Finding::Computed {
            digest: sha256(&bytes),
            content: bytes,
        },
    }
}

/// Nothing where the algorithm is unknown.
fn against(bytes: &[u8], expectation: &Expectation) -> Option<Result<(), Mismatch>> {
    let found = Hasher::digest(expectation.digest.algorithm(), bytes)?;
    let found_size = bytes.len() as u64;
    let size_agrees = expectation.size.is_none_or(|size| size == found_size);
    Some(if found == expectation.digest && size_agrees {
        Ok(())
    } else {
        Err(Mismatch {
            expected: expectation.clone(),
            found,
            found_size,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        integrity::finding::Source,
        oci::digest::{Algorithm, Digest},
    };

    fn expect(source: Source, digest: Digest, size: Option<u64>) -> Expectation {
        Expectation {
            source,
            digest,
            size,
        }
    }

    #[test]
    fn nothing_to_compare_with_is_a_case_of_its_own() {
        let finding = compare(b"abc".to_vec(), &[]);
        assert_eq!(
            finding,
            Finding::Computed {
                content: b"abc".to_vec(),
                digest: sha256(b"abc")
            }
        );
    }

    #[test]
    fn every_source_that_agreed_is_named() {
        let parent = sha256(b"parent");
        let sources = [Source::Address, Source::Header, Source::Parent(parent)];
        let expectations = sources
            .clone()
            .map(|source| expect(source, sha256(b"abc"), Some(3)));
        match compare(b"abc".to_vec(), &expectations) {
            Finding::Verified(verified) => assert_eq!(verified.sources(), sources),
            finding => panic!("{finding:?}"),
        }
    }

    #[test]
    fn what_was_remembered_says_so_and_is_compared_all_the_same() {
        let since = Timestamp::of_unix_seconds(1_700_000_000);
        let expectation = [expect(Source::Address, sha256(b"abc"), None)];
        let provenance = |finding| match finding {
            Finding::Verified(verified) => verified.map(|_| ()).provenance(),
            finding => panic!("{finding:?}"),
        };
        let remembered = compare_remembered(b"abc".to_vec(), since, &expectation);
        assert_eq!(remembered.remembered_since(), Some(since));
        assert_eq!(provenance(remembered), Provenance::Memory { since });
        let read = compare(b"abc".to_vec(), &expectation);
        assert_eq!(read.remembered_since(), None);
        assert_eq!(provenance(read), Provenance::Registry);
        assert!(matches!(
            compare_remembered(b"abd".to_vec(), since, &expectation),
            Finding::Mismatch(_)
        ));
    }

    #[test]
    fn one_that_disagrees_is_a_mismatch() {
        let expectations = [
            expect(Source::Address, sha256(b"abc"), None),
            expect(Source::Header, sha256(b"abd"), None),
        ];
        match compare(b"abc".to_vec(), &expectations) {
            Finding::Mismatch(mismatch) => {
                assert_eq!(mismatch.expected, expectations[1]);
                assert_eq!(mismatch.found, sha256(b"abc"));
                assert!(!mismatch.is_size_only());
            }
            finding => panic!("{finding:?}"),
        }
    }

    #[test]
    fn a_wrong_size_is_a_mismatch_though_the_digest_is_right() {
        let expectation = expect(Source::Parent(sha256(b"p")), sha256(b"abc"), Some(4));
        match compare(b"abc".to_vec(), &[expectation]) {
            Finding::Mismatch(mismatch) => assert!(mismatch.is_size_only()),
            finding => panic!("{finding:?}"),
        }
    }

    #[test]
    fn an_unknown_algorithm_proves_nothing() {
        let unknown = expect(Source::Address, Digest::parse("blake3:abc").unwrap(), None);
        let known = expect(Source::Header, sha256(b"abc"), None);
        let finding = compare(b"abc".to_vec(), std::slice::from_ref(&unknown));
        assert_eq!(
            finding,
            Finding::Unverifiable {
                content: b"abc".to_vec(),
                reason: Unverifiable::Algorithm("blake3".to_owned())
            }
        );
        match compare(b"abc".to_vec(), &[unknown, known]) {
            Finding::Verified(verified) => {
                assert_eq!(verified.sources(), [Source::Header]);
                assert_eq!(verified.digest(), &sha256(b"abc"));
            }
            finding => panic!("{finding:?}"),
        }
    }

    #[test]
    fn sha512_is_compared_as_sha512() {
        let digest = Hasher::digest(&Algorithm::Sha512, b"abc").unwrap();
        let expectation = expect(Source::Address, digest.clone(), None);
        let finding = compare(b"abc".to_vec(), std::slice::from_ref(&expectation));
        assert_eq!(finding.digest(), Some(&digest));
        assert!(matches!(
            compare(b"abd".to_vec(), &[expectation]),
            Finding::Mismatch(_)
        ));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_cut_or_appended_byte_is_found(
            bytes in proptest::collection::vec(any::<u8>(), 1..200), position in any::<prop::sample::Index>(), bit in 0..8_u8
        ) {
            let expectation = [expect(Source::Address, sha256(&bytes), None)];
            prop_assert!(matches!(compare(bytes.clone(), &expectation), Finding::Verified(_)));
            let mut flipped = bytes.clone();
            flipped[position.index(bytes.len())] ^= 1 << bit;
            let cut = bytes[..bytes.len() - 1].to_vec();
            let appended = [bytes, vec![bit]].concat();
            for wrong in [flipped, cut, appended] {
                prop_assert!(matches!(compare(wrong, &expectation), Finding::Mismatch(_)));
            }
        }
    }
}
