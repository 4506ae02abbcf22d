//! The plan of random deletions in random repositories, done to a registry of a few lines.

mod case;
mod examples;
mod meaning;
mod order;
mod reading;
mod registry;
mod safety;
mod undoing;
mod words;
mod world;

use proptest::{prelude::*, test_runner::TestCaseError};

use self::{case::Case, world::case};

type Checked = Result<(), TestCaseError>;

/// Fails with what is wrong, and what was done.
fn check(holds: bool, case: &Case, what: impl FnOnce() -> String) -> Checked {
    if holds {
        return Ok(());
    }
    Err(TestCaseError::fail(format!("{}\n{case:?}", what())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12_000))]

    #[test]
    fn what_is_not_in_the_plan_stays_whatever_fails(case in case()) {
        for registry in case.all_that_can_come() {
            safety::other_tags_lead_where_they_led(&case, &registry)?;
            safety::what_is_tagged_is_whole(&case, &registry)?;
            safety::only_what_is_named_is_deleted(&case, &registry)?;
            safety::helpers_stay_with_what_they_are_about(&case, &registry)?;
        }
    }

    #[test]
    fn the_plan_comes_true(case in case()) {
        let after = case.done();
        meaning::tags_that_go_are_gone(&case, &after)?;
        meaning::what_was_selected_goes_and_no_other_tag(&case)?;
        meaning::what_breaks_is_told(&case, &after)?;
        meaning::nothing_is_left_that_only_served_what_went(&case, &after)?;
        meaning::helpers_go_along(&case, &after)?;
        meaning::space_is_what_a_collection_frees(&case, &after)?;
        meaning::what_is_kept_is_told(&case, &after)?;
        meaning::what_goes_along_is_told(&case, &after)?;
        undoing::what_is_not_told_can_be_put_back(&case, &after)?;
    }

    #[test]
    fn the_steps_are_in_order(case in case()) {
        order::needs_come_before(&case)?;
        order::modes_do_what_they_say(&case)?;
        order::what_could_not_be_read_keeps_all(&case)?;
        order::tags_are_removed_as_the_registry_does_it(&case)?;
    }
}
