//! Layers: tar archives in which nothing tells when or by whom they were made.

use std::io::Write;

use bytes::Bytes;
use flate2::GzBuilder;
use tar::{Builder, EntryType, Header};

use super::{Content, Flavour, sha256};

/// How a layer is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As the tar archive it is.
    None,
    /// Gzip, as nearly every builder does.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// A layer, stored one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// How it is stored.
    pub compression: Compression,
    /// What is stored.
    pub bytes: Bytes,
    /// The digest of the archive before it was compressed.
    pub diff_id: String,
}

impl Layer {
    /// The stored bytes under the flavour's media type.
    pub fn content(&self, flavour: Flavour) -> Content {
        let (archive, separator) = match flavour {
            Flavour::Docker => ("application/vnd.docker.image.rootfs.diff.tar", '.'),
            Flavour::Oci => ("application/vnd.oci.image.layer.v1.tar", '+'),
        };
        let media_type = match self.compression {
            Compression::None => archive.to_owned(),
            Compression::Gzip => format!("{archive}{separator}gzip"),
            Compression::Zstd => format!("{archive}{separator}zstd"),
        };
        Content::new(media_type, self.bytes.clone())
    }
}

/// The files of a layer, in the order in which they were added.
pub struct LayerFiles {
    archive: Builder<Vec<u8>>,
}

impl Default for LayerFiles {
    fn default() -> Self {
        Self::new()
    }
}

impl LayerFiles {
    /// No files yet.
    pub fn new() -> Self {
        Self {
            archive: Builder::new(Vec::new()),
        }
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let mut header = header(EntryType::Regular, 0o644, content.len() as u64);
        self.archive
            .append_data(&mut header, path, content)
            .expect("a path that tar can hold");
        self
    }

    /// Adds a folder.
    #[must_use]
    pub fn folder(mut self, path: &str) -> Self {
        let mut header = header(EntryType::Directory, 0o755, 0);
        self.archive
            .append_data(&mut header, path, std::io::empty())
            .expect("a path that tar can hold");
        self
    }

    /// Adds a symbolic link.
    #[must_use]
    pub fn link(mut self, path: &str, target: &str) -> Self {
        let mut header = header(EntryType::Symlink, 0o777, 0);
        self.archive
            .append_link(&mut header, path, target)
            .expect("a path that tar can hold");
        self
    }

    /// The layer as the archive it is.
    pub fn plain(self) -> Layer {
        self.stored(Compression::None)
    }

    /// The layer, gzipped.
    pub fn gzip(self) -> Layer {
        self.stored(Compression::Gzip)
    }

    /// The layer, compressed with Zstandard.
    pub fn zstd(self) -> Layer {
        self.stored(Compression::Zstd)
    }

    fn stored(self, compression: Compression) -> Layer {
        let archive = self.archive.into_inner().expect("memory takes the archive");
        let diff_id = sha256(&archive);
        let bytes = match compression {
            Compression::None => archive,
            Compression::Gzip => gzip(&archive),
            Compression::Zstd => zstd(&archive),
        };
        Layer {
            compression,
            bytes: bytes.into(),
            diff_id,
        }
    }
}

pub(super) fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// Gzip with a header that names no file, no time and no system.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes the bytes");
    encoder.finish().expect("memory takes the bytes")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn files() -> LayerFiles {
        LayerFiles::new()
            .folder("etc")
            .file("etc/motd", "Welcome.\n".repeat(500))
            .link("etc/message", "motd")
    }

    #[test]
    fn the_same_files_are_the_same_bytes() {
        assert_eq!(files().gzip(), files().gzip());
        assert_eq!(files().zstd(), files().zstd());
    }

    #[test]
    fn every_compression_holds_the_archive_that_the_diff_id_names() {
        let plain = files().plain();
        assert_eq!(sha256(&plain.bytes), plain.diff_id);

        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&files().gzip().bytes[..])
            .read_to_end(&mut unzipped)
            .unwrap();
        assert_eq!(unzipped, plain.bytes);

        let compressed = files().zstd();
        let mut unpacked = Vec::new();
        ruzstd::decoding::StreamingDecoder::new(&compressed.bytes[..])
            .unwrap()
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, plain.bytes);
    }

    #[test]
    fn archive_holds_what_was_added_in_order() {
        let plain = files().plain();
        let mut archive = tar::Archive::new(&plain.bytes[..]);
        let seen: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let path = entry.path().unwrap().display().to_string();
                (path, entry.header().mtime().unwrap(), entry.size())
            })
            .collect();
        let expected = [("etc", 0, 0), ("etc/motd", 0, 4500), ("etc/message", 0, 0)];
        assert_eq!(
            seen,
            expected.map(|(path, time, size)| (path.to_owned(), time, size))
        );
    }
}
