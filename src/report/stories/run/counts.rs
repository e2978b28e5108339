//! Charts of what is counted in a run: throttles, requests and attempts, cold starts.
//!
//! They are drawn from what the CSV files hold.

use super::curves::{COLD_STARTS, Curves, THROTTLES, total};
use crate::measures::Measure;
use crate::report::document::chart::{Chart, Ink, LineStyle, View};
use crate::report::observed::Interval;
use crate::report::stories::queues::Arrivals;
use crate::scenario::ScalingRule;
use crate::study::Scope;

/// How often a limit refused an attempt: its name, its colour, and the count.
type Refusal = (String, Ink, fn(&Interval) -> u64);

impl Curves<'_> {
    /// What was refused, by the limit that refused it.
    pub(super) fn throttles(&self) -> Chart {
        let words = self.language;
        let scaling = match self.scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => words.throttled_by_burst(),
            ScalingRule::PerFunction { .. } => words.throttled_by_function_scaling(),
        };
        let refusals: [Refusal; 4] = [
            (scaling.to_owned(), Ink::Vermilion, |i| {
                i.counts.throttles_scaling
            }),
            (
                words.throttled_by_concurrency().to_owned(),
                Ink::Blue,
                |i| i.counts.throttles_concurrency,
            ),
            (words.throttled_by_rate().to_owned(), Ink::Purple, |i| {
                i.counts.throttles_rate
            }),
            (words.server_errors().to_owned(), Ink::Black, |i| {
                i.counts.errors
            }),
        ];
        let all = self.functions(Scope::Account);
        let throttled = refusals[..3].iter().any(|(.., of)| total(&all, *of) > 0);
        let unit = match (throttled, total(&all, |i| i.counts.errors) > 0) {
            (_, false) => words.throttled_per_second(),
            (false, true) => words.choose("failed attempts per second", "초당 실패한 시도"),
            (true, true) => words.choose(
                "throttled or failed attempts per second",
                "초당 스로틀링되거나 실패한 시도",
            ),
        };
        let chart = self.chart(THROTTLES, unit, |scope| {
            let functions = self.functions(scope);
            // A limit that never refused anything has no line, unless there is none at all.
            let used = |(_, _, of): &&Refusal| total(&functions, *of) > 0;
            let mut shown: Vec<&Refusal> = refusals.iter().filter(used).collect();
            if shown.is_empty() {
                shown.extend(refusals.first());
            }
            let series = shown
                .into_iter()
                .map(|(label, ink, of)| self.counted(&functions, label, *ink, *of));
            View {
                series: series.collect(),
                ..View::default()
            }
        });
        Chart {
            in_steps: true,
            stacked: true,
            empty: words.no_throttle().to_owned(),
            ..chart
        }
    }

    /// Requests, attempts and what became of them.
    pub(super) fn traffic(&self) -> Chart {
        let words = self.language;
        self.chart("traffic", words.per_second(), |scope| {
            let functions = self.functions(scope);
            let rate = |label: &str, ink, style, of: fn(&Interval) -> u64| {
                let counts = self.sums(&functions, |interval| of(interval) as f64);
                self.rates(label, ink, style, &counts)
            };
            let mut series = vec![
                rate(words.arriving(), Ink::Grey, LineStyle::Line, |i| {
                    i.counts.arrivals
                }),
                rate(words.invocations(), Ink::Green, LineStyle::Line, |i| {
                    i.counts.invocations
                }),
            ];
            if total(&functions, |i| i.counts.attempts) > total(&functions, |i| i.counts.arrivals) {
                let label = words.attempts_with_retries();
                series.push(rate(label, Ink::Blue, LineStyle::Dashed, |i| {
                    i.counts.attempts
                }));
            }
            if total(&functions, |i| i.counts.given_up) > 0 {
                let label = match Arrivals::of(self.scenario) {
                    Arrivals::Requests => words.words(Measure::GivenUp).name,
                    Arrivals::Items => words.dead_lettered_or_lost(),
                    Arrivals::Both => words.given_up_or_lost(),
                };
                series.push(rate(label, Ink::Vermilion, LineStyle::Line, |i| {
                    i.counts.given_up
                }));
            }
            View {
                series,
                ..View::default()
            }
        })
    }

    pub(super) fn cold_starts(&self) -> Chart {
        let words = self.language;
        let chart = self.chart(COLD_STARTS, words.cold_starts_per_second(), |scope| {
            let functions = self.functions(scope);
            let series = self.counted(&functions, words.cold_starts(), Ink::Green, |i| {
                i.counts.cold_starts
            });
            View {
                series: vec![series],
                ..View::default()
            }
        });
        Chart {
            in_steps: true,
            stacked: true,
            empty: words.no_cold_start().to_owned(),
            ..chart
        }
    }
}
