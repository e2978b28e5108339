//! What a comparison of platforms has beside other comparisons: capacity that is paid for and used, the parts of a
//! month's cost, and the load from which on another platform is cheaper.

use super::variants::Group;
use crate::billing::Usd;
use crate::report::compared::Compared;
use crate::report::document::across::{Across, Values};
use crate::report::document::chart::{Chart, Ink, LineStyle, Mark, Series, View};
use crate::report::document::points::{Points, Timeline};
use crate::report::document::table::{Row, Table};
use crate::report::document::{
    Block, Figure, InText, Language, Layout, Pane, Section, Sentence, Tone,
};
use crate::report::format::{number, percent, usd};
use crate::report::stories::run::item_label;
use crate::scenario::Platform;
use crate::study::compare::break_even::MUCH_GIVEN_UP;
use crate::study::compare::capacity::Capacity;
use crate::study::compare::{BreakEven, Comparison};

const CAPACITY: &str = "capacity";
const BREAK_EVEN: &str = "break-even";

/// The number of the page's axis of loads; the first is time.
const LOADS: usize = 1;

/// The axis of loads.
pub(super) fn axis(language: Language, even: &BreakEven) -> Across {
    Across::Values(Values {
        name: language
            .choose("requests per second (mean)", "초당 요청(평균)")
            .to_owned(),
        places: even.points.iter().map(|point| point.per_second).collect(),
        shown: even
            .points
            .iter()
            .map(|point| rounded(point.per_second))
            .collect(),
        are_names: false,
    })
}

/// A load to three digits: more of them would only show one replication.
fn rounded(load: f64) -> String {
    let rounded: Option<f64> = format!("{load:.2e}").parse().ok();
    number(rounded.unwrap_or(load))
}

const fn ink(platform: Platform) -> Ink {
    match platform {
        Platform::Lambda => Ink::Orange,
        Platform::Fargate => Ink::Blue,
        Platform::Ec2 => Ink::Green,
    }
}

/// What is paid for over time, and what of it is used, a chart for each platform.
pub(super) fn capacity(
    language: Language,
    compared: &Compared<'_>,
    groups: &[Group],
    timeline: &Timeline,
) -> Option<Section> {
    if !compared.is_of_platforms() {
        return None;
    }
    let charts = groups.iter().map(|group| {
        let variant = compared.variants.get(group.index);
        let series: &[Capacity] = variant.map_or(&[], |variant| &variant.capacity);
        let line = |label: &str, ink, style, of: fn(&Capacity) -> f64| {
            let values = series.iter().map(of);
            Series::new(label, ink, style, timeline.points_until(values))
        };
        let paid = language.choose("capacity paid for", "비용을 내는 용량");
        let used = language.choose("requests being served", "처리 중인 요청");
        Block::Chart(Chart {
            id: chart_id(group.index),
            heading: group.name.clone(),
            unit: language
                .choose(
                    "requests that could be served at the same time (mean of each interval)",
                    "동시에 처리할 수 있는 요청(구간별 평균)",
                )
                .to_owned(),
            views: vec![View {
                series: vec![
                    line(paid, Ink::Blue, LineStyle::Thick, |one| one.paid),
                    line(used, Ink::Orange, LineStyle::Line, |one| one.used),
                ],
                conclusion: idles(language, series).unwrap_or_default(),
                ..View::default()
            }],
            ..Chart::default()
        })
    });
    Some(Section {
        id: CAPACITY,
        heading: language.choose("Capacity paid for and used", "비용을 내는 용량과 사용량"),
        note: language
            .choose(
                "Capacity paid for beyond the requests being served is idle. Lambda costs while an invocation runs and for \
                 what is provisioned, containers from launch to stop, and instances as a whole.",
                "처리 중인 요청보다 많이 비용을 내는 용량은 놀고 있습니다. Lambda는 호출이 실행되는 동안과 프로비저닝한 \
                 만큼, 컨테이너는 시작부터 중지까지, 인스턴스는 전체에 비용을 냅니다.",
            )
            .to_owned(),
        blocks: charts.collect(),
        ..Section::default()
    })
}

/// How much of what is paid for serves nobody.
fn idles(language: Language, series: &[Capacity]) -> Option<String> {
    let sum = |of: fn(&Capacity) -> f64| series.iter().map(of).sum::<f64>();
    let (paid, used) = (sum(|one| one.paid), sum(|one| one.used));
    let idle = (paid > 0.0).then(|| percent(1.0 - used / paid))?;
    Some(language.choose(
        format!("{idle} of the capacity paid for is idle."),
        format!("비용을 내는 용량의 {idle}이(가) 놀고 있습니다."),
    ))
}

fn chart_id(index: usize) -> String {
    format!("{CAPACITY}-{}", index + 1)
}

/// The cost of a month by its parts, and how much of the capacity idles.
pub(super) fn parts(
    language: Language,
    comparison: &Comparison,
    names: &[Group],
) -> Option<Section> {
    if !comparison.is_of_platforms() {
        return None;
    }
    let months: Vec<Vec<_>> = names
        .iter()
        .map(|group| comparison.month_by_item(group.index).collect())
        .collect();
    let count = months.iter().map(Vec::len).max().unwrap_or(0);
    let rows = (0..count).filter_map(|place| {
        let amounts: Vec<f64> = months
            .iter()
            .map(|items| items.get(place).map_or(0.0, |(_, usd)| *usd))
            .collect();
        let (item, _) = months.first()?.get(place)?;
        let is_used = amounts.iter().any(|usd| *usd > 0.0);
        let cells = amounts.iter().map(|amount| match *amount > 0.0 {
            true => usd(Usd::new(*amount)),
            false => "-".to_owned(),
        });
        is_used.then(|| Row::new(item_label(language, *item), cells.collect()))
    });
    let total = months.iter().map(|items| {
        let total: f64 = items.iter().map(|(_, usd)| usd).sum();
        usd(Usd::new(total))
    });
    let total = Row {
        name: language.choose("total", "합계").to_owned(),
        cells: total.collect(),
        total: true,
    };
    let idle = names.iter().map(|group| {
        let mean = comparison.capacity(group.index).mean();
        mean.filter(|one| one.paid > 0.0)
            .map_or_else(|| "-".to_owned(), |one| percent(1.0 - one.used / one.paid))
    });
    let idle = Row::new(
        language.choose("idle capacity", "노는 용량"),
        idle.collect(),
    );
    let heads = names.iter().map(|group| group.name.clone());
    let first = language
        .choose("cost per month in USD", "월 비용(USD)")
        .to_owned();
    Some(Section {
        id: "parts",
        heading: language.choose("What a month costs, by part", "월 비용의 구성"),
        blocks: vec![Block::Table(Table {
            columns: std::iter::once(first).chain(heads).collect(),
            rows: rows.chain([total, idle]).collect(),
            ..Table::default()
        })],
        in_text: InText::Above,
        ..Section::default()
    })
}

/// Cost against load, with the crossings marked.
pub(super) fn break_even(language: Language, even: &BreakEven) -> Section {
    let series = even.platforms.iter().enumerate().map(|(place, platform)| {
        let values = even
            .points
            .iter()
            .map(|point| point.usd.get(place).copied());
        let missed = even.points.iter().map(|point| {
            point
                .given_up
                .get(place)
                .is_some_and(|share| *share > MUCH_GIVEN_UP)
        });
        Series {
            unit: " USD",
            missed: missed.collect(),
            ..Series::new(
                platform.title(),
                ink(*platform),
                LineStyle::Line,
                Points::each(values.collect()),
            )
        }
    });
    let marks = even.crossings.iter().map(|crossing| Mark {
        label: language.choose(
            format!(
                "from {}/s: {}",
                rounded(crossing.per_second),
                crossing.above.title()
            ),
            format!(
                "{}/s부터: {}",
                rounded(crossing.per_second),
                crossing.above.title()
            ),
        ),
        value: crossing.per_second,
        ink: Ink::Black,
        dashed: true,
    });
    Section {
        id: BREAK_EVEN,
        heading: language.choose("Cost against load", "부하에 따른 비용"),
        note: language
            .choose(
                "The cost of 730 h like the run, with all traffic of the scenario multiplied. A dashed line marks where \
                 another platform becomes the cheapest; a hollow dot gives up more than 1 % of the requests.",
                "시나리오의 모든 트래픽에 배율을 곱한 것으로, 그런 한 달(730시간)의 비용입니다. 점선은 가장 싼 플랫폼이 \
                 바뀌는 곳이며, 속이 빈 점은 요청의 1 % 넘게 포기합니다.",
            )
            .to_owned(),
        blocks: vec![Block::Chart(Chart {
            id: BREAK_EVEN.to_owned(),
            axis: LOADS,
            unit: language.choose("USD per month", "월 USD").to_owned(),
            views: vec![View {
                series: series.collect(),
                marks: marks.collect(),
                ..View::default()
            }],
            ..Chart::default()
        })],
        ..Section::default()
    }
}

/// The pictures: capacity of each platform, and cost against load.
pub(super) fn figures(
    (title, subtitle): (&str, &str),
    compared: &Compared<'_>,
    groups: &[Group],
) -> Vec<Figure> {
    let figure = |name: &str, panes: Vec<Pane>| Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        layout: Layout::Rows,
        panes,
    };
    let mut figures = Vec::new();
    if compared.is_of_platforms() {
        let panes = groups
            .iter()
            .map(|group| Pane::of(chart_id(group.index), 0));
        figures.push(figure(CAPACITY, panes.collect()));
    }
    if compared.break_even.is_some() {
        figures.push(figure(BREAK_EVEN, vec![Pane::of(BREAK_EVEN, 0)]));
    }
    figures
}

/// From which load on which platform is cheaper, in words.
pub(super) fn sentences(language: Language, even: &BreakEven) -> Vec<Sentence> {
    let (Some(first), Some(last)) = (even.points.first(), even.points.last()) else {
        return Vec::new();
    };
    let [low, high] = [first, last].map(|point| rounded(point.per_second));
    let before = even
        .crossings
        .iter()
        .map(|crossing| rounded(crossing.per_second));
    let before = std::iter::once(None).chain(before.map(Some));
    let crossings = even.crossings.iter().zip(before).map(|(crossing, before)| {
        let (below, above) = (crossing.below.title(), crossing.above.title());
        let load = rounded(crossing.per_second);
        let cost = usd(Usd::new(crossing.usd));
        let (where_below, korean_below) = match before {
            None => (
                format!("Below {load} requests per second"),
                format!("초당 요청 {load}건 미만에서는"),
            ),
            Some(before) => (
                format!("From {before} to {load} requests per second"),
                format!("초당 요청 {before}건에서 {load}건까지는"),
            ),
        };
        language.choose(
            format!("{where_below} {below} is cheapest, above {above}; there a month costs {cost}."),
            format!("{korean_below} {below}, 초과에서는 {above}이(가) 가장 쌉니다. 그때 월 비용은 {cost}입니다."),
        )
    });
    let mut sentences: Vec<String> = crossings.collect();
    if even.crossings.is_empty() {
        let cheapest = even.platforms.get(first.cheapest());
        sentences.extend(cheapest.map(|platform| {
            let name = platform.title();
            language.choose(
                format!("From {low} to {high} requests per second {name} is always the cheapest."),
                format!("초당 요청 {low}건에서 {high}건까지 {name}이(가) 항상 가장 쌉니다."),
            )
        }));
    }
    let refuses = even.platforms.iter().enumerate().filter_map(|(place, platform)| {
        let point = even.points.iter().find(|point| {
            point.given_up.get(place).is_some_and(|share| *share > MUCH_GIVEN_UP)
        })?;
        let (name, load) = (platform.title(), rounded(point.per_second));
        let share = percent(point.given_up[place]);
        Some(language.choose(
            format!("{name} gives up {share} of the requests at {load} per second: its cost there is that of fewer requests, so it does not count as the cheapest."),
            format!("{name}은(는) 초당 {load}건에서 요청의 {share}를 포기합니다. 그곳의 비용은 더 적은 요청의 비용이므로, 가장 싼 플랫폼을 정할 때 제외합니다."),
        ))
    });
    sentences.extend(refuses);
    sentences
        .into_iter()
        .map(|words| Sentence::new(Tone::Plain).text(words))
        .collect()
}
