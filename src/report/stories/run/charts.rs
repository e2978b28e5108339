//! The charts of a run.

use super::Run;
use crate::metrics::{FunctionInterval, FunctionResult};
use crate::report::document::chart::{Area, Chart, Fill, Ink, Limit, LineStyle, Series, View};
use crate::report::document::{Language, Limit as Bound, account_limit, limit_of};
use crate::report::format::escaped;
use crate::report::throttling::{self, Moment};
use crate::scenario::ScalingRule;

/// Functions whose series stand side by side in one view; more cannot be told apart.
const MOST_TOGETHER: usize = 8;

/// A rule that has a series only if it ever refused anything.
type Refusal = (&'static str, Ink, fn(&FunctionInterval) -> u64);

impl Run<'_> {
    /// AWS's diagram: instances, open requests, and where throttling is possible.
    pub(super) fn scaling(&self) -> Chart {
        let unit = match self.scenario.functions.len() {
            1 => "Requests and instances at the same time (most in each interval)",
            _ => {
                "Requests and instances at the same time (of all functions: mean of each interval)"
            }
        };
        self.chart("scaling", unit, false, |run, scope| {
            run.scaling_view(&run.functions(scope), run.bound(scope))
        })
    }

    fn scaling_view(&self, functions: &[&FunctionResult], bound: Bound) -> View {
        // Maxima of different functions fall on different moments and cannot be added.
        let alone = functions.len() == 1;
        let word = |what: &str| match alone {
            true => what.to_owned(),
            false => format!("{what} (mean)"),
        };
        let level = |max: fn(&FunctionInterval) -> f64, mean: fn(&FunctionInterval) -> f64| {
            if alone { max } else { mean }
        };
        let open = level(|i| i.open.max as f64, |i| i.open.mean);
        let instances = level(|i| i.environments.max as f64, |i| i.environments.mean);
        let mut view = View::default();
        view.series.push(self.sum(
            functions,
            word("open requests"),
            Ink::Grey,
            LineStyle::Line,
            open,
        ));
        view.series.push(self.sum(
            functions,
            word("function instances"),
            Ink::Orange,
            LineStyle::Thick,
            instances,
        ));
        let moments = (0..self.timeline.intervals).map(|index| {
            let rows = || functions.iter().filter_map(|f| f.intervals.get(index));
            Moment {
                open: rows().map(open).sum(),
                instances: rows().map(instances).sum(),
                throttles: rows().map(|row| row.counts.throttles() as f64).sum(),
                failures: rows().map(|row| row.counts.errors as f64).sum(),
            }
        });
        if let Some(edge) = throttling::possible(moments) {
            let edge = self.timeline.points(edge.into_iter().map(Some));
            let follows_open = view.series.first().is_some_and(|open| open.points == edge);
            // What lies below the instances is painted over by their own area.
            view.areas.push(Area {
                under: 0,
                needs: vec![1],
                fill: Fill::Possible,
                label: Some("throttling possible"),
                edge: (!follows_open).then_some(edge),
            });
        }
        let provisioned = functions.iter().any(|function| function.has_provisioned);
        view.areas.push(match provisioned {
            true => Area {
                under: 1,
                needs: vec![2],
                fill: Fill::Standard,
                label: Some("standard concurrency"),
                edge: None,
            },
            false => Area {
                under: 1,
                needs: vec![0],
                fill: Fill::Paper,
                label: None,
                edge: None,
            },
        });
        if provisioned {
            view.series.push(self.sum(
                functions,
                "provisioned concurrency".to_owned(),
                Ink::Orange,
                LineStyle::Thin,
                |i| i.provisioned_allocated.min(i.environments.max) as f64,
            ));
            view.areas.push(Area {
                under: 2,
                needs: Vec::new(),
                fill: Fill::Provisioned,
                label: None,
                edge: None,
            });
        }
        let throttled = |i: &FunctionInterval| i.counts.throttles();
        if self.any(functions, throttled) {
            view.series.push(self.rate(
                functions,
                "attempts throttled".to_owned(),
                Ink::Vermilion,
                LineStyle::Marks,
                throttled,
            ));
        }
        view.limits.push(limit(bound));
        view
    }

    /// What was refused, by the limit that refused it.
    pub(super) fn throttles(&self) -> Chart {
        let scaling = match self.scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => "regional burst quota",
            ScalingRule::PerFunction { .. } => "scaling rate of the function",
        };
        let refusals: [Refusal; 4] = [
            (scaling, Ink::Vermilion, |i| i.counts.throttles_scaling),
            ("concurrency limit", Ink::Blue, |i| {
                i.counts.throttles_concurrency
            }),
            ("requests per second", Ink::Purple, |i| {
                i.counts.throttles_rate
            }),
            ("server errors (5xx)", Ink::Black, |i| i.counts.errors),
        ];
        self.chart(
            "throttles",
            "Attempts refused or failed per second",
            false,
            |run, scope| {
                let functions = run.functions(scope);
                // A limit that never refused anything has no line, unless there is none at all.
                let used = |(_, _, of): &&Refusal| run.any(&functions, of);
                let mut shown: Vec<&Refusal> = refusals.iter().filter(used).collect();
                if shown.is_empty() {
                    shown.extend(refusals.first());
                }
                let series = shown.into_iter().map(|(label, ink, of)| {
                    run.rate(&functions, (*label).to_owned(), *ink, LineStyle::Line, of)
                });
                View {
                    series: series.collect(),
                    ..View::default()
                }
            },
        )
    }

    /// Requests, attempts and what became of them.
    pub(super) fn traffic(&self) -> Chart {
        self.chart("traffic", "Per second", false, |run, scope| {
            let functions = run.functions(scope);
            let rate = |label: &str, ink, look, of: fn(&FunctionInterval) -> u64| {
                run.rate(&functions, label.to_owned(), ink, look, of)
            };
            let mut series = vec![
                rate("requests arriving", Ink::Grey, LineStyle::Line, |i| {
                    i.counts.arrivals
                }),
                rate("invocations", Ink::Green, LineStyle::Line, |i| {
                    i.counts.invocations
                }),
            ];
            let retried = functions.iter().any(|function| {
                let totals = &function.totals;
                totals.attempts + function.warm_up_counts.attempts
                    > totals.arrivals + function.warm_up_counts.arrivals
            });
            if retried {
                series.push(rate(
                    "attempts, retries included",
                    Ink::Blue,
                    LineStyle::Dashed,
                    |i| i.counts.attempts,
                ));
            }
            if run.any(&functions, |i| i.counts.given_up) {
                series.push(rate(
                    "requests given up",
                    Ink::Vermilion,
                    LineStyle::Line,
                    |i| i.counts.given_up,
                ));
            }
            View {
                series,
                ..View::default()
            }
        })
    }

    pub(super) fn cold_starts(&self) -> Chart {
        self.chart("cold-starts", "Per second", false, |run, scope| {
            let of = |i: &FunctionInterval| i.counts.cold_starts;
            let series = run.rate(
                &run.functions(scope),
                "cold starts".to_owned(),
                Ink::Blue,
                LineStyle::Line,
                of,
            );
            View {
                series: vec![series],
                ..View::default()
            }
        })
    }

    /// Quantiles of a function; of several the 99 % quantile of each, for quantiles cannot be added.
    pub(super) fn latency(&self) -> Chart {
        self.chart("latency", "Milliseconds", true, |run, scope| {
            let functions = run.functions(scope);
            let series = match &functions[..] {
                [function] => vec![
                    run.latency_of(
                        function,
                        "p50 (half of the requests)".to_owned(),
                        Ink::Blue,
                        LineStyle::Line,
                        |l| l.p50_ms,
                    ),
                    run.latency_of(
                        function,
                        "p99 (all but one in a hundred)".to_owned(),
                        Ink::Vermilion,
                        LineStyle::Line,
                        |l| l.p99_ms,
                    ),
                ],
                several => several
                    .iter()
                    .take(MOST_TOGETHER)
                    .zip(Ink::CYCLE)
                    .map(|(function, ink)| {
                        let label = format!("{} p99", escaped(&function.name));
                        run.latency_of(function, label, ink, LineStyle::Line, |l| l.p99_ms)
                    })
                    .collect(),
            };
            View {
                series,
                ..View::default()
            }
        })
    }

    fn latency_of(
        &self,
        function: &FunctionResult,
        label: String,
        ink: Ink,
        look: LineStyle,
        of: fn(&crate::metrics::LatencyStatistics) -> f64,
    ) -> Series {
        let values = function
            .intervals
            .iter()
            .map(|i| i.latency.as_ref().map(of));
        Series {
            label,
            ink,
            look,
            unit: " ms",
            band: None,
            points: self.timeline.points(values),
        }
    }

    /// Requests in flight, and the limits above them.
    pub(super) fn concurrency(&self) -> Chart {
        self.chart(
            "concurrency",
            "Requests at the same time (most in each interval)",
            false,
            |run, scope| {
                let series = match scope {
                    None => run.account_concurrency(),
                    Some(index) => {
                        let function = [&run.result.functions[index]];
                        vec![
                            run.sum(
                                &function,
                                "in flight".to_owned(),
                                Ink::Orange,
                                LineStyle::Line,
                                |i| i.in_flight.max as f64,
                            ),
                            run.sum(
                                &function,
                                "in flight (mean)".to_owned(),
                                Ink::Grey,
                                LineStyle::Thin,
                                |i| i.in_flight.mean,
                            ),
                        ]
                    }
                };
                View {
                    series,
                    areas: Vec::new(),
                    limits: vec![limit(run.bound(scope))],
                    marks: Vec::new(),
                }
            },
        )
    }

    fn account_concurrency(&self) -> Vec<Series> {
        type Row = crate::metrics::AccountInterval;
        let series = |label: &str, ink, look, of: fn(&Row) -> u64| Series {
            label: label.to_owned(),
            ink,
            look,
            unit: "",
            band: None,
            points: self.timeline.points(
                self.result
                    .account
                    .intervals
                    .iter()
                    .map(|row| Some(of(row) as f64)),
            ),
        };
        let mut all = vec![series("in flight", Ink::Orange, LineStyle::Line, |row| {
            row.concurrency_max
        })];
        if self
            .scenario
            .functions
            .iter()
            .any(|function| function.set_aside().get() > 0)
        {
            all.push(series(
                "claimed (in flight unreserved, and all set aside)",
                Ink::Blue,
                LineStyle::Dashed,
                |row| row.claimed_max,
            ));
            all.push(series(
                "in flight on unreserved concurrency",
                Ink::Grey,
                LineStyle::Thin,
                |row| row.unreserved_in_flight_max,
            ));
        }
        all
    }

    /// What is left in the scaling quota's bucket.
    pub(super) fn tokens(&self) -> Chart {
        let rows = self.result.account.intervals.iter();
        let series = Series {
            label: "scaling tokens left".to_owned(),
            ink: Ink::Green,
            look: LineStyle::Line,
            unit: "",
            band: None,
            points: self
                .timeline
                .points(rows.map(|row| Some(row.scaling_tokens))),
        };
        let region = &self.scenario.region;
        let capacity = region.scaling.burst().min(region.account_concurrency);
        Chart {
            id: "tokens",
            axis: 0,
            heading: String::new(),
            unit: "New environments that could be created at once (at the end of each interval)"
                .to_owned(),
            logarithmic: false,
            views: vec![View {
                series: vec![series],
                areas: Vec::new(),
                limits: vec![Limit {
                    label: "full bucket".to_owned(),
                    value: f64::from(capacity.get()),
                }],
                marks: Vec::new(),
            }],
        }
    }

    pub(super) fn tokens_in_words(&self) -> &'static str {
        match self.scenario.region.scaling {
            ScalingRule::RegionalBurst { .. } => {
                "Every new environment takes a token from the bucket that all functions of the Region share; \
                 where it is empty, attempts that need one are throttled."
            }
            ScalingRule::PerFunction { .. } => {
                "Every new environment takes a token from its function's bucket; the chart shows the function \
                 that has fewest left."
            }
        }
    }

    /// Provisioned concurrency of each function that has any; `None` where none has.
    pub(super) fn provisioned_use(&self) -> Option<Chart> {
        let functions: Vec<_> = self
            .result
            .functions
            .iter()
            .filter(|f| f.has_provisioned)
            .collect();
        let alone = functions.len() == 1;
        let pairs = functions.iter().take(MOST_TOGETHER / 2).zip(Ink::CYCLE);
        let series: Vec<Series> = pairs
            .flat_map(|(function, ink)| {
                let label = |what: &str| match alone {
                    true => what.to_owned(),
                    false => format!("{} {what}", escaped(&function.name)),
                };
                let one = [*function];
                [
                    self.sum(&one, label("busy (most)"), ink, LineStyle::Line, |i| {
                        i.provisioned_busy_max as f64
                    }),
                    self.sum(&one, label("allocated"), ink, LineStyle::Dashed, |i| {
                        i.provisioned_allocated as f64
                    }),
                ]
            })
            .collect();
        (!series.is_empty()).then(|| Chart {
            id: "provisioned",
            axis: 0,
            heading: String::new(),
            unit: "Environments at the same time".to_owned(),
            logarithmic: false,
            views: vec![View {
                series,
                ..View::default()
            }],
        })
    }

    /// A chart with a view of the account, and one of each function that has charts of its own.
    fn chart(
        &self,
        id: &'static str,
        unit: &str,
        logarithmic: bool,
        view: impl Fn(&Self, Option<usize>) -> View,
    ) -> Chart {
        let scopes = std::iter::once(None).chain((0..self.charted).map(Some));
        Chart {
            id,
            axis: 0,
            heading: String::new(),
            unit: unit.to_owned(),
            logarithmic,
            views: scopes.map(|scope| view(self, scope)).collect(),
        }
    }

    fn functions(&self, scope: Option<usize>) -> Vec<&FunctionResult> {
        match scope {
            None => self.result.functions.iter().collect(),
            Some(index) => self.result.functions.iter().skip(index).take(1).collect(),
        }
    }

    fn bound(&self, scope: Option<usize>) -> Bound {
        match (scope, self.scenario.functions.len()) {
            (Some(index), _) => limit_of(self.scenario, index),
            (None, 1) => limit_of(self.scenario, 0),
            (None, _) => account_limit(self.scenario),
        }
    }

    /// The sum of a level over functions, an interval after the other.
    fn sum(
        &self,
        functions: &[&FunctionResult],
        label: String,
        ink: Ink,
        look: LineStyle,
        of: fn(&FunctionInterval) -> f64,
    ) -> Series {
        let values = (0..self.timeline.intervals).map(|index| {
            let rows = functions
                .iter()
                .filter_map(|function| function.intervals.get(index));
            Some(rows.map(of).sum())
        });
        Series {
            label,
            ink,
            look,
            unit: "",
            band: None,
            points: self.timeline.points(values),
        }
    }

    /// The sum of a count over functions, per second.
    fn rate(
        &self,
        functions: &[&FunctionResult],
        label: String,
        ink: Ink,
        look: LineStyle,
        of: impl Fn(&FunctionInterval) -> u64,
    ) -> Series {
        let counts = (0..self.timeline.intervals).map(|index| {
            let rows = functions
                .iter()
                .filter_map(|function| function.intervals.get(index));
            rows.map(&of).sum::<u64>() as f64
        });
        Series {
            label,
            ink,
            look,
            unit: "/s",
            band: None,
            points: self.timeline.points(self.timeline.rates(counts).map(Some)),
        }
    }

    fn any(&self, functions: &[&FunctionResult], of: impl Fn(&FunctionInterval) -> u64) -> bool {
        let mut rows = functions.iter().flat_map(|function| &function.intervals);
        rows.any(|row| of(row) > 0)
    }
}

fn limit(bound: Bound) -> Limit {
    Limit {
        label: (bound.name)(Language::English).to_owned(),
        value: bound.value as f64,
    }
}
