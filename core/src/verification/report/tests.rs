mod bounds;
mod example;
mod ledgers;
mod matches;

use serde_json::Value;

use super::*;
use crate::verification::report::tests::ledgers::{World, digest};

fn parsed(report: &Report<'_>) -> Value {
    serde_json::from_str(&report.to_json()).unwrap()
}

/// All lines, with their titles.
fn printed(report: &Report<'_>) -> String {
    let sections = report.sections();
    let lines = sections
        .iter()
        .map(|section| format!("{}\n{}", section.title, section.lines.join("\n")));
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn says(report: &Report<'_>, words: &str) {
    let printed = printed(report);
    assert!(printed.contains(words), "{words}\nis not in\n{printed}");
}
