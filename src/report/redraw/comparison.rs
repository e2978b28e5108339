//! The files of a comparison, read back.
//!
//! Knows their columns and keys by name, so that more may be added; must not know what is drawn of them.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde_json::Value;

use super::RedrawError;
use super::table::Table;
use super::tables::TIMESERIES;
use crate::report::cells;
use crate::report::compared::{Compared, ComparedVariant, Curves};
use crate::report::folder::EarlierResult;
use crate::scenario::{Platform, Scenario};
use crate::study::compare::break_even::{Crossing, Point};
use crate::study::compare::capacity::Capacity;
use crate::study::compare::{BreakEven, Waiting};

const COMPARISON: &str = "comparison.json";
const CAPACITY: &str = "capacity.csv";
const QUEUES: &str = "queues.csv";
/// More rows than any comparison writes of a variant would only fill the memory.
const MOST_INTERVALS: usize = 1 << 24;

/// The resolved scenarios among the files of a result, in the order of the variants.
pub(super) fn scenarios(files: &[String]) -> Vec<String> {
    let is_scenario = |name: &&String| name.starts_with("variants/") && name.ends_with(".toml");
    files.iter().filter(is_scenario).cloned().collect()
}

/// What the files say of variants of these scenarios.
pub(super) fn compared<'a>(
    result: &impl EarlierResult,
    (manifest, files): (&Value, &[String]),
    scenarios: &'a [Scenario],
) -> Result<Compared<'a>, RedrawError> {
    let tree = json(result)?;
    let variants = tree["variants"].as_array().map_or(&[][..], Vec::as_slice);
    if variants.len() != scenarios.len() || variants.is_empty() {
        let (has, found) = (variants.len(), scenarios.len());
        return Err(malformed(format!(
            "it has {has} variants, and there are {found} scenarios in variants/"
        )));
    }
    let name = |variant: &Value| variant["name"].as_str().map(str::to_owned);
    let names: Option<Vec<String>> = variants.iter().map(name).collect();
    let names = names.ok_or_else(|| malformed("a variant has no `name`".to_owned()))?;
    let (mut curves, functions, intervals) = curves(result, &names)?;
    let mut capacity = match variants.iter().any(|one| one.get("on_platform").is_some()) {
        true => capacity(result)?,
        false => BTreeMap::new(),
    };
    let mut waiting = if files.iter().any(|file| file == QUEUES) {
        waiting(result)?
    } else {
        BTreeMap::new()
    };
    let variants = variants.iter().zip(scenarios).zip(&names).enumerate();
    let variants = variants.map(|(index, ((variant, scenario), name))| {
        let first_like = match variant["same_as"].as_str() {
            None => index,
            Some(first) => names
                .iter()
                .position(|other| other == first)
                .ok_or_else(|| malformed(format!("`{first}` in `same_as` is no variant")))?,
        };
        let platform = variant.get("on_platform").map(|one| &one["platform"]);
        Ok(ComparedVariant {
            name: name.clone(),
            scenario,
            first_like,
            platform: platform.map(platform_of).transpose()?,
            curves: curves.remove(&cells::name(name)).unwrap_or_default(),
            capacity: capacity.remove(&cells::name(name)).unwrap_or_default(),
            waiting: waiting.remove(&cells::name(name)).into_iter().collect(),
        })
    });
    let variants: Result<Vec<ComparedVariant<'a>>, RedrawError> = variants.collect();
    let variants = variants?;
    let platforms: Vec<Platform> = variants.iter().filter_map(|one| one.platform).collect();
    let even = tree.get("break_even");
    Ok(Compared {
        variants,
        functions,
        replications: manifest["replications"].as_u64().unwrap_or(1),
        same_requests: tree["same_requests"].as_bool().unwrap_or(true),
        intervals,
        break_even: even.map(|even| break_even(even, platforms)).transpose()?,
    })
}

fn json(result: &impl EarlierResult) -> Result<Value, RedrawError> {
    let mut bytes = Vec::new();
    let read = result.open(COMPARISON);
    read.and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|source| RedrawError::read(COMPARISON, source))?;
    serde_json::from_slice(&bytes).map_err(|error| malformed(error.to_string()))
}

fn malformed(problem: String) -> RedrawError {
    RedrawError::Malformed {
        name: COMPARISON.to_owned(),
        line: None,
        problem,
    }
}

/// By variant what its account did over time, and how many functions and intervals there are.
type Series = (BTreeMap<String, Curves>, usize, usize);

fn curves(result: &impl EarlierResult, names: &[String]) -> Result<Series, RedrawError> {
    let mut table = Table::open(result, TIMESERIES)?;
    let [variant, function] = table.columns(["variant", "function"])?;
    let mut columns = Vec::new();
    let found = Curves::each(|both| {
        columns.push(both.map(|measure| table.column(measure.series_column())));
        Vec::new()
    });
    let columns: Result<Vec<[usize; 2]>, RedrawError> = columns
        .into_iter()
        .map(|[measure, otherwise]| Ok([measure?, otherwise?]))
        .collect();
    let columns = columns?;
    let known: Vec<String> = names.iter().map(|name| cells::name(name)).collect();
    let mut all: BTreeMap<String, Curves> = BTreeMap::new();
    let (mut functions, mut intervals) = (0, 0);
    let (mut beside, mut rows) = (0, 0);
    while table.next()? {
        let name = table.cell(variant).to_owned();
        if !known.contains(&name) {
            return Err(table.unreadable(variant, &name));
        }
        if !table.cell(function).is_empty() {
            beside += 1;
            functions = functions.max(beside);
            continue;
        }
        if !all.contains_key(&name) {
            rows = 0;
        }
        (beside, rows) = (0, rows + 1);
        if rows > MOST_INTERVALS {
            return Err(table.malformed("it has more rows than a comparison writes".to_owned()));
        }
        intervals = intervals.max(rows);
        let own = all.entry(name).or_insert_with(|| found.clone());
        let curves = [
            &mut own.instances,
            &mut own.open,
            &mut own.throttles,
            &mut own.failures,
        ];
        for (values, [measure, otherwise]) in curves.into_iter().zip(&columns) {
            let value = match table.number(*measure)? {
                None => table.number(*otherwise)?,
                known => known,
            };
            // Beyond its end a shorter variant has nothing.
            values.extend(value);
        }
    }
    Ok((all, functions, intervals))
}

/// By variant what is paid for over time, and used of it.
fn capacity(result: &impl EarlierResult) -> Result<BTreeMap<String, Vec<Capacity>>, RedrawError> {
    let mut table = Table::open(result, CAPACITY)?;
    let [variant, paid, used] = table.columns(["variant", "capacity_paid", "capacity_used"])?;
    let mut all = ByVariant::default();
    while table.next()? {
        let capacity = Capacity {
            paid: table.known(paid)?,
            used: table.known(used)?,
        };
        all.push(&table, variant, capacity)?;
    }
    Ok(all.0)
}

/// By variant what waits in the queues of its account.
fn waiting(result: &impl EarlierResult) -> Result<BTreeMap<String, Vec<Waiting>>, RedrawError> {
    let mut table = Table::open(result, QUEUES)?;
    let [variant, function] = table.columns(["variant", "function"])?;
    let [backlog, age] = table.columns(["backlog_max", "oldest_age_s"])?;
    let mut all = ByVariant::default();
    while table.next()? {
        if table.cell(function).is_empty() {
            let waiting = Waiting {
                backlog: table.known(backlog)?,
                oldest_age_s: table.known(age)?,
            };
            all.push(&table, variant, waiting)?;
        }
    }
    Ok(all.0)
}

/// Rows by variant.
#[derive(Default)]
struct ByVariant<T>(BTreeMap<String, Vec<T>>);

impl<T> ByVariant<T> {
    fn push(&mut self, table: &Table<'_>, variant: usize, row: T) -> Result<(), RedrawError> {
        let own = self.0.entry(table.cell(variant).to_owned()).or_default();
        own.push(row);
        if own.len() > MOST_INTERVALS {
            return Err(table.malformed("it has more rows than a comparison writes".to_owned()));
        }
        Ok(())
    }
}

fn platform_of(value: &Value) -> Result<Platform, RedrawError> {
    let known = Platform::ALL
        .into_iter()
        .find(|one| Some(one.key()) == value.as_str());
    known.ok_or_else(|| malformed(format!("{value} is no platform")))
}

fn number(value: &Value) -> Result<f64, RedrawError> {
    let number = value.as_f64().filter(|number| number.is_finite());
    number.ok_or_else(|| malformed(format!("{value} is no number, in `break_even`")))
}

/// `break_even`, of platforms in the order of the variants.
fn break_even(tree: &Value, platforms: Vec<Platform>) -> Result<BreakEven, RedrawError> {
    let list = |key: &str| tree[key].as_array().cloned().unwrap_or_default();
    let points = list("points");
    let point = |point: &Value| {
        let of_each = |key: &str| -> Result<Vec<f64>, RedrawError> {
            let values = platforms
                .iter()
                .map(|platform| number(&point[key][platform.key()]));
            values.collect()
        };
        Ok(Point {
            factor: number(&point["factor"])?,
            per_second: number(&point["requests_per_second"])?,
            usd: of_each("monthly_cost_usd")?,
            given_up: of_each("given_up_rate")?,
        })
    };
    let points: Result<Vec<Point>, RedrawError> = points.iter().map(point).collect();
    let crossing = |crossing: &Value| {
        Ok(Crossing {
            below: platform_of(&crossing["cheapest_below"])?,
            above: platform_of(&crossing["cheapest_above"])?,
            per_second: number(&crossing["requests_per_second"])?,
            usd: number(&crossing["monthly_cost_usd"])?,
        })
    };
    let crossings: Result<Vec<Crossing>, RedrawError> =
        list("crossings").iter().map(crossing).collect();
    Ok(BreakEven {
        platforms,
        points: points?,
        crossings: crossings?,
    })
}
