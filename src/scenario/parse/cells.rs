//! What the cells of recorded data say: numbers, and times in whichever notation they were written:
//! seconds from the start, Unix times, or ISO 8601.
//!
//! The first time of a column decides its notation, and the others must have the same: a column that
//! changes is a column that is misread. It must not know tables, nor what a cell is for.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Numbers below this are seconds from the start; 30 years are longer than any recording.
const FIRST_UNIX_SECOND: f64 = 1e9;

/// Unix times by their size: from 2001 on, no two of these units overlap before the year 5138.
const UNIX: [(Notation, f64, u32); 4] = [
    (Notation::UnixSeconds, FIRST_UNIX_SECOND, 9),
    (Notation::UnixMillis, 1e11, 6),
    (Notation::UnixMicros, 1e14, 3),
    (Notation::UnixNanos, 1e17, 0),
];

/// From here on a number is a time in no unit.
const BEYOND_UNIX: f64 = 1e19;

/// How to write a time, for errors.
const NOTATIONS: &str = "write seconds from the start (12.5), Unix times, or ISO 8601 such as \
                         2026-01-31T08:15:00Z";

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Seconds,
    UnixSeconds,
    UnixMillis,
    UnixMicros,
    UnixNanos,
    /// ISO 8601 with a zone.
    Zoned,
    /// ISO 8601 without one.
    Zoneless,
}

impl Notation {
    const fn words(self) -> &'static str {
        match self {
            Self::Seconds => "in seconds from the start",
            Self::UnixSeconds => "a Unix time in seconds",
            Self::UnixMillis => "a Unix time in milliseconds",
            Self::UnixMicros => "a Unix time in microseconds",
            Self::UnixNanos => "a Unix time in nanoseconds",
            Self::Zoned => "a time with a zone",
            Self::Zoneless => "a time without a zone",
        }
    }
}

/// A cell that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCell {
    /// What is wrong, to stand behind the name of the column.
    pub reason: String,
    /// How to put it right.
    pub help: Option<&'static str>,
}

impl From<&str> for WrongCell {
    fn from(reason: &str) -> Self {
        Self {
            reason: reason.to_owned(),
            help: None,
        }
    }
}

/// The finite number in a cell, not negative.
///
/// # Errors
/// What is wrong with it.
pub fn number(cell: &str) -> Result<f64, WrongCell> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Err("is missing".into());
    }
    let Ok(number) = cell.parse::<f64>() else {
        let decimal_comma = cell.replacen(',', ".", 1).parse::<f64>().is_ok();
        return Err(WrongCell {
            reason: "must be a number".to_owned(),
            help: decimal_comma.then_some("write numbers with a point: 0.5, not 0,5"),
        });
    };
    if !number.is_finite() {
        Err("must be finite".into())
    } else if number < 0.0 {
        Err("cannot be negative".into())
    } else {
        Ok(number)
    }
}

/// Reads the times of one column.
#[derive(Clone, Debug, Default)]
pub struct Times {
    notation: Option<Notation>,
    earliest: Option<i128>,
}

impl Times {
    /// The time in a cell, in nanoseconds from the start of the recording or, if
    /// [`begin`](Self::begin) then gives a date, from 1970.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&mut self, cell: &str) -> Result<i128, WrongCell> {
        let (notation, nanos) = read(cell)?;
        match *self.notation.get_or_insert(notation) {
            first if first == notation => {
                self.earliest = Some(self.earliest.map_or(nanos, |least| least.min(nanos)));
                Ok(nanos)
            }
            first => Err(WrongCell {
                reason: format!(
                    "is {}, but the first is {}",
                    notation.words(),
                    first.words()
                ),
                help: Some("write all times of a column alike"),
            }),
        }
    }

    /// The earliest time so far if times are dates, UTC where they name no zone; `None` if they count
    /// from the start.
    pub fn begin(&self) -> Option<Timestamp> {
        match self.notation? {
            Notation::Seconds => None,
            _ => Timestamp::from_nanosecond(self.earliest?).ok(),
        }
    }

    /// What must be subtracted from each time for the first to be 0: nothing if times count from the
    /// start already.
    pub fn offset(&self) -> i128 {
        self.begin().map_or(0, Timestamp::as_nanosecond)
    }
}

fn read(cell: &str) -> Result<(Notation, i128), WrongCell> {
    let cell = cell.trim();
    let number = match number(cell) {
        Ok(number) => number,
        Err(wrong) => {
            let is_number = cell.parse::<f64>().is_ok();
            let help = wrong.help.or((!is_number).then_some(NOTATIONS));
            return date(cell).ok_or(WrongCell { help, ..wrong });
        }
    };
    if number >= BEYOND_UNIX {
        return Err("can be at most 584 years".into());
    }
    let unix = UNIX.iter().rev().find(|(_, least, _)| number >= *least);
    Ok(match unix {
        Some((notation, _, digits)) => (*notation, scaled(cell, number, *digits)),
        None => (Notation::Seconds, (number * 1e9).round() as i128),
    })
}

/// A Unix time in units of which one has `digits` digits of nanoseconds. Exact: the nanoseconds of
/// such a number are more than an `f64` holds.
fn scaled(cell: &str, number: f64, digits: u32) -> i128 {
    let scale = 10_i128.pow(digits);
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let fraction = format!("0.{fraction}").parse::<f64>();
    match (whole.parse::<i128>(), fraction) {
        (Ok(whole), Ok(fraction)) => whole * scale + (fraction * scale as f64).round() as i128,
        _ => (number * scale as f64).round() as i128,
    }
}

fn date(cell: &str) -> Option<(Notation, i128)> {
    if let Ok(instant) = cell.parse::<Timestamp>() {
        return Some((Notation::Zoned, instant.as_nanosecond()));
    }
    let time = cell.parse::<DateTime>().ok()?;
    let instant = TimeZone::UTC.to_timestamp(time).ok()?;
    Some((Notation::Zoneless, instant.as_nanosecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-31T08:15:00.25Z.
    const INSTANT: i128 = 1_769_847_300_250_000_000;

    #[test]
    fn one_instant_is_read_alike_in_every_notation() {
        for cell in [
            "1769847300.25",
            "1769847300250",
            "1769847300250000",
            "1769847300250000000",
            "2026-01-31T08:15:00.25Z",
            "2026-01-31 08:15:00.25Z",
            "2026-01-31T17:15:00.250+09:00",
            "2026-01-31 08:15:00.250",
            "2026-01-31T08:15:00,25",
        ] {
            let mut times = Times::default();
            assert_eq!(times.read(cell), Ok(INSTANT), "{cell}");
            assert_eq!(times.offset(), INSTANT, "{cell}");
        }
    }

    #[test]
    fn seconds_from_the_start_stay_as_they_are() {
        let mut times = Times::default();
        for (cell, nanos) in [("0.3", 300_000_000), ("1e1", 10_000_000_000), ("0", 0)] {
            assert_eq!(times.read(cell), Ok(nanos), "{cell}");
        }
        assert_eq!((times.begin(), times.offset()), (None, 0));
    }

    #[test]
    fn nanoseconds_of_a_unix_time_are_exact() {
        let mut times = Times::default();
        let read = times.read("1769847300.123456789");
        assert_eq!(read, Ok(1_769_847_300_123_456_789));
    }

    #[test]
    fn a_column_that_changes_its_notation_is_wrong() {
        for (first, second) in [
            ("12.5", "1769847300"),
            ("1769847300", "0"),
            ("1769847300", "1769847300250"),
            ("2026-01-31T08:15:00Z", "2026-01-31T08:15:00"),
            ("2026-01-31T08:15:00Z", "5"),
        ] {
            let mut times = Times::default();
            times.read(first).unwrap();
            let wrong = times.read(second).unwrap_err();
            assert!(
                wrong.reason.contains("but the first is"),
                "{second}: {wrong:?}"
            );
        }
    }

    #[test]
    fn what_is_no_time_says_which_there_are() {
        for cell in ["soon", "31/01/2026", "08:15", "31/Jan/2026:08:15:00 +0000"] {
            let wrong = Times::default().read(cell).unwrap_err();
            assert_eq!(wrong.help, Some(NOTATIONS), "{cell}: {wrong:?}");
        }
        for cell in ["-1", "inf", "1e300", ""] {
            assert!(Times::default().read(cell).is_err(), "{cell}");
        }
    }
}
