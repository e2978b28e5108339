//! The time zone of what is printed: a name of the tz database, or an offset.
//!
//! It moves no event of a run.

use std::fmt;

use super::zones::{CHANGING, FIXED};

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeZone {
    /// One with a name, `Asia/Seoul`.
    Named {
        /// Its name in the tz database.
        name: &'static str,
        /// What people there call it, such as `KST`, where that is known.
        short: Option<&'static str>,
        /// Minutes east of Greenwich, if that is the same all year.
        minutes: Option<i16>,
    },
    /// An offset: minutes east of Greenwich.
    Offset(i16),
}

/// The farthest that clocks are from Greenwich, in minutes.
const FARTHEST: i16 = 14 * 60;

impl TimeZone {
    /// The zone that is written so: a name, whatever its case, or an offset such as `+09:00`.
    pub fn parse(text: &str) -> Option<Self> {
        offset(text).map(Self::Offset).or_else(|| named(text))
    }

    /// The names that zones have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let fixed = FIXED.iter().flat_map(|one| one.names.split(' '));
        fixed.chain(CHANGING.split(' '))
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::Named { name, .. } => Some(name),
            Self::Offset(_) => None,
        }
    }

    /// Minutes east of Greenwich; `None` where summer has others.
    pub fn minutes(&self) -> Option<i16> {
        match self {
            Self::Named { minutes, .. } => *minutes,
            Self::Offset(minutes) => Some(*minutes),
        }
    }

    /// What people there call it, else as it is written.
    pub fn short(&self) -> String {
        match self {
            Self::Named {
                short: Some(short), ..
            } => (*short).to_owned(),
            _ => self.to_string(),
        }
    }
}

/// As in the scenario: `Asia/Seoul`, `+09:00`.
impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { name, .. } => f.write_str(name),
            Self::Offset(minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
                write!(f, "{sign}{hours:02}:{rest:02}")
            }
        }
    }
}

fn named(text: &str) -> Option<TimeZone> {
    let is_meant = |name: &&str| name.eq_ignore_ascii_case(text);
    let fixed = FIXED.iter().find_map(|one| {
        let name = one.names.split(' ').find(is_meant)?;
        Some(TimeZone::Named {
            name,
            short: Some(one.short).filter(|short| !short.is_empty()),
            minutes: Some(one.minutes),
        })
    });
    fixed.or_else(|| {
        let name = CHANGING.split(' ').find(is_meant)?;
        Some(TimeZone::Named {
            name,
            short: None,
            minutes: None,
        })
    })
}

/// `+09:00`, `-03:30`.
fn offset(text: &str) -> Option<i16> {
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-" | "−", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let number = |digits: &str| -> Option<i16> {
        let is_number = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse().ok().filter(|_| is_number)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let offset = 60 * hours + minutes;
    (minutes < 60 && offset <= FARTHEST).then_some(sign * offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_offsets_are_read_and_printed_alike() {
        for (written, printed, short, minutes) in [
            ("Asia/Seoul", "Asia/Seoul", "KST", Some(540)),
            ("asia/tokyo", "Asia/Tokyo", "JST", Some(540)),
            ("UTC", "UTC", "UTC", Some(0)),
            ("Europe/Berlin", "Europe/Berlin", "Europe/Berlin", None),
            ("+09:00", "+09:00", "+09:00", Some(540)),
            ("-03:30", "-03:30", "-03:30", Some(-210)),
        ] {
            let zone = TimeZone::parse(written).unwrap();
            assert_eq!(zone.to_string(), printed);
            assert_eq!(zone.short(), short);
            assert_eq!(zone.minutes(), minutes, "{written}");
            assert_eq!(TimeZone::parse(printed), Some(zone));
        }
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        for wrong in [
            "",
            "KST",
            "Asia/Soul",
            "+9",
            "+09",
            "+0900",
            "+09:60",
            "+15:00",
            "09:00",
            "+0a:00",
            "+é:00",
        ] {
            assert_eq!(TimeZone::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_name_is_read() {
        let mut names: Vec<&str> = TimeZone::names().collect();
        for name in &names {
            assert_eq!(
                TimeZone::parse(name)
                    .map(|zone| zone.to_string())
                    .as_deref(),
                Some(*name)
            );
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), all), (419, 419), "a name stands twice");
    }
}
