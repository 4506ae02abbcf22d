//! What an undo puts back, and what it leaves as it is.

use porthole_core::{
    deletion::journal::standing::{Standing, standings},
    registry::error::RegistryError,
};

use super::{registry::digest, *};

const TAGS: (Mode, TagRemoval) = (Mode::Tags, TagRemoval::Tombstone);

#[tokio::test(flavor = "current_thread")]
async fn an_index_is_told_that_lists_one_that_may_not_come_back() {
    let world = World::new();
    let lost = image("lost");
    let inner = Index::oci().image(&lost).build();
    let outer = Index::oci().image(&inner).build();
    {
        let mut held = world.registry.change();
        held.push("outer", &outer);
        held.delete(lost.digest());
    }
    let client = open(&world.registry);
    let planned = planned(&client, NAME, &selection(&["outer"]), TAGS).await;
    let journals = Journals::new();
    let run = run_of(&client, planned.confirm(&client, NAME), &journals);
    run.go().await;
    let undo = UndoPlan::read(&client, &journals.only(), TAGS.1).await;
    let undo = undo.unwrap();
    let short = |manifest: &Manifest| digest(manifest.digest()).short().to_owned();
    let (outer, inner, lost) = (short(&outer), short(&inner), short(&lost));
    let gone = "which the registry does not have, and most registries take no such index back";
    let mut expected = [
        format!("{outer} lists {inner}, which may not come back"),
        format!("{inner} lists {lost}, {gone}"),
    ];
    expected.sort();
    let mut told = undo.lacking_lines();
    told.sort();
    assert_eq!(told, expected);
    assert_eq!(undo.manifests.len(), 2, "they are tried all the same");
}

/// Takes a run back as far as that goes: what it is told to be then, and its journal.
async fn undone(world: &World, journal: &Journal) -> (String, Journal) {
    let client = open(&world.registry);
    let undo = UndoPlan::read(&client, journal, TAGS.1).await;
    let confirmed = undo.unwrap().confirm(&client, &mut unique).unwrap();
    let journals = Journals::new();
    let run = run_of(&client, confirmed, &journals);
    run.go().await;
    let journal = journals.only();
    assert_eq!((journal.left(), &journal), (0, &run.journal()));
    (run.look(|state| run.record().headline(state)), journal)
}

/// The journal of a run that was done.
async fn done(world: &World) -> Journal {
    let journals = Journals::new();
    world.run(&journals).await.go().await;
    journals.only()
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_left_alone_is_told_and_stays_on_offer() {
    let world = World::new();
    let run = done(&world).await;
    for tag in ["5.0", "6"] {
        world.registry.change().push(tag, &image("somebody's"));
    }
    let (headline, part) = undone(&world, &run).await;
    let but = "but not 5.0 and 6, which lead elsewhere now";
    assert_eq!(
        headline,
        format!("Done: 7 tags put back, 8 manifests put back, {but}")
    );
    assert_eq!(part.record.undone(), format!("undone, {but}"));
    let told = standings(&[&part, &run]);
    assert_eq!(told, [Standing::Undoing(1), Standing::UndoneInPart(0)]);
    assert!(run.is_needed(told[1]) && !part.is_needed(told[0]));

    // Somebody removes what they pushed.
    world
        .registry
        .change()
        .tags
        .retain(|tag, _| tag != "5.0" && tag != "6");
    let (headline, rest) = undone(&world, &run).await;
    assert_eq!(headline, "Done: 2 tags put back, 1 manifest put back");
    world.is_back();
    assert_eq!(rest.record.undone(), "undone");
    for (all, expected) in [([&rest, &part, &run], 0), ([&part, &rest, &run], 1)] {
        let told = standings(&all);
        let expected = [
            Standing::Undoing(2),
            Standing::Undoing(2),
            Standing::Undone(expected),
        ];
        assert_eq!(told, expected);
        assert!(!run.is_needed(told[2]));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn what_nothing_brings_back_is_told_and_no_more_on_offer() {
    let world = World::new();
    let mut run = done(&world).await;
    for tag in ["3.0", "5.0", "5.1"] {
        run.record.bodies.remove(&digest(&world.before[tag]));
    }
    let (headline, part) = undone(&world, &run).await;
    let but = "but not 4 tags, which cannot be put back";
    assert_eq!(
        headline,
        format!("Done: 5 tags put back, 6 manifests put back, {but}")
    );
    let told = standings(&[&run, &part]);
    assert_eq!(told, [Standing::Undone(1), Standing::Undoing(0)]);
    assert!(!run.is_needed(told[0]));
    assert_eq!(part.record.undone(), format!("undone, {but}"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_manifest_without_a_tag_that_nothing_brings_back_is_told() {
    let world = World::new();
    let alone = image("alone");
    world.registry.change().hold(&alone);
    let alone = digest(alone.digest());
    let mut chosen = selection(&["5.0", "8"]);
    chosen.digests.insert(alone.clone());
    let client = open(&world.registry);
    let how = (Mode::Images, TagRemoval::Tombstone);
    let planned = planned(&client, NAME, &chosen, how).await;
    let journals = Journals::new();
    let confirmed = planned.confirm(&client, NAME);
    run_of(&client, confirmed, &journals).go().await;
    let mut run = journals.only();
    run.record.bodies.remove(&alone);
    world.registry.change().push("8", &image("somebody's"));
    let (_, part) = undone(&world, &run).await;
    let but = "but not 8, which leads elsewhere now, and 1 manifest, which cannot be put back";
    assert_eq!(part.record.undone(), format!("undone, {but}"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_journal_that_does_not_say_what_was_left_is_of_a_whole_undo() {
    let world = World::new();
    let run = done(&world).await;
    world.registry.change().push("5.0", &image("somebody's"));
    let client = open(&world.registry);
    let undo = UndoPlan::read(&client, &run, TAGS.1).await;
    let confirmed = undo.unwrap().confirm(&client, &mut unique).unwrap();
    let journals = Journals::new();
    run_of(&client, confirmed, &journals).go().await;
    let (plan, _) = journals.texts();
    let older = plan.replace(r#","elsewhere":["5.0"],"lost":[],"beyond":[]"#, "");
    assert_ne!(older, plan);
    let older = Journal::read(&older, None).unwrap();
    assert_eq!(older.record.undone(), "undone");
}

#[tokio::test(flavor = "current_thread")]
async fn rows_of_an_undo_say_what_its_headline_says() {
    let world = World::new();
    let run = done(&world).await;
    let client = open(&world.registry);
    let undo = UndoPlan::read(&client, &run, TAGS.1).await;
    let confirmed = undo.unwrap().confirm(&client, &mut unique).unwrap();
    let run = run_of(&client, confirmed, &Journals::new());
    run.go().await;
    let (record, journal) = (run.record(), run.journal());
    let title = |_: &RegistryError| String::new();
    let mut words = run.look(|state| {
        let log = record.log(state, &title);
        let of_log = log
            .lines()
            .skip(1)
            .filter_map(|line| line.split('\t').next());
        let of_log = of_log
            .filter(|word| *word != "unchanged")
            .map(ToOwned::to_owned);
        let lines = record.lines(state, &title).into_iter();
        lines
            .map(|line| line.word.to_owned())
            .chain(of_log)
            .collect::<Vec<_>>()
    });
    let of_journal = journal.record.tasks.iter().zip(&journal.noted);
    words.extend(of_journal.map(|(task, noted)| record.line(task, noted).word.to_owned()));
    assert!(words.len() > 2 * record.tasks.len(), "{words:?}");
    assert!(words.iter().all(|word| word == "put back"), "{words:?}");
}
