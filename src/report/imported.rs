//! What `burstsim import` says: what was read, what was left out, and what to check before it is relied on.
//!
//! It knows what an import knows of itself; it must not know formats, nor where the files of a scenario lie.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};

use super::document::Language;
use super::format::{escaped, milliseconds, plural, thousands, wrapped};
use crate::import::{FileReport, Import, ImportedFunction, Origin, ScenarioPlan, Skipped};

const WIDTH: usize = 110;

/// Functions that the table shows; a trace may have tens of thousands.
const SHOWN: usize = 20;

/// Sentences that it lists of one kind.
const LISTED: usize = 12;

/// The words for a terminal.
#[must_use]
pub fn text(import: &Import, scenarios: &[(String, ScenarioPlan)], language: Language) -> String {
    let mut text = files(&import.files, language);
    text.push('\n');
    text.push_str(&functions(import, language));
    for (file, plan) in scenarios {
        text.push('\n');
        text.push_str(&values(file, plan, language));
    }
    text
}

/// Rows that were left out of files, a sentence for each reason.
#[must_use]
pub fn left_out(files: &[FileReport], language: Language) -> Vec<String> {
    let of_file = |file: &FileReport| {
        let (path, all) = (escaped(&file.path), thousands(file.rows));
        let sentence = |(reason, skipped): (&_, &Skipped)| {
            let (rows, line) = (plural(skipped.count, "row", "rows"), skipped.first_line);
            let count = thousands(skipped.count);
            language.choose(
                format!("{path}: {rows} of {all} left out, the first at line {line}: {reason}"),
                format!("{path}: {all}행 중 {count}행 제외, 처음은 {line}행: {reason}"),
            )
        };
        file.skipped.iter().map(sentence).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// What had to be assumed of files, each sentence once.
#[must_use]
pub fn assumed(files: &[FileReport]) -> Vec<String> {
    let mut assumed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        for sentence in &file.assumed {
            assumed.entry(sentence).or_default().push(&file.path);
        }
    }
    let sentences = assumed.into_iter().map(|(sentence, paths)| {
        let place = match &paths[..] {
            [path] => escaped(path),
            paths => plural(paths.len() as u64, "file", "files"),
        };
        format!("{place}: {}", escaped(sentence))
    });
    sentences.collect()
}

fn files(files: &[FileReport], language: Language) -> String {
    let mut text = String::new();
    for file in files {
        let (path, kind) = (escaped(&file.path), file.kind);
        let (used, rows) = (thousands(file.used), thousands(file.rows));
        text.push_str(&language.choose(
            format!("{path}  ({kind}): {used} of {rows} rows\n"),
            format!("{path}  ({kind}): {rows}행 중 {used}행\n"),
        ));
        for (reason, skipped) in &file.skipped {
            let (count, line) = (thousands(skipped.count), skipped.first_line);
            let reason = escaped(reason);
            text.push_str(&language.choose(
                format!("  left out {count}, first at line {line}: {reason}\n"),
                format!("  {count}행 제외, 처음은 {line}행: {reason}\n"),
            ));
        }
        for sentence in &file.assumed {
            let label = language.choose("assumed", "가정");
            text.push_str(&indented(&format!("{label}: {}", escaped(sentence))));
        }
    }
    text
}

fn indented(sentence: &str) -> String {
    let lines = wrapped(sentence, WIDTH - 4);
    let mut text = String::new();
    for (index, line) in lines.lines().enumerate() {
        text.push_str(if index == 0 { "  " } else { "    " });
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn functions(import: &Import, language: Language) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(language.choose(
        [
            "Function",
            "Region",
            "Requests",
            "Cold starts",
            "Errors",
            "Throttles",
            "Mean",
            "p99",
            "First (UTC)",
            "Last",
        ],
        [
            "함수",
            "리전",
            "요청",
            "콜드 스타트",
            "오류",
            "스로틀",
            "평균",
            "p99",
            "처음 (UTC)",
            "마지막",
        ],
    ));
    let mut all: Vec<_> = import.functions().collect();
    all.sort_by_key(|function| std::cmp::Reverse(function.invocations));
    for function in all.iter().take(SHOWN) {
        table.add_row(row(function));
    }
    for column in 2..8 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.trim_fmt().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if let Some(more) = all.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let more = thousands(more as u64);
        text.push_str(&language.choose(
            format!("and {more} more, all in import.json\n"),
            format!("그 밖의 {more}개는 import.json에 있습니다\n"),
        ));
    }
    text
}

fn row(function: &ImportedFunction<'_>) -> Vec<String> {
    const NONE: &str = "-";
    let count = |count: Option<u64>| count.map_or(NONE.to_owned(), thousands);
    let duration = |name: &str| {
        let found = function.durations.iter().find(|(given, _)| given == name);
        found.map_or(NONE.to_owned(), |(_, value)| milliseconds(*value))
    };
    let (first, last) = match function.span {
        Some((first, last)) => (first.rfc3339(), last.rfc3339()),
        None => (NONE.to_owned(), NONE.to_owned()),
    };
    vec![
        escaped(function.name),
        escaped(function.region.unwrap_or(NONE)),
        count(function.invocations),
        count(function.cold_starts),
        count(function.errors),
        count(function.throttles.map(|throttles| throttles.round() as u64)),
        duration("mean"),
        duration("p99"),
        first,
        last,
    ]
}

/// What is not read but fitted, assumed or left open in a scenario.
fn values(file: &str, plan: &ScenarioPlan, language: Language) -> String {
    let file = escaped(file);
    let count = |origin: Origin| {
        plan.values()
            .filter(|(_, value)| value.origin == origin)
            .count() as u64
    };
    let [read, fitted, assumed, open] =
        [Origin::Read, Origin::Fitted, Origin::Assumed, Origin::Open].map(count);
    let mut text = language.choose(
        format!(
            "{file}: {read} values read, {fitted} fitted, {assumed} assumed, {open} to fill in\n"
        ),
        format!("{file}: 읽은 값 {read}, 추정 {fitted}, 가정 {assumed}, 채워야 할 값 {open}\n"),
    );
    for origin in [Origin::Open, Origin::Assumed, Origin::Fitted] {
        let of_kind: Vec<_> = plan
            .values()
            .filter(|(_, value)| value.origin == origin)
            .collect();
        for (function, value) in of_kind.iter().take(LISTED) {
            let key = match function {
                Some(function) => format!("{}.{}", escaped(function), value.key),
                None => escaped(&value.key),
            };
            let set = value
                .toml
                .as_deref()
                .map(|toml| format!(" = {toml}"))
                .unwrap_or_default();
            let word = origin_word(origin, language);
            text.push_str(&indented(&format!(
                "{word}: {key}{}: {}",
                escaped(&set),
                escaped(&value.why)
            )));
        }
        if let Some(more) = of_kind.len().checked_sub(LISTED).filter(|more| *more > 0) {
            let word = origin_word(origin, language);
            text.push_str(&language.choose(
                format!(
                    "  {word}: {} more, each with a comment in the file\n",
                    thousands(more as u64)
                ),
                format!(
                    "  {word}: {}개 더, 파일의 주석을 보십시오\n",
                    thousands(more as u64)
                ),
            ));
        }
    }
    if !plan.left_out.is_empty() {
        let left_out = plural(plan.left_out.len() as u64, "function", "functions");
        text.push_str(&language.choose(
            format!("  left out: {left_out} with the fewest requests, too many for one scenario\n"),
            format!("  제외: 요청이 가장 적은 함수 {}개\n", plan.left_out.len()),
        ));
    }
    text
}

fn origin_word(origin: Origin, language: Language) -> &'static str {
    match origin {
        Origin::Read => language.choose("read", "읽음"),
        Origin::Fitted => language.choose("fitted", "추정"),
        Origin::Assumed => language.choose("assumed", "가정"),
        Origin::Open => language.choose("to fill in", "채울 값"),
    }
}
