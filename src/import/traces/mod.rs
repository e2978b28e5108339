//! Traces that cloud providers published for research: Azure Functions of 2019 and 2021, Huawei of 2023 and 2025.
//!
//! It knows the columns of these traces and what their publishers say of them. It must not know what a scenario makes of
//! them. None of them has a date: times count from the start of the recording. Functions have no names, but hashes and
//! numbers; their names here follow from these alone, so that the files of one trace meet.
//!
//! | module | what |
//! |---|---|
//! | `table` | CSV without quotes, a header and rows |
//! | `azure` | names of Azure's functions |
//! | `azure_2019` | its invocations per minute, percentiles of durations, memory of applications |
//! | `azure_2021` | its invocations one by one |
//! | `huawei_2023` | requests per minute or second, a column a function |
//! | `huawei_2025` | requests one by one |
//! | `numbers` | numbers in cells |

mod azure;
mod azure_2019;
mod azure_2021;
mod huawei_2023;
mod huawei_2025;
mod numbers;
mod table;

#[cfg(test)]
mod tests;

use super::format::Format;

/// The kind of files that speak of applications: they have to be read after the files of their functions.
pub(super) const MEMORY_KIND: &str = azure_2019::MEMORY.kind;

/// In order of precedence.
pub(super) const FORMATS: &[Format] = &[
    azure_2019::INVOCATIONS,
    azure_2019::DURATIONS,
    azure_2019::MEMORY,
    azure_2021::FORMAT,
    huawei_2023::FORMAT,
    huawei_2025::FORMAT,
];
