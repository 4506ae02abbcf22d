//! What this browser keeps between visits: the colours, whether single keys are on, the
//! registries that its user agreed to, the repositories opened where a registry lists none, and
//! what was verified. Never a credential. Without storage everything works and is forgotten.

mod database;
pub(crate) mod journal;
pub(crate) mod memory;
mod opened;

use porthole_core::{registry::address::RegistryAddress, settings::Theme};
use web_sys::Storage;

pub(crate) use opened::{forget_opened, keep_opened, opened};

const THEME: &str = "porthole.theme";
const KEYS: &str = "porthole.keys";
const REGISTRIES: &str = "porthole.registries";
/// More registries than anyone uses are not kept; the oldest go.
const REGISTRIES_KEPT: usize = 50;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage forgets; nothing here is needed.
        let _ = storage.set_item(key, value);
    }
}

/// The colours that were chosen here; nothing where none were.
pub(crate) fn theme() -> Option<Theme> {
    match read(THEME)?.as_str() {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        "auto" => Some(Theme::Auto),
        _ => None,
    }
}

/// Keeps the colours.
pub(crate) fn keep_theme(theme: Theme) {
    write(THEME, theme.as_str());
}

/// Whether single keys do something; they do until somebody switches them off.
pub(crate) fn are_keys_on() -> bool {
    read(KEYS).as_deref() != Some("off")
}

/// Keeps whether single keys do something.
pub(crate) fn keep_keys(are_on: bool) {
    write(KEYS, if are_on { "on" } else { "off" });
}

/// The registries that the user agreed to, oldest first.
pub(crate) fn registries() -> Vec<RegistryAddress> {
    let kept = read(REGISTRIES).unwrap_or_default();
    kept.lines()
        .take(REGISTRIES_KEPT)
        .filter_map(|line| RegistryAddress::parse(line).ok())
        .collect()
}

/// Keeps a registry that the user agreed to.
pub(crate) fn keep_registry(address: &RegistryAddress) {
    let mut kept = registries();
    kept.retain(|known| known != address);
    kept.push(address.clone());
    write_registries(&kept);
}

/// Forgets a registry, what was opened there and what was changed; what broke off in the middle is
/// kept, so that it can still be finished.
pub(crate) fn forget_registry(address: &RegistryAddress) {
    let mut kept = registries();
    kept.retain(|known| known != address);
    write_registries(&kept);
    opened::forget_all(address);
    memory::forget_registry(address);
    if !journal::is_any_unfinished(address) {
        journal::forget_registry(address.clone());
    }
}

fn write_registries(registries: &[RegistryAddress]) {
    let surplus = registries.len().saturating_sub(REGISTRIES_KEPT);
    let lines: Vec<String> = registries
        .iter()
        .skip(surplus)
        .map(ToString::to_string)
        .collect();
    write(REGISTRIES, &lines.join("\n"));
}
