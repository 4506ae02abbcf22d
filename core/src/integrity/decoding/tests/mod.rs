mod gzip;
mod zstd;

use crate::{
    integrity::{
        decoding::{
            Decoder, Halt, Output,
            compression::Compression,
            fault::{Fault, Undecodable},
        },
        hasher::Hasher,
        limits::{Bound, Limits},
        samples::{self, CONTENT, CONTENT_SIZE, PACKED},
    },
    oci::digest::{Algorithm, Digest},
};

/// The digest and size of the content.
fn unpacked(bytes: &[u8], limits: Limits) -> Result<(Digest, u64), Halt> {
    let compression = Compression::recognise(bytes).unwrap();
    let mut decoder = Decoder::of(compression);
    let mut output = Output::new(Hasher::of(&Algorithm::Sha256).unwrap(), limits);
    decoder.push(bytes, &mut output)?;
    decoder.finish()?;
    let size = output.size();
    Ok((output.hasher().finish(), size))
}

#[track_caller]
fn assert_content(bytes: &[u8], content: &[u8]) {
    let expected = (samples::sha256(content), content.len() as u64);
    assert_eq!(unpacked(bytes, Limits::default()), Ok(expected));
}

#[track_caller]
fn assert_halt(bytes: &[u8], halt: &Halt) {
    assert_eq!(unpacked(bytes, Limits::default()).as_ref(), Err(halt));
}

#[track_caller]
fn assert_fault(bytes: &[u8], at: usize, why: Undecodable) {
    let at = at as u64;
    assert_halt(bytes, &Halt::Fault(Fault { at, why }));
}

#[test]
fn each_bound_of_the_content_holds() {
    let lax = Bound {
        free: u64::MAX,
        ratio: 1,
    };
    let strict = Bound { free: 10, ratio: 1 };
    for (content, is_stopped) in [
        ([lax, lax], false),
        ([strict, lax], true),
        ([lax, strict], true),
    ] {
        let limits = Limits {
            content,
            ..Limits::default()
        };
        for bytes in [samples::gzip(&[0; 1000]), samples::zstd(&[0; 1000])] {
            assert_eq!(unpacked(&bytes, limits).is_err(), is_stopped);
        }
    }
}

#[test]
fn what_the_usual_tools_pack_is_unpacked() {
    for (name, layer) in PACKED {
        let (digest, size) = unpacked(layer, Limits::default()).unwrap();
        assert_eq!(
            (&*digest.to_string(), size),
            (CONTENT, CONTENT_SIZE),
            "{name}"
        );
    }
}
