//! What can be wrong with packed bytes.

/// Where bytes are not what their format says, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How many bytes of the blob are before it.
    pub at: u64,
    /// What is wrong there.
    pub why: Undecodable,
}

/// Why packed bytes cannot be unpacked to their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecodable {
    /// A header of a gzip member or a zstd frame says what none may say.
    Header,
    /// The packed bytes themselves make no sense.
    Data,
    /// The content has another checksum than stands beside it.
    Checksum,
    /// The content has another length than stands beside it.
    Length,
    /// Other bytes follow the end, where only a further member or frame may.
    Garbage,
    /// The bytes end in the middle of a member or frame.
    EndsEarly,
}
