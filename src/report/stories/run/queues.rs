//! Charts of sources with a queue: what waits, how old it is, and where it went.
//!
//! They are drawn from what `sources.csv` holds, so that an earlier result gives the same charts.

use super::curves::{Curves, MOST_PANELS, MOST_TOGETHER};
use crate::measures::Measure;
use crate::report::document::chart::{Chart, Ink, LineStyle, Series, View};
use crate::report::document::points::Points;
use crate::report::document::{Figure, Layout, Pane};
use crate::report::observed::{ObservedSource, QueueInterval};
use crate::report::stories::queues::Queue;
use crate::scenario::InvokedBy;

/// Identifiers of charts, and names of their pictures.
const QUEUES: &str = "queues";
const BACKLOG: &str = "backlog";
const OLDEST_AGE: &str = "oldest-age";
const QUEUE_ITEMS: &str = "queue-items";

/// Where items went: its name, its colour, and how many more in an interval.
type Part<'a> = (&'a str, Ink, fn(&QueueInterval) -> f64);

impl Curves<'_> {
    /// The sources that most came to, at most so many, in their order.
    fn busiest_sources(&self, most: usize) -> Vec<&ObservedSource> {
        let mut sources: Vec<(usize, &ObservedSource)> =
            self.observed.sources.iter().enumerate().collect();
        sources.sort_by_cached_key(|(_, source)| std::cmp::Reverse(source.received()));
        sources.truncate(most);
        sources.sort_unstable_by_key(|(index, _)| *index);
        sources.into_iter().map(|(_, source)| source).collect()
    }

    fn queue(&self, source: &ObservedSource) -> Queue<'_> {
        Queue::new(self.scenario, source.function, source.source)
    }

    /// The charts of queues that pictures show, too.
    pub(super) fn queue_charts(&self) -> Vec<Chart> {
        if self.observed.sources.is_empty() {
            return Vec::new();
        }
        let busiest = self.busiest_sources(MOST_PANELS);
        let used = self.used(&busiest);
        let items = busiest.iter().enumerate();
        let items = items.map(|(index, source)| self.items_of(index, source, &used));
        [self.backlog(), self.oldest_age()]
            .into_iter()
            .chain(items)
            .collect()
    }

    /// Two pictures: how much waits, and how long; and where it went.
    pub(super) fn queue_figures(&self, title: &str, about: &str) -> Vec<Figure> {
        if self.observed.sources.is_empty() {
            return Vec::new();
        }
        let shown = self.busiest_sources(MOST_PANELS).len();
        let of_all = match self.observed.sources.len() {
            all if all > shown => format!("{} · ", self.language.busiest_sources(shown, all)),
            _ => String::new(),
        };
        let figure = |name: &str, subtitle: String, panes| Figure {
            name: name.to_owned(),
            title: title.to_owned(),
            subtitle,
            layout: Layout::Rows,
            panes,
        };
        let levels = vec![Pane::of(BACKLOG, 0), Pane::of(OLDEST_AGE, 0)];
        let items = (0..shown).map(|index| Pane::of(items_id(index), 0));
        vec![
            figure(QUEUES, about.to_owned(), levels),
            figure(QUEUE_ITEMS, format!("{of_all}{about}"), items.collect()),
        ]
    }

    fn backlog(&self) -> Chart {
        self.lines(BACKLOG, self.language.backlog(), "", |row| {
            row.backlog_max as f64
        })
    }

    fn oldest_age(&self) -> Chart {
        let mut chart = self.lines(OLDEST_AGE, self.language.oldest_age(), " s", |row| {
            row.oldest_age_s
        });
        for view in &mut chart.views {
            view.objectives = self.objectives(&[Measure::OldestAge], 1e-3);
        }
        chart
    }

    /// A line for each source.
    fn lines(
        &self,
        id: &str,
        title: &str,
        unit: &'static str,
        of: fn(&QueueInterval) -> f64,
    ) -> Chart {
        let sources = self.busiest_sources(MOST_TOGETHER).into_iter();
        let series = sources.zip(Ink::CYCLE).map(|(source, ink)| {
            let label = self.queue(source).label(self.language);
            Series {
                unit,
                ..self.of_source(source, &label, ink, LineStyle::Line, of)
            }
        });
        of_view(id.to_owned(), title.to_owned(), series.collect())
    }

    /// Batches in flight, and what a mapping of SQS reads its queue with.
    pub(super) fn batches(&self) -> Chart {
        // Two lines a source.
        let sources = self.busiest_sources(MOST_TOGETHER / 2).into_iter();
        let series = sources.zip(Ink::CYCLE).flat_map(|(source, ink)| {
            let label = self.queue(source).label(self.language);
            let in_flight = self.of_source(source, &label, ink, LineStyle::Line, |row| {
                row.concurrency_max as f64
            });
            let pollers = self.pollers(source).map(|words| {
                let label = format!("{label}: {words}");
                self.of_source(source, &label, ink, LineStyle::Dashed, |row| {
                    row.pollers as f64
                })
            });
            std::iter::once(in_flight).chain(pollers)
        });
        let title = self.language.batches_in_flight();
        of_view("batches".to_owned(), title.to_owned(), series.collect())
    }

    /// What a mapping of SQS reads its queue with.
    fn pollers(&self, source: &ObservedSource) -> Option<&'static str> {
        match self.queue(source).invoked_by()? {
            InvokedBy::Sqs(settings) => Some(match settings.provisioned_pollers {
                None => self.language.mapping_allows(),
                Some(_) => self.language.event_pollers(),
            }),
            _ => None,
        }
    }

    /// Where items of a source go, from those that are done to those that are not.
    fn parts(&self, source: &ObservedSource) -> [Part<'_>; 4] {
        let words = self.language;
        let kept = match self.queue(source).is_sqs() {
            true => words.in_dead_letter_queue(),
            false => words.at_destination(),
        };
        [
            (words.processed(), Ink::Green, |row| row.deleted as f64),
            (kept, Ink::Purple, |row| row.dead_lettered as f64),
            (words.lost(), Ink::Vermilion, |row| row.dropped as f64),
            (words.waiting_or_in_flight(), Ink::Blue, |row| {
                row.received as f64 - (row.deleted + row.dead_lettered + row.dropped) as f64
            }),
        ]
    }

    /// The parts that anything ever went to, of several sources.
    fn used(&self, sources: &[&ObservedSource]) -> Vec<&str> {
        let parts = sources.iter().flat_map(|source| {
            let parts = self.parts(source).into_iter();
            let used = parts.filter(|(_, _, of)| so_far(source, *of).iter().any(|&sum| sum > 0.0));
            used.map(|(label, ..)| label)
        });
        parts.chain([self.language.processed()]).collect()
    }

    /// Where all that came to a source is by the end of each interval. Sources show the same parts, so that a legend
    /// of several has them in one order.
    fn items_of(&self, index: usize, source: &ObservedSource, used: &[&str]) -> Chart {
        let words = self.language;
        let queue = self.queue(source);
        let parts = self.parts(source).into_iter();
        let shown = parts.filter(|(label, ..)| used.contains(label));
        let series = shown.map(|(label, ink, of)| {
            let points = self.points_of(so_far(source, of).into_iter());
            Series::new(label, ink, LineStyle::Line, points)
        });
        let title = words.so_far(&queue.label(words), queue.items(words)[1]);
        Chart {
            in_steps: true,
            stacked: true,
            empty: words.nothing_came().to_owned(),
            ..of_view(items_id(index), title, series.collect())
        }
    }

    fn of_source(
        &self,
        source: &ObservedSource,
        label: &str,
        ink: Ink,
        style: LineStyle,
        of: fn(&QueueInterval) -> f64,
    ) -> Series {
        let points = self.points_of(source.intervals.iter().map(of));
        Series::new(label, ink, style, points)
    }

    fn points_of(&self, values: impl Iterator<Item = f64>) -> Points {
        self.timeline.points_until(values)
    }
}

/// A count by the end of each interval.
fn so_far(source: &ObservedSource, of: fn(&QueueInterval) -> f64) -> Vec<f64> {
    let sums = source.intervals.iter().scan(0.0, |sum, row| {
        *sum += of(row);
        Some(*sum)
    });
    sums.collect()
}

fn items_id(index: usize) -> String {
    format!("{QUEUE_ITEMS}-{}", index + 1)
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
