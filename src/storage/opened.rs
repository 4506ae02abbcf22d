//! The repositories that were opened by their names, each registry's by itself: a line holds an
//! address and its names, each after a space, which none of them has.

use porthole_core::{oci::name::RepositoryName, registry::address::RegistryAddress};

use crate::storage::{REGISTRIES_KEPT, read, write};

const OPENED: &str = "porthole.opened";
/// More names of a registry than anyone looks for are not kept; the oldest go.
const NAMES_KEPT: usize = 200;

/// A registry and what was opened there, last opened last.
type Line = (RegistryAddress, Vec<RepositoryName>);

/// The repositories that were opened at a registry, last opened last.
pub(crate) fn opened(address: &RegistryAddress) -> Vec<RepositoryName> {
    let mut lines = lines().into_iter();
    let line = lines.find(|(known, _)| known == address);
    line.map(|(_, names)| names).unwrap_or_default()
}

/// Keeps repositories that were opened at a registry, last opened last.
pub(crate) fn keep_opened(address: &RegistryAddress, names: &[RepositoryName]) {
    change(address, |kept| {
        kept.retain(|known| !names.contains(known));
        kept.extend_from_slice(names);
        let surplus = kept.len().saturating_sub(NAMES_KEPT);
        kept.drain(..surplus);
    });
}

/// Forgets a repository that is no longer there.
pub(crate) fn forget_opened(address: &RegistryAddress, name: &RepositoryName) {
    change(address, |kept| kept.retain(|known| known != name));
}

/// Forgets all that was opened at a registry.
pub(super) fn forget_all(address: &RegistryAddress) {
    change(address, Vec::clear);
}

fn change(address: &RegistryAddress, change: impl FnOnce(&mut Vec<RepositoryName>)) {
    let mut lines = lines();
    let position = lines.iter().position(|(known, _)| known == address);
    let before = position.map(|position| lines.remove(position).1);
    let before = before.unwrap_or_default();
    let mut names = before.clone();
    change(&mut names);
    if names == before {
        return;
    }
    if !names.is_empty() {
        lines.push((address.clone(), names));
    }
    let surplus = lines.len().saturating_sub(REGISTRIES_KEPT);
    let written: Vec<String> = lines.iter().skip(surplus).map(written).collect();
    write(OPENED, &written.join("\n"));
}

fn lines() -> Vec<Line> {
    let kept = read(OPENED).unwrap_or_default();
    let lines = kept.lines().take(REGISTRIES_KEPT);
    lines.filter_map(parsed).collect()
}

/// What is no name is left out, and a line without an address altogether.
fn parsed(line: &str) -> Option<Line> {
    let mut words = line.split(' ');
    let address = RegistryAddress::parse(words.next()?).ok()?;
    let names = words.take(NAMES_KEPT);
    let names = names.filter_map(|name| RepositoryName::parse(name).ok());
    Some((address, names.collect()))
}

fn written((address, names): &Line) -> String {
    let mut line = address.to_string();
    for name in names {
        line.push(' ');
        line.push_str(name.as_str());
    }
    line
}
