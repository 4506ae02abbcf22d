use crate::integrity::{
    decoding::{
        Halt,
        fault::Undecodable,
        tests::{assert_content, assert_fault, assert_halt, unpacked},
    },
    limits::{Bound, Limits},
    obstacle::Obstacle,
    samples::{
        LARGE_WINDOW, PACKED, WITH_DICTIONARY, raw_block, rle_block, skippable, zstd, zstd_frame,
    },
};

/// Magic number, descriptor and window.
const HEADER: usize = 6;

#[test]
fn blocks_may_be_raw_or_repeat_a_byte() {
    let blocks = [
        raw_block(b"raw, ", false),
        rle_block(b'x', 128 << 10, false),
        raw_block(b"", true),
    ];
    let content = [&b"raw, "[..], &vec![b'x'; 128 << 10]].concat();
    assert_content(&zstd_frame(&blocks), &content);
}

#[test]
fn frames_and_skippable_frames_follow_each_other() {
    let empty = zstd_frame(&[raw_block(b"", true)]);
    let frames = [
        skippable(b""),
        skippable(b"first"),
        zstd(b"one, "),
        empty,
        skippable(&vec![0; 70_000]),
        zstd(b"two"),
        skippable(b"last"),
    ];
    assert_content(&frames.concat(), b"one, two");
    assert_content(&skippable(b"nothing else"), b"");
}

#[test]
fn what_follows_the_end_is_garbage() {
    let whole = [zstd(b"content"), skippable(b"skipped")].concat();
    for garbage in [&b"\0"[..], b"\x28\xb5\x2f", b"garbage", b"\x4f\x2a\x4d\x18"] {
        let bytes = [&whole, garbage].concat();
        assert_fault(&bytes, whole.len(), Undecodable::Garbage);
    }
}

#[test]
fn every_cut_is_found() {
    let parts = [zstd(b"content"), skippable(b"skipped"), zstd(b"again")];
    let ends = [parts[0].len(), parts[0].len() + parts[1].len()];
    let whole = parts.concat();
    for length in 4..whole.len() {
        let start = ends.into_iter().rfind(|end| *end <= length).unwrap_or(0);
        match length - start {
            0 => assert_content(&whole[..length], b"content"),
            1..4 => assert_fault(&whole[..length], start, Undecodable::Garbage),
            _ => assert_fault(&whole[..length], length, Undecodable::EndsEarly),
        }
    }
}

#[test]
fn the_checksum_is_compared() {
    let (_, layer) = PACKED[2];
    let checksum = layer.len() - 4;
    for place in checksum..layer.len() {
        let mut wrong = layer.to_vec();
        wrong[place] ^= 1;
        assert_fault(&wrong, checksum, Undecodable::Checksum);
    }
}

#[test]
fn the_length_is_compared() {
    let frame = |told| {
        [
            &[0x28, 0xb5, 0x2f, 0xfd, 0x20, told][..],
            &raw_block(b"x", true),
        ]
        .concat()
    };
    assert_content(&frame(1), b"x");
    let wrong = frame(2);
    assert_fault(&wrong, wrong.len(), Undecodable::Length);
}

#[test]
fn reserved_bits_and_blocks_and_sizes_are_refused() {
    let mut reserved_bit = zstd_frame(&[raw_block(b"x", true)]);
    reserved_bit[4] = 8;
    assert_fault(&reserved_bit, 0, Undecodable::Header);
    let mut reserved_block = zstd_frame(&[raw_block(b"x", false), raw_block(b"y", true)]);
    reserved_block[HEADER + 4] |= 0b110;
    assert_fault(&reserved_block, HEADER + 4, Undecodable::Data);
    let too_large = zstd_frame(&[rle_block(b'x', (128 << 10) + 1, true)]);
    assert_fault(&too_large, HEADER, Undecodable::Data);
    let too_large_for_window = {
        let block = rle_block(b'x', 1025, true);
        [&b"\x28\xb5\x2f\xfd\0\0"[..], &block].concat()
    };
    assert_fault(&too_large_for_window, HEADER, Undecodable::Data);
}

#[test]
fn bytes_that_make_no_sense_are_found_where_their_block_begins() {
    let (_, layer) = PACKED[1];
    let mut wrong = layer.to_vec();
    let place = wrong.len() - 9;
    wrong[place..].fill(0xff);
    match unpacked(&wrong, Limits::default()) {
        Err(Halt::Fault(fault)) => {
            assert_eq!(fault.why, Undecodable::Data);
            assert!(fault.at > 1000 && fault.at < place as u64, "{fault:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn large_windows_and_dictionaries_are_named() {
    assert_halt(LARGE_WINDOW, &Halt::Obstacle(Obstacle::Window(256 << 20)));
    // `zstd --list --verbose` gives this number.
    let dictionary = Obstacle::Dictionary(1_999_015_499);
    assert_halt(WITH_DICTIONARY, &Halt::Obstacle(dictionary));
    let small = Limits {
        window: (1 << 20) - 1,
        ..Limits::default()
    };
    let window_of_1_mib = zstd_frame(&[raw_block(b"x", true)]);
    assert_eq!(
        unpacked(&window_of_1_mib, small),
        Err(Halt::Obstacle(Obstacle::Window(1 << 20)))
    );
}

#[test]
fn content_that_refers_back_before_its_frame_is_refused() {
    let (_, layer) = PACKED[1];
    let size = u32::from_le_bytes([layer[HEADER], layer[HEADER + 1], layer[HEADER + 2], 0]) >> 3;
    let second = HEADER + 3 + usize::try_from(size).unwrap();
    let without_first = [&layer[..HEADER], &layer[second..]].concat();
    assert_fault(&without_first, HEADER, Undecodable::Data);
}

#[test]
fn unpacking_stops_at_the_limit() {
    let mut blocks = vec![rle_block(0, 128 << 10, false); 99];
    blocks.push(rle_block(0, 128 << 10, true));
    let bytes = zstd_frame(&blocks);
    let with_ratio = |ratio| Limits {
        content: [Bound { free: 1000, ratio }; 2],
        ..Limits::default()
    };
    assert!(unpacked(&bytes, with_ratio(32_768)).is_ok());
    let stopped = unpacked(&bytes, with_ratio(20_000));
    let Err(Halt::Obstacle(Obstacle::StoppedAtLimit { read, content })) = stopped else {
        panic!("{stopped:?}");
    };
    assert!(
        content > 20_000 * read && content < 100 << 17,
        "{content} of {read}"
    );
}
