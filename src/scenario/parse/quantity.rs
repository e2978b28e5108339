//! A quantity as a range counts with it: a number, a duration or a size, exact in whole steps of its
//! own.
//!
//! It knows how quantities are written, and writes them as a scenario takes them. It must not know
//! which key one is for.

use crate::kernel::SimDuration;
use crate::scenario::quantities::{megabytes, parse_duration, print_duration};

/// More digits after the point say nothing.
const MOST_DECIMALS: u32 = 12;

/// What a quantity is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers with at most this many digits after the point.
    Decimal(u32),
    /// Time, in nanoseconds.
    Duration,
    /// Memory or storage, in MB.
    Size,
}

/// A quantity: this many of the smallest parts that its kind is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// What it is counted in.
    pub kind: Kind,
    /// How many.
    pub parts: i128,
}

impl Quantity {
    /// Reads `50`, `0.25`, `100ms` or `512 MB`; `None` if it is nothing of that kind.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let of = |kind, parts| Some(Self { kind, parts });
        if let Some((decimals, parts)) = decimal(text) {
            let kind = match decimals {
                0 => Kind::Integer,
                some => Kind::Decimal(some),
            };
            return of(kind, parts);
        }
        if let Ok(duration) = parse_duration(text) {
            return of(Kind::Duration, i128::from(duration.as_nanos()));
        }
        match megabytes(text) {
            Ok(size) if size > 0 => of(Kind::Size, i128::from(size)),
            _ => None,
        }
    }

    /// As a scenario takes it.
    pub fn written(self) -> String {
        match self.kind {
            Kind::Integer => self.parts.to_string(),
            Kind::Decimal(decimals) => {
                let unit = 10_i128.pow(decimals);
                let (whole, fraction) = (self.parts.abs() / unit, self.parts.abs() % unit);
                let sign = if self.parts < 0 { "-" } else { "" };
                let width = decimals as usize;
                let text = format!("{sign}{whole}.{fraction:0width$}");
                let short = text.trim_end_matches('0');
                // "1." is no number in TOML, and "1" would be another type.
                if short.ends_with('.') {
                    format!("{short}0")
                } else {
                    short.to_owned()
                }
            }
            Kind::Duration => {
                let nanos = u64::try_from(self.parts).unwrap_or_default();
                let text = print_duration(SimDuration::from_nanos(nanos));
                if text.contains(' ') {
                    in_one_unit(nanos)
                } else {
                    text
                }
            }
            Kind::Size => format!("{} MB", self.parts),
        }
    }

    /// Its size: a number as it is, a duration in seconds, memory in MB.
    pub fn size(self) -> f64 {
        match self.kind {
            Kind::Integer | Kind::Size => self.parts as f64,
            Kind::Decimal(decimals) => self.parts as f64 / 10_f64.powi(decimals as i32),
            Kind::Duration => {
                let nanos = u64::try_from(self.parts).unwrap_or_default();
                SimDuration::from_nanos(nanos).as_secs_f64()
            }
        }
    }

    /// The same quantity as one of `kind`; `None` if it is of another nature. Nothing is nothing in
    /// every unit.
    pub(super) fn into_kind(self, kind: Kind) -> Option<Self> {
        let parts = match (self.kind, kind) {
            (a, b) if a == b => self.parts,
            (Kind::Integer, Kind::Decimal(decimals)) => {
                self.parts.checked_mul(10_i128.pow(decimals))?
            }
            (Kind::Decimal(a), Kind::Decimal(b)) if a <= b => {
                self.parts.checked_mul(10_i128.pow(b - a))?
            }
            (Kind::Integer, Kind::Duration | Kind::Size) if self.parts == 0 => 0,
            _ => return None,
        };
        Some(Self { kind, parts })
    }
}

/// The kind that holds all of some quantities; `None` if they are of different natures.
pub(super) fn common_kind(quantities: &[Quantity]) -> Option<Kind> {
    let mut kinds = quantities.iter().map(|one| one.kind);
    let first = kinds.next()?;
    let widest = kinds.fold(first, |widest, kind| match (widest, kind) {
        (Kind::Decimal(a), Kind::Decimal(b)) => Kind::Decimal(a.max(b)),
        (Kind::Integer, other) | (other, Kind::Integer) => other,
        (widest, _) => widest,
    });
    let all = quantities.iter().all(|one| one.into_kind(widest).is_some());
    all.then_some(widest)
}

/// A duration as a number with a point, so that a column of them can be read: `299.9ms`.
fn in_one_unit(nanos: u64) -> String {
    let (unit, decimals, name) = if nanos >= 1_000_000_000 {
        (1_000_000_000, 9, "s")
    } else {
        (1_000_000, 6, "ms")
    };
    let text = format!("{}.{:0decimals$}", nanos / unit, nanos % unit);
    format!("{}{name}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A plain number as its digits after the point and its parts.
fn decimal(text: &str) -> Option<(u32, i128)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // TOML allows underscores between digits; a number this long is none of a scenario's.
    let whole = whole.replace('_', "");
    let has_point = digits.contains('.');
    let malformed = whole.is_empty() || (has_point && fraction.is_empty());
    if malformed || !is_digits(&whole) || !is_digits(fraction) || whole.len() > 18 {
        return None;
    }
    let decimals = u32::try_from(fraction.len()).ok()?;
    if decimals > MOST_DECIMALS {
        return None;
    }
    let parts: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some((decimals, sign * parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_and_written_exactly() {
        for (text, kind, parts, written) in [
            ("50", Kind::Integer, 50, "50"),
            ("1_000", Kind::Integer, 1000, "1000"),
            ("-3", Kind::Integer, -3, "-3"),
            ("0.25", Kind::Decimal(2), 25, "0.25"),
            ("-0.5", Kind::Decimal(1), -5, "-0.5"),
            ("1.00", Kind::Decimal(2), 100, "1.0"),
            ("100ms", Kind::Duration, 100_000_000, "100ms"),
            ("1.5 s", Kind::Duration, 1_500_000_000, "1500ms"),
            ("0.2999s", Kind::Duration, 299_900_000, "299.9ms"),
            ("1m 40.5s", Kind::Duration, 100_500_000_000, "100.5s"),
            ("512 MB", Kind::Size, 512, "512 MB"),
            ("1.5 GB", Kind::Size, 1536, "1536 MB"),
            ("64MB", Kind::Size, 64, "64 MB"),
        ] {
            let quantity = Quantity::read(text).unwrap();
            assert_eq!((quantity.kind, quantity.parts), (kind, parts), "{text}");
            assert_eq!(quantity.written(), written, "{text}");
        }
        for text in [
            "",
            "x",
            "1.",
            ".5",
            "1e3",
            "1..2",
            "0.5 MB",
            "eu-west-1",
            "inf",
        ] {
            assert_eq!(Quantity::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn sizes_are_numbers_seconds_and_megabytes() {
        for (text, size) in [
            ("50", 50.0),
            ("0.25", 0.25),
            ("100ms", 0.1),
            ("1 GB", 1024.0),
        ] {
            assert_eq!(Quantity::read(text).unwrap().size(), size, "{text}");
        }
    }

    #[test]
    fn only_what_is_alike_has_a_common_kind() {
        let kind = |texts: &[&str]| {
            let read: Vec<_> = texts
                .iter()
                .filter_map(|text| Quantity::read(text))
                .collect();
            common_kind(&read)
        };
        assert_eq!(kind(&["1", "2"]), Some(Kind::Integer));
        assert_eq!(kind(&["1", "0.25", "1.5"]), Some(Kind::Decimal(2)));
        assert_eq!(kind(&["0", "1s"]), Some(Kind::Duration));
        assert_eq!(kind(&["1", "1s"]), None);
        assert_eq!(kind(&["1 GB", "1s"]), None);
        assert_eq!(kind(&["0.5", "1s"]), None);
    }
}
