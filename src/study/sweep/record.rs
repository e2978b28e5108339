//! A finished point, or one finished run of a point, as a line of text that proves itself whole.
//!
//! Numbers are written by their bits. The key of a point holds the version, the catalog, the scenario and the number
//! of replications, so that a line means the same wherever it was written, and one of another version
//! belongs to no point of this one. Knows outcomes; must not know where lines are kept.

use crate::measures::Measure;
use std::fmt::Write as _;

use super::outcome::{Estimates, Judged, Outcome, Reduced};
use crate::scenario::{Comparison, Objective};
use crate::study::finished::Compared;
use crate::study::key::PointKey;
use crate::study::lines::{self, NOTHING, opened, sealed};
use crate::study::statistics::Estimate;

/// The first line of a file of records: what the file is, and how its lines are written.
pub const HEADER: &str = "burstsim sweep records 1\n";

/// What the line of a run begins with; that of a point begins with its key.
const RUN: &str = "run";
/// Stands between the figures of a run and the verdicts on it.
const JUDGED: &str = "|";

const MET: &str = "met";
const MISSED: &str = "missed";
const STAND_IN: &str = "stand-in";
const OWN: &str = "own";

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// All replications of a point together.
    Point(PointKey, Outcome),
    /// One replication of a point, by its number.
    Run(PointKey, u64, Reduced),
}

/// The line of a point, with its end.
pub fn write(key: PointKey, outcome: &Outcome) -> String {
    let slo = outcome.slo_met.map_or(NOTHING, verdict);
    let mut line = format!("{key} {slo} {}", prices(outcome.has_stand_ins));
    for estimate in outcome.estimates.iter().flatten() {
        // Writing to a string cannot fail.
        let _ = match estimate {
            None => write!(line, " {NOTHING}"),
            Some(one) => {
                let (mean, half) = (one.mean.to_bits(), one.half_width.to_bits());
                write!(line, " {mean:x}:{half:x}:{}", one.n)
            }
        };
    }
    sealed(&line)
}

/// The line of one replication of a point, with its end.
pub fn write_run(key: PointKey, replication: u64, run: &Reduced) -> String {
    let prices = prices(run.has_stand_ins);
    let mut words = vec![format!("{RUN} {key} {replication} {prices}")];
    words.extend(
        run.figures
            .iter()
            .flatten()
            .map(|figure| lines::written(*figure)),
    );
    words.push(JUDGED.to_owned());
    words.extend(run.judged.iter().map(|one| {
        let Objective {
            measure,
            comparison,
            limit,
        } = one.objective;
        let (limit, value) = (lines::written(Some(limit)), lines::written(one.value));
        let (measure, comparison) = (measure.key(), comparison.symbol());
        format!(
            "{measure}:{comparison}:{limit}:{value}:{}",
            verdict(one.met)
        )
    }));
    sealed(&words.join(" "))
}

/// Whether a file is one of records: it begins with their first line, or is the beginning of that, as it is left by
/// whoever was killed while creating it.
pub fn is_file(bytes: &[u8]) -> bool {
    bytes.starts_with(HEADER.as_bytes()) || HEADER.as_bytes().starts_with(bytes)
}

/// Reads a line without its end; `None` if it is not as it was written.
pub fn read(line: &str) -> Option<Record> {
    let content = opened(line)?;
    match content.split_once(' ')? {
        (RUN, rest) => read_run(rest),
        _ => read_point(content),
    }
}

fn read_point(content: &str) -> Option<Record> {
    let mut words = content.split(' ');
    let key = PointKey::read(words.next()?)?;
    let slo_met = match words.next()? {
        NOTHING => None,
        word => Some(is_met(word)?),
    };
    let has_stand_ins = is_stand_in(words.next()?)?;
    let estimates: Vec<Option<Estimate>> = words.map(estimate).collect::<Option<_>>()?;
    let scopes = estimates.chunks(Measure::COMPARED.len());
    let estimates: Vec<Estimates> = scopes
        .map(|scope| scope.try_into().ok())
        .collect::<Option<_>>()?;
    let outcome = Outcome {
        estimates,
        slo_met,
        has_stand_ins,
    };
    Some(Record::Point(key, outcome))
}

fn read_run(content: &str) -> Option<Record> {
    let mut words = content.split(' ');
    let key = PointKey::read(words.next()?)?;
    let replication = words.next()?.parse().ok()?;
    let has_stand_ins = is_stand_in(words.next()?)?;
    let figures = words.by_ref().take_while(|word| *word != JUDGED);
    let figures: Vec<Option<f64>> = figures.map(lines::read).collect::<Option<_>>()?;
    let scopes = figures.chunks(Measure::COMPARED.len());
    let figures: Vec<Compared> = scopes
        .map(|scope| scope.try_into().ok())
        .collect::<Option<_>>()?;
    let run = Reduced {
        figures,
        judged: words.map(judged).collect::<Option<_>>()?,
        has_stand_ins,
    };
    Some(Record::Run(key, replication, run))
}

/// A word as an estimate, or as none; `None` if it is neither.
fn estimate(word: &str) -> Option<Option<Estimate>> {
    if word == NOTHING {
        return Some(None);
    }
    let mut parts = word.split(':');
    let mut bits = || u64::from_str_radix(parts.next()?, 16).ok();
    let (mean, half_width) = (f64::from_bits(bits()?), f64::from_bits(bits()?));
    let n = parts.next()?.parse().ok()?;
    Some(Some(Estimate {
        mean,
        half_width,
        n,
    }))
}

fn judged(word: &str) -> Option<Judged> {
    const COMPARISONS: [Comparison; 4] = [
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let parts: Vec<&str> = word.split(':').collect();
    let [measure, comparison, limit, value, met] = parts[..] else {
        return None;
    };
    let mut comparisons = COMPARISONS.into_iter();
    Some(Judged {
        objective: Objective {
            measure: Measure::judged().find(|one| one.key() == measure)?,
            comparison: comparisons.find(|one| one.symbol() == comparison)?,
            limit: lines::read(limit)??,
        },
        value: lines::read(value)?,
        met: is_met(met)?,
    })
}

fn verdict(met: bool) -> &'static str {
    if met { MET } else { MISSED }
}

fn is_met(word: &str) -> Option<bool> {
    match word {
        MET => Some(true),
        MISSED => Some(false),
        _ => None,
    }
}

fn prices(has_stand_ins: bool) -> &'static str {
    if has_stand_ins { STAND_IN } else { OWN }
}

fn is_stand_in(word: &str) -> Option<bool> {
    match word {
        STAND_IN => Some(true),
        OWN => Some(false),
        _ => None,
    }
}
