//! Which rows of a long table are in the page.

use std::ops::Range;

/// Up to this many rows are all in the page, so that the browser's own search finds them.
pub const ALL_ROWS: usize = 500;

/// Rows kept above and below what is seen, so that a small step shows no gap.
const BEYOND: usize = 20;

/// So many rows are drawn at once: a frame has time for no more.
const AT_ONCE: usize = 12;

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

    /// The rows that are seen, of so many.
    pub fn on_screen(&self, count: usize) -> Range<usize> {
        if self.row_height <= 0.0 {
            return 0..0;
        }
        let first = row_at(self.offset / self.row_height).min(count);
        let end = row_at(((self.offset + self.height) / self.row_height).ceil());
        first..end.clamp(first, count)
    }
}

/// Of the rows that are meant to be in the page, those to have in it now: what is seen first, then
/// what is beside it. Only a few that are not there yet; asked again with what is there then, it
/// comes to all that are meant.
pub fn step(
    meant: Range<usize>,
    seen: Range<usize>,
    is_there: &dyn Fn(usize) -> bool,
) -> Range<usize> {
    let within = |row: usize| row.clamp(meant.start, meant.end);
    let mut left = AT_ONCE;
    let mut may_have = |row: usize| {
        let is_there = is_there(row);
        let may = is_there || left > 0;
        left -= usize::from(may && !is_there);
        may
    };
    let mut rows = within(seen.start)..within(seen.start);
    loop {
        let is_longer = rows.end < meant.end && may_have(rows.end);
        rows.end += usize::from(is_longer);
        let is_earlier =
            rows.end >= within(seen.end) && rows.start > meant.start && may_have(rows.start - 1);
        rows.start -= usize::from(is_earlier);
        if !is_longer && !is_earlier {
            return rows;
        }
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

    #[test]
    fn rows_on_screen_are_those_that_are_seen() {
        let on_screen = |offset: f64, count: usize| {
            Viewport {
                offset,
                height: 100.0,
                row_height: 40.0,
            }
            .on_screen(count)
        };
        assert_eq!(on_screen(0.0, 10), 0..3);
        assert_eq!(on_screen(30.0, 10), 0..4);
        assert_eq!(on_screen(-90.0, 10), 0..1);
        assert_eq!(on_screen(-100.0, 10), 0..0);
        assert_eq!(on_screen(360.0, 10), 9..10);
        assert_eq!(on_screen(4_000.0, 10), 10..10);
    }

    #[test]
    fn what_is_seen_comes_first_and_the_rest_in_steps() {
        let nothing = |_: usize| false;
        assert_eq!(step(80..163, 100..123, &nothing), 100..112);
        let is_there = |row: usize| (100..112).contains(&row);
        assert_eq!(step(80..163, 100..123, &is_there), 99..123);
        assert_eq!(step(80..163, 103..108, &is_there), 93..117);
        assert_eq!(step(80..163, 100..104, &nothing), 96..108);
        assert_eq!(step(0..500, 0..0, &nothing), 0..AT_ONCE);
        assert_eq!(step(0..0, 3..7, &nothing), 0..0);
    }

    proptest! {
        #[test]
        fn what_is_on_screen_is_in_the_page(offset in -1e7..1e9_f64, count in 0..100_000_usize) {
            let viewport = Viewport { offset, height: 800.0, row_height: 40.0 };
            let (page, screen) = (viewport.rows(count), viewport.on_screen(count));
            prop_assert!(screen.is_empty() || page.start <= screen.start && screen.end <= page.end);
        }

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
            let viewport = Viewport { offset, height, row_height };
            for range in [viewport.rows(count), viewport.on_screen(count)] {
                prop_assert!(range.start <= range.end && range.end <= count);
            }
        }

        #[test]
        fn step_by_step_all_that_are_meant_are_there(start in 0..90_usize, length in 0..500_usize, from in 0..600_usize, seen in 0..60_usize) {
            let meant = start..start + length;
            let mut there = 0..0;
            for _ in 0..=length.div_ceil(AT_ONCE) {
                let next = step(meant.clone(), from..from + seen, &|row| there.contains(&row));
                let new = next.clone().filter(|row| !there.contains(row)).count();
                prop_assert!(new <= AT_ONCE);
                there = next;
            }
            prop_assert_eq!(there, meant);
        }
    }
}
