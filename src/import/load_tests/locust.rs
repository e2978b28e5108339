//! Locust: the history of its statistics (`_stats_history.csv`).
//!
//! A row has what was counted until its time; the rows named `Aggregated` have all endpoints together. The percentiles
//! of a row are those of the last ten seconds, while mean, median and extremes are those of all requests so far.

use std::collections::BTreeMap;

use super::super::format::Format;
use super::super::gathered::{Arrival, Counted, Durations};
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::instant::{Instant, SECOND};
use super::super::reading::Reading;
use super::client::{self, duration};
use super::table::{Row, Shape, rows};

const HEADER: [&str; 2] = ["timestamp", "name"];
const REQUESTS: &[&str] = &["total request count", "# requests"];
const FAILURES: &[&str] = &["total failure count", "# failures"];
const MEDIAN: &[&str] = &["total median response time", "median response time"];
const MEAN: &[&str] = &["total average response time", "average response time"];
const SHORTEST: &[&str] = &["total min response time", "min response time"];
const LONGEST: &[&str] = &["total max response time", "max response time"];

const BROKEN: &str = "is cut off or not a row of Locust's history";

/// Over how long the percentiles of a row are taken.
const WINDOW: i64 = 10 * SECOND;

const PERCENTILES: [(&str, f64); 11] = [
    ("50%", 0.5),
    ("66%", 0.66),
    ("75%", 0.75),
    ("80%", 0.8),
    ("90%", 0.9),
    ("95%", 0.95),
    ("98%", 0.98),
    ("99%", 0.99),
    ("99.9%", 0.999),
    ("99.99%", 0.9999),
    ("100%", 1.0),
];

pub(super) const HISTORY: Format = Format {
    kind: "locust_history",
    title: "a history of Locust",
    is_like: |head| head.has_columns(&HEADER) && has_one_of(head, REQUESTS),
    read,
};

pub(super) const TOTALS: Format = Format {
    kind: "locust_totals",
    title: "totals of Locust",
    is_like: is_like_totals,
    read: |_, _| {
        let reason = "has totals only: there is no time in it; \
                      take the _stats_history.csv that `locust --csv` writes beside it";
        Err(ReadError::refused(reason))
    },
};

fn has_one_of(head: &Head, names: &[&str]) -> bool {
    names.iter().any(|name| head.has_columns(&[name]))
}

/// `_stats.csv`, `_failures.csv`, `_exceptions.csv`, and the `_requests.csv` and `_distribution.csv` of old.
fn is_like_totals(head: &Head) -> bool {
    let columns: [&[&str]; 6] = [
        &["name", "request count", "failure count"],
        &["name", "# requests", "# failures"],
        &["name", "# requests", "50%"],
        &["method", "name", "error", "occurrences"],
        &["count", "message", "traceback"],
        &["name", "occurrences", "error"],
    ];
    columns.iter().any(|columns| head.has_columns(columns))
}

/// What the rows so far have said.
#[derive(Default)]
struct So {
    /// Time, requests and failures of the row before.
    before: Option<(Instant, u64, u64)>,
    /// Requests and their durations since the percentiles were last taken.
    window: Option<(Instant, u64)>,
    /// Milliseconds and how many requests took so long, put together from percentiles; Locust rounds them, so that
    /// they are few.
    taken: BTreeMap<u64, f64>,
    last: Option<Durations>,
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut so = So::default();
    rows(input, &Shape::with_header(&HEADER), |row| {
        reading.row();
        match row.get(&["name"]) {
            _ if !row.is_whole() => reading.skip(BROKEN, row.line),
            "Aggregated" | "Total" => so.take(reading, row),
            _ => reading.skip(
                "is one endpoint, already included in the Aggregated row",
                row.line,
            ),
        }
        Ok(())
    })?;
    if let Some(mut durations) = so.last {
        durations.quantiles = quantiles(&durations.quantiles, &so.taken);
        let function = client::function(reading);
        reading.durations(function, durations);
    }
    Ok(())
}

impl So {
    fn take(&mut self, reading: &mut Reading<'_>, row: &Row<'_>) {
        let count = |names| duration(row.get(names)).and_then(client::count);
        let (Some(at), Some(requests)) = (reading.time(row.get(&["timestamp"])), count(REQUESTS))
        else {
            reading.skip(BROKEN, row.line);
            return;
        };
        let failures = count(FAILURES).unwrap_or(0);
        let (start, requests_before, failures_before) = match self.before {
            Some((time, ..)) if time > at => {
                reading.skip("is earlier than the row before it", row.line);
                return;
            }
            Some((time, before, _)) if time == at && before >= requests => {
                reading.skip("repeats the row before it", row.line);
                return;
            }
            // A last row may follow within the same second.
            Some((time, before, failures)) if time == at => {
                (Instant(at.0.saturating_sub(SECOND)), before, failures)
            }
            // Fewer than before: the statistics were reset.
            Some((time, before, _)) if before > requests => (time, 0, 0),
            Some(before) => before,
            None => (Instant(at.0.saturating_sub(SECOND)), 0, 0),
        };
        self.before = Some((at, requests, failures));
        let new = requests - requests_before;
        self.percentiles(row, at, new);
        if requests > 0 {
            self.last = Some(durations(row, requests));
        }
        reading.assume("requests are counted when they finished, not when they were sent");
        let counted = Counted {
            start: Arrival::At(start),
            length: at.0.saturating_sub(start.0),
            requests: new,
            errors: Some(failures.saturating_sub(failures_before)),
        };
        let function = client::function(reading);
        reading.counted(function, &counted);
    }

    /// Takes the percentiles of every tenth second for the requests of these ten seconds.
    fn percentiles(&mut self, row: &Row<'_>, at: Instant, new: u64) {
        let (since, requests) = self.window.unwrap_or((at, 0));
        let requests = requests + new;
        self.window = Some((since, requests));
        if requests == 0 || at.0.saturating_sub(since.0) < WINDOW {
            return;
        }
        // What lies between two percentiles is taken half for the lower and half for the upper.
        let mut below: Option<(f64, u64)> = None;
        for (name, share) in PERCENTILES {
            let Some(milliseconds) = duration(row.get(&[name])).filter(|ms| *ms > 0.0) else {
                continue;
            };
            let milliseconds = milliseconds.round() as u64;
            let (share_below, lower) = below.unwrap_or((0.0, milliseconds));
            let half = (share - share_below) * requests as f64 / 2.0;
            *self.taken.entry(lower).or_default() += half;
            *self.taken.entry(milliseconds).or_default() += half;
            below = Some((share, milliseconds));
        }
        self.window = Some((at, 0));
    }
}

/// Mean, median and extremes of all requests so far.
fn durations(row: &Row<'_>, requests: u64) -> Durations {
    let of = [(0.0, SHORTEST), (0.5, MEDIAN), (1.0, LONGEST)];
    let quantile =
        |(share, names)| duration(row.get(names)).map(|milliseconds| (share, milliseconds));
    Durations {
        requests: requests as f64,
        interval: None,
        mean_ms: duration(row.get(MEAN)),
        quantiles: of.into_iter().filter_map(quantile).collect(),
    }
}

/// Adds to the median and the extremes the percentiles between them that the rows have together.
fn quantiles(known: &[(f64, f64)], taken: &BTreeMap<u64, f64>) -> Vec<(f64, f64)> {
    let mut all = known.to_vec();
    let find = |share: f64| {
        known
            .iter()
            .find(|(known, _)| *known == share)
            .map(|(_, ms)| *ms)
    };
    let (Some(median), Some(longest)) = (find(0.5), find(1.0)) else {
        return all;
    };
    let total: f64 = taken.values().sum();
    for (_, share) in PERCENTILES
        .into_iter()
        .filter(|(_, share)| (0.6..0.995).contains(share))
    {
        let mut below = 0.0;
        let reached = taken.iter().find(|(_, requests)| {
            below += **requests;
            below >= share * total - 1e-9
        });
        if let Some((milliseconds, _)) = reached {
            all.push((
                share,
                (*milliseconds as f64).clamp(median, longest.max(median)),
            ));
        }
    }
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    all
}
