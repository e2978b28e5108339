//! Data files that are compiled in.

/// The value of a data file that is compiled in, and that the tests of this room parse.
#[allow(
    clippy::expect_used,
    reason = "the file is part of the program: a build whose tests pass cannot fail here"
)]
pub(super) fn embedded<T, E: std::fmt::Debug>(file: Result<T, E>) -> T {
    file.expect("the catalog's embedded data files are well-formed")
}
