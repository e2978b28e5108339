//! Charts and table of ECS services: tasks and instances, requests at them, CPU, latency.
//!
//! They are drawn from what `services.csv` holds, so that an earlier result gives the same charts.

use super::curves::{Curves, MOST_PANELS, MOST_TOGETHER};
use crate::measures::Measure;
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::document::{Figure, Layout, Look, Pane, subtitle};
use crate::report::format::{escaped, number};
use crate::report::observed::{Latency, ObservedService, ServiceRow};
use crate::scenario::{EcsService, Scenario, TaskTarget};

/// Identifiers of charts, and names of their pictures.
const TASKS: &str = "tasks";
const REQUESTS: &str = "service-requests";
const CPU: &str = "service-cpu";
const SERVICE_LATENCY: &str = "service-latency";

/// The services of a run, as its charts show them.
pub(super) struct Services<'a> {
    curves: &'a Curves<'a>,
    scenario: &'a Scenario,
    /// Those with charts: the busiest, each with its settings.
    shown: Vec<(&'a ObservedService, &'a EcsService)>,
}

impl<'a> Services<'a> {
    pub(super) fn new(scenario: &'a Scenario, curves: &'a Curves<'a>) -> Self {
        let settings = scenario.functions.iter().filter_map(|one| one.ecs());
        let mut shown: Vec<_> = curves
            .observed
            .services
            .iter()
            .zip(settings)
            .enumerate()
            .collect();
        shown.sort_by_cached_key(|(_, (service, _))| {
            let arrivals: u64 = service.intervals.iter().map(|row| row.arrivals).sum();
            std::cmp::Reverse(arrivals)
        });
        shown.truncate(MOST_PANELS);
        shown.sort_unstable_by_key(|(index, _)| *index);
        Self {
            curves,
            scenario,
            shown: shown.into_iter().map(|(_, one)| one).collect(),
        }
    }

    /// All charts: of each service its tasks, its requests and its latency, and the CPU of all.
    pub(super) fn charts(&self) -> Vec<Chart> {
        if self.shown.is_empty() {
            return Vec::new();
        }
        let of_each = self.shown.iter().enumerate();
        let of_each = of_each.flat_map(|(index, (service, settings))| {
            [
                self.tasks(index, service, settings),
                self.requests(index, service, settings),
                self.latency(index, service),
            ]
        });
        of_each.chain([self.cpu()]).collect()
    }

    /// Two pictures: tasks and the requests at them; CPU and latency.
    pub(super) fn figures(&self, look: &Look) -> Vec<Figure> {
        if self.shown.is_empty() {
            return Vec::new();
        }
        let words = self.curves.language;
        let (shown, all) = (self.shown.len(), self.curves.observed.services.len());
        let of_all = match shown < all {
            true => format!("{} · ", words.busiest_services(shown, all)),
            false => String::new(),
        };
        let figure = |name: &str, panes: Vec<Pane>| Figure {
            name: name.to_owned(),
            title: words.title_of(self.scenario),
            subtitle: format!("{of_all}{}", subtitle(look, self.scenario)),
            layout: Layout::Rows,
            panes,
        };
        let of_each = |name: &str| {
            let panes = (0..shown).map(|index| Pane::of(numbered(name, index), 0));
            panes.collect::<Vec<_>>()
        };
        let tasks = of_each(TASKS).into_iter().zip(of_each(REQUESTS));
        let tasks = tasks.flat_map(|(tasks, requests)| [tasks, requests]);
        vec![
            figure("services", tasks.collect()),
            figure(
                SERVICE_LATENCY,
                std::iter::once(Pane::of(CPU, 0))
                    .chain(of_each(SERVICE_LATENCY))
                    .collect(),
            ),
        ]
    }

    fn tasks(&self, index: usize, service: &ObservedService, settings: &EcsService) -> Chart {
        let words = self.curves.language;
        let line = |label: &str, ink, style, of: fn(&ServiceRow) -> u64| {
            self.line(service, (label, ink, style), |row| of(row) as f64)
        };
        let mut series = vec![
            line(
                words.tasks_asked_for(),
                Ink::Grey,
                LineStyle::Dashed,
                |row| row.tasks_running + row.tasks_pending,
            ),
            line(words.tasks_running(), Ink::Blue, LineStyle::Thick, |row| {
                row.tasks_running
            }),
        ];
        if settings.ec2().is_some() {
            series.push(line(
                words.instances_asked_for(),
                Ink::Sky,
                LineStyle::Dashed,
                |row| row.instances_running + row.instances_pending,
            ));
            series.push(line(
                words.instances_of_ec2(),
                Ink::Green,
                LineStyle::Line,
                |row| row.instances_running,
            ));
        }
        let title = format!(
            "{}: {}",
            self.label(service, settings),
            words.tasks_at_once()
        );
        let chart = of_view(numbered(TASKS, index), title, series);
        self.concluded(chart, self.scaled_out(service))
    }

    fn requests(&self, index: usize, service: &ObservedService, settings: &EcsService) -> Chart {
        let words = self.curves.language;
        let places = f64::from(settings.tasks.task.concurrency.get());
        let mut series = vec![
            self.line(
                service,
                (words.places_of_tasks(), Ink::Grey, LineStyle::Dashed),
                |row| row.tasks_running as f64 * places,
            ),
            self.line(
                service,
                (words.served_by_tasks(), Ink::Orange, LineStyle::Line),
                |row| row.in_flight_max as f64,
            ),
        ];
        if service.intervals.iter().any(|row| row.queue_max > 0) {
            series.push(self.line(
                service,
                (words.waiting_for_a_place(), Ink::Purple, LineStyle::Line),
                |row| row.queue_max as f64,
            ));
        }
        let title = format!("{}: {}", escaped(&service.name), words.requests_at_tasks());
        let chart = of_view(numbered(REQUESTS, index), title, series);
        self.concluded(chart, self.waited(service))
    }

    fn cpu(&self) -> Chart {
        let words = self.curves.language;
        let shown = self.shown.iter().take(MOST_TOGETHER).zip(Ink::CYCLE);
        let series = shown.map(|((service, _), ink)| {
            let label = escaped(&service.name);
            let style = LineStyle::Line;
            Series {
                unit: " %",
                ..self.line(service, (&label, ink, style), |row| {
                    100.0 * row.cpu_utilization
                })
            }
        });
        let series: Vec<_> = series.collect();
        let targets =
            self.shown
                .iter()
                .filter_map(|(_, settings)| match settings.tasks.scaling.target {
                    Some(TaskTarget::Cpu(share)) => Some(100.0 * share),
                    _ => None,
                });
        let targets: Vec<f64> = targets.collect();
        // One line for all that are shown, where it is the target of all that have one.
        let target = targets
            .first()
            .copied()
            .filter(|first| targets.iter().all(|one| one == first));
        let limits = target.map(|value| Limit {
            label: words.cpu_target().to_owned(),
            value,
        });
        let conclusion = match (&self.shown[..], target) {
            ([(service, _)], Some(target)) => self.above_target(service, target),
            _ => None,
        };
        Chart {
            views: vec![View {
                series,
                limits: limits.into_iter().collect(),
                conclusion: conclusion.unwrap_or_default(),
                ..View::default()
            }],
            ..of_view(CPU.to_owned(), words.cpu_in_use().to_owned(), Vec::new())
        }
    }

    fn concluded(&self, mut chart: Chart, conclusion: Option<String>) -> Chart {
        if let (Some(view), Some(words)) = (chart.views.first_mut(), conclusion) {
            view.conclusion = words;
        }
        chart
    }

    fn at(&self, interval: usize) -> String {
        let timeline = &self.curves.timeline;
        timeline.clock().at(timeline.span(interval).0)
    }

    /// In which intervals something was so; `None` if in none.
    fn during(
        &self,
        service: &ObservedService,
        is_so: impl Fn(&ServiceRow) -> bool,
    ) -> Option<String> {
        let rows = service.intervals.iter().enumerate();
        let so = rows.filter(|(_, row)| is_so(row)).map(|(index, _)| index);
        let so: Vec<usize> = so.collect();
        let (first, last) = (self.at(*so.first()?), self.at(*so.last()?));
        let (count, all) = (so.len(), service.intervals.len());
        Some(self.curves.language.during(count, all, [&first, &last]))
    }

    /// When more tasks were asked for than at the start, and when the first of them ran.
    fn scaled_out(&self, service: &ObservedService) -> Option<String> {
        let rows = &service.intervals;
        let asked = |row: &ServiceRow| row.tasks_running + row.tasks_pending;
        let start = rows.first()?;
        let more = rows.iter().position(|row| asked(row) > asked(start))?;
        let runs = rows.iter().position(|row| row.tasks_running > asked(start));
        let language = self.curves.language;
        let asked = self.at(more);
        Some(match runs.map(|interval| self.at(interval)) {
            Some(runs) if runs == asked => language.choose(
                format!("It scales out in the interval from {asked} on, in which the first new task runs, too."),
                format!("{asked}에 시작한 구간에 확장하며, 첫 새 태스크도 그 구간에 실행됩니다."),
            ),
            Some(runs) => language.choose(
                format!("It scales out in the interval from {asked} on; the first new task runs in that from {runs} on."),
                format!("{asked}에 시작한 구간에 확장하며, 첫 새 태스크는 {runs}에 시작한 구간에 실행됩니다."),
            ),
            None => language.choose(
                format!("It scales out in the interval from {asked} on; no new task runs before the end."),
                format!("{asked}에 시작한 구간에 확장하지만, 끝날 때까지 새 태스크가 실행되지 않습니다."),
            ),
        })
    }

    /// How often requests had to wait for a place.
    fn waited(&self, service: &ObservedService) -> Option<String> {
        let language = self.curves.language;
        Some(match self.during(service, |row| row.queue_max > 0) {
            None => language
                .choose(
                    "No request had to wait for a place.",
                    "자리를 기다린 요청이 없습니다.",
                )
                .to_owned(),
            Some(when) => language.choose(
                format!("Requests waited for a place {when}."),
                format!("{when}에서 요청이 자리를 기다렸습니다."),
            ),
        })
    }

    /// How often the CPU was above what scaling aims at, in percent.
    fn above_target(&self, service: &ObservedService, target: f64) -> Option<String> {
        let when = self.during(service, |row| 100.0 * row.cpu_utilization > target)?;
        let target = number(target);
        Some(self.curves.language.choose(
            format!("CPU is above the target of {target} % {when}."),
            format!("{when}에서 CPU가 목표 {target} %를 넘습니다."),
        ))
    }

    fn latency(&self, index: usize, service: &ObservedService) -> Chart {
        let words = self.curves.language;
        let line = |label: &str, ink, style, of: fn(&Latency) -> f64| {
            let rows = service.intervals.iter();
            let values = rows.map(|row| row.latency.as_ref().map(of));
            Series {
                unit: " ms",
                ..Series::new(label, ink, style, self.curves.timeline.points(values))
            }
        };
        let series = vec![
            line(words.p50(), Ink::Blue, LineStyle::Thick, |latency| {
                latency.p50_ms
            }),
            line(words.p99(), Ink::Vermilion, LineStyle::Line, |latency| {
                latency.p99_ms
            }),
        ];
        let title = format!("{}: {}", escaped(&service.name), words.latency());
        Chart {
            logarithmic: true,
            empty: words.no_completion().to_owned(),
            views: vec![View {
                series,
                objectives: self
                    .curves
                    .objectives(&[Measure::LatencyP50, Measure::LatencyP99], 1.0),
                ..View::default()
            }],
            ..of_view(numbered(SERVICE_LATENCY, index), title, Vec::new())
        }
    }

    /// Its name, and where it runs.
    fn label(&self, service: &ObservedService, settings: &EcsService) -> String {
        format!(
            "{} ({})",
            escaped(&service.name),
            settings.platform().title()
        )
    }

    fn line(
        &self,
        service: &ObservedService,
        (label, ink, style): (&str, Ink, LineStyle),
        of: impl Fn(&ServiceRow) -> f64,
    ) -> Series {
        let values: Vec<f64> = service.intervals.iter().map(of).collect();
        self.curves.series(label, ink, style, &values)
    }
}

fn numbered(name: &str, index: usize) -> String {
    format!("{name}-{}", index + 1)
}

fn of_view(id: String, unit: String, series: Vec<Series>) -> Chart {
    Chart {
        id,
        unit,
        views: vec![View {
            series,
            ..View::default()
        }],
        ..Chart::default()
    }
}
