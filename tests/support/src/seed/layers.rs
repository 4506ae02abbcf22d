//! Images whose layers are to be verified. [`REPOSITORY`] has `good`, of every way to store a
//! layer, and beside it one tag for each thing that can be wrong with a layer or rare in it.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    image::{
        Compression, Content, Descriptor, Flavour, Image, Index, LargeLayer, Layer, LayerFiles,
        Manifest, gzip, media_type, sha256, zeros,
    },
    push::{PushError, Pusher},
};

/// The repository of all of them.
pub const REPOSITORY: &str = "layers/five";
/// The repository of an image of large layers alone, tag `latest`.
pub const SPEED: &str = "layers/speed";

/// An empty archive, by `head -c 10240 /dev/zero | xz`.
const XZ: &[u8] = b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4F\x02\0!\x01\x16\0\0\0t/\xe5\xa3\xe0'\xff\0,]\0\0o\xfd\xff\xff\xa3\xb7\xffG>H\x15r9aQ\xb8\x92(\xe6\xa3\x86\x07\xf9\xee\xe4\x1e\x82\xd3/\xc5:<\x01K\xb1~\xc9\x8a\\2\x1bd\0\0\xaf\x18\x12\xb3/U\xcc3\0\x01H\x80P\0\0\0\xec\xe3\xb5Z\xb1\xc4g\xfb\x02\0\0\0\0\x04YZ";

/// 4.2 GiB, in blocks of 128 KiB: more than is unpacked of anything without a second thought.
const BOMB: usize = 34_400;
/// Their digest, by `sha256sum`.
const BOMB_CONTENT: &str =
    "sha256:700fa89d4d3ddb9efda0631806af6bdb60492645ea5f70988f3501245a851f5e";
/// 257 GiB, in such blocks: more than is unpacked at all.
const BOMB_ABOVE_LIMIT: usize = 257 << 13;

/// Pushes all of them; the large layer of `good` has a file of so many bytes.
///
/// # Errors
/// When the registry does not answer, or refuses.
pub async fn push(pusher: &Pusher, large: u64) -> Result<Vec<(String, String)>, PushError> {
    let large = LargeLayer::new(0, large);
    push_large(pusher, REPOSITORY, &large).await?;
    let mut held = Vec::new();
    let rare = RARE.iter().map(|(tag, manifest)| (*tag, manifest()));
    for (tag, manifest) in rare.chain([("good", good(&large))]) {
        pusher.push(REPOSITORY, tag, &manifest).await?;
        held.push((REPOSITORY.to_owned(), tag.to_owned()));
    }
    Ok(held)
}

/// Pushes an image of so many large layers, which have files of so many bytes together.
///
/// # Errors
/// When the registry does not answer, or refuses.
pub async fn push_speed(
    pusher: &Pusher,
    large: u64,
    layers: u64,
) -> Result<Vec<(String, String)>, PushError> {
    let mut image = Image::oci();
    for number in 0..layers {
        let layer = LargeLayer::new(number, large / layers);
        push_large(pusher, SPEED, &layer).await?;
        image = image.described_layer(
            layer.descriptor().clone(),
            layer.diff_id(),
            "COPY noise /srv",
        );
    }
    pusher.push(SPEED, "latest", &image.build()).await?;
    Ok(vec![(SPEED.to_owned(), "latest".to_owned())])
}

async fn push_large(
    pusher: &Pusher,
    repository: &str,
    layer: &LargeLayer,
) -> Result<(), PushError> {
    let digest = &layer.descriptor().digest;
    pusher.push_pieces(repository, digest, layer.pieces()).await
}

type Rare = (&'static str, fn() -> Manifest);

const RARE: &[Rare] = &[
    ("index", index),
    ("empty-layer", empty_layer),
    ("foreign", foreign),
    ("embedded", embedded),
    ("xz", xz),
    ("bomb", || bomb(BOMB, BOMB_CONTENT)),
    ("bomb-above-limit", || {
        bomb(BOMB_ABOVE_LIMIT, &sha256(b"nobody computed it"))
    }),
    ("wrong-diff-id", wrong_diff_id),
    ("trailing-garbage", trailing_garbage),
    ("truncated-gzip", truncated_gzip),
];

/// A file of some length, of which compression makes something.
fn files(name: &str) -> LayerFiles {
    let lines = (0..2_000).map(|line| format!("{name}, line {line}\n"));
    LayerFiles::new().file(&format!("srv/{name}.txt"), lines.collect::<String>())
}

fn base() -> Layer {
    files("base").gzip()
}

/// An image whose second and last layer is the one in question.
fn above_base(layer: &Layer) -> Image {
    dated(Image::oci())
        .layer(&base(), "ADD base.tar / # buildkit")
        .layer(layer, "COPY what /srv # buildkit")
}

fn dated(image: Image) -> Image {
    image.created("2026-08-01T08:00:00Z")
}

fn good(large: &LargeLayer) -> Manifest {
    let image = dated(Image::oci())
        .layer(&base(), "ADD base.tar / # buildkit")
        .step("ENV STORED=gzip")
        .layer(&files("zstd").zstd(), "COPY zstd /srv # buildkit")
        .layer(&files("plain").plain(), "COPY plain /srv # buildkit")
        .layer(&members(), "COPY members /srv # buildkit");
    let descriptor = large.descriptor().clone();
    let image = image.described_layer(descriptor, large.diff_id(), "COPY noise /srv # buildkit");
    image.step("CMD [\"serve\"]").cmd(&["serve"]).build()
}

/// A gzip of three members.
fn members() -> Layer {
    let plain = files("members").plain();
    let third = plain.bytes.len() / 3 + 1;
    let members = plain.bytes.chunks(third).flat_map(gzip);
    Layer {
        compression: Compression::Gzip,
        bytes: members.collect(),
        diff_id: plain.diff_id,
    }
}

/// Two platforms, whose first layer is the same.
fn index() -> Manifest {
    let on = |platform| {
        let image = above_base(&files(platform).gzip()).platform(platform);
        image.build()
    };
    let index = Index::oci().image(&on("linux/amd64"));
    index.image(&on("linux/arm64/v8")).build()
}

/// A layer without a byte, and one whose archive is empty.
fn empty_layer() -> Manifest {
    let nothing = Layer {
        compression: Compression::None,
        bytes: Vec::new().into(),
        diff_id: sha256(b""),
    };
    let image = above_base(&nothing);
    image
        .layer(&LayerFiles::new().gzip(), "COPY nothing /srv")
        .build()
}

/// A layer that lies elsewhere.
fn foreign() -> Manifest {
    let elsewhere = files("elsewhere").gzip();
    let described = Descriptor {
        media_type: media_type::OCI_FOREIGN_LAYER.to_owned(),
        urls: vec!["https://elsewhere.example/layer.tar.gz".to_owned()],
        ..elsewhere.content(Flavour::Oci).descriptor()
    };
    let image = above_base(&files("here").gzip());
    let image = image.described_layer(described, &elsewhere.diff_id, "ADD elsewhere /");
    image.build()
}

/// A layer that its descriptor holds, and the registry as well.
fn embedded() -> Manifest {
    let layer = LayerFiles::new().file("srv/embedded", "embedded").gzip();
    let content = layer.content(Flavour::Oci);
    let described = Descriptor {
        data: Some(STANDARD.encode(&content.bytes)),
        ..content.descriptor()
    };
    let image = above_base(&files("fetched").gzip());
    let image = image.described_layer(described, &layer.diff_id, "COPY embedded /srv");
    let mut manifest = image.build();
    manifest.blobs.push(content);
    manifest
}

fn xz() -> Manifest {
    let content = Content::new("application/vnd.oci.image.layer.v1.tar+xz", XZ);
    let image = above_base(&files("beside").gzip());
    let image = image.described_layer(content.descriptor(), &sha256(&[0; 10_240]), "ADD xz /");
    let mut manifest = image.build();
    manifest.blobs.push(content);
    manifest
}

/// Zeros without an archive around them.
fn bomb(blocks: usize, diff_id: &str) -> Manifest {
    let layer = Layer {
        compression: Compression::Zstd,
        bytes: zeros(blocks).into(),
        diff_id: diff_id.to_owned(),
    };
    above_base(&layer).build()
}

/// A layer whose content is another than the config says.
fn wrong_diff_id() -> Manifest {
    let layer = Layer {
        diff_id: files("promised").plain().diff_id,
        ..files("pushed").gzip()
    };
    above_base(&layer).build()
}

fn trailing_garbage() -> Manifest {
    let whole = files("garbage").gzip();
    let layer = Layer {
        bytes: [&whole.bytes, &b"and something more"[..]].concat().into(),
        ..whole
    };
    above_base(&layer).build()
}

fn truncated_gzip() -> Manifest {
    let whole = files("truncated").gzip();
    let layer = Layer {
        bytes: whole.bytes.slice(..whole.bytes.len() / 2),
        ..whole
    };
    above_base(&layer).build()
}
