//! What waits in the queues of variants over time, and how long, where any of them has a source with a queue.
//!
//! It is drawn from what `queues.csv` holds, so that an earlier comparison gives the same pictures.

use super::diagrams::MOST_LINES;
use super::over_time;
use super::variants::Group;
use crate::measures::Measure;
use crate::report::compared::Compared;
use crate::report::document::chart::{Chart, Ink, Limit, LineStyle, Series, View};
use crate::report::document::points::Timeline;
use crate::report::document::{Block, Figure, Language, Layout, Pane, Section};
use crate::report::format::{capital, thousands};
use crate::report::stories::run::objective_line;
use crate::study::compare::Waiting;

/// The section, and the name of the picture.
const QUEUES: &str = "queues";
const BACKLOG: &str = "backlog";
const OLDEST_AGE: &str = "oldest-age";

/// What is left of the largest backlog when a queue counts as worked off.
const LITTLE: f64 = 0.1;

/// What the charts are made from.
pub(super) struct Queues<'a> {
    language: Language,
    compared: &'a Compared<'a>,
    /// Each of those that are alike once, as many as can be told apart.
    groups: &'a [Group],
    timeline: Timeline,
    /// Charts are of the account, and then of as many functions as there are more.
    scopes: usize,
}

/// Lines in all charts together.
pub(super) fn lines(compared: &Compared<'_>, groups: usize, scopes: usize) -> usize {
    if compared.has_queues() {
        2 * groups.min(MOST_LINES) * scopes
    } else {
        0
    }
}

impl<'a> Queues<'a> {
    /// `None` where no variant has a queue.
    pub(super) fn new(
        language: Language,
        compared: &'a Compared<'a>,
        groups: &'a [Group],
        timeline: Timeline,
        scopes: usize,
    ) -> Option<Self> {
        compared.has_queues().then_some(Self {
            language,
            compared,
            groups: &groups[..groups.len().min(MOST_LINES)],
            timeline,
            scopes,
        })
    }

    pub(super) fn section(&self) -> Section {
        let language = self.language;
        let backlog = Chart {
            id: BACKLOG.to_owned(),
            heading: language.choose("Backlog", "백로그").to_owned(),
            unit: language
                .choose(
                    "what waits (maximum of each interval)",
                    "대기 중인 항목(구간별 최대)",
                )
                .to_owned(),
            views: self.views(|scope| self.backlog(scope)),
            ..Chart::default()
        };
        let oldest_age = Chart {
            id: OLDEST_AGE.to_owned(),
            heading: capital(language.words(Measure::OldestAge).name),
            unit: language
                .choose("in s, at the end of each interval", "초, 구간 끝")
                .to_owned(),
            views: self.views(|scope| self.oldest_age(scope)),
            ..Chart::default()
        };
        Section {
            id: QUEUES,
            heading: language.choose("Queues", "대기열"),
            note: language
                .choose(
                    "What waits until Lambda takes it, what comes back after an error or a throttle included: the mean \
                     over the replications of each variant.",
                    "Lambda가 가져갈 때까지 대기하는 항목으로, 오류나 스로틀링 뒤에 되돌아온 것도 포함합니다. 각 변형의 반복 평균입니다.",
                )
                .to_owned(),
            blocks: [backlog, oldest_age].map(Block::Chart).into(),
            ..Section::default()
        }
    }

    /// Both charts of the account in one picture; `all` is how many variants there are to show.
    pub(super) fn figure(&self, title: &str, about: &str, all: usize) -> Figure {
        let shown = self.groups.len();
        let first = if shown < all {
            self.language.choose(
                format!("the first {shown} · "),
                format!("처음 {shown}개만 · "),
            )
        } else {
            String::new()
        };
        Figure {
            name: QUEUES.to_owned(),
            title: title.to_owned(),
            subtitle: format!("{first}{about}"),
            layout: Layout::Rows,
            panes: vec![Pane::of(BACKLOG, 0), Pane::of(OLDEST_AGE, 0)],
        }
    }

    /// One for each scope.
    fn views(&self, of: impl Fn(usize) -> View) -> Vec<View> {
        (0..self.scopes).map(of).collect()
    }

    fn backlog(&self, scope: usize) -> View {
        let series = self.lines(scope, "", |one| one.backlog);
        let peaks = self.peaks(&series);
        let conclusions = peaks.into_iter().chain(self.worked_off(scope));
        View {
            conclusion: conclusions.collect::<Vec<_>>().join(" "),
            series,
            ..View::default()
        }
    }

    fn oldest_age(&self, scope: usize) -> View {
        let series = self.lines(scope, " s", |one| one.oldest_age_s);
        View {
            conclusion: self.peaks(&series).unwrap_or_default(),
            series,
            objectives: self.objectives(),
            ..View::default()
        }
    }

    /// Which variant peaks highest, and when lines differ; of a function without a queue beside one that has some, that it
    /// has none.
    fn peaks(&self, series: &[Series]) -> Option<String> {
        if series.is_empty() {
            let words = self.language.choose("No queue.", "대기열이 없습니다.");
            return Some(words.to_owned());
        }
        over_time::conclusion(self.language, &self.timeline, series)
    }

    /// The rows of each variant with a queue, and its place among the variants.
    fn rows(&self, scope: usize) -> impl Iterator<Item = (usize, &Group, &[Waiting])> {
        let groups = self.groups.iter().enumerate();
        groups.filter_map(move |(place, group)| {
            let variant = self.compared.variants.get(group.index)?;
            let rows = variant.waiting.get(scope)?;
            (!rows.is_empty()).then_some((place, group, rows.as_slice()))
        })
    }

    /// A line for each variant with a queue, in the colour it has in the other charts.
    fn lines(&self, scope: usize, unit: &'static str, of: fn(&Waiting) -> f64) -> Vec<Series> {
        let lines = self.rows(scope).map(|(place, group, rows)| {
            let points = self.timeline.points_until(rows.iter().map(of));
            let ink = Ink::CYCLE[place % Ink::CYCLE.len()];
            Series {
                unit,
                ..Series::new(group.name.clone(), ink, LineStyle::Pattern(place), points)
            }
        });
        lines.collect()
    }

    /// The objectives that all variants have.
    fn objectives(&self) -> Vec<Limit> {
        let first = self.compared.scenarios().next();
        let objectives = first.into_iter().flat_map(|scenario| &scenario.slo);
        let common = objectives.filter(|one| {
            let mut scenarios = self.compared.scenarios();
            one.measure == Measure::OldestAge
                && scenarios.all(|scenario| scenario.slo.contains(one))
        });
        let lines = common.map(|one| objective_line(self.language, one, 1e-3));
        lines.collect()
    }

    /// By when each queue was worked off, and which never were.
    fn worked_off(&self, scope: usize) -> Option<String> {
        let ends = self
            .rows(scope)
            .filter_map(|(_, group, rows)| Some((&*group.name, end_of(rows)?)));
        let ends: Vec<(&str, End)> = ends.collect();
        let done = ends.iter().filter_map(|(name, end)| match end {
            End::At(interval) => {
                let (start, _) = self.timeline.span(*interval);
                Some((name, self.timeline.clock().at(start)))
            }
            End::Never(_) => None,
        });
        let done = done.map(|(name, time)| {
            self.language
                .choose(format!("{name} by {time}"), format!("{name} {time}"))
        });
        let left = ends.iter().filter_map(|(name, end)| match end {
            End::At(_) => None,
            End::Never(left) => Some((name, thousands(left.round() as u64))),
        });
        let left = left.map(|(name, left)| {
            self.language.choose(
                format!("{name} never ({left} left at the end)"),
                format!("{name} 끝까지 남음({left}건)"),
            )
        });
        let each: Vec<String> = done.chain(left).collect();
        let each = each.join(", ");
        (!ends.is_empty()).then(|| {
            self.language.choose(
                format!("Backlog down to a tenth of its peak: {each}."),
                format!("백로그가 최댓값의 10분의 1로 줄어든 때: {each}."),
            )
        })
    }
}

/// How a backlog ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// Little is left of the largest, for the first time after it, in this interval.
    At(usize),
    /// More than that is left at the end.
    Never(f64),
}

/// `None` where nothing ever waits.
fn end_of(rows: &[Waiting]) -> Option<End> {
    let most = rows.iter().map(|row| row.backlog).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let peak = rows.iter().position(|row| row.backlog >= most)?;
    let end = rows
        .iter()
        .skip(peak)
        .position(|row| row.backlog <= LITTLE * most);
    Some(match end {
        Some(after) => End::At(peak + after),
        None => End::Never(rows.last()?.backlog),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backlog_ends_when_a_tenth_is_left_after_its_peak() {
        let end = |backlogs: &[f64]| {
            let rows: Vec<Waiting> = backlogs
                .iter()
                .map(|&backlog| Waiting {
                    backlog,
                    oldest_age_s: 0.0,
                })
                .collect();
            end_of(&rows)
        };
        // Little before the peak is not the end; the first of two peaks is the one that counts.
        assert_eq!(end(&[0.0, 50.0, 20.0, 5.0, 4.0]), Some(End::At(3)));
        assert_eq!(end(&[50.0, 5.0, 50.0, 6.0]), Some(End::At(1)));
        assert_eq!(end(&[1.0, 50.0, 5.1]), Some(End::Never(5.1)));
        assert_eq!(end(&[0.0, 0.0]), None);
        assert_eq!(end(&[]), None);
    }
}
