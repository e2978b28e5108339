//! What the pictures of a comparison show of it: no more than its files hold, and to the same digit.
//!
//! They are drawn from this alone, which a comparison fills from its results and `burstsim plot` from the files: both draw
//! the same picture, to the byte. Knows comparisons; must not know files, nor how anything is drawn.

use crate::measures::Measure;
use crate::report::cells::written_fraction;
use crate::report::figures::number;
use crate::scenario::{Platform, Scenario};
use crate::study::Scope;
use crate::study::compare::break_even::Point;
use crate::study::compare::capacity::Capacity;
use crate::study::compare::{BreakEven, Comparison, Waiting, variant};

/// Variants, the baseline first.
#[derive(Clone, Debug)]
pub(in crate::report) struct Compared<'a> {
    pub(in crate::report) variants: Vec<ComparedVariant<'a>>,
    /// Functions of any variant.
    pub(in crate::report) functions: usize,
    pub(in crate::report) replications: u64,
    /// Whether every variant met the same requests.
    pub(in crate::report) same_requests: bool,
    /// Intervals of the variant that lasts longest.
    pub(in crate::report) intervals: usize,
    /// Of platforms, with their costs against the load.
    pub(in crate::report) break_even: Option<BreakEven>,
}

/// What pictures show of a variant.
#[derive(Clone, Debug)]
pub(in crate::report) struct ComparedVariant<'a> {
    pub(in crate::report) name: String,
    pub(in crate::report) scenario: &'a Scenario,
    /// The first variant that gave the same results; often itself.
    pub(in crate::report) first_like: usize,
    pub(in crate::report) platform: Option<Platform>,
    pub(in crate::report) curves: Curves,
    /// Of platforms.
    pub(in crate::report) capacity: Vec<Capacity>,
    /// What waits in queues, by scope, the account first; without rows where there is no queue. Files have been read of
    /// the account alone, which is all that pictures show.
    pub(in crate::report) waiting: Vec<Vec<Waiting>>,
}

/// A value for each interval of a variant: of a single function the largest, of several the means, which add up.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Curves {
    pub(in crate::report) instances: Vec<f64>,
    pub(in crate::report) open: Vec<f64>,
    pub(in crate::report) throttles: Vec<f64>,
    pub(in crate::report) failures: Vec<f64>,
}

/// What a curve is of, and what stands in for it where it is not known: one after the other as in [`Curves`].
pub(in crate::report) const CURVES: [[Measure; 2]; 4] = [
    [Measure::EnvironmentsMax, Measure::EnvironmentsMean],
    [Measure::OpenMax, Measure::OpenMean],
    [Measure::Throttles, Measure::Throttles],
    [Measure::Errors, Measure::Errors],
];

impl Curves {
    /// What each of [`CURVES`] is.
    pub(in crate::report) fn each(values: impl FnMut([Measure; 2]) -> Vec<f64>) -> Self {
        let [instances, open, throttles, failures] = CURVES.map(values);
        Self {
            instances,
            open,
            throttles,
            failures,
        }
    }

    fn of(comparison: &Comparison, variant: usize) -> Self {
        let series = comparison.series(variant);
        Self::each(|[measure, otherwise]| {
            let known = series.mean(Scope::Account, measure);
            let known = known.or_else(|| series.mean(Scope::Account, otherwise));
            let values = known.unwrap_or_default().into_iter();
            values.map(written_fraction).collect()
        })
    }
}

impl<'a> Compared<'a> {
    pub(in crate::report) fn of(comparison: &'a Comparison, even: Option<&BreakEven>) -> Self {
        let variants = comparison.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| ComparedVariant {
            name: variant.name.clone(),
            scenario: &variant.scenario,
            first_like: comparison.first_like(index),
            platform: variant.platform,
            curves: Curves::of(comparison, index),
            capacity: comparison.capacity(index).means().map(written).collect(),
            waiting: waiting(comparison, index),
        });
        Self {
            variants: variants.collect(),
            functions: comparison.functions().len(),
            replications: comparison.replications(),
            same_requests: comparison.same_requests(),
            intervals: comparison.starts().len(),
            break_even: even.map(written_even),
        }
    }

    pub(in crate::report) fn is_of_platforms(&self) -> bool {
        let mut variants = self.variants.iter();
        variants.any(|variant| variant.platform.is_some())
    }

    /// Whether any variant has a source with a queue.
    pub(in crate::report) fn has_queues(&self) -> bool {
        let mut scopes = self.variants.iter().flat_map(|variant| &variant.waiting);
        scopes.any(|rows| !rows.is_empty())
    }

    /// All variants with the results of this one, itself among them.
    pub(in crate::report) fn alike(
        &self,
        index: usize,
    ) -> impl Iterator<Item = &ComparedVariant<'a>> {
        let first = self.variants.get(index).map(|one| one.first_like);
        let variants = self.variants.iter();
        variants.filter(move |one| Some(one.first_like) == first)
    }

    pub(in crate::report) fn same_duration(&self) -> bool {
        variant::last_equally_long(self.scenarios())
    }

    pub(in crate::report) fn scenarios(&self) -> impl Iterator<Item = &'a Scenario> + '_ {
        self.variants.iter().map(|variant| variant.scenario)
    }

    /// The scenario that lasts longest, the first of those.
    pub(in crate::report) fn longest(&self) -> Option<&'a Scenario> {
        variant::longest(self.scenarios())
    }
}

fn written(capacity: Capacity) -> Capacity {
    Capacity {
        paid: written_fraction(capacity.paid),
        used: written_fraction(capacity.used),
    }
}

/// As `queues.csv` has it.
fn waiting(comparison: &Comparison, variant: usize) -> Vec<Vec<Waiting>> {
    let series = comparison.waiting(variant);
    let written = |one: Waiting| Waiting {
        backlog: written_fraction(one.backlog),
        oldest_age_s: written_fraction(one.oldest_age_s),
    };
    let scopes = comparison.scopes();
    scopes
        .map(|scope| series.means(scope).map(written).collect())
        .collect()
}

/// As `comparison.json` has it.
fn written_even(even: &BreakEven) -> BreakEven {
    let all = |values: &[f64]| values.iter().copied().map(short).collect();
    let mut even = even.clone();
    for point in &mut even.points {
        *point = Point {
            factor: point.factor,
            per_second: short(point.per_second),
            usd: all(&point.usd),
            given_up: all(&point.given_up),
        };
    }
    for crossing in &mut even.crossings {
        crossing.per_second = short(crossing.per_second);
        crossing.usd = short(crossing.usd);
    }
    even
}

fn short(value: f64) -> f64 {
    number(value).unwrap_or(value)
}
