//! Which rows of a long table are in the page.

use std::ops::Range;

/// Up to this many rows are all in the page, so that the browser's own search finds them.
pub const ALL_ROWS: usize = 500;

/// Rows kept above and below what is seen, so that a small step shows no gap.
const BEYOND: usize = 20;

/// What is seen of a table of equally high rows. Lengths in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// How far the upper edge of what is seen lies below that of the first row; negative above it.
    pub offset: f64,
    /// How high what is seen is.
    pub height: f64,
    /// How high a row is.
    pub row_height: f64,
}

impl Viewport {
    /// The rows to have in the page, of so many.
    pub fn rows(&self, count: usize) -> Range<usize> {
        if count <= ALL_ROWS || self.row_height <= 0.0 {
            return 0..count.min(ALL_ROWS);
        }
        let first = row_at(self.offset / self.row_height).saturating_sub(BEYOND);
        let end = row_at((self.offset + self.height) / self.row_height) + 1 + BEYOND;
        first.min(count)..end.clamp(first.min(count), count)
    }
}

/// Not a number and below zero are the first row.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates, and that is what is meant"
)]
fn row_at(position: f64) -> usize {
    (position.max(0.0) as usize).min(usize::MAX - 2 * BEYOND)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(offset: f64, count: usize) -> Range<usize> {
        Viewport {
            offset,
            height: 800.0,
            row_height: 40.0,
        }
        .rows(count)
    }

    #[test]
    fn few_rows_are_all_there() {
        assert_eq!(rows(0.0, 0), 0..0);
        assert_eq!(rows(1e9, 500), 0..500);
    }

    #[test]
    fn of_many_those_on_screen_are_there() {
        assert_eq!(rows(0.0, 20_000), 0..41);
        assert_eq!(rows(-300.0, 20_000), 0..33);
        assert_eq!(rows(400_000.0, 20_000), 9_980..10_041);
        assert_eq!(rows(800_000.0, 20_000), 19_980..20_000);
    }

    proptest! {
        #[test]
        fn the_range_is_within_the_rows_and_covers_what_is_seen(offset in -1e7..1e9_f64, count in 0..100_000_usize) {
            let range = rows(offset, count);
            prop_assert!(range.start <= range.end && range.end <= count);
            let seen = (offset / 40.0).floor();
            if seen >= 0.0 && row_at(seen) < count {
                prop_assert!(range.contains(&row_at(seen)));
            }
        }

        #[test]
        fn no_viewport_panics(offset in any::<f64>(), height in any::<f64>(), row_height in any::<f64>(), count in any::<usize>()) {
            let range = Viewport { offset, height, row_height }.rows(count);
            prop_assert!(range.start <= range.end && range.end <= count);
        }
    }
}
