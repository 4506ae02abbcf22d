//! A registry that says what is not so.

use porthole_core::deletion::{
    journal::Mark,
    run::state::{After, End, Moved, State},
};

use super::{
    registry::{Lie, digest},
    *,
};

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
const OTHER: &str = "stored something else";

fn after(state: &State) -> &After {
    state.after.as_ref().unwrap().as_ref().unwrap()
}

/// The place of a request in a world's log, from the run on.
fn place(world: &World, from: usize, line: &str) -> usize {
    let held = world.registry.held();
    let found = held.log[from..].iter().position(|other| other == line);
    from + found.unwrap_or_else(|| panic!("no {line}"))
}

fn remove_8(held: &mut Held) {
    held.tags.remove("8");
}

fn push_8(held: &mut Held) {
    held.push("8", &image("somebody's"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_tag_that_somebody_pushes_before_it_is_put_back_stays_theirs() {
    let world = World::new();
    let run = world.run(&Journals::new()).await;
    let begun = world.registry.requests();
    let first = begun + 60;
    world
        .registry
        .change()
        .acts
        .insert(first, Box::new(remove_8));
    run.go().await;
    assert_eq!(after(&run.look(Clone::clone)).put_back.len(), 1);
    let put = place(&world, begun, "PUT manifests/8");
    let compared = place(&world, put - 20, "HEAD manifests/8");
    assert!(compared < put);

    for number in first + 1..put {
        let world = World::new();
        let run = world.run(&Journals::new()).await;
        {
            let mut held = world.registry.change();
            held.acts.insert(first, Box::new(remove_8));
            held.acts.insert(number, Box::new(push_8));
        }
        run.go().await;
        let theirs = image("somebody's");
        assert_eq!(world.registry.tags()["8"], theirs.digest(), "{number}");
        let state = run.look(Clone::clone);
        let moved = Moved {
            tag: tag("8"),
            from: Some(digest(image("8").digest())),
            to: Some(digest(theirs.digest())),
        };
        assert_eq!(after(&state).moved, [moved], "{number}");
        assert_eq!(
            (&*after(&state).put_back, &*after(&state).vanished),
            (&[][..], &[][..])
        );
        assert!(
            !world
                .registry
                .writes()
                .contains(&"PUT manifests/8".to_owned())
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_was_put_is_told_as_half_done_whatever_comes_then() {
    for is_signed_out in [true, false] {
        let world = World::new();
        let begun = world.registry.requests();
        world.run(&Journals::new()).await.go().await;
        let put = place(&world, begun, "PUT manifests/1");
        let world = World::new();
        let run = world.run(&Journals::new()).await;
        {
            let mut held = world.registry.change();
            held.signed_until = is_signed_out.then_some(put + 1);
            held.dead_from = (!is_signed_out).then_some(put + 1);
        }
        for again in [false, true] {
            if again {
                run.again().await;
            } else {
                run.go().await;
            }
            assert_ne!(world.registry.tags()["1"], world.before["1"]);
            assert_eq!(
                marks(&run)[0],
                Mark::Half,
                "{again}: {:?}",
                run.journal().noted
            );
            assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
            assert!(words(&run, 0).ends_with("; it leads to an empty manifest now"));
            assert!(!run.journal().has_ended);
        }
        {
            let mut held = world.registry.change();
            (held.signed_until, held.dead_from) = (None, None);
        }
        run.again().await;
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
        world.is_at_its_end();
    }
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
async fn a_tombstone_that_is_deleted_in_words_only_is_taken_back() {
    let world = World::new();
    let run = lied_to(&world, &["1", "4"], TAGS, &[Lie::KeepsManifests]).await;
    assert_eq!(world.registry.tags(), world.before);
    assert_eq!(marks(&run), [Mark::Failed, Mark::Failed]);
    assert_eq!(headline(&run), "Not all was done: nothing was changed");
    assert!(words(&run, 0).ends_with(KEPT), "{}", words(&run, 0));
    let state = run.look(Clone::clone);
    assert_eq!(after(&state).words(), Vec::<String>::new());
    assert!(!state.is_whole());

    // One that cannot be put back either.
    let back = world
        .registry
        .held()
        .log
        .iter()
        .rposition(|line| line.starts_with("PUT"));
    let again = World::new();
    again.registry.change().signed_until = back;
    let run = lied_to(&again, &["1", "4"], TAGS, &[Lie::KeepsManifests]).await;
    assert_eq!(marks(&run), [Mark::Failed, Mark::Half]);
    assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
    let told = words(&run, 1);
    assert!(
        told.ends_with("still there; it leads to an empty manifest now"),
        "{told}"
    );
    assert!(!run.journal().has_ended);
    {
        let mut held = again.registry.change();
        held.signed_until = None;
        held.lies.clear();
    }
    run.again().await;
    run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    assert_eq!(headline(&run), "Done: 2 tags removed");
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
        assert_eq!(world.registry.tags(), world.before);
        assert_eq!(marks(&run), [Mark::Failed, Mark::Failed]);
        assert_eq!(headline(&run), "Not all was done: nothing was changed");
        assert!(words(&run, 0).ends_with(KEPT), "{}", words(&run, 0));
        let state = run.look(Clone::clone);
        assert_eq!(after(&state).words(), Vec::<String>::new());
        world.registry.change().lies.clear();
        run.again().await;
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_was_gone_before_is_not_counted_as_deleted() {
    let chosen = ["1", "5.0", "8"];
    for (gone, expected) in [
        (
            &["1", "8"][..],
            "Done: 1 image deleted, 2 were gone already",
        ),
        (
            &["8"],
            "Done: 1 image deleted, 1 tag removed, 1 was gone already",
        ),
        (&chosen, "Nothing was left to do: 3 were gone already"),
    ] {
        let world = World::new();
        let (run, _) = run_on(&world, &chosen, TAGS).await;
        for tag in gone {
            let mut held = world.registry.change();
            if *tag == "1" {
                held.tags.remove("1");
            } else {
                held.delete(&world.before[*tag]);
            }
        }
        run.go().await;
        assert_eq!(headline(&run), expected);
        run.look(|state| assert!(state.is_whole(), "{state:#?}"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn manifests_that_were_gone_are_told_as_gone() {
    let world = World::new();
    let (run, _) = run_on(&world, &["2.0"], TAGS).await;
    let gone: Vec<Manifest> = multi().children.clone();
    let act = move |held: &mut Held| {
        for child in &gone {
            held.delete(child.digest());
        }
    };
    // Some registries take along what an index lists.
    let first = {
        let world = World::new();
        let (run, _) = run_on(&world, &["2.0"], TAGS).await;
        run.go().await;
        place(&world, 0, &format!("DELETE manifests/{}", multi().digest()))
    };
    world
        .registry
        .change()
        .acts
        .insert(first + 1, Box::new(act));
    run.go().await;
    let told = headline(&run);
    assert!(told.ends_with(", 3 were gone already"), "{told}");
    let lines = run.look(|state| run.record().lines(state, &|_| String::new()));
    let gone = lines.iter().find(|line| line.word == "was gone");
    assert_eq!(
        gone.map(|line| &*line.name),
        Some("3 manifests"),
        "{lines:#?}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn kept_tags_that_were_gone_before_are_named_and_not_put_back() {
    let world = World::new();
    let (run, _) = run_on(&world, &["1", "5.0", "8"], TAGS).await;
    {
        let mut held = world.registry.change();
        held.tags.clear();
        held.manifests.clear();
    }
    run.go().await;
    assert_eq!(
        headline(&run),
        "Nothing was left to do: 3 were gone already"
    );
    let told = run.journal().told;
    let others = world.before.len() - 3 - 4;
    let expected =
        format!("1.0, 2.0, 3.0, 3.1 and {others} more were gone before the first change");
    assert_eq!(told, [expected]);
    assert_eq!(world.registry.writes(), Vec::<String>::new());

    let world = World::new();
    let (run, _) = run_on(&world, &["5.0"], TAGS).await;
    world.registry.change().tags.remove("8");
    run.go().await;
    assert_eq!(run.journal().told, ["8 was gone before the first change"]);
    assert!(!world.registry.tags().contains_key("8"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_that_goes_with_its_tag_is_told_and_comes_back() {
    let world = World::new();
    world.registry.change().removes_tags = true;
    let (run, journals) = run_on(&world, &["2.0", "5.0", "8"], TAGS_ONLY).await;
    world.registry.change().lies = [Lie::TakesManifests].into();
    run.go().await;
    assert_eq!(headline(&run), "Not all was done: 3 tags removed");
    let told = run.journal().told;
    for gone in [multi(), image("5.0"), image("8")] {
        let short = digest(gone.digest()).short().to_owned();
        let expected = format!("{short} was to stay: the registry deleted it with its tag");
        assert!(told.contains(&expected), "{told:?}");
    }
    let state = run.look(Clone::clone);
    assert!(!state.is_whole());
    let lines = run.record().lines(&state, &|_| String::new());
    assert!(
        !lines.iter().any(|line| line.words.contains("stays")),
        "{lines:#?}"
    );
    assert!(undo(&world.registry, &journals.only()).await.is_whole());
    world.is_back();
}

#[tokio::test(flavor = "current_thread")]
async fn manifests_that_were_to_stay_are_asked_about_up_to_a_number() {
    let world = World::new();
    let names: Vec<String> = (0..203).map(|number| format!("n{number:03}")).collect();
    for name in &names {
        world.registry.change().push(name, &image(name));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let run = lied_to(&world, &names, TAGS_ONLY, &[]).await;
    assert_eq!(headline(&run), "Done: 203 tags removed");
    let told = run.journal().told;
    assert_eq!(told, ["3 manifests that were to stay were not asked about"]);
    let last = place(&world, 0, "DELETE manifests/n202");
    let held = world.registry.held();
    let asked = held.log[last..].iter();
    let asked = asked.filter(|line| line.contains(" manifests/sha256:"));
    assert_eq!(asked.count(), 200);
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_is_stored_otherwise_is_taken_back() {
    for lies in [
        &[Lie::RewritesTombstones][..],
        &[Lie::RewritesTombstones, Lie::NamesWhatWasSent],
        &[Lie::EmptiesTombstones],
    ] {
        let world = World::new();
        let run = lied_to(&world, &["1", "4"], TAGS, lies).await;
        assert_eq!(world.registry.tags(), world.before, "{lies:?}");
        assert_eq!(marks(&run), [Mark::Failed, Mark::NotTried], "{lies:?}");
        assert!(words(&run, 0).contains(OTHER), "{}", words(&run, 0));
        let state = run.look(Clone::clone);
        assert!(matches!(state.end(), Some(End::GivenUp(_))));
        assert_eq!(headline(&run), "Not all was done: nothing was changed");
        assert_eq!(after(&state).words(), Vec::<String>::new());
        let puts = world.registry.writes();
        let puts = puts.iter().filter(|line| *line == "PUT manifests/1");
        assert_eq!(puts.count(), 2);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_tombstone_that_cannot_be_taken_back_is_told_with_where_its_tag_leads() {
    for lies in [
        &[Lie::RewritesAll][..],
        &[Lie::RewritesAll, Lie::NamesWhatWasSent],
        &[Lie::EmptiesTombstones, Lie::NamesWhatWasSent],
    ] {
        let world = World::new();
        let run = lied_to(&world, &["1", "4"], TAGS, lies).await;
        let now = digest(&world.registry.tags()["1"]);
        assert_ne!(now.to_string(), world.before["1"]);
        assert_eq!(marks(&run), [Mark::Half, Mark::NotTried], "{lies:?}");
        let told = words(&run, 0);
        assert!(told.contains(OTHER), "{told}");
        assert!(
            told.ends_with(&format!("1 leads to {} now", now.short())),
            "{told}"
        );
        assert_eq!(headline(&run), "Not all was done: 1 tag half removed");
        let state = run.look(Clone::clone);
        assert_eq!(after(&state).words(), Vec::<String>::new());
    }
}
