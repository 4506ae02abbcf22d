//! What part of an image each of its layers is.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    oci::{descriptor::Descriptor, digest::Digest, tolerant::Tolerant},
    sorting::sort,
};

/// What part of the bytes of all layers one is. Those of an image add up to a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many percent of them, rounded so that all add up to 100.
    Percent(u64),
    /// It was named before, at this place in the list, and is counted there.
    Again(u64),
    /// Its bytes are kept elsewhere.
    Elsewhere,
    /// Its size cannot be read.
    Unreadable,
}

/// The share of each layer, in their order: each digest counts once.
pub fn shares(layers: &[Tolerant<Descriptor>]) -> Vec<Share> {
    let mut seen: BTreeMap<&Digest, u64> = BTreeMap::new();
    let mut sizes = Vec::with_capacity(layers.len());
    let mut shares = Vec::with_capacity(layers.len());
    for (position, layer) in (0..).zip(layers) {
        let (share, size) = match layer.value() {
            None => (Share::Unreadable, 0),
            Some(layer) => match *seen.entry(&layer.digest).or_insert(position) {
                first if first < position => (Share::Again(first), 0),
                _ if layer.is_foreign() => (Share::Elsewhere, 0),
                _ => (Share::Percent(0), layer.size),
            },
        };
        sizes.push(size);
        shares.push(share);
    }
    for (share, number) in shares.iter_mut().zip(percents(&sizes)) {
        if let Share::Percent(percent) = share {
            *percent = number;
        }
    }
    shares
}

/// Percents as large as the sizes are: what is left by rounding goes to those that lost most by
/// it. None where there are no sizes.
fn percents(sizes: &[u64]) -> Vec<u64> {
    let total: u128 = sizes.iter().map(|size| u128::from(*size)).sum();
    if total == 0 {
        return vec![0; sizes.len()];
    }
    let exact = |size: &u64| u128::from(*size) * 100;
    let part = |size: &u64| u64::try_from(exact(size) / total).unwrap_or_default();
    let mut parts: Vec<u64> = sizes.iter().map(part).collect();
    let left = 100_u64.saturating_sub(parts.iter().sum());
    let lost = sizes.iter().map(|size| exact(size) % total).enumerate();
    let mut lost: Vec<(usize, u128)> = lost.collect();
    sort(&mut lost, |left, right| {
        Reverse(left.1).cmp(&Reverse(right.1))
    });
    for (position, _) in lost
        .into_iter()
        .take(usize::try_from(left).unwrap_or_default())
    {
        parts[position] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::oci::document::{Content, Document};

    /// Layers by their first letters and sizes.
    fn of(layers: &[(char, u64)]) -> Vec<Share> {
        let layers = layers.iter().map(|(letter, size)| {
            let digest = letter.to_string().repeat(64);
            format!(r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:{digest}","size":{size}}}"#)
        });
        of_json(&layers.collect::<Vec<_>>().join(","))
    }

    fn of_json(layers: &str) -> Vec<Share> {
        let manifest = format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[{layers}]}}"#
        );
        let document = Document::read(manifest.as_bytes(), None).unwrap();
        let Content::Image(image) = document.content else {
            panic!("{document:?}");
        };
        shares(&image.layers)
    }

    const fn percent(number: u64) -> Share {
        Share::Percent(number)
    }

    #[test]
    fn shares_add_up_to_a_whole() {
        let thirds = of(&[('a', 1), ('b', 1), ('c', 1)]);
        assert_eq!(thirds, [34, 33, 33].map(percent));
        assert_eq!(of(&[('a', 995), ('b', 5)]), [100, 0].map(percent));
        assert_eq!(of(&[('a', 0)]), [percent(0)]);
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn what_is_left_by_rounding_goes_to_those_that_lost_most_by_it() {
        assert_eq!(of(&[('a', 1), ('b', 2)]), [33, 67].map(percent));
    }

    #[test]
    fn a_layer_that_is_named_ten_times_counts_once() {
        let mut layers = vec![('a', 30), ('b', 10)];
        layers.extend([('a', 30); 9]);
        let shares = of(&layers);
        assert_eq!(shares[..2], [75, 25].map(percent));
        assert_eq!(shares[2..], [Share::Again(0); 9]);
    }

    #[test]
    fn what_is_elsewhere_or_unreadable_is_not_counted() {
        let digest = "a".repeat(64);
        let foreign = format!(
            r#"{{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"sha256:{digest}","size":9,"urls":["https://foreign.example/a"]}}"#
        );
        let shares = of_json(&format!("{foreign},{{}},{foreign}"));
        assert_eq!(
            shares,
            [Share::Elsewhere, Share::Unreadable, Share::Again(0)]
        );
    }

    proptest! {
        #[test]
        fn parts_are_a_whole_whatever_the_sizes(sizes in prop::collection::vec(any::<u64>(), 1..40)) {
            prop_assume!(sizes.iter().any(|size| *size > 0));
            prop_assert_eq!(percents(&sizes).iter().sum::<u64>(), 100);
        }
    }
}
