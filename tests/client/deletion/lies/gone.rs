//! What was gone before, which no run takes for its own work.

use super::*;

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
