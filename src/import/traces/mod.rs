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

mod azure;
mod azure_2019;
mod azure_2021;
mod huawei_2023;
mod huawei_2025;
mod table;

#[cfg(test)]
mod tests;

use super::format::Format;

/// The kind of files that speak of applications: they have to be read after the files of their functions.
pub(super) const MEMORY_KIND: &str = "azure-2019-memory";

/// In order of precedence.
pub(super) const FORMATS: &[Format] = &[
    azure_2019::INVOCATIONS,
    azure_2019::DURATIONS,
    azure_2019::MEMORY,
    azure_2021::FORMAT,
    huawei_2023::FORMAT,
    huawei_2025::FORMAT,
];

/// Nanoseconds of a number of seconds; `None` if it is none that a trace can have.
fn nanoseconds(seconds: f64) -> Option<i64> {
    let nanoseconds = seconds * 1e9;
    (nanoseconds.is_finite() && nanoseconds.abs() < 9e18).then_some(nanoseconds.round() as i64)
}

/// A count, which some write as `5.0`.
fn count(cell: &str) -> Option<u64> {
    let whole = |number: &f64| (0.0..9e15).contains(number) && number.fract() == 0.0;
    cell.parse().ok().or_else(|| {
        cell.parse()
            .ok()
            .filter(whole)
            .map(|number: f64| number as u64)
    })
}
