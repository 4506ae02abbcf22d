//! Sorting, by one piece of code for all: the standard library makes one for every type, each of
//! two to three kilobytes to load.

use std::cmp::Ordering;

/// Sorts; what is equal keeps its order.
pub fn sort<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|left, right| {
        compare(&items[left], &items[right])
    });
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|index| unsorted[index].take()));
}

fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|left, right| compare(*left, *right));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_is_sorted_is_not_sorted_again_when_more_comes() {
        let compared = Cell::new(0);
        let mut items: Vec<u32> = (0..20_000).map(|item| item * 3).collect();
        items.extend((0..1_000).map(|item| item * 50 + 1));
        sort(&mut items, |left, right| {
            compared.set(compared.get() + 1);
            left.cmp(right)
        });
        assert!(items.is_sorted());
        let number = compared.get();
        assert!(number < 3 * items.len(), "{number} comparisons");
    }

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items in proptest::collection::vec((0..5_u8, any::<u8>()), 0..60)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort(&mut ours, |left, right| left.0.cmp(&right.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
