//! Single values between a scenario's types and its text.
//!
//! It knows which type has which value, and how each is written in TOML. It must not know keys, nor which
//! values one of them accepts.

use std::fmt;
use std::num::NonZeroU32;

use crate::kernel::SimDuration;
use crate::scenario::provisioned::TimeOfDay;
use crate::scenario::quantities::{print_duration, print_time_of_day};
use crate::scenario::slo::Comparison;
use crate::scenario::time_zone::TimeZone;
use crate::scenario::units::{Concurrency, EphemeralStorage, Memory, Rate, RequestRate};
use crate::scenario::warm::WarmEnvironments;
use crate::scenario::words::Word;

use super::shape::NONE;

/// A single value; its display is TOML.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plain {
    Text(String),
    Whole(u64),
    Number(f64),
    Share(f64),
    Boolean(bool),
    Duration(SimDuration),
    TimeOfDay(TimeOfDay),
    Megabytes(u32),
    Objective(Comparison, Box<Self>),
    /// A word that stands for no value of the kind.
    Instead(&'static str),
}

/// A type that is a single value of the format.
pub(crate) trait Typed: Sized {
    /// The value of the type; `None` if it is not one.
    fn of(plain: Plain) -> Option<Self>;

    /// The type as a value.
    fn plain(&self) -> Plain;
}

/// Types with one sort of value: how it becomes the type, and the type it.
macro_rules! typed {
    ($($sort:ident: $type:ty, $of:expr, $plain:expr;)+) => {
        $(impl Typed for $type {
            fn of(plain: Plain) -> Option<Self> {
                match plain {
                    Plain::$sort(value) => $of(value),
                    _ => None,
                }
            }

            fn plain(&self) -> Plain {
                Plain::$sort($plain(self))
            }
        })+
    };
}

typed! {
    Text: String, Some, String::clone;
    Text: TimeZone, |text: String| Self::parse(&text), |value: &Self| value.to_string();
    Boolean: bool, Some, |&value| value;
    Whole: u64, Some, |&value| value;
    Whole: u32, |value| u32::try_from(value).ok(), |&value| u64::from(value);
    Whole: NonZeroU32, |value| u32::try_from(value).ok().and_then(Self::new), |value: &Self| u64::from(value.get());
    Whole: Concurrency, |value| u32::try_from(value).ok().and_then(Self::new), |value: &Self| u64::from(value.get());
    Whole: RequestRate, |value| u32::try_from(value).ok().and_then(Self::new), |value: &Self| u64::from(value.get());
    Number: f64, Some, |&value| value;
    Number: Rate, Self::new, |value: &Self| value.per_second();
    Duration: SimDuration, Some, |&value| value;
    TimeOfDay: TimeOfDay, Some, |&value| value;
    Megabytes: Memory, Self::from_mb, |value: &Self| value.mb();
    Megabytes: EphemeralStorage, Self::from_mb, |value: &Self| value.mb();
}

/// A share between 0 and 1, which is not written as other numbers are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share(pub(crate) f64);

/// A size of memory in MB that nothing bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(pub(crate) u32);

typed! { Megabytes: Size, |megabytes| Some(Self(megabytes)), |size: &Self| size.0; }

typed! { Share: Share, |share| Some(Self(share)), |share: &Self| share.0; }

/// A value, or a word that stands for none.
impl<T: Typed> Typed for Option<T> {
    fn of(plain: Plain) -> Option<Self> {
        match plain {
            Plain::Instead(_) => Some(None),
            plain => T::of(plain).map(Some),
        }
    }

    fn plain(&self) -> Plain {
        self.as_ref().map_or(Plain::Instead(NONE), T::plain)
    }
}

impl Typed for WarmEnvironments {
    fn of(plain: Plain) -> Option<Self> {
        let count: Option<Concurrency> = Typed::of(plain)?;
        Some(count.map_or(Self::Steady, Self::Count))
    }

    fn plain(&self) -> Plain {
        match self {
            Self::Count(count) => count.plain(),
            Self::Steady => Plain::Instead(Self::STEADY),
        }
    }
}

impl<T: Word> Typed for T {
    fn of(plain: Plain) -> Option<Self> {
        match plain {
            Plain::Text(text) => T::ALL.iter().find(|one| one.word() == text).copied(),
            _ => None,
        }
    }

    fn plain(&self) -> Plain {
        Plain::Text(self.word().to_owned())
    }
}

impl Plain {
    /// As a person writes it, where it is text.
    fn text(&self) -> Option<String> {
        Some(match self {
            Self::Text(text) => text.clone(),
            Self::Instead(word) => (*word).to_owned(),
            Self::Share(share) => print_share(*share),
            Self::Duration(duration) => print_duration(*duration),
            Self::TimeOfDay(time) => print_time_of_day(*time),
            Self::Megabytes(megabytes) => format!("{megabytes} MB"),
            Self::Objective(comparison, limit) => {
                format!("{} {}", comparison.symbol(), limit.text()?)
            }
            Self::Whole(_) | Self::Number(_) | Self::Boolean(_) => return None,
        })
    }
}

/// As TOML, so that it reads back as the same.
impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Boolean(value) => value.fmt(f),
            // The shortest form that reads back as the same double.
            Self::Number(number) => {
                let text = format!("{number:?}");
                f.write_str(text.strip_suffix(".0").unwrap_or(&text))
            }
            text => {
                let text = text.text().unwrap_or_default();
                match text.contains(turns_text) {
                    true => f.write_str(&escaped(&text)),
                    false => toml::Value::from(text).fmt(f),
                }
            }
        }
    }
}

/// Whether a character turns the text around it, so that a terminal shows something else than is written.
fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text as TOML, with escapes for what cannot be seen.
fn escaped(text: &str) -> String {
    let mut toml = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => toml.extend(['\\', sign]),
            sign if sign.is_control() || turns_text(sign) => {
                toml.push_str(&format!("\\U{:08X}", u32::from(sign)));
            }
            sign => toml.push(sign),
        }
    }
    toml + "\""
}

/// A share as a percentage, where that is exact; else as a bare number.
fn print_share(share: f64) -> String {
    // The shortest decimals of a share and of its percentage differ in where the point stands.
    let percent = format!("{}", (share * 1e8).round() / 1e6);
    match format!("{percent}e-2").parse::<f64>() {
        Ok(exact) if exact == share => format!("{percent}%"),
        _ => format!("{share}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortest_and_exact() {
        for (value, text) in [(50.0, "50"), (0.1, "0.1"), (1e-9, "1e-9"), (1e300, "1e300")] {
            assert_eq!(Plain::Number(value).to_string(), text);
        }
    }

    #[test]
    fn texts_are_escaped() {
        let quote = |text: &str| Plain::Text(text.to_owned()).to_string();
        assert_eq!(quote("plain"), r#""plain""#);
        for awkward in ["a \"b\" \\ 'c' \u{1f680}", "\"\u{202e}\\\u{2069}\u{7f}'"] {
            let read = toml::de::DeTable::parse(&format!("k = {}", quote(awkward)))
                .map(|table| table.get_ref()["k"].get_ref().as_str().map(str::to_owned));
            assert_eq!(read.unwrap().as_deref(), Some(awkward));
        }
        assert_eq!(quote("a\u{202e}"), r#""a\U0000202E""#);
    }
}
