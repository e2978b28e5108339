//! Data files that are compiled in.

use serde::de::DeserializeOwned;

/// A TOML file, read.
///
/// Through the values of JSON: what reads a type straight from TOML is several times as large, once for each type.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let read = serde_json::to_value(table).and_then(serde_json::from_value);
    read.map_err(|error| error.to_string())
}

/// The value of a data file that is compiled in, and that the tests of this room parse.
#[allow(
    clippy::expect_used,
    reason = "the file is part of the program: a build whose tests pass cannot fail here"
)]
pub(super) fn embedded<T, E: std::fmt::Debug>(file: Result<T, E>) -> T {
    file.expect("the catalog's embedded data files are well-formed")
}
