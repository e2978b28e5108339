//! `account.csv`: a row for each interval of the account as a whole.
//!
//! It turns results into bytes and knows nothing of files.

use std::io::{self, Write};

use super::cells;
use crate::metrics::RunResult;

const COLUMNS: [&str; 6] = [
    "time_s",
    "concurrency_max",
    "claimed_max",
    "unreserved_in_flight_max",
    "scaling_tokens",
    "throttles",
];

/// Writes the file.
pub(super) fn write(result: &RunResult, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    for interval in &result.account.intervals {
        csv.write_record([
            cells::time(interval.start),
            cells::count(interval.concurrency_max),
            cells::count(interval.claimed_max),
            cells::count(interval.unreserved_in_flight_max),
            cells::fraction(interval.scaling_tokens),
            cells::count(interval.throttles),
        ])?;
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use crate::report::fixture;

    #[test]
    fn has_a_row_for_each_interval() {
        let text = fixture::text_of(|out| super::write(&fixture::small(), out));
        insta::assert_snapshot!(text);
    }
}
