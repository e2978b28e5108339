//! Instants as exports write them: epochs of any unit, ISO 8601 with and without a zone, the common log format.
//!
//! It knows clocks and nothing of what happened at them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Nanoseconds in a second.
pub(super) const SECOND: i64 = 1_000_000_000;

/// An instant: nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// Reads an instant in any form that exports use; one without a zone is in UTC.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        parse(text).map(|stamp| stamp.at)
    }

    /// Seconds by which the clocks of a zone such as `+09:00` are before UTC; `None` if it is none.
    #[must_use]
    pub fn offset_s(zone: &str) -> Option<i64> {
        let at = |zone: &str| Self::read(&format!("2000-01-01T00:00:00{zone}"));
        let there = at(zone).filter(|_| !zone.is_empty())?;
        Some((at("Z")?.0 - there.0) / SECOND)
    }

    /// `milliseconds` earlier.
    #[must_use]
    pub(super) fn before(self, milliseconds: f64) -> Self {
        Self(self.0.saturating_sub((milliseconds * 1e6).round() as i64))
    }

    /// The instant as RFC 3339 in UTC, with as many decimals as it has.
    #[must_use]
    pub fn precise(self) -> String {
        match Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(timestamp) => timestamp.to_string(),
            Err(_) => String::new(),
        }
    }

    /// The instant as RFC 3339 in UTC, to the millisecond.
    #[must_use]
    pub fn rfc3339(self) -> String {
        match Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(timestamp) => format!("{timestamp:.3}"),
            Err(_) => String::new(),
        }
    }
}

/// An instant that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The instant; a time without a zone is taken for UTC.
    pub(super) at: Instant,
    /// Whether the text said in which zone.
    pub(super) has_zone: bool,
}

/// Reads a time in any of the forms that exports use: an epoch in s, ms, us or ns (by its size, with a fraction or
/// without), `2026-11-26T08:00:00.123Z`, `2026-11-26 08:00:00+09:00`, `2026/11/26 08:00:00`,
/// `26/Nov/2026:08:00:00 +0000`.
pub(super) fn parse(text: &str) -> Option<Stamp> {
    let text = text.trim();
    iso(text)
        .or_else(|| epoch(text).map(|at| Stamp { at, has_zone: true }))
        .or_else(|| common_log(text))
}

/// An epoch as text: its number of digits before the point tells the unit.
pub(super) fn epoch(text: &str) -> Option<Instant> {
    let digits = text.find('.').unwrap_or(text.len());
    if digits < 9 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let unit = unit_of_digits(digits)?;
    let whole: i64 = text[..digits].parse().ok()?;
    let fraction: f64 = match &text[digits..] {
        "" | "." => 0.0,
        rest => format!("0{rest}").parse().ok()?,
    };
    let whole = whole.checked_mul(unit)?;
    Some(Instant(
        whole.checked_add((fraction * unit as f64).round() as i64)?,
    ))
}

/// An epoch as a number, in s, ms, us or ns by its size.
pub(super) fn epoch_number(value: f64) -> Option<Instant> {
    if !(1e8..1e20).contains(&value) {
        return None;
    }
    let digits = value.log10().floor() as usize + 1;
    let unit = unit_of_digits(digits)?;
    Some(Instant((value * unit as f64).round() as i64))
}

/// Seconds have ten digits from 2001 to 2286.
fn unit_of_digits(digits: usize) -> Option<i64> {
    match digits {
        9..=11 => Some(SECOND),
        12..=14 => Some(1_000_000),
        15..=17 => Some(1_000),
        18..=19 => Some(1),
        _ => None,
    }
}

/// `2026-11-26T08:00:00`, with `/` for `-` and a blank for `T`, with or without a fraction and a zone. Written out,
/// since a log has one on every line.
fn iso(text: &str) -> Option<Stamp> {
    let bytes = text.as_bytes();
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/') || *bytes.get(7)? != separator {
        return None;
    }
    let number = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let days = i64::from(days_before(year, month, day)?);
    if bytes.len() == 10 {
        // Nanoseconds in 64 bits end in the year 2262.
        let at = Instant((days * 86_400).checked_mul(SECOND)?);
        return Some(Stamp {
            at,
            has_zone: false,
        });
    }
    if !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    if *bytes.get(13)? != b':' {
        return None;
    }
    let mut rest = 16;
    let mut second = 0;
    if bytes.get(16) == Some(&b':') {
        second = number(17, 19)?;
        rest = 19;
    }
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let mut nanos = 0;
    if matches!(bytes.get(rest), Some(b'.' | b',')) {
        let fraction = bytes[rest + 1..].iter().take_while(|b| b.is_ascii_digit());
        let length = fraction.clone().count();
        for (place, digit) in fraction.take(9).enumerate() {
            nanos += i64::from(digit - b'0') * 10_i64.pow(8 - place as u32);
        }
        rest += 1 + length;
    }
    let seconds = days * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
    let offset = zone(text[rest..].trim())?;
    let at = (seconds - offset.unwrap_or(0)).checked_mul(SECOND)?;
    let at = Instant(at.checked_add(nanos)?);
    Some(Stamp {
        at,
        has_zone: offset.is_some(),
    })
}

/// Seconds east of UTC; an empty text has no zone, another text is none.
fn zone(text: &str) -> Option<Option<i64>> {
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "GMT" => return Some(Some(0)),
        _ => {}
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match text.as_bytes()[1..] {
        [h, o] => ([h, o], [b'0'; 2]),
        [h, o, b':', m, n] | [h, o, m, n] => ([h, o], [m, n]),
        _ => return None,
    };
    let (hours, minutes) = (i64::from(digits(&hours)?), i64::from(digits(&minutes)?));
    Some(Some(sign * (hours * 3600 + minutes * 60)))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (the count of "days from civil"): years begin in March,
/// so that the leap day is the last.
fn days_before(year: u32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = i32::try_from(year).ok()? - i32::from(month <= 2);
    let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// `26/Nov/2026:08:00:00 +0000`, as access logs write it.
fn common_log(text: &str) -> Option<Stamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (day, rest) = text.split_once('/')?;
    let (month, rest) = rest.split_once('/')?;
    let (year, rest) = rest.split_once(':')?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (time, of_zone) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut parts = time.split(':').map(|part| part.parse::<i8>().ok());
    let mut part = || parts.next().flatten();
    let date = Date::new(year.parse().ok()?, month as i8, day.parse().ok()?).ok()?;
    let at = DateTime::from_parts(
        date,
        jiff::civil::Time::new(part()?, part()?, part()?, 0).ok()?,
    );
    let offset = zone(of_zone.trim())?;
    let zone = Offset::from_seconds(i32::try_from(offset.unwrap_or(0)).ok()?).ok()?;
    let at = zone.to_timestamp(at).ok()?.as_nanosecond();
    Some(Stamp {
        at: Instant(i64::try_from(at).ok()?),
        has_zone: offset.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_time_is_the_same_instant() {
        let expected = Instant(1_795_680_000_123_000_000);
        for text in [
            "1795680000.123",
            "1795680000123",
            "1795680000123000",
            "1795680000123000000",
            "2026-11-26T08:00:00.123Z",
            "2026-11-26T17:00:00.123+09:00",
            "2026-11-26 17:00:00.123+0900",
            "2026-11-26 08:00:00.123",
            "2026/11/26 08:00:00,123",
        ] {
            let read = parse(text).unwrap_or_else(|| panic!("{text} is a time"));
            assert_eq!(read.at, expected, "{text}");
        }
        let whole = parse("26/Nov/2026:17:00:00 +0900").expect("a time");
        assert_eq!(whole.at, Instant(1_795_680_000_000_000_000));
        assert_eq!(expected.rfc3339(), "2026-11-26T08:00:00.123Z");
    }

    #[test]
    fn a_zone_is_said_or_missing() {
        assert!(!parse("2026-11-26 08:00:00").expect("a time").has_zone);
        assert!(parse("2026-11-26 08:00:00Z").expect("a time").has_zone);
        assert_eq!(
            parse("2026-11-26").expect("a date").at.rfc3339(),
            "2026-11-26T00:00:00.000Z"
        );
    }

    #[test]
    fn leap_days_and_years_count_as_jiff_counts_them() {
        for (year, month, day) in [(2000, 2, 29), (1970, 1, 1), (2100, 3, 1), (2024, 12, 31)] {
            let date = Date::new(year, month, day).expect("a date");
            let expected = Offset::UTC
                .to_timestamp(date.at(0, 0, 0, 0))
                .expect("in range");
            let days = days_before(year as u32, month as u32, day as u32).expect("a date");
            assert_eq!(i64::from(days) * 86_400, expected.as_second());
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "9999-12-31",
            "9999-12-31T23:59:59Z",
            "",
            "12",
            "checkout",
            "2026-13-01",
            "2026-11-26T",
            "2026-11-26 08:00 Seoul",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
