//! The charts of a run that pictures show, too: scaling, throttles, cold starts, latency.
//!
//! They are drawn from what the CSV files hold of a run, so that an earlier result gives the same charts. It must
//! not know results as they are in memory.

use crate::measures::Measure;
use crate::report::document::chart::{Area, Chart, Fill, Ink, Limit, LineStyle, Series, View};
use crate::report::document::points::{Points, Timeline};
use crate::report::document::{
    Cause, Figure, Language, Layout, Look, Pane, Shade, account_limit, limit_of, slug, subtitle,
};
use crate::report::format::{escaped, thousands};
use crate::report::observed::{Interval, Mean, Means, Observed, ObservedFunction};
use crate::report::throttling::{self, Moment};
use crate::scenario::Scenario;
use crate::study::Scope;

/// Functions beyond these have no charts of their own; the table of figures has them all.
const MOST_FUNCTIONS: usize = 24;
/// Series that a function or the account has in all charts together, roughly.
const SERIES_PER_SCOPE: usize = 16;
/// Functions whose series stand side by side in one view; more cannot be told apart.
pub(super) const MOST_TOGETHER: usize = 8;
/// More functions than this have no scaling diagram as a picture: nobody leafs through so many.
const MOST_DIAGRAMS: usize = 6;
/// Quantiles of different functions cannot be combined, and a picture has no room for more panels.
pub(super) const MOST_PANELS: usize = 3;

/// What charts of a run are made from.
pub(super) struct Curves<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) observed: &'a Observed,
    pub(super) timeline: Timeline,
    pub(super) language: Language,
    /// The functions that have charts of their own: none where the account is the only function.
    pub(super) charted: Vec<usize>,
}

impl<'a> Curves<'a> {
    pub(super) fn new(scenario: &'a Scenario, observed: &'a Observed, language: Language) -> Self {
        let charted = match observed.functions.len() {
            1 => Vec::new(),
            _ => observed.busiest(MOST_FUNCTIONS),
        };
        let timeline = Timeline::new(
            observed.starts.len(),
            observed.interval(),
            observed.end.since(crate::kernel::SimTime::ZERO),
            SERIES_PER_SCOPE * (1 + charted.len()),
        );
        let timeline = timeline.in_the_day_of(scenario);
        Self {
            scenario,
            observed,
            timeline,
            language,
            charted,
        }
    }

    /// Warm-up and outages.
    pub(super) fn shades(&self) -> Vec<Shade> {
        let end = self.timeline.end;
        let warm_up = Shade {
            cause: Cause::WarmUp,
            from: 0.0,
            to: self.scenario.warm_up.as_secs_f64().min(end),
        };
        let outages = self.scenario.region.outages.iter().map(|outage| Shade {
            cause: Cause::Outage,
            from: outage.from.as_secs_f64(),
            to: outage.to.as_secs_f64().min(end),
        });
        std::iter::once(warm_up)
            .chain(outages)
            .filter(|shade| shade.to > shade.from)
            .collect()
    }

    /// `All functions`, and each that has charts of its own.
    pub(super) fn scopes(&self) -> Vec<String> {
        let functions = self
            .charted
            .iter()
            .map(|&index| &self.observed.functions[index]);
        let names = functions.map(|function| escaped(&function.name));
        std::iter::once(self.language.all_functions().to_owned())
            .chain(names)
            .collect()
    }

    /// The pictures of a run. Of many replications the scaling diagrams show the means, the others replication 0.
    pub(super) fn figures(&self, look: &Look) -> Vec<Figure> {
        let title = &self.language.title_of(self.scenario);
        let about = subtitle(look, self.scenario);
        let figure = |name: String, title: &str, about: &str, panes: Vec<Pane>| Figure {
            name,
            title: title.to_owned(),
            subtitle: about.to_owned(),
            layout: Layout::Rows,
            panes,
        };
        let scaling = match self.observed.means {
            Some(_) => MEAN_SCALING,
            None => SCALING,
        };
        let functions = &self.observed.functions;
        let mut figures = vec![figure(
            SCALING.to_owned(),
            title,
            &about,
            vec![Pane::of(scaling, 0)],
        )];
        if (2..=MOST_DIAGRAMS).contains(&functions.len()) {
            figures.extend(functions.iter().enumerate().map(|(index, function)| {
                let name = format!("{SCALING}-{}-{}", index + 1, slug(&function.name));
                let title = format!("{} – {title}", function.name);
                figure(name, &title, &about, vec![Pane::of(scaling, index + 1)])
            }));
        }
        let about = match &self.observed.means {
            None => about,
            Some(means) => {
                format!(
                    "{} · {about}",
                    self.language.replication_0_of(means.replications)
                )
            }
        };
        let counts = vec![Pane::of(THROTTLES, 0), Pane::of(COLD_STARTS, 0)];
        figures.push(figure(THROTTLES.to_owned(), title, &about, counts));
        let busiest = self.observed.busiest(MOST_PANELS);
        let of_all = match busiest.len() < functions.len() {
            true => format!(
                "{} · ",
                self.language.busiest(busiest.len(), functions.len())
            ),
            false => String::new(),
        };
        let panes = busiest.into_iter().map(|index| match functions.len() {
            1 => Pane::of(LATENCY, 0),
            _ => Pane {
                id: LATENCY.to_owned(),
                view: 1 + self
                    .charted
                    .iter()
                    .position(|&one| one == index)
                    .unwrap_or(0),
                titles: vec![format!(
                    "{}: {}",
                    functions[index].name,
                    self.language.latency()
                )],
            },
        });
        figures.push(figure(
            LATENCY.to_owned(),
            title,
            &format!("{of_all}{about}"),
            panes.collect(),
        ));
        figures.extend(self.queue_figures(title, &about));
        figures
    }

    /// AWS's diagram: instances, open requests, and where throttling is possible.
    pub(super) fn scaling(&self) -> Chart {
        let unit = match self.observed.functions.len() {
            1 => self.language.most_at_once(),
            _ => self.language.mean_at_once(),
        };
        self.chart(SCALING, unit, |scope| self.scaling_of(scope))
    }

    fn scaling_of(&self, scope: Scope) -> View {
        let functions = self.functions(scope);
        // Maxima of different functions fall on different moments and cannot be added.
        let alone = functions.len() == 1;
        let level = |max: fn(&Interval) -> f64, mean: fn(&Interval) -> f64| {
            self.sums(&functions, if alone { max } else { mean })
        };
        let open = level(|i| i.open.max as f64, |i| i.open.mean);
        let instances = level(|i| i.environments.max as f64, |i| i.environments.mean);
        let throttles = self.sums(&functions, |i| i.counts.throttles() as f64);
        let words = self.language;
        let curves = [
            self.series(words.open_requests(), Ink::Grey, LineStyle::Line, &open),
            self.series(words.instances(), Ink::Orange, LineStyle::Thick, &instances),
        ];
        self.diagram(
            curves,
            [&open, &instances, &throttles],
            scope,
            words.attempts_throttled(),
        )
    }

    /// The scaling diagram of many replications: the means of instances and open requests, each with its pointwise
    /// 95 % confidence interval, which says how well the mean is known, not how far a run strays from it.
    pub(super) fn mean_scaling(&self, means: &Means) -> Chart {
        let unit = self.language.mean_at_once();
        self.chart(MEAN_SCALING, unit, |scope| {
            self.mean_scaling_of(means, scope)
        })
    }

    fn mean_scaling_of(&self, means: &Means, scope: Scope) -> View {
        let words = self.language;
        let values = |metric, of: fn(&Mean) -> f64| -> Vec<f64> {
            let band = means.of(scope, metric).iter();
            band.map(|point| point.as_ref().map_or(0.0, of)).collect()
        };
        let curve = |label: &str, ink, metric| {
            let label = words.mean_of_replications(label, means.replications);
            let mean = values(metric, |point| point.mean);
            let low = self.points(&values(metric, |point| point.low)).values;
            let high = self.points(&values(metric, |point| point.high)).values;
            Series {
                band: Some((low, high)),
                ..self.series(&label, ink, LineStyle::Line, &mean)
            }
        };
        let curves = [
            curve(words.open_requests(), Ink::Grey, Measure::OpenMean),
            curve(words.instances(), Ink::Orange, Measure::EnvironmentsMean),
        ];
        let mean = |metric| values(metric, |point| point.mean);
        self.diagram(
            curves,
            [
                &mean(Measure::OpenMean),
                &mean(Measure::EnvironmentsMean),
                &mean(Measure::Throttles),
            ],
            scope,
            words.attempts_throttled_in_a_replication(),
        )
    }

    /// AWS's diagram of curves of open requests and instances, with a value for each interval of both and of throttles.
    /// Provisioned concurrency and failures are those of the first run: they have their time in all of them.
    fn diagram(
        &self,
        curves: [Series; 2],
        [open, instances, throttles]: [&[f64]; 3],
        scope: Scope,
        throttled: &str,
    ) -> View {
        let functions = self.functions(scope);
        let words = self.language;
        let failures = self.sums(&functions, |i| i.counts.errors as f64);
        let [first, second] = curves;
        let mut view = View {
            series: vec![first, second],
            ..View::default()
        };
        let moments = (0..self.timeline.intervals).map(|index| {
            let at = |values: &[f64]| values.get(index).copied().unwrap_or(0.0);
            Moment {
                open: at(open),
                instances: at(instances),
                throttles: at(throttles),
                failures: at(&failures),
            }
        });
        if let Some(edge) = throttling::possible(moments) {
            let edge = self.points(&edge);
            let follows_open = view.series.first().is_some_and(|open| open.points == edge);
            // What lies below the instances is painted over by their own area.
            view.areas.push(Area {
                under: 0,
                needs: vec![1],
                fill: Fill::Possible,
                label: Some(words.throttling_possible().to_owned()),
                edge: (!follows_open).then_some(edge),
            });
        }
        if functions.iter().any(|function| function.has_provisioned()) {
            let allocated = self.sums(&functions, |i| {
                i.provisioned_allocated.min(i.environments.max) as f64
            });
            view.series.push(self.series(
                words.provisioned(),
                Ink::Orange,
                LineStyle::Thin,
                &allocated,
            ));
            let area = |under, needs, fill, label: &str| Area {
                under,
                needs,
                fill,
                label: Some(label.to_owned()),
                edge: None,
            };
            view.areas
                .push(area(1, vec![2], Fill::Standard, words.standard()));
            view.areas
                .push(area(2, Vec::new(), Fill::Provisioned, words.provisioned()));
        } else {
            view.areas.push(Area {
                under: 1,
                needs: vec![0],
                fill: Fill::Paper,
                label: None,
                edge: None,
            });
        }
        for (label, ink, counts) in [
            (throttled, Ink::Vermilion, throttles),
            (words.attempts_failed(), Ink::Purple, &failures[..]),
        ] {
            if counts.iter().any(|&count| count > 0.0) {
                view.series
                    .push(self.rates(label, ink, LineStyle::Marks, counts));
            }
        }
        view.limits.push(self.limit(scope));
        view
    }

    /// A chart with a view of the account, and one of each function that has charts of its own.
    pub(super) fn chart(&self, id: &str, unit: &str, view: impl Fn(Scope) -> View) -> Chart {
        let functions = self.charted.iter().copied().map(Scope::Function);
        Chart {
            id: id.to_owned(),
            unit: unit.to_owned(),
            views: std::iter::once(Scope::Account)
                .chain(functions)
                .map(view)
                .collect(),
            ..Chart::default()
        }
    }

    pub(super) fn functions(&self, scope: Scope) -> Vec<&'a ObservedFunction> {
        match scope {
            Scope::Account => self.observed.functions.iter().collect(),
            Scope::Function(index) => self.observed.functions.iter().skip(index).take(1).collect(),
        }
    }

    /// The concurrency limit that a scope runs into.
    pub(super) fn limit(&self, scope: Scope) -> Limit {
        let bound = match (scope, self.scenario.functions.len()) {
            (Scope::Function(index), _) => limit_of(self.scenario, index),
            (Scope::Account, 1) => limit_of(self.scenario, 0),
            (Scope::Account, _) => account_limit(self.scenario),
        };
        Limit {
            label: (bound.name)(self.language).to_owned(),
            value: bound.value as f64,
        }
    }

    /// A value for each interval, summed over functions.
    pub(super) fn sums(
        &self,
        functions: &[&ObservedFunction],
        of: impl Fn(&Interval) -> f64,
    ) -> Vec<f64> {
        let sum = |index: usize| {
            let rows = functions
                .iter()
                .filter_map(|function| function.intervals.get(index));
            rows.map(&of).sum()
        };
        (0..self.timeline.intervals).map(sum).collect()
    }

    pub(super) fn points(&self, values: &[f64]) -> Points {
        self.timeline.points(values.iter().copied().map(Some))
    }

    /// A level, an interval after the other.
    pub(super) fn series(&self, label: &str, ink: Ink, style: LineStyle, values: &[f64]) -> Series {
        Series::new(label, ink, style, self.points(values))
    }

    /// Counts as a rate per second.
    pub(super) fn rates(&self, label: &str, ink: Ink, style: LineStyle, counts: &[f64]) -> Series {
        let rates: Vec<f64> = self.timeline.rates(counts.iter().copied()).collect();
        Series {
            unit: "/s",
            ..self.series(label, ink, style, &rates)
        }
    }

    /// A count as a rate per second, with its total behind its name.
    pub(super) fn counted(
        &self,
        functions: &[&ObservedFunction],
        label: &str,
        ink: Ink,
        of: fn(&Interval) -> u64,
    ) -> Series {
        let label = match total(functions, of) {
            0 => label.to_owned(),
            total => format!("{label} ({})", thousands(total)),
        };
        let counts = self.sums(functions, |interval| of(interval) as f64);
        self.rates(&label, ink, LineStyle::Line, &counts)
    }
}

/// A count over all intervals, the warm-up included.
pub(super) fn total(functions: &[&ObservedFunction], of: fn(&Interval) -> u64) -> u64 {
    functions
        .iter()
        .flat_map(|function| &function.intervals)
        .map(of)
        .sum()
}

/// Identifiers of charts, and names of their pictures.
const SCALING: &str = "scaling";
const MEAN_SCALING: &str = "mean-scaling";
pub(super) const THROTTLES: &str = "throttles";
pub(super) const COLD_STARTS: &str = "cold-starts";
pub(super) const LATENCY: &str = "latency";
