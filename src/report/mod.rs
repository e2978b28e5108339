//! What comes out of a run, in forms that people and tools read.

pub mod diagnostics;
