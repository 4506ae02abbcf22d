//! A registry that says what is not so.

mod gone;
mod staying;
mod tombstones;

use porthole_core::deletion::{
    journal::Mark,
    run::state::{After, State},
};

use super::{registry::Lie, *};

const TAGS: (Mode, TagRemoval) = (Mode::Tags, TagRemoval::Tombstone);
const TAGS_ONLY: (Mode, TagRemoval) = (Mode::TagsOnly, TagRemoval::Request);

/// A run that nothing was sent of.
async fn run_on(
    world: &World,
    tags: &[&str],
    how: (Mode, TagRemoval),
) -> (Run<Registry>, Rc<Journals>) {
    let client = open(&world.registry);
    let planned = planned(&client, NAME, &selection(tags), how).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, NAME), &journals);
    (run, journals)
}

/// A run at a registry that lies from its first request on.
async fn lied_to(
    world: &World,
    tags: &[&str],
    how: (Mode, TagRemoval),
    lies: &[Lie],
) -> Run<Registry> {
    world.registry.change().removes_tags = how.1 == TagRemoval::Request;
    let (run, _) = run_on(world, tags, how).await;
    world.registry.change().lies = lies.iter().copied().collect();
    run.go().await;
    run
}

fn headline(run: &Run<Registry>) -> String {
    run.look(|state| run.record().headline(state))
}

fn marks(run: &Run<Registry>) -> Vec<Mark> {
    let noted = run.journal().noted;
    noted.iter().map(|noted| noted.mark).collect()
}

/// What is told of the task at a place.
fn words(run: &Run<Registry>, place: usize) -> String {
    run.journal().noted[place].words.clone().unwrap_or_default()
}

const KEPT: &str = "said that it deleted it, and it is still there";

fn after(state: &State) -> &After {
    state.after.as_ref().unwrap().as_ref().unwrap()
}

/// Two deletions came to nothing, and that is told.
fn nothing_was_changed(world: &World, run: &Run<Registry>) {
    assert_eq!(world.registry.tags(), world.before);
    assert_eq!(marks(run), [Mark::Failed, Mark::Failed]);
    assert_eq!(headline(run), "Not all was done: nothing was changed");
    assert!(words(run, 0).ends_with(KEPT), "{}", words(run, 0));
    run.look(|state| assert_eq!(after(state).words(), Vec::<String>::new()));
}

/// The place of a request in a world's log, from the run on.
fn place(world: &World, from: usize, line: &str) -> usize {
    let held = world.registry.held();
    let found = held.log[from..].iter().position(|other| other == line);
    from + found.unwrap_or_else(|| panic!("no {line}"))
}

#[tokio::test(flavor = "current_thread")]
async fn what_may_have_changed_something_is_never_told_as_no_change() {
    let world = World::new();
    world.run(&Journals::new()).await.go().await;
    let put = place(&world, 0, "PUT manifests/1");
    let world = World::new();
    let run = world.run(&Journals::new()).await;
    world.registry.change().dead_from = Some(put);
    for again in [false, true] {
        if again {
            run.again().await;
        } else {
            run.go().await;
        }
        let expected = "Not all was done: nothing tells what came of 1 step";
        assert_eq!(headline(&run), expected);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_or_an_image_that_is_deleted_in_words_only_is_not_done() {
    let by_tag = (Mode::Tags, TagRemoval::Request);
    for (tags, how, lie) in [
        (&["1", "4"][..], by_tag, Lie::KeepsTags),
        (&["5.0", "5.1", "5.2"], TAGS, Lie::KeepsManifests),
    ] {
        let world = World::new();
        let run = lied_to(&world, tags, how, &[lie]).await;
        nothing_was_changed(&world, &run);
        world.registry.change().lies.clear();
        run.again().await;
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    }
}
