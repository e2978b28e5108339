//! Multiplies the traffic of all functions by `scale`.
//!
//! It knows where a factor and a source of traffic are written; what becomes of a source is known by
//! `scenario::scale`.

use super::checks::Indexed;
use super::context::Context;
use super::problem::Problem;
use super::tree::Node;
use crate::scenario::scale::scaled_entry;
use crate::scenario::traffic::TrafficEntry;

/// Multiplies the traffic of all functions or services of a list, and keeps beside it what was written.
pub(super) fn apply(
    cx: &mut Context<'_>,
    root: &Node,
    factor: f64,
    (list, functions): (&str, &mut [Indexed]),
) {
    if factor == 1.0 {
        return;
    }
    for (index, function) in functions {
        let mut sources = Vec::with_capacity(function.traffic.len());
        for (number, entry) in function.traffic.iter().enumerate() {
            match scaled_entry(entry, factor) {
                Ok(entry) => sources.push(entry),
                Err(reason) => {
                    let source = root.place(&format!("{list}.{index}.traffic.{number}"));
                    let title = format!("a scale of {factor} would make this {}", reason.0);
                    let problem = Problem::new(root.place("scale"), title);
                    cx.report::<()>(
                        problem
                            .label("too far from 1")
                            .related(source, "the source of traffic"),
                    );
                }
            }
        }
        let written: Vec<TrafficEntry> = std::mem::replace(&mut function.traffic, sources);
        // Of versions the first has the traffic of all.
        function.written_traffic = (!written.is_empty()).then_some(written);
    }
}
