//! Whatever comes, it comes to something that can be shown.

mod fields;
mod outcomes;
mod walk;

use std::collections::BTreeMap;

use porthole_test_support::fake::{FakeRegistry, worlds::hostile::tags};

use crate::{open::open, page::Origin};

#[tokio::test(flavor = "current_thread")]
async fn every_tag_comes_to_what_it_must() {
    let fake = FakeRegistry::start();
    let written = outcomes::OUTCOMES.iter();
    let written = written.map(|&(tag, outcome)| (tag, outcome.to_owned()));
    let expected: BTreeMap<_, _> = written.chain([outcomes::nested_30_deep()]).collect();
    for origin in [Origin::Same, Origin::Other] {
        let open = open(&fake.world("hostile"), origin);
        for tag in tags() {
            let found = walk::walk(&open, tag).await;
            assert_eq!(Some(&found), expected.get(tag), "{tag} {origin:?}");
        }
        assert_eq!(tags().len(), expected.len());
    }
}
