//! The notation of data files: one rule for every number and name in CSV and JSON.
//!
//! * Times are exact decimal seconds ([`SimTime`]'s `Display`).
//! * Milliseconds have three decimals (a microsecond is what the latency histograms resolve),
//!   every other fraction has six; rates in JSON, being quotients of counts, are exact.
//! * Amounts of money have nine decimals, prices twelve significant digits.
//! * A cell is empty where there is no value; it is never a zero that was not measured.
//! * Names are the user's: [`name`] keeps a spreadsheet from running them as formulas.

use crate::billing::Usd;
use crate::kernel::SimTime;
use crate::report::format::escaped;

/// A time in seconds.
pub(super) fn time(time: SimTime) -> String {
    time.to_string()
}

/// A count.
pub(super) fn count(count: u64) -> String {
    count.to_string()
}

/// A mean level, a share or a number of tokens.
pub(super) fn fraction(value: f64) -> String {
    format!("{value:.6}")
}

/// What [`fraction`] leaves of a value.
pub(super) fn written_fraction(value: f64) -> f64 {
    written(value, 1e6, fraction)
}

/// What [`millis`] leaves of a value.
pub(super) fn written_millis(value: f64) -> f64 {
    written(value, 1e3, |value| millis(Some(value)))
}

/// What is left of a value once it is written with `text`, which has `scale` steps to the unit, and
/// read again. Only in the neighbourhood of a half step is the text needed to tell.
fn written(value: f64, scale: f64, text: impl Fn(f64) -> String) -> f64 {
    let steps = value * scale;
    if steps.abs() < 1e12 && ((steps - steps.floor()) - 0.5).abs() > 1e-3 {
        return steps.round() / scale;
    }
    text(value).parse().unwrap_or(value)
}

#[cfg(feature = "pictures")]
/// A time as [`time`] writes it; `None` if it is none.
pub(super) fn read_time(text: &str) -> Option<SimTime> {
    let (seconds, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if seconds.is_empty() || decimals.len() > 9 || !digits(seconds) || !digits(decimals) {
        return None;
    }
    let seconds: u64 = seconds.parse().ok()?;
    let nanos: u64 = format!("{decimals:0<9}").parse().ok()?;
    let nanos = seconds.checked_mul(1_000_000_000)?.checked_add(nanos)?;
    Some(SimTime::from_nanos(nanos))
}

/// Milliseconds, or an empty cell.
pub(super) fn millis(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.3}"))
}

/// An amount of money in USD.
pub(super) fn usd(amount: Usd) -> String {
    format!("{:.9}", amount.get())
}

/// A price in USD, to twelve significant digits: the millionth part of a price has a longer tail.
pub(super) fn price(usd: f64) -> String {
    let rounded: Option<f64> = format!("{usd:.11e}").parse().ok();
    rounded.unwrap_or(usd).to_string()
}

/// A name as a CSV cell that no spreadsheet takes for a formula.
///
/// Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` (or their full-width forms), quoted
/// or not; such a name gets a leading apostrophe, which they take for "this is text". A name
/// that begins with an apostrophe gets one too, so that two names never become the same cell.
/// Control characters, a leading tab or line break among them, become visible escapes.
pub(super) fn name(name: &str) -> String {
    let text = escaped(name);
    let risky = |first: char| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\''
        )
    };
    if text.trim_start().starts_with(risky) {
        format!("'{text}")
    } else {
        text
    }
}

/// A fraction as a JSON number, rounded as in CSV.
pub(super) fn json_fraction(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// An amount of money in USD as a JSON number, rounded as in CSV.
pub(super) fn json_usd(amount: Usd) -> f64 {
    (amount.get() * 1e9).round() / 1e9
}

/// Milliseconds as a JSON number, rounded as in CSV.
pub(super) fn json_millis(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_formulas() {
        for harmless in ["checkout", "a=b", "Straße-2", ""] {
            assert_eq!(name(harmless), harmless);
        }
        assert_eq!(name("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(name("+1"), "'+1");
        assert_eq!(name("-1"), "'-1");
        assert_eq!(name("@sum"), "'@sum");
        assert_eq!(name(" =1"), "' =1");
        assert_eq!(name("'=1"), "''=1");
        assert_eq!(name("\t=1"), "\\u{9}=1");
    }

    #[test]
    fn a_number_that_was_written_reads_as_the_rounded_one() {
        let halves = [
            0.000_000_5,
            0.123_456_5,
            1.000_000_5,
            2.5e-7,
            1e-7,
            0.0,
            7.0,
        ];
        let more = (1..2000).map(|step| f64::from(step) * 0.001_037_12);
        for value in halves
            .into_iter()
            .chain(more)
            .chain([1e13 + 0.3, 1.0 / 3.0])
        {
            assert_eq!(Ok(written_fraction(value)), fraction(value).parse());
            assert_eq!(Ok(written_millis(value)), millis(Some(value)).parse());
        }
    }

    #[cfg(feature = "pictures")]
    #[test]
    fn a_time_is_read_as_it_was_written() {
        for nanos in [0, 1, 999_999_999, 1_000_000_000, 1_500_000_000, u64::MAX] {
            let at = SimTime::from_nanos(nanos);
            assert_eq!(read_time(&time(at)), Some(at));
        }
        for wrong in [
            "",
            ".",
            ".5",
            "1e3",
            "-1",
            "1.0000000001",
            "x",
            "99999999999999999999",
        ] {
            assert_eq!(read_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_keep_their_decimals_and_missing_values_stay_empty() {
        assert_eq!(fraction(1.0 / 3.0), "0.333333");
        assert_eq!(millis(Some(120.0)), "120.000");
        assert_eq!(millis(None), "");
        assert_eq!(price(0.2 / 1e6), "0.0000002");
        assert_eq!(price(0.000_016_666_7), "0.0000166667");
        assert_eq!(json_fraction(2.0 / 3.0), 0.666_667);
        assert_eq!(json_millis(1_234.567_89), 1234.568);
    }
}
