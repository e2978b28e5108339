//! The format of a scenario as data: the one place that says which keys there are.
//!
//! The parser checks a file by it, overrides are grafted by it, the JSON Schema is made of it, and so are
//! the tables of keys in `docs/scenario.md`. A new key is an entry here, a field of a type, and its use.
//! It must not know how a file is read.
//!
//! | module | what it holds |
//! |---|---|
//! | `shape` | what a table of the format, its keys and their values are |
//! | `plain` | single values between types and text |
//! | `scenario`, `region`, `function`, `client`, `container`, `versions`, `provisioned`, `distribution`, `traffic`, `invocation` | the keys |

mod client;
mod container;
mod distribution;
mod function;
mod invocation;
pub(crate) mod plain;
mod provisioned;
mod region;
mod scenario;
pub(crate) mod shape;
#[cfg(test)]
mod tests;
mod traffic;
mod versions;

pub(crate) use scenario::SCENARIO;
