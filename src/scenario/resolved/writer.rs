//! TOML text as it grows, and the values that several parts of a scenario have.
//!
//! It knows how a value is written; it must not know which key has which.

use std::fmt::{Display, Write as _};

use crate::kernel::SimDuration;
use crate::scenario::distribution::{Distribution, Gamma, Lognormal};
use crate::scenario::format::plain::{Plain, Typed};
use crate::scenario::provisioned::TimeOfDay;
use crate::scenario::units::Concurrency;

/// TOML text as it grows.
pub(super) struct Writer {
    pub(super) text: String,
}

impl Writer {
    pub(super) fn heading(&mut self, heading: &str) {
        self.line(format_args!("\n{heading}"));
    }

    /// A key with a single value.
    pub(super) fn key(&mut self, key: &str, value: &impl Typed) {
        self.set(key, value.plain());
    }

    /// A key with a value as TOML writes it.
    pub(super) fn set(&mut self, key: &str, value: impl Display) {
        self.line(format_args!("{key} = {value}"));
    }

    /// A list, one item a line.
    pub(super) fn list(&mut self, key: &str, items: impl Iterator<Item = String>) {
        self.line(format_args!("{key} = ["));
        items.for_each(|item| self.line(format_args!("  {item},")));
        self.line("]");
    }

    pub(super) fn line(&mut self, line: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

/// A table on one line.
pub(super) fn inline(keys: &[(&str, &dyn Written)]) -> String {
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, value)| format!("{key} = {}", value.written()))
        .collect();
    format!("{{ {} }}", keys.join(", "))
}

/// A single value whose type does not matter.
pub(super) trait Written {
    fn written(&self) -> Plain;
}

impl<T: Typed> Written for T {
    fn written(&self) -> Plain {
        self.plain()
    }
}

/// A distribution of a time, or none for a time that never comes.
pub(super) fn distribution(out: &mut Writer, key: &str, distribution: Option<&Distribution>) {
    let (kind, parameters) = match distribution {
        None => return out.key(key, &None::<SimDuration>),
        Some(Distribution::Constant(value)) => return out.key(key, value),
        Some(Distribution::Exponential { mean }) => ("exponential", inline(&[("mean", mean)])),
        Some(Distribution::Lognormal(lognormal)) => ("lognormal", lognormal_parameters(lognormal)),
        Some(Distribution::Gamma(Gamma::MeanSd { mean, sd })) => {
            ("gamma", inline(&[("mean", mean), ("sd", sd)]))
        }
        Some(Distribution::Gamma(Gamma::ShapeScale { shape, scale })) => {
            ("gamma", inline(&[("shape", shape), ("scale", scale)]))
        }
        Some(Distribution::Weibull { shape, scale }) => {
            ("weibull", inline(&[("shape", shape), ("scale", scale)]))
        }
        Some(Distribution::Pareto { scale, shape }) => {
            ("pareto", inline(&[("shape", shape), ("scale", scale)]))
        }
        Some(Distribution::Uniform { min, max }) => {
            ("uniform", inline(&[("min", min), ("max", max)]))
        }
        Some(Distribution::Empirical { file, .. }) => ("empirical", inline(&[("file", file)])),
        Some(Distribution::Runtime { runtime, .. }) => ("runtime", text(runtime).to_string()),
    };
    out.set(&format!("{key}.{kind}"), parameters);
}

fn lognormal_parameters(lognormal: &Lognormal) -> String {
    match lognormal {
        Lognormal::MedianP99 { median, p99 } => inline(&[("median", median), ("p99", p99)]),
        Lognormal::MeanSd { mean, sd } => inline(&[("mean", mean), ("sd", sd)]),
        Lognormal::MuSigma { mu, sigma } => inline(&[("mu", mu), ("sigma", sigma)]),
    }
}

pub(super) fn text(text: &str) -> Plain {
    Plain::Text(text.to_owned())
}

/// A change of a schedule, with the values that it sets.
pub(super) fn scheduled(at: TimeOfDay, values: &[(&str, Option<Concurrency>)]) -> String {
    let mut keys: Vec<(&str, &dyn Written)> = vec![("at", &at)];
    for (key, value) in values {
        keys.extend(value.as_ref().map(|value| (*key, value as &dyn Written)));
    }
    inline(&keys)
}
