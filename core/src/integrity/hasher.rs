//! Hashing, chunk by chunk.

use sha2::{Digest as _, Sha256, Sha512};

use crate::oci::digest::{Algorithm, Digest};

/// A hash in the making.
#[derive(Clone, Debug)]
pub enum Hasher {
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-512.
    Sha512(Sha512),
}

impl Hasher {
    /// A hasher for the algorithm; none where it is unknown here.
    pub fn of(algorithm: &Algorithm) -> Option<Self> {
        match algorithm {
            Algorithm::Sha256 => Some(Self::Sha256(Sha256::new())),
            Algorithm::Sha512 => Some(Self::Sha512(Sha512::new())),
            Algorithm::Unknown(_) => None,
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    /// The digest of all bytes that it took.
    pub fn finish(self) -> Digest {
        match self {
            Self::Sha256(hash) => Digest::of_hash(Algorithm::Sha256, &hash.finalize()),
            Self::Sha512(hash) => Digest::of_hash(Algorithm::Sha512, &hash.finalize()),
        }
    }

    /// The digest of bytes that are all there; none where the algorithm is unknown here.
    pub fn digest(algorithm: &Algorithm, bytes: &[u8]) -> Option<Digest> {
        let mut hasher = Self::of(algorithm)?;
        hasher.update(bytes);
        Some(hasher.finish())
    }
}

/// The digest by which registries know bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    Digest::of_hash(Algorithm::Sha256, &Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_digests_of_nothing_and_of_abc_are_known() {
        // FIPS 180-4 examples.
        for (algorithm, bytes, digest) in [
            (
                Algorithm::Sha256,
                "",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                Algorithm::Sha256,
                "abc",
                "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                Algorithm::Sha512,
                "abc",
                "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ] {
            let computed = Hasher::digest(&algorithm, bytes.as_bytes()).unwrap();
            assert_eq!(computed.to_string(), digest);
        }
        assert!(Hasher::of(&Algorithm::Unknown("blake3".to_owned())).is_none());
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_digest(chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..20)) {
            let mut hasher = Hasher::of(&Algorithm::Sha256).unwrap();
            for chunk in &chunks {
                hasher.update(chunk);
            }
            let whole = Hasher::digest(&Algorithm::Sha256, &chunks.concat()).unwrap();
            prop_assert_eq!(hasher.finish(), whole);
        }
    }
}
