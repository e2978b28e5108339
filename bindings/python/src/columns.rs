//! Of which type each column of each CSV file is: the one place that says so.
//!
//! A type follows from the names of a file and its columns and never from what stands in the cells, so that a table has
//! the same types whatever was simulated. A column that is not named here is an error, which a test over all results
//! meets first.

use burstsim::measures::Measure;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words of which there are few: dictionary-encoded.
    Text,
    /// A count: 64-bit integer.
    Count,
    /// Any other number: 64-bit float.
    Number,
    /// `true` or `false`.
    Flag,
}

impl Kind {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Count => "count",
            Self::Number => "number",
            Self::Flag => "flag",
        }
    }
}

/// The columns of a file by their types.
struct File {
    name: &'static str,
    texts: &'static [&'static str],
    counts: &'static [&'static str],
    numbers: &'static [&'static str],
    flags: &'static [&'static str],
    others: Others,
}

/// What columns are that have no name of their own.
enum Others {
    /// There are none.
    None,
    /// Means of measures, and the ends of their intervals.
    Measures,
    /// Keys of the scenario with the values that were swept, as they were given.
    Keys,
}

/// A file without columns.
const EMPTY: File = File {
    name: "",
    texts: &[],
    counts: &[],
    numbers: &[],
    flags: &[],
    others: Others::None,
};

/// The files, some of which a run has and some a study.
const FILES: [File; 17] = [
    File {
        name: "timeseries.csv",
        texts: &["function"],
        counts: &[
            "arrivals",
            "attempts",
            "invocations",
            "provisioned_invocations",
            "cold_starts",
            "throttles",
            "throttles_scaling",
            "throttles_concurrency",
            "throttles_rate",
            "given_up",
            "completions",
            "in_flight_max",
            "open_max",
            "environments_max",
            "provisioned_allocated",
            "provisioned_busy_max",
            "errors",
            "function_errors",
            "timeouts",
        ],
        numbers: &[
            "time_s",
            "in_flight_mean",
            "open_mean",
            "environments_mean",
            "latency_p50_ms",
            "latency_p99_ms",
        ],
        ..EMPTY
    },
    File {
        name: "account.csv",
        counts: &[
            "concurrency_max",
            "claimed_max",
            "unreserved_in_flight_max",
            "throttles",
        ],
        numbers: &["time_s", "scaling_tokens"],
        ..EMPTY
    },
    File {
        name: "sources.csv",
        texts: &["function", "kind"],
        counts: &[
            "source",
            "received",
            "delivered",
            "deleted",
            "retried",
            "dead_lettered",
            "dropped",
            "backlog_max",
            "concurrency_max",
            "pollers",
        ],
        numbers: &["time_s", "oldest_age_s"],
        ..EMPTY
    },
    File {
        name: "services.csv",
        texts: &["service"],
        counts: &[
            "arrivals",
            "completions",
            "rejected",
            "timed_out",
            "queue_max",
            "in_flight_max",
            "tasks_running",
            "tasks_pending",
            "instances_running",
            "instances_pending",
        ],
        numbers: &[
            "time_s",
            "cpu_utilization",
            "latency_p50_ms",
            "latency_p99_ms",
        ],
        ..EMPTY
    },
    File {
        name: "cloudwatch.csv",
        texts: &["function", "metric", "statistic"],
        numbers: &["time_s", "value"],
        ..EMPTY
    },
    File {
        name: "bill.csv",
        texts: &["period", "function", "line", "unit", "price_of"],
        numbers: &["quantity", "price_usd", "amount_usd"],
        flags: &["stand_in"],
        ..EMPTY
    },
    File {
        name: "environments.csv",
        texts: &["function", "environment", "event"],
        counts: &["request"],
        numbers: &["start_s", "ready_s", "end_s"],
        ..EMPTY
    },
    File {
        name: "replications.csv",
        texts: &["function", "metric"],
        counts: &["replication"],
        numbers: &["value"],
        ..EMPTY
    },
    File {
        name: "bands.csv",
        texts: &["function", "metric"],
        counts: &["n"],
        numbers: &["time_s", "mean", "low", "high"],
        ..EMPTY
    },
    File {
        name: "explanation.csv",
        texts: &[
            "trouble",
            "function",
            "limit",
            "setting",
            "moves_throttling_to",
        ],
        counts: &[
            "count",
            "value_now",
            "value_needed",
            "left_at_most",
            "run_throttles",
            "run_cold_starts",
            "period_throttles",
            "period_cold_starts",
        ],
        numbers: &["from_s", "to_s", "run_cost_usd"],
        flags: &["searched", "confirmed"],
        ..EMPTY
    },
    File {
        name: "comparison.csv",
        texts: &["variant", "function", "metric", "finding"],
        counts: &["n"],
        numbers: &[
            "mean",
            "ci_low",
            "ci_high",
            "difference",
            "difference_low",
            "difference_high",
        ],
        flags: &["significant"],
        ..EMPTY
    },
    File {
        name: "capacity.csv",
        texts: &["variant"],
        numbers: &["time_s", "capacity_paid", "capacity_used"],
        ..EMPTY
    },
    File {
        name: "break-even.csv",
        texts: &["platform"],
        numbers: &[
            "factor",
            "requests_per_second",
            "monthly_cost_usd",
            "given_up_rate",
        ],
        ..EMPTY
    },
    File {
        name: "size.csv",
        texts: &["mark", "verdict"],
        counts: &[
            "replications",
            "hour",
            "min",
            "least_min",
            "provisioned_concurrency",
            "reserved_concurrency",
            "account_concurrency",
            "maximum_concurrency",
            "provisioned_pollers",
            "shards",
            "minimum_tasks",
            "maximum_tasks",
            "minimum_instances",
            "cpu_headroom",
        ],
        numbers: &["time_s", "target"],
        flags: &["met"],
        others: Others::Measures,
    },
    File {
        name: "sweep.csv",
        texts: &["function", "metric"],
        counts: &["point", "n"],
        numbers: &["mean", "ci_low", "ci_high"],
        others: Others::Keys,
        ..EMPTY
    },
    File {
        name: "backtest.csv",
        texts: &["function", "quantity"],
        numbers: &["time_s", "measured", "simulated", "low", "high"],
        ..EMPTY
    },
    File {
        name: "validation.csv",
        texts: &["reference", "case", "rule", "verdict", "note", "source"],
        numbers: &["expected", "simulated", "ci95_low", "ci95_high"],
        ..EMPTY
    },
];

/// `timeseries.csv` of a comparison: means over replications, also of what one run counts.
const SERIES_OF_VARIANTS: File = File {
    name: "timeseries.csv",
    texts: &["variant", "function"],
    numbers: &["time_s"],
    others: Others::Measures,
    ..EMPTY
};

/// Whether a file of a result is a table; others that end in `.csv` are data that the scenario names.
pub(crate) fn is_table(name: &str) -> bool {
    FILES.iter().any(|file| file.name == name)
}

/// The types of the columns of a file; the name of the first of which nobody has said it.
pub(crate) fn kinds(name: &str, header: &[String]) -> Result<Vec<Kind>, String> {
    let is_of_variants = header.first().is_some_and(|first| first == "variant");
    let file = match (name, is_of_variants) {
        ("timeseries.csv", true) => Some(&SERIES_OF_VARIANTS),
        _ => FILES.iter().find(|file| file.name == name),
    };
    let columns = header.iter();
    let kinds = columns.map(|column| {
        let kind = file.and_then(|file| file.kind(column));
        kind.ok_or_else(|| column.clone())
    });
    kinds.collect()
}

impl File {
    fn kind(&self, column: &str) -> Option<Kind> {
        let named = [
            (self.texts, Kind::Text),
            (self.counts, Kind::Count),
            (self.numbers, Kind::Number),
            (self.flags, Kind::Flag),
        ];
        let found = named.iter().find(|(names, _)| names.contains(&column));
        found.map(|(_, kind)| *kind).or(match self.others {
            Others::None => None,
            Others::Measures => is_of_measure(column).then_some(Kind::Number),
            Others::Keys => Some(Kind::Text),
        })
    }
}

/// Whether a column is a measure, or an end of its interval.
fn is_of_measure(column: &str) -> bool {
    let ends = ["_low", "_high"];
    let mean = ends.iter().find_map(|end| column.strip_suffix(end));
    let is = |name: &str| {
        let mut all = Measure::ALL.iter();
        all.any(|measure| measure.column() == name || measure.series_column() == name)
    };
    is(column) || mean.is_some_and(is)
}
