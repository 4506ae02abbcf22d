//! Content by digest that was verified before, and whether it will do.

/// Where content by digest may come from. Which digest a tag names, only the registry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// From memory, where it was verified before: to be looked at.
    Remembered,
    /// From the registry itself, and from nothing that answers in its place: for whatever says
    /// what the registry has.
    Registry,
}
