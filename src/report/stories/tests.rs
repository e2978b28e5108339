//! Pages as a whole.

use unicode_width::UnicodeWidthStr;

use super::*;
use crate::metrics::RunResult;
use crate::report::document::{Block, Document, Language, Look};
use crate::report::fixture;
use crate::report::observed::Observed;
use crate::report::render::text::{Medium, text};
use crate::report::replications::Replications;
use crate::scenario::Scenario;
use crate::study::Finished;

fn page_of(scenario: &Scenario, result: &RunResult) -> Document {
    let observed = Observed::new((scenario, result), None, None);
    let finished = Finished::new(scenario, result);
    of_run(
        &Look::default(),
        (&finished, &finished),
        &observed,
        Beside::default(),
    )
}

#[test]
fn a_run_has_its_sections_in_the_order_of_their_weight() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let page = page_of(&scenario, &result);
    let ids: Vec<_> = page.sections.iter().map(|section| section.id).collect();
    let expected =
        "scaling limits traffic cold-starts latency concurrency provisioned tokens figures cost";
    assert_eq!(ids.join(" "), expected);
    assert_eq!(page.scopes, ["All functions", "checkout", "=search"]);
}

#[test]
fn a_chart_has_one_view_or_one_for_each_scope_and_its_areas_lie_under_its_series() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let page = page_of(&scenario, &result);
    for chart in page.charts() {
        assert!(
            [1, page.scopes.len()].contains(&chart.views.len()),
            "{}",
            chart.id
        );
        for view in &chart.views {
            assert!(!view.series.is_empty(), "{}", chart.id);
            for area in &view.areas {
                let mut needed = area.needs.iter().chain([&area.under]);
                assert!(
                    needed.all(|&series| series < view.series.len()),
                    "{}",
                    chart.id
                );
            }
        }
    }
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    assert_eq!(
        page_of(&scenario, &result).html(),
        page_of(&scenario, &result).html()
    );
}

#[test]
fn what_was_never_refused_has_no_chart() {
    let (scenario, mut result) = (fixture::scenario(), fixture::small());
    result.functions.truncate(1);
    for row in &mut result.functions[0].intervals {
        row.counts = crate::metrics::Counts::default();
    }
    result.functions[0].totals = crate::metrics::Counts::default();
    let page = page_of(&scenario, &result);
    assert!(page.sections.iter().all(|section| section.id != "limits"));
}

/// What follows from the charts of the first view of a page.
fn conclusions(page: &Document) -> String {
    let charts = page.charts().filter_map(|chart| {
        let view = chart.views.first()?;
        (!view.conclusion.is_empty()).then(|| format!("{}: {}", chart.id, view.conclusion))
    });
    charts.collect::<Vec<_>>().join("\n")
}

#[test]
fn charts_say_what_follows_from_them() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let (queues, of_queues) = fixture::queues();
    let korean = |scenario: &Scenario, result: &RunResult| {
        let observed = Observed::new((scenario, result), None, None);
        let finished = Finished::new(scenario, result);
        let look = Look::of(Language::Korean);
        of_run(&look, (&finished, &finished), &observed, Beside::default())
    };
    let all = [
        conclusions(&page_of(&scenario, &result)),
        conclusions(&page_of(&queues, &of_queues)),
        conclusions(&korean(&scenario, &result)),
        conclusions(&korean(&queues, &of_queues)),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

/// An objective is a line in the charts of what it judges, under words that a picture draws, too.
#[test]
fn objectives_are_lines_in_the_charts_of_what_they_judge() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let page = page_of(&scenario, &result);
    let lines = |id: &str| -> Vec<(String, f64)> {
        let chart = page.chart(id).unwrap_or_else(|| panic!("no chart {id}"));
        let last = chart.views.last().expect("a view");
        last.references()
            .map(|one| (one.label(), one.value))
            .collect()
    };
    assert_eq!(
        lines("latency"),
        [("SLO: latency p99 < 800ms".to_owned(), 800.0)]
    );
    assert_eq!(
        lines("throttle-rate"),
        [("SLO: throttled < 10%".to_owned(), 10.0)]
    );
    assert!(
        page.chart("cold-start-rate").is_none(),
        "no objective judges it"
    );
}

/// Where a scenario says when it begins, words, charts and subtitles speak of the time of the day.
#[test]
fn times_are_those_of_the_day_where_the_scenario_says_so() {
    let (mut scenario, result) = (fixture::scenario(), fixture::small());
    scenario.time_of_day_start = crate::scenario::TimeOfDay::from_seconds(9 * 3600 + 1800).unwrap();
    scenario.timezone = crate::scenario::TimeZone::parse("Asia/Seoul");
    let page = page_of(&scenario, &result);
    assert!(
        page.subtitle.ends_with("from 09:30 KST"),
        "{}",
        page.subtitle
    );
    let headline = page.words[0].sentences[0].plain();
    assert!(headline.contains(" 09:30"), "{headline}");
    let html = page.html();
    assert!(
        html.contains("the run begins at 09:30 KST and ends at "),
        "the foot has both"
    );
    assert!(html.contains("\"day\":34200.0"), "so do the axes");
    assert!(
        !page_of(&fixture::scenario(), &result)
            .html()
            .contains("\"day\":3")
    );
}

/// Charts as pictures and charts on pages have the same colours on white paper.
#[cfg(feature = "pictures")]
#[test]
fn the_style_sheet_has_the_colours_of_the_pictures() {
    let style = include_str!("../render/page/assets/page.css");
    for (name, color) in crate::report::render::pictures::palette() {
        assert!(
            style.contains(&format!("{name}: {color};")),
            "{name} is not {color}"
        );
    }
}

fn text_of(look: &Look, scenario: &Scenario, result: &RunResult) -> String {
    let observed = Observed::new((scenario, result), None, None);
    let finished = Finished::new(scenario, result);
    let document = of_run(look, (&finished, &finished), &observed, Beside::default());
    text(&document, Medium::Terminal)
}

#[test]
fn the_text_of_a_run_reads_well() {
    let look = Look::default();
    insta::assert_snapshot!(text_of(&look, &fixture::scenario(), &fixture::small()));
}

#[test]
fn the_text_of_a_run_with_queues_reads_well() {
    let (scenario, result) = fixture::queues();
    insta::assert_snapshot!(text_of(&Look::default(), &scenario, &result));
}

/// Its charts by their units and series, and its table.
#[test]
fn a_run_with_queues_says_where_everything_went() {
    let (scenario, result) = fixture::queues();
    let page = page_of(&scenario, &result);
    let sections = page.sections.iter().filter(|one| one.id == "queues");
    let blocks = sections.flat_map(|section| &section.blocks);
    let shown = blocks.map(|block| match block {
        Block::Chart(chart) => {
            let series = chart.views[0].series.iter();
            let series: Vec<_> = series.map(|one| one.label.as_str()).collect();
            format!("{}: {}: {}", chart.id, chart.unit, series.join(" | "))
        }
        Block::Table(table) => {
            let rows = table.rows.iter();
            let rows = rows.map(|row| format!("{} | {}", row.name, row.cells.join(" | ")));
            let rows: Vec<_> = rows.collect();
            format!(
                "{}\n{}\n{}",
                table.caption,
                table.columns.join(" | "),
                rows.join("\n")
            )
        }
        Block::Note(words) => words.clone(),
        _ => unreachable!(),
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_korean_run_with_queues_has_no_english_left_but_names() {
    let (mut scenario, result) = fixture::queues();
    scenario.title = "제목".to_owned();
    let observed = Observed::new((&scenario, &result), None, None);
    let finished = Finished::new(&scenario, &result);
    let look = Look::of(Language::Korean);
    let mut document = of_run(&look, (&finished, &finished), &observed, Beside::default());
    let pictures = of_observed(&look, &scenario, &observed);
    document.figures = pictures.figures;
    document.sections.extend(pictures.sections);
    let names = [
        "thumbnails",
        "orders",
        "SQS",
        "DLQ",
        "us-east-1",
        "per-function",
        "queues",
        "scenario",
        "timeseries",
        "account",
        "sources",
        "summary",
        "AWS",
        "Lambda",
        "burstsim",
    ];
    let english = fixture::english_in(&document, &names);
    assert_eq!(english, Vec::<String>::new());
    insta::assert_snapshot!(text(&document, Medium::Terminal));
}

#[test]
fn the_text_of_replications_reads_well() {
    let (scenario, first) = (fixture::scenario(), fixture::small());
    let mut second = first.clone();
    second.functions[0].totals.throttles_scaling += 1;
    second.functions[0].totals.attempts += 1;
    let many = Replications::of(&scenario, &[first.clone(), second], None);
    let observed = Observed::new((&scenario, &first), Some(many.sample().bands()), None);
    let finished = Finished::new(&scenario, &first);
    let beside = Beside {
        many: Some(&many),
        ..Beside::default()
    };
    let document = of_run(&Look::default(), (&finished, &finished), &observed, beside);
    insta::assert_snapshot!(text(&document, Medium::Terminal));
}

/// What waits in queues has the rows of a single run, with intervals.
#[test]
fn the_text_of_replications_with_queues_reads_well() {
    let (scenario, first) = fixture::queues();
    let second = crate::world::simulate(&scenario, 1);
    let many = Replications::of(&scenario, &[first.clone(), second], None);
    let observed = Observed::new((&scenario, &first), Some(many.sample().bands()), None);
    let finished = Finished::new(&scenario, &first);
    let text_in = |language| {
        let beside = Beside {
            many: Some(&many),
            ..Beside::default()
        };
        let look = Look::of(language);
        let document = of_run(&look, (&finished, &finished), &observed, beside);
        text(&document, Medium::Terminal)
    };
    insta::assert_snapshot!(text_in(Language::English));
    let korean = text_in(Language::Korean);
    for row in [
        "대기열 항목",
        "DLQ·실패 시 대상",
        "- 항목 중 비율",
        "최대 백로그",
    ] {
        assert!(korean.contains(row), "no row {row}:\n{korean}");
    }
}

#[test]
fn the_text_of_a_run_fits_80_columns_whatever_the_names() {
    let (mut scenario, mut result) = (fixture::scenario(), fixture::small());
    for index in 0..result.functions.len() {
        let name = format!(
            "{}-{index}",
            "a-very-long-name-that-nobody-should-use".repeat(4)
        );
        scenario.functions[index].name.clone_from(&name);
        result.functions[index].name = name;
    }
    scenario.title = "a title of many words ".repeat(9);
    let text = text_of(&Look::default(), &scenario, &result);
    // A name in a sentence goes on in lines of its own.
    let long = |line: &&str| line.width() > 80 && line.trim().contains(' ');
    assert_eq!(text.lines().find(long), None, "{text}");
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let (scenario, mut result) = (fixture::scenario(), fixture::small());
    result.functions[0].name = "\x1b[2Jboo\r".to_owned();
    assert!(!text_of(&Look::default(), &scenario, &result).contains(['\x1b', '\r']));
}

/// Letters of the other language may stand in names, keys and units only.
#[test]
fn a_korean_run_has_no_english_left_but_names_and_keys() {
    let (mut scenario, result) = (fixture::scenario(), fixture::small());
    scenario.title = "제목".to_owned();
    let observed = Observed::new((&scenario, &result), None, None);
    let finished = Finished::new(&scenario, &result);
    let document = of_run(
        &Look::of(Language::Korean),
        (&finished, &finished),
        &observed,
        Beside::default(),
    );
    let mut names = [
        "spillover_rate",
        "flash-sale",
        "us-east-1",
        " s",
        "regional-burst",
        "checkout",
        "=search",
        "scenario",
        "timeseries.csv",
        "account.csv",
        "summary.json",
        "region.prices",
        "SLO",
        "ms",
        "USD",
        "AWS",
        "cold_start_rate",
        "throttle_rate",
        "latency_p99",
        "latency_",
        "p50",
        "p99",
        "burstsim",
        "uPlot",
        "fixture",
        "small",
    ];
    // The longest first: keys hold units.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut said = vec![text(&document, Medium::Terminal)];
    said.extend(document.page_notes.iter().chain(&document.scopes).cloned());
    for section in &document.sections {
        said.extend([section.heading.to_owned(), section.note.clone()]);
    }
    for chart in document.charts() {
        said.push(chart.unit.clone());
        let labels = chart.views.iter().flat_map(|view| &view.series);
        said.extend(labels.map(|series| series.label.clone()));
    }
    for words in said {
        let mut left = words.clone();
        for name in names {
            left = left.replace(name, "");
        }
        let english = left
            .lines()
            .find(|line| line.chars().any(|one| one.is_ascii_alphabetic()));
        assert_eq!(english, None, "in {words}");
    }
}
