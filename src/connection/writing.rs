//! Whether this page may change the registry in use, which somebody may turn on and off.

use leptos::prelude::*;
use porthole_core::registry::{address::RegistryAddress, permit::WriteSwitch};

use crate::connection::target::Target;

/// Two entries of config.json may mean one registry, and one of them only to read.
type Known = Vec<(RegistryAddress, Option<bool>, WriteSwitch)>;

/// The switches of this visit, one a registry: who signs in finds it as it was.
#[derive(Clone, Copy)]
pub(crate) struct Switches(StoredValue<Known, LocalStorage>);

impl Switches {
    /// None was turned yet.
    pub(crate) fn provide() {
        provide_context(Self(StoredValue::new_local(Vec::new())));
    }

    /// The switch of a registry: as config.json has it, until somebody turns it.
    pub(crate) fn of(target: &Target) -> WriteSwitch {
        let Self(known) = expect_context();
        let found = known.with_value(|known| {
            let mut known = known.iter();
            let found = known.find(|(address, read_only, _)| {
                *address == target.address && *read_only == target.read_only
            });
            found.map(|(_, _, switch)| switch.clone())
        });
        found.unwrap_or_else(|| {
            let switch = WriteSwitch::configured(target.read_only);
            known.update_value(|known| {
                known.push((target.address.clone(), target.read_only, switch.clone()));
            });
            switch
        })
    }
}

/// The switch of the registry in use, as views follow it. A copy is the same.
#[derive(Clone, Copy)]
pub(crate) struct Writing {
    switch: StoredValue<WriteSwitch, LocalStorage>,
    is_on: RwSignal<bool>,
}

impl Writing {
    /// Follows a switch.
    pub(crate) fn following(switch: WriteSwitch) -> Self {
        Self {
            is_on: RwSignal::new(switch.is_on()),
            switch: StoredValue::new_local(switch),
        }
    }

    /// Whether the registry may be changed; tracked.
    pub(crate) fn is_on(self) -> bool {
        self.is_on.get()
    }

    /// Whether somebody may turn it.
    pub(crate) fn may_turn(self) -> bool {
        self.switch.with_value(WriteSwitch::may_turn)
    }

    /// Turns it the other way.
    pub(crate) fn turn(self) {
        let is_on = self.switch.with_value(|switch| {
            switch.turn(!switch.is_on());
            switch.is_on()
        });
        self.is_on.set(is_on);
    }
}
