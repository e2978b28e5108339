//! What a source has to say: a request, a count, durations summed up, a datapoint, and which function it is about.

use std::collections::BTreeMap;

use crate::import::instant::Instant;

/// A function of what was read, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) struct FunctionIndex(pub(super) usize);

impl FunctionIndex {
    /// The number.
    pub(in crate::import) fn number(self) -> usize {
        self.0
    }
}

/// When a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Arrival {
    /// At an instant.
    At(Instant),
    /// This many nanoseconds after the start of a recording that has no date.
    Offset(i64),
    /// The source does not say.
    Unknown,
}

/// One finished request, as a log has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::import) struct Invocation {
    /// When it came.
    pub(in crate::import) arrival: Arrival,
    /// How long the function (or, seen from a client, the answer) took, initialisation apart, in milliseconds.
    pub(in crate::import) duration_ms: Option<f64>,
    /// The initialisation that it waited for.
    pub(in crate::import) init_ms: Option<f64>,
    /// Whether it met a cold start, if the source can tell.
    pub(in crate::import) cold: Option<bool>,
    /// Whether it failed, if the source can tell.
    pub(in crate::import) error: Option<bool>,
    /// What served it: a number that is the same for the same environment.
    pub(in crate::import) environment: Option<u64>,
}

/// Requests that were counted in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) struct Counted {
    /// When the interval began: an instant, or an offset where the recording has no date.
    pub(in crate::import) start: Arrival,
    /// Its length in nanoseconds.
    pub(in crate::import) length: i64,
    /// Requests in it.
    pub(in crate::import) requests: u64,
    /// Those that failed, if the source can tell.
    pub(in crate::import) errors: Option<u64>,
}

/// What a source says of the durations of many requests at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::import) struct Durations {
    /// How many requests; the weight of the figures.
    pub(in crate::import) requests: f64,
    /// When its interval began, and its length in nanoseconds.
    pub(in crate::import) interval: Option<(Instant, i64)>,
    /// Mean in milliseconds.
    pub(in crate::import) mean_ms: Option<f64>,
    /// Probability and quantile in milliseconds, in any order.
    pub(in crate::import) quantiles: Vec<(f64, f64)>,
}

/// A statistic of CloudWatch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::import) enum Statistic {
    /// Sum of the values.
    Sum,
    /// Mean.
    Average,
    /// Least value.
    Minimum,
    /// Largest value.
    Maximum,
    /// Number of values.
    SampleCount,
    /// A percentile: `p99` is 0.99.
    Percentile(f64),
}

/// A datapoint of a metric of `AWS/Lambda`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct Datapoint<'a> {
    /// The metric, by AWS's name.
    pub(in crate::import) metric: &'a str,
    /// Its statistic.
    pub(in crate::import) statistic: Statistic,
    /// When its period began.
    pub(in crate::import) start: Instant,
    /// Its length in nanoseconds.
    pub(in crate::import) period: i64,
    /// The value, in the metric's unit.
    pub(in crate::import) value: f64,
}

/// What a query of CloudWatch asks for. Its answer names it by an id only.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::import) struct Query {
    /// The namespace, `AWS/Lambda` or another.
    pub(in crate::import) namespace: Option<String>,
    /// The metric, by AWS's name.
    pub(in crate::import) metric: Option<String>,
    /// The dimensions, by name.
    pub(in crate::import) dimensions: BTreeMap<String, String>,
    /// The statistic, as it is written.
    pub(in crate::import) statistic: Option<String>,
    /// Its period in seconds.
    pub(in crate::import) period_s: Option<f64>,
    /// What is computed instead of a metric: `m1/m2*100`, `SEARCH(...)`, `SELECT ...`.
    pub(in crate::import) expression: Option<String>,
    /// The label that the answer is to have.
    pub(in crate::import) label: Option<String>,
    /// The Region, if it says it.
    pub(in crate::import) region: Option<String>,
}

/// Whose a datapoint is.
#[derive(Clone, Copy, Debug)]
pub(in crate::import) enum MetricOf<'a> {
    /// The account, in a Region if that is known.
    Account(Option<&'a str>),
    /// A function.
    Function(FunctionIndex),
}

impl Statistic {
    /// By CloudWatch's name: `Sum`, `Average`, `p99`.
    pub(in crate::import) fn name(self) -> String {
        match self {
            Self::Sum => "Sum".to_owned(),
            Self::Average => "Average".to_owned(),
            Self::Minimum => "Minimum".to_owned(),
            Self::Maximum => "Maximum".to_owned(),
            Self::SampleCount => "SampleCount".to_owned(),
            Self::Percentile(share) => format!("p{}", (share * 1e6).round() / 1e4),
        }
    }

    /// Reads CloudWatch's name of a statistic.
    pub(in crate::import) fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            text if text.eq_ignore_ascii_case("sum") => Some(Self::Sum),
            text if text.eq_ignore_ascii_case("average") => Some(Self::Average),
            text if text.eq_ignore_ascii_case("minimum") => Some(Self::Minimum),
            text if text.eq_ignore_ascii_case("maximum") => Some(Self::Maximum),
            text if text.eq_ignore_ascii_case("samplecount") => Some(Self::SampleCount),
            text if text.eq_ignore_ascii_case("median") => Some(Self::Percentile(0.5)),
            text => {
                let percent: f64 = text.strip_prefix(['p', 'P'])?.parse().ok()?;
                (0.0..=100.0)
                    .contains(&percent)
                    .then_some(Self::Percentile(percent / 100.0))
            }
        }
    }
}
