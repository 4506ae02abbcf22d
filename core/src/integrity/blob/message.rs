//! What was found in a blob as one line of words, for a thread to tell another one of the same
//! program. Who hears it holds it against the expectation; nothing that compares is told.

use crate::{
    integrity::{
        blob::measured::{Content, End, Measured, ReadContent},
        decoding::{
            compression::Compression,
            fault::{Fault, Undecodable},
        },
        finding::Unverifiable,
        obstacle::Obstacle,
    },
    oci::digest::Digest,
};

/// Stands where there is no value.
const NONE: &str = "-";

/// The words of a line, one after the other.
type Words<'a> = std::str::SplitAsciiWhitespace<'a>;

impl Measured {
    /// The line.
    pub fn to_message(&self) -> String {
        let digest = |digest: &Option<Digest>| {
            digest
                .as_ref()
                .map_or_else(|| NONE.to_owned(), Digest::to_string)
        };
        let end = match self.end {
            End::Whole => "whole",
            End::BrokenOff => "broken",
            End::Stopped => "stopped",
        };
        [
            digest(&self.digest),
            self.size.to_string(),
            end.to_owned(),
            digest(&self.beginning),
            content_words(&self.content),
        ]
        .join(" ")
    }

    /// What such a line says; nothing where it is none.
    pub fn of_message(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let measured = Self {
            digest: digest_or_none(&mut words).ok()?,
            size: number(&mut words)?,
            end: match words.next()? {
                "whole" => End::Whole,
                "broken" => End::BrokenOff,
                "stopped" => End::Stopped,
                _ => return None,
            },
            beginning: digest_or_none(&mut words).ok()?,
            content: content(&mut words)?,
        };
        words.next().is_none().then_some(measured)
    }
}

fn content_words(content: &Content) -> String {
    match content {
        Content::NotRead => "unread".to_owned(),
        Content::Obstacle(obstacle) => obstacle_words(obstacle),
        Content::Undecodable { compression, fault } => format!(
            "undecodable {} {} {}",
            compression.name(),
            fault.at,
            fault_word(fault.why)
        ),
        Content::Read(read) => {
            let doubt = if read.is_doubtful { "doubtful" } else { "sure" };
            let packed = read.compression.name();
            format!("read {packed} {} {} {doubt}", read.digest, read.size)
        }
    }
}

fn content(words: &mut Words) -> Option<Content> {
    Some(match words.next()? {
        "unread" => Content::NotRead,
        "undecodable" => Content::Undecodable {
            compression: compression(words)?,
            fault: Fault {
                at: number(words)?,
                why: fault(words)?,
            },
        },
        "read" => Content::Read(ReadContent {
            compression: compression(words)?,
            digest: Digest::parse(words.next()?).ok()?,
            size: number(words)?,
            is_doubtful: match words.next()? {
                "doubtful" => true,
                "sure" => false,
                _ => return None,
            },
        }),
        word => Content::Obstacle(obstacle(word, words)?),
    })
}

fn obstacle_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Digest(Unverifiable::Schema1) => "schema1".to_owned(),
        Obstacle::Digest(Unverifiable::Algorithm(name)) => format!("algorithm {name}"),
        Obstacle::Foreign => "foreign".to_owned(),
        Obstacle::NoDiffId => "no-diff-id".to_owned(),
        Obstacle::DiffId(name) => format!("diff-id {name}"),
        Obstacle::Compression(name) => format!("compression {}", name.unwrap_or(NONE)),
        Obstacle::Window(size) => format!("window {size}"),
        Obstacle::Dictionary(number) => format!("dictionary {number}"),
        Obstacle::StoppedAtLimit { read, content } => format!("limit {read} {content}"),
    }
}

fn obstacle(word: &str, words: &mut Words) -> Option<Obstacle> {
    Some(match word {
        "schema1" => Obstacle::Digest(Unverifiable::Schema1),
        "algorithm" => Obstacle::Digest(Unverifiable::Algorithm(words.next()?.to_owned())),
        "foreign" => Obstacle::Foreign,
        "no-diff-id" => Obstacle::NoDiffId,
        "diff-id" => Obstacle::DiffId(words.next()?.to_owned()),
        "compression" => Obstacle::Compression(match words.next()? {
            NONE => None,
            name => Some(Compression::foreign(name)?),
        }),
        "window" => Obstacle::Window(number(words)?),
        "dictionary" => Obstacle::Dictionary(words.next()?.parse().ok()?),
        "limit" => Obstacle::StoppedAtLimit {
            read: number(words)?,
            content: number(words)?,
        },
        _ => return None,
    })
}

const FAULTS: [(Undecodable, &str); 6] = [
    (Undecodable::Header, "header"),
    (Undecodable::Data, "data"),
    (Undecodable::Checksum, "checksum"),
    (Undecodable::Length, "length"),
    (Undecodable::Garbage, "garbage"),
    (Undecodable::EndsEarly, "ends-early"),
];

fn fault_word(why: Undecodable) -> &'static str {
    let known = FAULTS.iter().find(|(fault, _)| *fault == why);
    known.map_or(NONE, |(_, word)| word)
}

fn fault(words: &mut Words) -> Option<Undecodable> {
    let word = words.next()?;
    let known = FAULTS.iter().find(|(_, known)| *known == word);
    known.map(|(fault, _)| *fault)
}

fn compression(words: &mut Words) -> Option<Compression> {
    let word = words.next()?;
    let known = [Compression::Plain, Compression::Gzip, Compression::Zstd];
    known.into_iter().find(|known| known.name() == word)
}

fn number(words: &mut Words) -> Option<u64> {
    words.next()?.parse().ok()
}

fn digest_or_none(words: &mut Words) -> Result<Option<Digest>, NoDigest> {
    match words.next() {
        Some(NONE) => Ok(None),
        Some(word) => Digest::parse(word).map(Some).map_err(|_| NoDigest),
        None => Err(NoDigest),
    }
}

/// A word is neither a digest nor says that there is none.
struct NoDigest;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn digest() -> impl Strategy<Value = Digest> {
        "[0-9a-f]{64}".prop_map(|hex| Digest::parse(&format!("sha256:{hex}")).unwrap())
    }

    fn any_fault() -> impl Strategy<Value = Fault> {
        let why = prop::sample::select(FAULTS.map(|(fault, _)| fault).to_vec());
        (any::<u64>(), why).prop_map(|(at, why)| Fault { at, why })
    }

    fn any_compression() -> impl Strategy<Value = Compression> {
        prop::sample::select(vec![
            Compression::Plain,
            Compression::Gzip,
            Compression::Zstd,
        ])
    }

    fn any_obstacle() -> impl Strategy<Value = Obstacle> {
        prop_oneof![
            Just(Obstacle::Digest(Unverifiable::Schema1)),
            Just(Obstacle::Digest(Unverifiable::Algorithm(
                "blake3".to_owned()
            ))),
            Just(Obstacle::Foreign),
            Just(Obstacle::NoDiffId),
            Just(Obstacle::DiffId("multihash+base58".to_owned())),
            prop::sample::select(vec![None, Some("xz"), Some("lz4"), Some("bzip2")])
                .prop_map(Obstacle::Compression),
            any::<u64>().prop_map(Obstacle::Window),
            any::<u32>().prop_map(Obstacle::Dictionary),
            any::<(u64, u64)>()
                .prop_map(|(read, content)| Obstacle::StoppedAtLimit { read, content }),
        ]
    }

    fn any_content() -> impl Strategy<Value = Content> {
        prop_oneof![
            Just(Content::NotRead),
            any_obstacle().prop_map(Content::Obstacle),
            (any_compression(), any_fault())
                .prop_map(|(compression, fault)| Content::Undecodable { compression, fault }),
            (any_compression(), digest(), any::<u64>(), any::<bool>()).prop_map(
                |(compression, digest, size, is_doubtful)| Content::Read(ReadContent {
                    compression,
                    digest,
                    size,
                    is_doubtful,
                })
            ),
        ]
    }

    proptest! {
        #[test]
        fn what_was_found_is_told_whole(
            found in prop::option::of(digest()),
            size in any::<u64>(),
            end in prop::sample::select(vec![End::Whole, End::BrokenOff, End::Stopped]),
            beginning in prop::option::of(digest()),
            content in any_content(),
        ) {
            let measured = Measured { digest: found, size, end, beginning, content };
            let line = measured.to_message();
            let told = Measured::of_message(&line);
            prop_assert_eq!(told.as_ref(), Some(&measured));
            prop_assert_eq!(Measured::of_message(&format!("{line} more")), None);
            let less = line.rsplit_once(' ').unwrap().0;
            prop_assert_ne!(Measured::of_message(less), Some(measured));
        }

        #[test]
        fn no_line_panics(line in "[a-z0-9: -]{0,80}") {
            let _ = Measured::of_message(&line);
        }
    }
}
