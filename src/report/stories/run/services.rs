//! Charts and table of ECS services: tasks and instances, requests at them, CPU, latency.
//!
//! They are drawn from what `services.csv` holds, so that an earlier result gives the same charts.

use super::curves::{Curves, MOST_PANELS, MOST_TOGETHER};
use crate::measures::Measure;
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::document::{Figure, Layout, Look, Pane, subtitle};
use crate::report::format::escaped;
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
        of_view(numbered(TASKS, index), title, series)
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
        of_view(numbered(REQUESTS, index), title, series)
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
        Chart {
            views: vec![View {
                series,
                limits: limits.into_iter().collect(),
                ..View::default()
            }],
            ..of_view(CPU.to_owned(), words.cpu_in_use().to_owned(), Vec::new())
        }
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
