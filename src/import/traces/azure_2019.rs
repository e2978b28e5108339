//! Azure Functions Trace 2019: for each day a file of invocations per minute, one of the percentiles of durations and
//! one of the memory of applications.

use std::collections::BTreeMap;

use super::azure;
use super::numbers::count;
use super::table::{self, Columns, Row};
use crate::import::format::Format;
use crate::import::gathered::{Arrival, Counted, Durations, FunctionIndex};
use crate::import::input::{Input, ReadError};
use crate::import::instant::SECOND;
use crate::import::reading::Reading;

pub(super) const INVOCATIONS: Format = Format {
    kind: "azure-2019-invocations",
    title: "invocations per minute of Azure's trace of 2019",
    is_like: |head| head.has_columns(&["hashfunction", "1", "2"]),
    read: invocations,
};

pub(super) const DURATIONS: Format = Format {
    kind: "azure-2019-durations",
    title: "durations of Azure's trace of 2019",
    is_like: |head| head.has_columns(&["hashfunction", "average", "count"]),
    read: durations,
};

pub(super) const MEMORY: Format = Format {
    kind: "azure-2019-memory",
    title: "memory of Azure's trace of 2019",
    is_like: |head| head.has_columns(&["hashapp", "averageallocatedmb"]),
    read: memory,
};

const MINUTE: i64 = 60 * SECOND;

/// Where the hashes stand.
struct Hashes {
    app: Option<usize>,
    function: Option<usize>,
}

impl Hashes {
    fn new(columns: &Columns) -> Self {
        Self {
            app: columns.place("hashapp"),
            function: columns.place("hashfunction"),
        }
    }

    fn app<'a>(&self, row: &'a Row<'_>) -> &'a str {
        self.app.map_or("", |place| row.cell(place))
    }

    fn function<'a>(&self, row: &'a Row<'_>) -> &'a str {
        self.function.map_or("", |place| row.cell(place))
    }

    /// The name of the function of a row.
    fn name(&self, row: &Row<'_>) -> Result<String, &'static str> {
        match self.function(row) {
            "" => Err("has no hash of a function"),
            function => Ok(azure::name(self.app(row), function)),
        }
    }
}

fn invocations(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let day = day(reading.path());
    reading.assume("the trace has no date: its minutes count from the start of day 1");
    let start = |columns: Columns| {
        let mut minutes = columns.numbered();
        minutes.retain(|(_, minute)| (1..=1_000_000).contains(minute));
        Ok((Hashes::new(&columns), minutes))
    };
    table::read(input, start, |(hashes, minutes), row| {
        reading.row();
        let taken = hashes
            .name(row)
            .and_then(|name| Ok((name, per_minute(minutes, row)?)));
        let (name, counts) = match taken {
            Ok(taken) => taken,
            Err(reason) => return reading.skip(reason, row.line),
        };
        let function = reading.function(None, &name);
        let last = counts.len().saturating_sub(1);
        for (index, (minute, requests)) in counts.into_iter().enumerate() {
            // Most minutes of most functions are quiet. The first and the last say how long the recording is.
            if requests > 0 || index == 0 || index == last {
                let minutes = day * 1440 + i64::from(minute) - 1;
                let counted = Counted {
                    start: Arrival::Offset(minutes * MINUTE),
                    length: MINUTE,
                    requests,
                    errors: None,
                };
                reading.counted_in_row(function, &counted);
            }
        }
        reading.use_row();
    })?;
    Ok(())
}

/// Requests of each minute of a row.
fn per_minute(minutes: &[(usize, u32)], row: &Row<'_>) -> Result<Vec<(u32, u64)>, &'static str> {
    let count = |(place, minute): &(usize, u32)| match row.cell(*place) {
        "" => Some((*minute, 0)),
        cell => Some((*minute, count(cell)?)),
    };
    let counts: Option<Vec<(u32, u64)>> = minutes.iter().map(count).collect();
    let counts = counts.ok_or("has a count that is no whole number")?;
    if counts.iter().all(|(_, requests)| *requests == 0) {
        return Err("has no invocations");
    }
    Ok(counts)
}

/// The day that a file's name says, from 0: `invocations_per_function_md.anon.d03.csv` is 2.
fn day(path: &str) -> i64 {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let words = name.split(['.', '_', '-']);
    let day = |word: &str| {
        let digits = word.strip_prefix('d')?;
        let is_day = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|_| is_day)
    };
    words
        .filter_map(day)
        .next_back()
        .map_or(0, |day| (day - 1).max(0))
}

/// Where the figures of durations stand.
struct Figures {
    hashes: Hashes,
    average: Option<usize>,
    count: Option<usize>,
    quantiles: Vec<(usize, f64)>,
}

fn durations(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    reading.assume(
        "percentiles are those of 30-second averages, read as percentiles of single invocations",
    );
    let start = |columns: Columns| {
        let percent = [1, 25, 50, 75, 99].map(|percent| {
            let place = columns.place(&format!("percentile_average_{percent}"));
            place.map(|place| (place, f64::from(percent) / 100.0))
        });
        let ends = [("minimum", 0.0), ("maximum", 1.0)]
            .map(|(name, share)| columns.place(name).map(|place| (place, share)));
        Ok(Figures {
            hashes: Hashes::new(&columns),
            average: columns.place("average"),
            count: columns.place("count"),
            quantiles: percent.into_iter().chain(ends).flatten().collect(),
        })
    };
    table::read(input, start, |figures, row| {
        reading.row();
        let name = figures.hashes.name(row);
        match name.and_then(|name| Ok((name, figures.durations(row)?))) {
            Ok((name, durations)) => {
                let function = reading.function(None, &name);
                reading.durations(function, durations);
                reading.use_row();
            }
            Err(reason) => reading.skip(reason, row.line),
        }
    })?;
    Ok(())
}

impl Figures {
    fn durations(&self, row: &Row<'_>) -> Result<Durations, &'static str> {
        let number = |place: usize| row.number(place).filter(|number| *number >= 0.0);
        let mean_ms = self
            .average
            .and_then(number)
            .ok_or("has no average duration")?;
        let requests = self
            .count
            .and_then(number)
            .ok_or("has no count of invocations")?;
        let quantile = |(place, share): &(usize, f64)| Some((*share, number(*place)?));
        Ok(Durations {
            requests,
            interval: None,
            mean_ms: Some(mean_ms),
            quantiles: self.quantiles.iter().filter_map(quantile).collect(),
        })
    }
}

fn memory(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let known = reading
        .known()
        .map(|(index, name)| (name.to_owned(), index));
    let known: BTreeMap<String, FunctionIndex> = known.collect();
    reading.assume(
        "the memory of a function is the average that its application had allocated, not a size that was set",
    );
    let start = |columns: Columns| {
        let average = columns.place("averageallocatedmb");
        Ok((Hashes::new(&columns), average))
    };
    table::read(input, start, |(hashes, average), row| {
        reading.row();
        let megabytes = average.and_then(|place| row.number(place));
        let Some(megabytes) = megabytes.filter(|number| (0.0..1e9).contains(number)) else {
            return reading.skip("has no average memory", row.line);
        };
        let functions = match hashes.name(row) {
            Ok(name) => vec![reading.function(None, &name)],
            Err(_) => of_application(&known, hashes.app(row)),
        };
        if functions.is_empty() {
            let reason = "is the memory of an application of which no function was read: import the invocations, too";
            return reading.skip(reason, row.line);
        }
        for function in functions {
            reading.memory(function, (megabytes.round() as u32).max(1));
        }
        reading.use_row();
    })?;
    Ok(())
}

/// The functions of an application.
fn of_application(known: &BTreeMap<String, FunctionIndex>, app: &str) -> Vec<FunctionIndex> {
    let prefix = azure::prefix(app);
    let from = known.range(prefix.clone()..);
    from.take_while(|(name, _)| name.starts_with(&prefix))
        .map(|(_, index)| *index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn the_name_of_a_file_says_its_day() {
        assert_eq!(day("x/invocations_per_function_md.anon.d01.csv"), 0);
        assert_eq!(day("invocations_per_function_md.anon.d14.csv.gz"), 13);
        assert_eq!(day("d03/dump.csv"), 0, "only the file's own name counts");
        assert_eq!(day("d00.csv"), 0);
    }
}
