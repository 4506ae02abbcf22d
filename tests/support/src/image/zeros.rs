//! Zeros, packed as tightly as a format can.

/// How many zeros a block of zstd stands for.
const BLOCK: u32 = 128 << 10;

/// A zstd frame of so many blocks of 128 KiB of zeros, each of four bytes: `gibibytes << 13`
/// blocks are so many GiB.
pub fn zeros(blocks: usize) -> Vec<u8> {
    // A frame with a window of 128 KiB, of unknown length and without a checksum.
    let mut frame = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    let block = |is_last: bool| {
        let header = BLOCK << 3 | 1 << 1 | u32::from(is_last);
        let [first, second, third, _] = header.to_le_bytes();
        [first, second, third, 0]
    };
    frame.extend(block(false).repeat(blocks - 1));
    frame.extend(block(true));
    frame
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_it_unpacks_to_is_zeros() {
        let packed = zeros(3);
        let mut unpacked = Vec::new();
        ruzstd::decoding::StreamingDecoder::new(&packed[..])
            .unwrap()
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(packed.len(), 6 + 3 * 4);
        assert_eq!(unpacked, vec![0; 3 * BLOCK as usize]);
    }
}
