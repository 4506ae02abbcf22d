//! Two runs at once.

use futures_util::future::join;

use super::*;

/// Numbers that look like none.
struct Dice(u64);

impl Dice {
    fn next(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn selection(&mut self, tags: &[&String]) -> Selection {
        let count = 1 + self.next(6);
        let some = (0..count).map(|_| tag(tags[self.next(tags.len())]));
        Selection {
            tags: some.collect(),
            digests: BTreeSet::new(),
        }
    }

    fn mode(&mut self) -> Mode {
        [Mode::Tags, Mode::Images, Mode::TagsOnly][self.next(3)]
    }
}

/// What a plan takes.
fn taken(planned: &Planned) -> BTreeSet<String> {
    let removed = planned.plan.removed.keys();
    let helpers = planned.plan.along.helpers.keys();
    removed.chain(helpers).map(ToString::to_string).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn what_neither_of_two_plans_names_stays_at_all_times() {
    let mut dice = Dice(7);
    for case in 0..400 {
        let world = World::new();
        let tags: Vec<&String> = world.before.keys().collect();
        let (one, other) = (open(&world.registry), open(&world.registry));
        let (first, second) = (dice.selection(&tags), dice.selection(&tags));
        let modes = [dice.mode(), dice.mode()];
        let first = planned(&one, NAME, &first, (modes[0], TagRemoval::Tombstone)).await;
        let second = planned(&other, NAME, &second, (modes[1], TagRemoval::Tombstone)).await;
        let taken: BTreeSet<String> = taken(&first).union(&taken(&second)).cloned().collect();
        let mut kept = world.before.clone();
        kept.retain(|tag, _| !taken.contains(tag));
        let watched = kept.clone();
        world.registry.change().invariant = Some(Rc::new(move |held: &Held| {
            for (tag, digest) in &watched {
                assert_eq!(held.tags.get(tag), Some(digest), "{case}: {tag}");
                assert!(held.manifests.contains_key(digest), "{case}: {tag}");
            }
        }));
        world.registry.change().jitter = Some(case);
        let journals = [Journals::new(), Journals::new()];
        let runs = (
            run_of(&one, first.confirm(&one, NAME), &journals[0]),
            run_of(&other, second.confirm(&other, NAME), &journals[1]),
        );
        join(runs.0.go(), runs.1.go()).await;
        let tags = world.registry.tags();
        for (tag, digest) in &tags {
            // Nothing leads to a tombstone, and what is there leads where it led.
            assert_eq!(world.before.get(tag), Some(digest), "{case}: {tag}");
        }
        for tag in &taken {
            let is_told = |run: &Run<Registry>| {
                let journal = run.journal();
                let told = journal
                    .told
                    .iter()
                    .any(|words| words.contains(tag.as_str()));
                told || journal.left() > 0
            };
            let is_gone = !tags.contains_key(tag);
            assert!(
                is_gone || is_told(&runs.0) || is_told(&runs.1),
                "{case}: {tag}"
            );
        }
    }
}
