//! The charts of a run that only its page has: concurrency against its limits, tokens, provisioned concurrency.

use super::Run;
use crate::metrics::{AccountInterval, FunctionInterval, FunctionResult};
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::format::escaped;
use crate::scenario::ScalingRule;
use crate::study::Scope;

/// Functions whose series stand side by side in one view; more cannot be told apart.
const MOST_TOGETHER: usize = 8;

impl Run<'_> {
    /// Requests in flight, and the limits above them.
    pub(super) fn concurrency(&self) -> Chart {
        let words = self.curves.language;
        self.curves
            .chart("concurrency", words.in_flight_at_once(), |scope| {
                let series = match scope {
                    Scope::Account => self.account_concurrency(),
                    Scope::Function(index) => {
                        let function = &self.result.functions[index];
                        let level = |label: &str, ink, style, of: fn(&FunctionInterval) -> f64| {
                            self.level(function, label, ink, style, of)
                        };
                        vec![
                            level(words.in_flight(), Ink::Orange, LineStyle::Line, |i| {
                                i.in_flight.max as f64
                            }),
                            level(words.in_flight_mean(), Ink::Grey, LineStyle::Thin, |i| {
                                i.in_flight.mean
                            }),
                        ]
                    }
                };
                View {
                    series,
                    limits: vec![self.curves.limit(scope)],
                    ..View::default()
                }
            })
    }

    fn account_concurrency(&self) -> Vec<Series> {
        let words = self.curves.language;
        let series = |label: &str, ink, style, of: fn(&AccountInterval) -> u64| {
            self.of_account(label, ink, style, |row| of(row) as f64)
        };
        let mut all = vec![series(
            words.in_flight(),
            Ink::Orange,
            LineStyle::Line,
            |row| row.concurrency_max,
        )];
        let mut functions = self.scenario.functions.iter();
        if functions.any(|function| function.set_aside().get() > 0) {
            all.push(series(
                words.claimed(),
                Ink::Blue,
                LineStyle::Dashed,
                |row| row.claimed_max,
            ));
            all.push(series(
                words.unreserved_in_flight(),
                Ink::Grey,
                LineStyle::Thin,
                |row| row.unreserved_in_flight_max,
            ));
        }
        all
    }

    /// What is left in the scaling quota's bucket.
    pub(super) fn tokens(&self) -> Chart {
        let words = self.curves.language;
        let left = self.of_account(words.tokens_left(), Ink::Green, LineStyle::Line, |row| {
            row.scaling_tokens
        });
        let region = &self.scenario.region;
        let capacity = region.scaling.burst().min(region.account_concurrency);
        Chart {
            id: "tokens".to_owned(),
            unit: words.tokens_unit().to_owned(),
            views: vec![View {
                series: vec![left],
                limits: vec![Limit {
                    label: words.full_bucket().to_owned(),
                    value: f64::from(capacity.get()),
                }],
                falls_short: true,
                ..View::default()
            }],
            ..Chart::default()
        }
    }

    pub(super) fn tokens_in_words(&self) -> &'static str {
        match self.scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => self.curves.language.tokens_of_the_region(),
            ScalingRule::PerFunction { .. } => self.curves.language.tokens_of_a_function(),
        }
    }

    /// Provisioned concurrency of each function that has any; `None` where none has.
    pub(super) fn provisioned_use(&self) -> Option<Chart> {
        let words = self.curves.language;
        let functions = || self.result.functions.iter().filter(|f| f.has_provisioned);
        let alone = functions().count() == 1;
        let pairs = functions().take(MOST_TOGETHER / 2).zip(Ink::CYCLE);
        let series: Vec<Series> = pairs
            .flat_map(|(function, ink)| {
                let label = |what: &str| match alone {
                    true => what.to_owned(),
                    false => format!("{} {what}", escaped(&function.name)),
                };
                [
                    self.level(
                        function,
                        &label(words.busy_most()),
                        ink,
                        LineStyle::Line,
                        |i| i.provisioned_busy_max as f64,
                    ),
                    self.level(
                        function,
                        &label(words.allocated()),
                        ink,
                        LineStyle::Dashed,
                        |i| i.provisioned_allocated as f64,
                    ),
                ]
            })
            .collect();
        (!series.is_empty()).then(|| Chart {
            id: "provisioned".to_owned(),
            unit: words.environments_at_once().to_owned(),
            views: vec![View {
                series,
                ..View::default()
            }],
            ..Chart::default()
        })
    }

    fn level(
        &self,
        function: &FunctionResult,
        label: &str,
        ink: Ink,
        style: LineStyle,
        of: fn(&FunctionInterval) -> f64,
    ) -> Series {
        let values: Vec<f64> = function.intervals.iter().map(of).collect();
        self.curves.series(label, ink, style, &values)
    }

    fn of_account(
        &self,
        label: &str,
        ink: Ink,
        style: LineStyle,
        of: impl Fn(&AccountInterval) -> f64,
    ) -> Series {
        let values: Vec<f64> = self.result.account.intervals.iter().map(of).collect();
        self.curves.series(label, ink, style, &values)
    }
}
