//! How far a check goes with bytes that may have no end.

/// Bounds of a check. They are values, so that tests can have small ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes are taken, against those that were promised. All that come after the
    /// promised ones can only explain what went wrong.
    pub taken: Bound,
    /// How much content is unpacked, against the bytes that it was unpacked from. Each holds.
    pub content: [Bound; 2],
    /// The largest window of zstd, in bytes: so much memory may a blob take.
    pub window: u64,
}

/// A bound that grows with something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// So much is allowed in any case.
    pub free: u64,
    /// Above that, so many for each one of the other.
    pub ratio: u64,
}

impl Bound {
    /// How much is allowed, against so much of the other.
    pub fn most(self, other: u64) -> u64 {
        self.free.max(other.saturating_mul(self.ratio))
    }
}

impl Default for Limits {
    /// Zeros, which are honest, reach the most that a format can say: 1,030 : 1 of the 1,032 of
    /// deflate, 32,530 : 1 of the 32,768 of zstd. So a ratio alone tells no bomb, and there are
    /// two bounds. What is beyond the first is of no format. What is beyond the second is more
    /// than the largest layers have, and does nothing but waste time.
    fn default() -> Self {
        Self {
            taken: Bound {
                free: 64 << 20,
                ratio: 16,
            },
            content: [
                Bound {
                    free: 4 << 30,
                    ratio: 33_000,
                },
                Bound {
                    free: 256 << 30,
                    ratio: 100,
                },
            ],
            window: 128 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_free_at_first_and_grows_then() {
        let bound = Bound { free: 10, ratio: 3 };
        assert_eq!(bound.most(0), 10);
        assert_eq!(bound.most(3), 10);
        assert_eq!(bound.most(4), 12);
        assert_eq!(bound.most(u64::MAX), u64::MAX);
    }

    #[test]
    fn zeros_are_allowed_as_they_are_packed_by_gzip_and_zstd() {
        let [first, second] = Limits::default().content;
        // `head -c 1G /dev/zero | gzip -9 | wc -c`, and with `zstd -19`.
        for packed in [1_042_069, 33_006] {
            let zeros = 200_u64;
            assert!(zeros << 30 <= first.most(zeros * packed));
            assert!(zeros << 30 <= second.most(zeros * packed));
        }
        assert!(200 << 30 > first.most(200 * 32_000));
        assert!(300 << 30 > second.most(300 * 1_042_069));
        assert!(300 << 30 <= second.most(3 << 30));
    }
}
