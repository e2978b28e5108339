//! The scaling diagrams of variants: function instances of all of them in one chart, and AWS's diagram of each.

use super::variants::Group;
use super::{parting, words};
use crate::report::compared::{Compared, Curves};
use crate::report::document::chart::{Area, Chart, Fill, Ink, Limit, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::{
    Block, Cause, Figure, InText, Language, Layout, Look, Pane, Section, Shade, account_limit,
};
use crate::report::throttling::{self, Moment};
use crate::scenario::{ScalingRule, Scenario};

/// More lines cannot be told apart.
pub(super) const MOST_LINES: usize = 6;
/// More diagrams are in the picture alone: a page would be long.
const MOST_ON_A_PAGE: usize = 12;
/// Open requests may be at most so many times the instances before they leave the chart.
const MOST_ABOVE: f64 = 2.5;

const OVERLAID: &str = "scaling";

/// What the diagrams are made from.
pub(super) struct Diagrams<'a> {
    look: &'a Look,
    compared: &'a Compared<'a>,
    baseline: &'a Scenario,
    /// Each of those that are alike once.
    groups: &'a [Group],
    timeline: Timeline,
    curves: Vec<&'a Curves>,
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

impl<'a> Diagrams<'a> {
    pub(super) fn new(
        look: &'a Look,
        compared: &'a Compared<'a>,
        baseline: &'a Scenario,
        groups: &'a [Group],
        timeline: Timeline,
    ) -> Self {
        let curves = groups
            .iter()
            .filter_map(|one| compared.variants.get(one.index));
        let curves = curves.map(|variant| &variant.curves).collect();
        Self {
            look,
            compared,
            baseline,
            groups,
            timeline,
            curves,
        }
    }

    pub(super) fn shades(&self) -> Vec<Shade> {
        let to = self.baseline.warm_up.as_secs_f64();
        let warm_up = Shade {
            cause: Cause::WarmUp,
            from: 0.0,
            to,
        };
        Some(warm_up)
            .filter(|shade| shade.to > 0.0)
            .into_iter()
            .collect()
    }

    pub(super) fn section(&self) -> Section {
        let mut charts = vec![self.overlaid()];
        charts.extend((0..self.groups.len()).map(|index| self.of_variant(index)));
        Section {
            id: "scaling",
            heading: self.look.language.choose("Scaling", "확장"),
            note: self
                .look
                .language
                .choose(
                    "While the lines coincide, no quota limits a variant; a line that drops below the others has \
                     used up its quota.",
                    "선이 겹치는 동안에는 어떤 할당량도 제한하지 않습니다. 다른 선보다 아래로 떨어진 변형은 할당량을 \
                     모두 쓴 것입니다.",
                )
                .to_owned(),
            blocks: charts.into_iter().map(Block::Chart).collect(),
            is_for_pictures: self.groups.len() > MOST_ON_A_PAGE,
            in_text: InText::No,
        }
    }

    pub(super) fn figures(&self) -> Vec<Figure> {
        let language = self.look.language;
        let few = self.groups.len().min(MOST_LINES);
        let first = (few < self.groups.len()).then_some(few);
        let about = self.subtitle();
        let tiles = (0..self.groups.len()).map(|index| Pane {
            id: variant_id(index),
            view: 0,
            titles: vec![self.words(index), self.groups[index].name.clone()],
        });
        let figure = |name: &str, subtitle, layout, panes| Figure {
            name: name.to_owned(),
            title: words::title(language, self.compared),
            subtitle,
            layout,
            panes,
        };
        vec![
            figure(
                "scaling",
                language.instances_of(first, &about),
                Layout::Rows,
                vec![Pane::of(OVERLAID, 0)],
            ),
            figure(
                "scaling-multiples",
                format!("{} · {about}", self.unit()),
                Layout::Tiles,
                tiles.collect(),
            ),
        ]
    }

    /// What holds for all variants, in one line.
    pub(super) fn subtitle(&self) -> String {
        let language = self.look.language;
        let requests = if self.compared.same_requests {
            language.same_requests()
        } else {
            language.other_requests()
        };
        let variants = self.compared.variants.len() as u64;
        let compared = language.compared(variants, requests, self.compared.replications);
        let longest = self.compared.longest().unwrap_or(self.baseline);
        let simulated = language.simulated(longest.duration.as_secs_f64());
        let simulated = if self.compared.same_duration() {
            simulated
        } else {
            language.choose(format!("at most {simulated}"), format!("최대 {simulated}"))
        };
        format!("{compared} · {simulated}")
    }

    fn unit(&self) -> &'static str {
        match self.compared.functions {
            1 => self.look.language.most_at_once(),
            _ => self.look.language.mean_at_once(),
        }
    }

    /// Function instances of the variants, and how many requests were open where most were: callers who do not retry
    /// leave none behind.
    fn overlaid(&self) -> Chart {
        let curves = &self.curves[..self.curves.len().min(MOST_LINES)];
        let instances = curves.iter().enumerate().map(|(index, curves)| {
            let (label, ink) = (self.words(index), Ink::CYCLE[index]);
            self.series(label, ink, LineStyle::Pattern(index), &curves.instances)
        });
        let open: Vec<f64> = (0..self.timeline.intervals)
            .map(|interval| {
                let values = curves.iter().filter_map(|one| one.open.get(interval));
                values.copied().fold(0.0, f64::max)
            })
            .collect();
        let language = self.look.language;
        let label = if curves.windows(2).all(|pair| pair[0].open == pair[1].open) {
            language.open_requests()
        } else {
            language.most_open()
        };
        let most = curves
            .iter()
            .map(|one| largest(&one.instances))
            .fold(0.0, f64::max);
        let open = self.series(label.to_owned(), Ink::Grey, LineStyle::Line, &open);
        self.chart(
            OVERLAID.to_owned(),
            String::new(),
            View {
                // Where callers pile up, open requests would press the lines that are compared to the ground.
                window: (self.highest() > MOST_ABOVE * most).then_some((0.0, 1.2 * most)),
                series: instances.chain([open]).collect(),
                limits: self.limit().into_iter().collect(),
                conclusion: self.parting().unwrap_or_default(),
                ..View::default()
            },
        )
    }

    /// Where the lines part, and who is throttled then.
    fn parting(&self) -> Option<String> {
        let variants = self.groups.iter().zip(&self.curves).take(MOST_LINES);
        let variants = variants.enumerate().map(|(index, (group, curves))| {
            let variant = self.compared.variants.get(group.index);
            parting::Line {
                name: self.words(index),
                scenario: variant.map_or(self.baseline, |variant| variant.scenario),
                curves,
            }
        });
        let variants: Vec<_> = variants.collect();
        parting::sentence(self.look.language, &variants, &self.timeline)
    }

    /// AWS's diagram of one variant.
    fn of_variant(&self, index: usize) -> Chart {
        let language = self.look.language;
        let curves = &self.curves[index];
        let line =
            |label: &str, ink, style, values| self.series(label.to_owned(), ink, style, values);
        let mut view = View {
            series: vec![
                line(
                    language.open_requests(),
                    Ink::Grey,
                    LineStyle::Line,
                    &curves.open,
                ),
                line(
                    language.instances(),
                    Ink::Orange,
                    LineStyle::Thick,
                    &curves.instances,
                ),
            ],
            ..View::default()
        };
        let moments = (0..self.timeline.intervals).map(|interval| {
            let at = |values: &[f64]| values.get(interval).copied().unwrap_or(0.0);
            Moment {
                open: at(&curves.open),
                instances: at(&curves.instances),
                throttles: at(&curves.throttles),
                failures: at(&curves.failures),
            }
        });
        let paper = Area {
            under: 1,
            needs: vec![0],
            fill: Fill::Paper,
            label: None,
            edge: None,
        };
        if let Some(edge) = throttling::possible(moments) {
            view.areas.push(Area {
                under: 0,
                needs: vec![1],
                fill: Fill::Possible,
                label: Some(language.throttling_possible().to_owned()),
                edge: Some(self.timeline.points(edge.into_iter().map(Some))),
            });
            view.areas.push(paper);
        }
        if largest(&curves.throttles) > 0.0 {
            let label = language.attempts_throttled();
            view.series.push(line(
                label,
                Ink::Vermilion,
                LineStyle::Marks,
                &curves.throttles,
            ));
        }
        self.chart(variant_id(index), self.words(index), view)
    }

    fn chart(&self, id: String, heading: String, view: View) -> Chart {
        Chart {
            id,
            heading,
            unit: self.unit().to_owned(),
            views: vec![view],
            ..Chart::default()
        }
    }

    fn series(&self, label: String, ink: Ink, style: LineStyle, values: &[f64]) -> Series {
        let points = self.timeline.points_until(values.iter().copied());
        Series::new(label, ink, style, points)
    }

    fn highest(&self) -> f64 {
        let curves = self.curves.iter();
        curves
            .map(|one| largest(&one.open).max(largest(&one.instances)))
            .fold(0.0, f64::max)
    }

    /// The account's concurrency limit, where all variants have the same.
    fn limit(&self) -> Option<Limit> {
        let limits = self.compared.scenarios();
        let mut limits = limits.map(|scenario| account_limit(scenario).value);
        let account = account_limit(self.baseline).value;
        limits.all(|limit| limit == account).then(|| Limit {
            label: Language::account_limit(self.look.language).to_owned(),
            value: account as f64,
        })
    }

    /// A variant's name with those of its quotas that differ; without, where it stands for variants of several quotas.
    fn words(&self, group: usize) -> String {
        let group = &self.groups[group];
        let first = self.baseline.region.scaling;
        let own = self.compared.variants.get(group.index);
        let rule = own.map_or(first, |variant| variant.scenario.region.scaling);
        let mut alike = self.compared.alike(group.index);
        if !alike.all(|other| other.scenario.region.scaling == rule) {
            return group.name.clone();
        }
        let differ = |of: fn(&ScalingRule) -> u32| {
            let mut rules = self.compared.scenarios().map(|one| one.region.scaling);
            rules.any(|other| of(&other) != of(&first))
        };
        let language = self.look.language;
        let burst = differ(|rule| rule.burst().get()).then(|| language.burst(&rule));
        let ramp = differ(|rule| rule.ramp_per_minute().get()).then(|| language.ramp(&rule));
        let quotas: Vec<String> = burst.into_iter().chain(ramp).collect();
        if quotas.is_empty() {
            group.name.clone()
        } else {
            format!("{}: {}", group.name, quotas.join(", "))
        }
    }
}

fn variant_id(index: usize) -> String {
    format!("variant-{}", index + 1)
}
