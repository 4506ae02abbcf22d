//! The rows of the side bar: which there are, and in which frame each is drawn.

use std::collections::VecDeque;

use leptos::prelude::*;
use porthole_core::{
    inventory::tree::{TreeRow, rows},
    oci::name::RepositoryName,
};

use crate::{
    components::sidebar::{SHOWN, SideBar},
    connection::{Connection, listing::Name},
    reactive::{Derived, effect},
};

/// So many are drawn in one frame.
const IN_ONE_FRAME: usize = 50;

/// The repositories that fit the filter; of the emptied ones that are folded away the one that is
/// open.
pub(super) fn tree(
    bar: SideBar,
    filter: Derived<String>,
    open: Derived<String>,
) -> Derived<Vec<TreeRow>> {
    let connection = Connection::in_use();
    let (catalog, glances) = (connection.catalog(), connection.glances);
    // What is emptied stays so, so that another number tells of any change.
    let number = Derived::new(move || glances.emptied());
    Derived::new(move || {
        let filter = filter.get().trim().to_ascii_lowercase();
        let are_all_shown = number.get() == 0 || bar.are_emptied_shown.get();
        let (folded, open) = (bar.folded.get(), open.get());
        // What is looked for is not hidden in a fold.
        let is_folded = |path: &str| filter.is_empty() && folded.iter().any(|other| other == path);
        let is_shown = |name: &&RepositoryName| {
            let is_kept = || name.as_str() == open || !untrack(|| glances.is_emptied(name));
            name.as_str().contains(&filter) && (are_all_shown || is_kept())
        };
        catalog.with(|list| {
            let names = list.names.iter().filter_map(Name::repository);
            rows(names.filter(is_shown), &is_folded)
        })
    })
}

/// Rows that are drawn together, each with whether it is folded.
pub(super) type Group = Vec<(TreeRow, bool)>;

/// The rows in groups, of which one changes in a frame: hundreds at once would hold up whoever
/// types. What goes is gone at once.
pub(super) fn in_turn(bar: SideBar, tree: Derived<Vec<TreeRow>>) -> Vec<RwSignal<Group>> {
    let groups: Vec<RwSignal<Group>> = (0..SHOWN / IN_ONE_FRAME)
        .map(|_| RwSignal::new(Group::new()))
        .collect();
    let turn = StoredValue::new(0_u32);
    let drawn = groups.clone();
    effect(move || {
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mut rows = bar.folded.with(|folded| {
            let row = |row: TreeRow| {
                let is_folded = folded.contains(&row.path);
                (row, is_folded)
            };
            tree.get()
                .into_iter()
                .map(row)
                .collect::<Vec<_>>()
                .into_iter()
        });
        let mut due = VecDeque::new();
        for group in &drawn {
            let rows: Group = rows.by_ref().take(IN_ONE_FRAME).collect();
            if rows.is_empty() {
                group.set(rows);
            } else {
                due.push_back((*group, rows));
            }
        }
        draw_on(due, turn, turn.get_value());
    });
    groups
}

/// Draws the next group that changes, and goes on with the next frame unless all is new by then.
fn draw_on(mut due: VecDeque<(RwSignal<Group>, Group)>, turn: StoredValue<u32>, mine: u32) {
    while let Some((group, rows)) = due.pop_front() {
        if group.with_untracked(|drawn| *drawn == rows) {
            continue;
        }
        group.set(rows);
        request_animation_frame(move || {
            if turn.try_get_value() == Some(mine) {
                draw_on(due, turn, mine);
            }
        });
        return;
    }
}
