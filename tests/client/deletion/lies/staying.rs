//! What was to stay: tags that vanish, and manifests that go with their tags.

use porthole_core::deletion::run::state::Moved;

use super::{super::registry::digest, *};

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
