//! What an undo puts back, and what it leaves as it is.

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
