//! Plans as people would make them.
