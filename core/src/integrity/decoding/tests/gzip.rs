use crate::integrity::{
    decoding::{
        Halt,
        fault::Undecodable,
        tests::{assert_content, assert_fault, unpacked},
    },
    limits::{Bound, Limits},
    obstacle::Obstacle,
    samples::{gzip, gzip_member},
};
use zlib_rs::crc32::crc32;

const CONTENT: &[u8] = b"content, content, and content again";
const HEADER: usize = 10;
const TRAILER: usize = 8;

#[test]
fn a_header_may_have_all_its_parts() {
    let parts = b"\x05\0extra\
        name\0\
        a comment\0";
    let before = gzip_member(b"", 0b1_1110, parts);
    let header = &before[..HEADER + parts.len()];
    let [first, second, ..] = crc32(0, header).to_le_bytes();
    let parts = [&parts[..], &[first, second]].concat();
    assert_content(&gzip_member(CONTENT, 0b1_1110, &parts), CONTENT);
    let wrong = [&parts[..parts.len() - 1], &[!second]].concat();
    assert_fault(
        &gzip_member(CONTENT, 0b1_1110, &wrong),
        0,
        Undecodable::Header,
    );
}

#[test]
fn members_follow_each_other() {
    let members = [
        gzip(b"one, "),
        gzip_member(b"", 8, b"empty\0"),
        gzip(b"two"),
    ];
    assert_content(&members.concat(), b"one, two");
}

#[test]
fn what_follows_the_end_is_garbage() {
    let whole = gzip(CONTENT);
    for garbage in [
        &b"\0"[..],
        b"\0\0\0\0",
        b"garbage",
        b"\x1f",
        b"\x1f\x8c\x08",
    ] {
        let bytes = [&whole, garbage].concat();
        assert_fault(&bytes, whole.len(), Undecodable::Garbage);
    }
    let wrong_method = [&whole, &b"\x1f\x8b\x07"[..]].concat();
    assert_fault(&wrong_method, whole.len(), Undecodable::Header);
}

#[test]
fn the_trailer_is_compared() {
    let whole = gzip(CONTENT);
    let trailer = whole.len() - TRAILER;
    for place in trailer..whole.len() {
        let mut wrong = whole.clone();
        wrong[place] ^= 1;
        let why = match place - trailer {
            0..4 => Undecodable::Checksum,
            _ => Undecodable::Length,
        };
        assert_fault(&wrong, trailer, why);
    }
}

#[test]
fn bytes_that_are_no_deflate_are_found_where_they_are() {
    let mut reserved_block = gzip(CONTENT);
    reserved_block[HEADER] = 0b111;
    assert_fault(&reserved_block, HEADER + 1, Undecodable::Data);
}

#[test]
fn every_cut_is_found() {
    let first = gzip_member(CONTENT, 8, b"name\0");
    let both = [&first[..], &gzip(b"two")].concat();
    for length in 3..both.len() {
        match length - length.min(first.len()) {
            0 if length == first.len() => assert_content(&first, CONTENT),
            1 => assert_fault(&both[..length], first.len(), Undecodable::Garbage),
            _ => assert_fault(&both[..length], length, Undecodable::EndsEarly),
        }
    }
}

#[test]
fn a_member_of_many_blocks_is_unpacked() {
    let content: Vec<u8> = (0..300_000_u32)
        .flat_map(|n| n.wrapping_mul(n).to_le_bytes())
        .collect();
    assert_content(&gzip(&content), &content);
}

#[test]
fn unpacking_stops_at_the_limit() {
    let bytes = gzip(&vec![0; 1 << 20]);
    let with_ratio = |ratio| Limits {
        content: [Bound { free: 1000, ratio }; 2],
        ..Limits::default()
    };
    assert!(unpacked(&bytes, with_ratio(1_032)).is_ok());
    let Err(Halt::Obstacle(Obstacle::StoppedAtLimit { read, content })) =
        unpacked(&bytes, with_ratio(500))
    else {
        panic!("not stopped");
    };
    assert!(
        content > 500 * read && content < 1 << 20,
        "{content} of {read}"
    );
}
