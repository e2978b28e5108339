//! A finished point as a line of text that proves itself whole.
//!
//! Knows outcomes; must not know where lines are kept.

use crate::measures::Measure;
use std::fmt::Write as _;

use super::outcome::{Estimates, Outcome};
use crate::study::key::PointKey;
use crate::study::lines::{NOTHING, opened, sealed};
use crate::study::statistics::Estimate;

/// The line, with its end.
pub fn write(key: PointKey, outcome: &Outcome) -> String {
    let slo = match outcome.slo_met {
        None => NOTHING,
        Some(true) => "met",
        Some(false) => "missed",
    };
    let prices = match outcome.has_stand_ins {
        true => "stand-in",
        false => "own",
    };
    let mut line = format!("{key} {slo} {prices}");
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

/// Reads a line without its end; `None` if it is not as it was written.
pub fn read(line: &str) -> Option<(PointKey, Outcome)> {
    let mut words = opened(line)?.split(' ');
    let key = PointKey::read(words.next()?)?;
    let slo_met = match words.next()? {
        NOTHING => None,
        word => Some(word == "met"),
    };
    let has_stand_ins = words.next()? == "stand-in";
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
    Some((key, outcome))
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
