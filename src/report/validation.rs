//! The table of `burstsim validate` for a terminal, for Markdown, and for programs.
//!
//! It knows cases and their verdicts; it must not know how they came about.

mod titles;

use std::io;

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::Language;
use super::format::{plural, thousands};
use crate::study::validate::{Case, Reference, Rule, Verdict};

pub use titles::title;

/// A reference with its cases.
#[derive(Clone, Debug)]
pub struct Section {
    /// What was compared with.
    pub reference: Reference,
    /// What came of it.
    pub cases: Vec<Case>,
}

/// A row for programs.
#[derive(Serialize)]
struct Row<'a> {
    reference: &'a str,
    case: &'a str,
    expected: Option<f64>,
    simulated: Option<f64>,
    ci95_low: Option<f64>,
    ci95_high: Option<f64>,
    rule: &'a str,
    verdict: &'a str,
    note: &'a str,
    source: &'a str,
}

/// For a terminal: a table for each reference, and the plain sentence below.
pub fn text(sections: &[Section], language: Language) -> String {
    let mut text = String::new();
    let of = language.choose("Reference", "기준");
    for Section { reference, cases } in sections {
        text.push_str(&format!(
            "{}  {}\n",
            reference.name,
            title(language, reference)
        ));
        for line in wrapped(&format!("{of}: {}", reference.source), 96) {
            text.push_str(&format!("  {line}\n"));
        }
        let table = table(cases, language, presets::NOTHING);
        for line in table.trim_fmt().lines() {
            text.push_str(&format!("  {}\n", line.trim_end()));
        }
        text.push('\n');
    }
    text + &sentence(sections, language) + "\n"
}

/// The same as Markdown.
pub fn markdown(sections: &[Section], language: Language) -> String {
    let mut text = String::new();
    let of = language.choose("Reference", "기준");
    for Section { reference, cases } in sections {
        text.push_str(&format!(
            "### {}: {}\n\n",
            reference.name,
            title(language, reference)
        ));
        text.push_str(&format!("{of}: {}.\n\n", reference.source));
        text.push_str(&table(cases, language, presets::ASCII_MARKDOWN).trim_fmt());
        text.push_str("\n\n");
    }
    text + &sentence(sections, language) + "\n"
}

/// An array of objects.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn json(sections: &[Section]) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(&rows(sections))?)
}

/// Comma-separated values.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn csv(sections: &[Section]) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows(sections) {
        writer.serialize(row)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn rows(sections: &[Section]) -> Vec<Row<'_>> {
    let finite = |value: f64| value.is_finite().then_some(value);
    let rows = sections.iter().flat_map(|Section { reference, cases }| {
        cases.iter().map(move |case| Row {
            reference: reference.name,
            case: &case.name,
            expected: finite(case.expected),
            simulated: finite(case.simulated),
            ci95_low: case.interval.and_then(|(low, _)| finite(low)),
            ci95_high: case.interval.and_then(|(_, high)| finite(high)),
            rule: case.rule.key(),
            verdict: case.verdict.key(),
            note: &case.note,
            source: reference.source,
        })
    });
    rows.collect()
}

fn table(cases: &[Case], language: Language, style: comfy_table::TableStyle) -> Table {
    let mut table = Table::new();
    table.load_style(style);
    let mut header = language.choose(
        vec!["Case", "Reference", "Simulated", "95 % interval", "Verdict"],
        vec!["사례", "기준", "시뮬레이션", "95 % 구간", "판정"],
    );
    let has_notes = cases.iter().any(|case| !case.note.is_empty());
    header.extend(has_notes.then_some(language.choose("Note", "비고")));
    table.set_header(header);
    for case in cases {
        let limit = match case.rule {
            Rule::GoodnessOfFit | Rule::AtMost => language.choose("at most ", "최대 "),
            Rule::Exact | Rule::Chance | Rule::Reported => "",
        };
        let interval = case.interval.map(|(low, high)| {
            format!(
                "{} {} {}",
                number(low),
                language.choose("to", "~"),
                number(high)
            )
        });
        let mut row = vec![
            case.name.clone(),
            format!("{limit}{}", number(case.expected)),
            number(case.simulated),
            interval.unwrap_or_default(),
            verdict(language, case.verdict).to_owned(),
        ];
        row.extend(has_notes.then(|| case.note.clone()));
        table.add_row(row);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A verdict as people read it.
fn verdict(language: Language, verdict: Verdict) -> &'static str {
    let korean = match verdict {
        Verdict::Pass => "일치",
        Verdict::Fail => "불일치",
        Verdict::Reported => "판정 없음",
    };
    language.choose(verdict.key(), korean)
}

/// Counts as they are, everything else to four significant digits.
fn number(value: f64) -> String {
    if value == value.round() && value.abs() < 1e9 {
        return format!("{value:.0}");
    }
    let digits_before = value.abs().log10().floor() as i32 + 1;
    let decimals = (4 - digits_before).clamp(0, 9) as usize;
    format!("{value:.decimals$}")
}

fn sentence(sections: &[Section], language: Language) -> String {
    let count = |verdict| {
        let cases = sections.iter().flat_map(|section| &section.cases);
        cases.filter(|case| case.verdict == verdict).count() as u64
    };
    let (passed, failed, reported) = (
        count(Verdict::Pass),
        count(Verdict::Fail),
        count(Verdict::Reported),
    );
    let judged = thousands(passed + failed);
    let (all, without) = (
        plural(passed + failed, "case", "cases"),
        thousands(reported),
    );
    let verdict = match failed {
        0 => language.choose(
            format!("All {all} agree with their references"),
            format!("사례 {judged}건이 모두 기준과 일치합니다"),
        ),
        failed => language.choose(
            format!("{failed} of {all} disagree with their references"),
            format!("사례 {judged}건 중 {failed}건이 기준과 다릅니다"),
        ),
    };
    match reported {
        0 => format!("{verdict}."),
        _ if passed + failed == 0 => {
            let cases = plural(reported, "case", "cases");
            language.choose(
                format!("{cases} reported without judgement."),
                format!("사례 {without}건을 판정 없이 보고합니다."),
            )
        }
        _ => language.choose(
            format!("{verdict}; {without} more are reported without judgement."),
            format!("{verdict}. 다른 {without}건은 판정 없이 보고합니다."),
        ),
    }
}

/// Breaks a text into lines of at most `width` characters, at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut();
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::validate::REFERENCES;

    fn sections() -> Vec<Section> {
        let cases = vec![
            Case::chance("share", 0.25, &[0.2499, 0.2502, 0.2501]),
            Case::exact("count", 3000.0, 3001.0).noted("one too many"),
            Case::goodness_of_fit("fit", 61.5, 33.25),
            Case::reported("seen", 0.0019, 0.001_862_4),
        ];
        let reference = REFERENCES[0];
        vec![Section { reference, cases }]
    }

    #[test]
    fn the_table_reads_well() {
        insta::assert_snapshot!(text(&sections(), Language::English));
    }

    #[test]
    fn markdown_is_a_table_below_a_heading() {
        let text = markdown(&sections(), Language::English);
        assert!(text.starts_with("### erlang-b: "), "{text}");
        assert!(text.contains("| count "), "{text}");
        assert!(text.ends_with(
            "1 of 3 cases disagree with their references; 1 more are reported without judgement.\n"
        ));
    }

    #[test]
    fn programs_get_every_digit() {
        let json = json(&sections()).unwrap();
        let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(rows[3]["simulated"], 0.001_862_4);
        assert_eq!(rows[1]["verdict"], "FAIL");
        let csv = csv(&sections()).unwrap();
        assert_eq!(csv.lines().count(), 5, "{csv}");
    }

    #[test]
    fn numbers_have_four_significant_digits() {
        let shown = [
            0.0,
            12.0,
            0.121_66,
            1.2345,
            123.456,
            98_765.4,
            0.000_123_456,
        ]
        .map(number);
        assert_eq!(
            shown,
            ["0", "12", "0.1217", "1.234", "123.5", "98765", "0.0001235"]
        );
    }
}
