//! `environments.csv`: what each environment of a small run did, a row for each attempt and each stop.
//!
//! It turns diaries into bytes and knows nothing of files.

use std::io::{self, Write};

use super::cells;
use super::document::Language;
use crate::scenario::Scenario;
use crate::study::diary::{Entry, Environment, What};

/// The page on which a reader steps through them, where there are pictures.
pub(in crate::report) const PAGE: &str = "environments.html";

/// What the page is, for who has not seen it.
pub(super) fn step_through(language: Language) -> &'static str {
    language.choose(
        "Step through what each environment did",
        "각 실행 환경이 한 일을 단계별로 보기",
    )
}

/// Its columns: `ready_s` is when the environment was initialised, later than `start_s` only at a cold start.
pub(super) const COLUMNS: [&str; 7] = [
    "start_s",
    "ready_s",
    "end_s",
    "function",
    "environment",
    "event",
    "request",
];

const EVENTS: [(What, &str); 6] = [
    (What::Cold, "cold"),
    (What::Warm, "warm"),
    (What::Provisioned, "provisioned"),
    (What::Throttled, "throttled"),
    (What::Failed, "failed"),
    (What::Stopped, "stopped"),
];

/// Writes the file, by time.
pub(super) fn write(scenario: &Scenario, entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    for entry in entries {
        let function = scenario.functions.get(entry.function);
        let event = EVENTS.iter().find(|(what, _)| *what == entry.what);
        csv.write_record([
            cells::time(entry.from),
            cells::time(entry.ready),
            cells::time(entry.until),
            function.map_or_else(String::new, |function| cells::name(&function.name)),
            entry.environment.map_or_else(String::new, label),
            event.map_or("", |(_, name)| *name).to_owned(),
            entry.request.map_or_else(String::new, cells::count),
        ])?;
    }
    csv.flush()
}

/// The event that a cell names.
#[cfg(feature = "pictures")]
pub(super) fn read_event(cell: &str) -> Option<What> {
    let found = EVENTS.iter().find(|(_, name)| *name == cell);
    found.map(|(what, _)| *what)
}

/// How an environment is called: A to Z, AA, AB ... as in AWS's figure, and P1, P2 ... where it is
/// provisioned.
pub(super) fn label(environment: Environment) -> String {
    let number = match environment {
        Environment::Provisioned(number) => return format!("P{}", number.saturating_add(1)),
        Environment::OnDemand(number) => number,
    };
    let (mut rest, mut letters) = (number, Vec::new());
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The environment that a label names.
#[cfg(feature = "pictures")]
pub(super) fn read_label(label: &str) -> Option<Environment> {
    if let Some(digits) = label.strip_prefix('P')
        && let Ok(number) = digits.parse::<u64>()
    {
        return number.checked_sub(1).map(Environment::Provisioned);
    }
    let letters = label.bytes().map(|letter| match letter {
        b'A'..=b'Z' => Some(u64::from(letter - b'A') + 1),
        _ => None,
    });
    let number = letters.into_iter().try_fold(0_u64, |number, letter| {
        number.checked_mul(26)?.checked_add(letter?)
    })?;
    number.checked_sub(1).map(Environment::OnDemand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_lettered_as_spreadsheets_do_their_columns() {
        let labels = [0, 5, 25, 26, 51, 52, 701, 702].map(|n| label(Environment::OnDemand(n)));
        assert_eq!(labels, ["A", "F", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(label(Environment::Provisioned(0)), "P1");
    }

    #[cfg(feature = "pictures")]
    #[test]
    fn a_label_names_its_environment() {
        for number in (0..2000).chain([u64::MAX - 1]) {
            let both = [
                Environment::OnDemand(number),
                Environment::Provisioned(number),
            ];
            for environment in both {
                assert_eq!(read_label(&label(environment)), Some(environment));
            }
        }
        for wrong in ["", "a", "A1", "P0", "É", "ZZZZZZZZZZZZZZZZZZZZZZZZZ"] {
            assert_eq!(read_label(wrong), None, "{wrong}");
        }
    }
}
