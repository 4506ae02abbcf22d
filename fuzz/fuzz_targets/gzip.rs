#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use porthole_core::{integrity::hasher::Hasher, oci::digest::Algorithm};

fuzz_target!(|bytes: &[u8]| {
    let blob = porthole_fuzz::beginning_with(b"\x1f\x8b\x08", bytes);
    if let Some(found) = porthole_fuzz::content(&blob) {
        let mut content = Vec::new();
        let mut other = flate2::read::MultiGzDecoder::new(&blob[..]);
        other.read_to_end(&mut content).unwrap();
        assert_eq!(found.size, content.len() as u64);
        let digest = Hasher::digest(&Algorithm::Sha256, &content).unwrap();
        assert_eq!(found.digest, digest);
    }
});
