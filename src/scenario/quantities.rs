//! Quantities as text with a unit: durations (`"1h 30m"`) and memory (`"512 MB"`).
//!
//! It knows how people write and read such quantities, and prints what it reads back exactly. It
//! must not know which key of a scenario a quantity belongs to.

use jiff::SpanRelativeTo;
use jiff::fmt::friendly::SpanParser;

use super::provisioned::TimeOfDay;
use super::units::{EphemeralStorage, Memory};
use crate::kernel::SimDuration;

/// Why a text is not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// A number without a unit.
    #[error("a duration needs a unit")]
    NoUnit,
    /// Below zero.
    #[error("a duration cannot be negative")]
    Negative,
    /// Months and years have no fixed length.
    #[error("months and years have no fixed length")]
    Calendar,
    /// Beyond the simulator's clock.
    #[error("a duration can be at most 584 years")]
    TooLong,
    /// Finer than the simulator's clock.
    #[error("a duration is counted in whole nanoseconds")]
    TooFine,
    /// It can be understood, but its units are spelt otherwise: the duration that was meant.
    #[error("the units of a duration are d, h, m (minutes), s, ms, us and ns")]
    Unit(SimDuration),
    /// Anything else.
    #[error("this is not a duration")]
    Malformed,
}

/// Why a text is not a size of memory or storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// Not a number with the unit MB or GB.
    #[error("this is not a memory size")]
    Malformed,
    /// A number whose unit is spelt otherwise; the unit that was meant.
    #[error("the units of memory are MB and GB")]
    Unit(&'static str),
    /// Lambda does not offer it.
    #[error(
        "Lambda offers {} to {} MB in steps of 1 MB",
        Memory::MIN_MB,
        Memory::MAX_MB
    )]
    NotOffered,
    /// Lambda does not offer so much or so little ephemeral storage.
    #[error(
        "Lambda offers {} to {} MB of ephemeral storage in steps of 1 MB",
        EphemeralStorage::MIN_MB,
        EphemeralStorage::MAX_MB
    )]
    StorageNotOffered,
    /// It is no memory of a task or an instance.
    #[error("a task or an instance has a whole number of MB")]
    NoWholeMegabytes,
}

/// Parses `"150ms"`, `"2m"` (minutes), `"1h 30m"`, `"1.5s"`, `"7d"` (days of 24 hours), exactly.
///
/// # Errors
/// If the text is no duration that simulated time can represent.
pub fn parse_duration(text: &str) -> Result<SimDuration, DurationError> {
    let text = text.trim();
    if text.parse::<f64>().is_ok() {
        return Err(DurationError::NoUnit);
    }
    // The parser would cut off what is finer than a nanosecond, so that is looked for first.
    if finer_than_nanoseconds(text) {
        return Err(DurationError::TooFine);
    }
    let duration = understood(text).or_else(|error| match error {
        // The parser knows no unit in capitals.
        DurationError::Malformed => understood(&text.to_lowercase()),
        error => Err(error),
    })?;
    if has_our_units(text) {
        Ok(duration)
    } else {
        Err(DurationError::Unit(duration))
    }
}

/// What people may mean by a text, however they spell its units.
fn understood(text: &str) -> Result<SimDuration, DurationError> {
    let span = SpanParser::new()
        .parse_span(text)
        .map_err(|_| DurationError::Malformed)?;
    if span.is_negative() {
        return Err(DurationError::Negative);
    }
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(DurationError::Calendar);
    }
    let nanos = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| DurationError::TooLong)?
        .as_nanos();
    u64::try_from(nanos)
        .map(SimDuration::from_nanos)
        .map_err(|_| DurationError::TooLong)
}

/// Whether a text names units, and all as [`UNITS`] do.
fn has_our_units(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let is_unit = |word: &str| UNITS.iter().any(|(_, unit)| *unit == word);
    words.peek().is_some() && words.all(is_unit)
}

/// Whether the fraction, if there is one, has digits below the nanosecond.
fn finer_than_nanoseconds(text: &str) -> bool {
    let Some((_, after)) = text.split_once(['.', ',']) else {
        return false;
    };
    let digits: &str = &after[..after.bytes().take_while(u8::is_ascii_digit).count()];
    let unit = after[digits.len()..].trim_start();
    // Hours and minutes are not powers of ten: of their fractions too, nine digits are kept.
    let kept = match unit.chars().next() {
        Some('n') => 0,
        Some('u' | 'µ' | 'μ') => 3,
        Some('m')
            if unit.starts_with("ms") || unit.starts_with("mil") || unit.starts_with("mse") =>
        {
            6
        }
        _ => 9,
    };
    digits.trim_end_matches('0').len() > kept
}

const UNITS: [(u64, &str); 7] = [
    (86_400_000_000_000, "d"),
    (3_600_000_000_000, "h"),
    (60_000_000_000, "m"),
    (1_000_000_000, "s"),
    (1_000_000, "ms"),
    (1_000, "us"),
    (1, "ns"),
];

/// Prints a duration so that [`parse_duration`] gives it back: with one unit where the number
/// stays readable (`"640s"`), else with several (`"1d 2h 3s 1ns"`).
pub fn print_duration(duration: SimDuration) -> String {
    let nanos = duration.as_nanos();
    if nanos == 0 {
        return "0s".to_owned();
    }
    for (size, unit) in UNITS {
        if nanos.is_multiple_of(size) && nanos / size < 10_000 {
            return format!("{}{unit}", nanos / size);
        }
    }
    let mut rest = nanos;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        if rest >= size {
            parts.push(format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    parts.join(" ")
}

/// Parses `"08:00"` or `"08:00:30"` as a time of the day; `None` for anything else.
pub(crate) fn parse_time_of_day(text: &str) -> Option<TimeOfDay> {
    let part = |part: &str, below: u32| {
        let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = part.parse().ok().filter(|number| *number < below)?;
        is_number.then_some(number)
    };
    let mut parts = text.trim().split(':');
    let hours = part(parts.next()?, 24)?;
    let minutes = part(parts.next()?, 60)?;
    let seconds = parts.next().map_or(Some(0), |seconds| part(seconds, 60))?;
    match parts.next() {
        None => TimeOfDay::from_seconds((hours * 60 + minutes) * 60 + seconds),
        Some(_) => None,
    }
}

/// Prints a time of the day so that `parse_time_of_day` gives it back.
pub fn print_time_of_day(time: TimeOfDay) -> String {
    let seconds = time.seconds();
    let minutes = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => minutes,
        seconds => format!("{minutes}:{seconds:02}"),
    }
}

/// Parses `"512 MB"`, `"512MB"` or `"1 GB"` (1,024 MB) as a memory size.
///
/// # Errors
/// If the text is no memory size, or none that Lambda offers.
pub(crate) fn parse_memory(text: &str) -> Result<Memory, MemoryError> {
    Memory::from_mb(megabytes(text)?).ok_or(MemoryError::NotOffered)
}

/// Parses `"512 MB"` or `"1 GB"` (1,024 MB) as a size of ephemeral storage.
///
/// # Errors
/// If the text is no size, or none that Lambda offers.
pub(crate) fn parse_storage(text: &str) -> Result<EphemeralStorage, MemoryError> {
    EphemeralStorage::from_mb(megabytes(text)?).ok_or(MemoryError::StorageNotOffered)
}

/// Parses `"512 MB"` or `"2 GB"` (2,048 MB) as the memory of a task or an instance, in MB.
///
/// # Errors
/// If the text is no size, or no whole number of MB above 0.
pub(crate) fn parse_container_memory(text: &str) -> Result<u32, MemoryError> {
    let megabytes = megabytes(text)?;
    (1..u32::MAX)
        .contains(&megabytes)
        .then_some(megabytes)
        .ok_or(MemoryError::NoWholeMegabytes)
}

/// A size in MB; 0 where it is a fraction of one.
pub(super) fn megabytes(text: &str) -> Result<u32, MemoryError> {
    let text = text.trim();
    let unit_at = text
        .find(|c: char| c.is_ascii_alphabetic())
        .ok_or(MemoryError::Malformed)?;
    let (number, unit) = text.split_at(unit_at);
    let number: f64 = number.trim().parse().map_err(|_| MemoryError::Malformed)?;
    let factor = match unit {
        "MB" => 1.0,
        "GB" => 1024.0,
        other => return Err(memory_unit(other).map_or(MemoryError::Malformed, MemoryError::Unit)),
    };
    let megabytes = number * factor;
    // `as` saturates, and what it saturates to is not offered; nor is nothing, which a fraction becomes.
    Ok(if megabytes.fract() == 0.0 {
        megabytes as u32
    } else {
        0
    })
}

/// The unit of memory that a word most likely stands for: `Mb`, `MiB`, `gigabytes`.
fn memory_unit(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "m" | "mb" | "mib" | "megabyte" | "megabytes" => Some("MB"),
        "g" | "gb" | "gib" | "gigabyte" | "gigabytes" => Some("GB"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_read_exactly() {
        for (text, nanos) in [
            ("150ms", 150_000_000),
            ("2m", 120_000_000_000),
            ("1h 30m", 5_400_000_000_000),
            ("1.5s", 1_500_000_000),
            ("0.000000001s", 1),
            ("0.25us", 250),
            ("0.5m", 30_000_000_000),
            ("7d", 604_800_000_000_000),
            ("0s", 0),
            (" 3 s ", 3_000_000_000),
            ("1h30m", 5_400_000_000_000),
        ] {
            assert_eq!(
                parse_duration(text),
                Ok(SimDuration::from_nanos(nanos)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, error) in [
            ("150", DurationError::NoUnit),
            ("1.5", DurationError::NoUnit),
            ("-3s", DurationError::Negative),
            ("1mo", DurationError::Calendar),
            ("2 years", DurationError::Calendar),
            ("600000d", DurationError::TooLong),
            ("0.5ns", DurationError::TooFine),
            ("1.0000000001s", DurationError::TooFine),
            ("0.0000001ms", DurationError::TooFine),
            ("soon", DurationError::Malformed),
            ("", DurationError::Malformed),
            ("10 parsecs", DurationError::Malformed),
        ] {
            assert_eq!(parse_duration(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_unit_that_is_spelt_otherwise_is_understood_but_not_taken() {
        let cases = [
            ("5 msec", "5ms"),
            ("3 seconds", "3s"),
            ("1 hour 30 min", "90m"),
            ("2w", "14d"),
            ("5\u{b5}s", "5us"),
            ("10 S", "10s"),
            ("250MS", "250ms"),
            ("1h 5 Min", "65m"),
            ("00:05:00", "5m"),
        ];
        for (text, meant) in cases {
            match parse_duration(text) {
                Err(DurationError::Unit(duration)) => {
                    assert_eq!(print_duration(duration), meant, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn durations_print_readably() {
        for (nanos, text) in [
            (0, "0s"),
            (640_000_000_000, "640s"),
            (7_200_000_000_000, "2h"),
            (1_500_000_000, "1500ms"),
            (100_000_000_001, "1m 40s 1ns"),
        ] {
            assert_eq!(print_duration(SimDuration::from_nanos(nanos)), text);
        }
    }

    #[test]
    fn memory_is_read_with_its_unit() {
        for (text, megabytes) in [
            ("512 MB", 512),
            ("512MB", 512),
            ("1 GB", 1024),
            ("1.5 GB", 1536),
        ] {
            assert_eq!(
                parse_memory(text).map(Memory::mb),
                Ok(megabytes),
                "{text:?}"
            );
        }
        for text in ["512", "MB", "Mb", "512 KB", "-1 parsec MB", "x Mb"] {
            assert_eq!(parse_memory(text), Err(MemoryError::Malformed), "{text:?}");
        }
        for (text, meant) in [
            ("512 Mb", "MB"),
            ("512mb", "MB"),
            ("512 MiB", "MB"),
            ("512M", "MB"),
            ("1 Gb", "GB"),
            ("2 gigabytes", "GB"),
        ] {
            assert_eq!(
                parse_memory(text),
                Err(MemoryError::Unit(meant)),
                "{text:?}"
            );
        }
        for text in ["127 MB", "128.5 MB", "11 GB", "1e99 GB", "-512 MB"] {
            assert!(parse_memory(text).is_err(), "{text:?} was accepted");
        }
    }

    #[test]
    fn times_of_the_day_are_hours_and_minutes() {
        let read = |text| parse_time_of_day(text).map(TimeOfDay::seconds);
        assert_eq!(read("00:00"), Some(0));
        assert_eq!(read("08:30"), Some(30_600));
        assert_eq!(read(" 23:59:59 "), Some(86_399));
        for text in [
            "24:00",
            "8:00",
            "08:60",
            "08:00:60",
            "08",
            "+8:00",
            "08:00:00:00",
            "",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_time_of_the_day_is_read_back(seconds in 0..TimeOfDay::DAY_S) {
            let time = TimeOfDay::from_seconds(seconds);
            prop_assert_eq!(time.map(print_time_of_day).and_then(|text| parse_time_of_day(&text)), time);
        }

        #[test]
        fn what_is_printed_is_read_back(nanos in prop_oneof![any::<u64>(), 0..10_000_000_000_u64]) {
            let duration = SimDuration::from_nanos(nanos);
            prop_assert_eq!(parse_duration(&print_duration(duration)), Ok(duration));
        }

        #[test]
        fn no_text_panics(text in ".*|[0-9.,]{0,12} ?[a-zµ]{0,8}") {
            let _ = parse_duration(&text);
            let _ = parse_memory(&text);
        }
    }
}
