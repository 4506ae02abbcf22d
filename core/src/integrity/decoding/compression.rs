//! How content is packed: by its own bytes, and by its media type.

use crate::oci::media_type::MediaType;

/// How the content of a blob is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

/// How packings begin that are known by name only.
const FOREIGN: [(&[u8], &str); 4] = [
    (b"\xfd7zXZ\0", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x31\x41\x59\x26\x53\x59", "bzip2"),
    (b"\x17\x72\x45\x38\x50\x90", "bzip2"),
];

impl Compression {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "tar",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The packing that is known by name only and has this one.
    pub(in crate::integrity) fn foreign(name: &str) -> Option<&'static str> {
        let mut names = FOREIGN.iter().map(|(_, name)| *name);
        names.find(|known| *known == name)
    }

    /// What a media type says of its content; nothing where it names none of these.
    pub fn named_by(media_type: &MediaType) -> Option<Self> {
        let name = media_type.as_str();
        let ends = |ends: [&str; 2]| ends.iter().any(|end| name.ends_with(end));
        match () {
            () if ends(["+gzip", ".gzip"]) => Some(Self::Gzip),
            () if ends(["+zstd", ".zstd"]) => Some(Self::Zstd),
            () if ends([".tar", "+tar"]) => Some(Self::Plain),
            () => None,
        }
    }

    /// What the first bytes say; an error with its name where they are of a packing that is
    /// not read here. Whatever is unknown counts as plain.
    pub(in crate::integrity) fn recognise(first: &[u8]) -> Result<Self, &'static str> {
        // What runs images goes by the same bytes, so nothing is a gzip for us that is none there.
        if first.starts_with(b"\x1f\x8b\x08") {
            return Ok(Self::Gzip);
        }
        if first.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable(first) {
            return Ok(Self::Zstd);
        }
        // A bzip2 begins with text, which a file's name may begin with too: its block decides.
        let first = first
            .strip_prefix(b"BZh")
            .and_then(|rest| rest.get(1..))
            .unwrap_or(first);
        match FOREIGN.iter().find(|(magic, _)| first.starts_with(magic)) {
            Some((_, name)) => Err(name),
            None => Ok(Self::Plain),
        }
    }
}

/// Whether a zstd file begins with a frame of somebody's own, which is skipped.
fn is_skippable(first: &[u8]) -> bool {
    matches!(first, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Whether these are the first bytes of a tar: a header with a right checksum, or the zeros
/// that an empty one consists of.
pub(in crate::integrity) fn is_tar(first: &[u8]) -> bool {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let Some(header) = first.get(..512) else {
        return false;
    };
    if header.iter().all(|byte| *byte == 0) {
        return true;
    }
    let (before, after) = (&header[..CHECKSUM.start], &header[CHECKSUM.end..]);
    let sum: u32 = before
        .iter()
        .chain(after)
        .map(|byte| u32::from(*byte))
        .sum();
    let told = header[CHECKSUM]
        .iter()
        .skip_while(|byte| **byte == b' ')
        .map_while(|byte| char::from(*byte).to_digit(8))
        .fold(0, |told: u32, digit| {
            told.saturating_mul(8).saturating_add(digit)
        });
    // The checksum counts as eight spaces.
    sum + 8 * u32::from(b' ') == told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::media_type;

    #[test]
    fn media_types_say_how_content_is_packed() {
        for (name, expected) in [
            (
                "application/vnd.oci.image.layer.v1.tar",
                Some(Compression::Plain),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip",
                Some(Compression::Gzip),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+zstd",
                Some(Compression::Zstd),
            ),
            (
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                Some(Compression::Gzip),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                None,
            ),
            (media_type::OCI_CONFIG, None),
            ("", None),
        ] {
            assert_eq!(
                Compression::named_by(&MediaType::of(name)),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn the_first_bytes_say_it_too() {
        for (first, expected) in [
            (&b""[..], Ok(Compression::Plain)),
            (b"\x1f\x8b\x08\0", Ok(Compression::Gzip)),
            (b"\x1f\x8b\x07\0", Ok(Compression::Plain)),
            (b"\x28\xb5\x2f\xfd", Ok(Compression::Zstd)),
            (b"\x5f\x2a\x4d\x18", Ok(Compression::Zstd)),
            (b"\x60\x2a\x4d\x18", Ok(Compression::Plain)),
            (b"\xfd7zXZ\0\0", Err("xz")),
            (b"\x04\x22\x4d\x18", Err("lz4")),
            (b"BZh91AY&SY", Err("bzip2")),
            (b"BZh9\x17\x72\x45\x38\x50\x90", Err("bzip2")),
            (b"BZh9.txt", Ok(Compression::Plain)),
            (b"BZh", Ok(Compression::Plain)),
        ] {
            assert_eq!(Compression::recognise(first), expected, "{first:?}");
        }
    }

    #[test]
    fn a_tar_is_known_by_its_checksum() {
        let mut header = [0; 512];
        assert!(is_tar(&header));
        header[..4].copy_from_slice(b"name");
        assert!(!is_tar(&header));
        // n + a + m + e, and eight spaces.
        header[148..156].copy_from_slice(format!("{:06o}\0 ", 417 + 256).as_bytes());
        assert!(is_tar(&header));
        header[0] = b'm';
        assert!(!is_tar(&header));
        assert!(!is_tar(&header[..511]));
        header[148..156].copy_from_slice(b"77777777");
        assert!(!is_tar(&header));
    }
}
