//! Whether a registry may be changed, and the permit without which nothing is sent that changes
//! one.

use std::{cell::Cell, rc::Rc};

use crate::registry::{client::RegistryClient, transport::Transport};

/// Whether a page may change a registry. Clones are one switch.
#[derive(Clone, Debug, Default)]
pub struct WriteSwitch {
    is_on: Rc<Cell<bool>>,
    may_turn: bool,
}

impl WriteSwitch {
    /// A switch that is off and stays so.
    pub fn locked() -> Self {
        Self::default()
    }

    /// As config.json's `read_only` has it: absent starts off, true is locked, false starts on.
    pub fn configured(read_only: Option<bool>) -> Self {
        Self {
            is_on: Rc::new(Cell::new(read_only == Some(false))),
            may_turn: read_only != Some(true),
        }
    }

    /// Whether the registry may be changed now.
    pub fn is_on(&self) -> bool {
        self.is_on.get()
    }

    /// Whether somebody may turn it.
    pub fn may_turn(&self) -> bool {
        self.may_turn
    }

    /// Turns it. A locked one stays as it is.
    pub fn turn(&self, is_on: bool) {
        if self.may_turn {
            self.is_on.set(is_on);
        }
    }

    /// A permit, if the switch is on.
    pub(crate) fn permit(&self) -> Option<WritePermit> {
        self.is_on().then(|| WritePermit {
            is_on: Rc::clone(&self.is_on),
        })
    }
}

/// What a request needs that changes a registry. It holds for as long as the switch is on that
/// gave it, and is made by core alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WritePermit {
    is_on: Rc<Cell<bool>>,
}

impl WritePermit {
    /// Whether it still holds.
    pub fn holds(&self) -> bool {
        self.is_on.get()
    }
}

impl<T: Transport> RegistryClient<T> {
    /// Changes the registry only while the switch is on. Without one it never does.
    #[must_use]
    pub fn switched_by(mut self, switch: WriteSwitch) -> Self {
        self.switch = switch;
        self
    }

    /// Whether the registry may be changed.
    pub fn switch(&self) -> &WriteSwitch {
        &self.switch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_say_how_it_starts_and_whether_it_turns() {
        let told = [None, Some(true), Some(false)].map(|read_only| {
            let switch = WriteSwitch::configured(read_only);
            (switch.is_on(), switch.may_turn())
        });
        assert_eq!(told, [(false, true), (false, false), (true, true)]);
    }

    #[test]
    fn a_locked_switch_stays_off() {
        for switch in [WriteSwitch::locked(), WriteSwitch::configured(Some(true))] {
            switch.turn(true);
            assert!(!switch.is_on() && switch.permit().is_none());
        }
    }

    #[test]
    fn a_permit_holds_while_the_switch_that_gave_it_is_on() {
        let switch = WriteSwitch::configured(None);
        assert_eq!(switch.permit(), None);
        switch.clone().turn(true);
        let permit = switch.permit().unwrap();
        assert!(permit.holds());
        switch.turn(false);
        assert!(!permit.holds());
    }
}
