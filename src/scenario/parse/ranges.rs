//! What `--over KEY=...` sweeps: a list of values, of ranges with a step, or a range without one.
//!
//! `0..1000:50` stands for 0, 50, ... 1000, `100ms..1s:100ms` and `512 MB..2 GB:256 MB` likewise; the end
//! belongs to it if the steps hit it. A range without a step has no values of its own: they are drawn.
//! A problem points into the text that a person typed. It must not know how points are made of values.

use std::ops::Range;

use super::overrides::Override;
use super::problem::{Problem, ScenarioError, Sources, Span};
use super::quantity::{Kind, Quantity, common_kind};

/// The option, as errors name it.
const OVER: &str = "--over";

/// More values of one key are none that anyone would simulate, and are not even listed.
pub const MOST_VALUES: u64 = 100_000;

/// A key with what it is to take.
#[derive(Clone, Debug)]
pub struct Swept {
    key: String,
    values: Values,
}

/// What a key is to take.
#[derive(Clone, Debug)]
pub enum Values {
    /// These values.
    Listed(Vec<Override>),
    /// Anything from one quantity to another.
    Between(Between),
}

/// A range without a step.
#[derive(Clone, Debug)]
pub struct Between {
    whole: Override,
    kind: Kind,
    first: i128,
    last: i128,
}

impl Swept {
    /// Reads `KEY=VALUES`. With `drawn`, one range may be without a step.
    ///
    /// # Errors
    /// What is wrong with the ranges; keys and values are judged with the scenario.
    pub fn read(text: &str, drawn: bool) -> Result<Self, ScenarioError> {
        let choices = Override::choices(OVER, text);
        let key = choices.first().map_or("", Override::key).to_owned();
        if let ([whole], true) = (&choices[..], drawn)
            && let Some(between) = Between::read(text, whole)?
        {
            let values = Values::Between(between);
            return Ok(Self { key, values });
        }
        let mut values = Vec::new();
        for choice in choices {
            match stepped(text, &choice)? {
                Some(several) => values.extend(several),
                None => values.push(choice),
            }
        }
        check_distinct(text, &values)?;
        let values = Values::Listed(values);
        Ok(Self { key, values })
    }

    /// The dotted key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it is to take.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The first of its values, or the start of its range.
    pub fn first(&self) -> Option<Override> {
        match &self.values {
            Values::Listed(values) => values.first().cloned(),
            Values::Between(between) => Some(between.of_parts(between.first)),
        }
    }

    /// The value at a share of the way, from 0 to below 1: values of a list have equal shares.
    pub fn at(&self, share: f64, resolution: u64) -> Option<Override> {
        match &self.values {
            Values::Listed(values) => {
                let index = (share * values.len() as f64) as usize;
                values.get(index.min(values.len().checked_sub(1)?)).cloned()
            }
            Values::Between(between) => Some(between.at(share, resolution)),
        }
    }
}

impl Between {
    /// Reads a single range without a step; `None` if it is something else.
    fn read(text: &str, whole: &Override) -> Result<Option<Self>, ScenarioError> {
        let Some(range) = Ends::find(text, whole) else {
            return Ok(None);
        };
        if range.step.is_some() {
            return Ok(None);
        }
        let (kind, ends) = range.quantities(text)?;
        let [first, last] = ends[..] else {
            return Ok(None);
        };
        range.check_order(text, first, last)?;
        // A scenario takes 0.5 and 1 alike where it takes numbers with a point; whole ends ask for
        // whole numbers.
        let kind = match kind {
            Kind::Decimal(decimals) => Kind::Decimal(decimals.max(6)),
            other => other,
        };
        let widened = |quantity: Quantity| quantity.into_kind(kind).map_or(0, |one| one.parts);
        Ok(Some(Self {
            whole: whole.clone(),
            kind,
            first: widened(first),
            last: widened(last),
        }))
    }

    /// The value at a share of the way, rounded down to what `resolution` values need to be told apart
    /// a hundred times over, so that nobody has to read nanoseconds.
    fn at(&self, share: f64, resolution: u64) -> Override {
        let span = self.last - self.first;
        // Whole numbers have equal shares, the last among them.
        let (count, unit) = match self.kind {
            Kind::Integer | Kind::Size => (span + 1, 1),
            Kind::Decimal(_) | Kind::Duration => (span, self.unit(resolution)),
        };
        let offset = (share * count as f64) as i128;
        let parts = self.first + offset.min(span);
        let rounded = parts.div_euclid(unit) * unit;
        self.of_parts(rounded.max(self.first))
    }

    fn unit(&self, resolution: u64) -> i128 {
        let finest = (self.last - self.first) / (100 * i128::from(resolution.max(1)));
        let mut unit = 1;
        while unit * 10 <= finest {
            unit *= 10;
        }
        unit
    }

    fn of_parts(&self, parts: i128) -> Override {
        let kind = self.kind;
        self.whole.with_made(Quantity { kind, parts }.written())
    }
}

/// The parts of `A..B:STEP`, as places in the option's text.
struct Ends {
    whole: Range<usize>,
    first: Range<usize>,
    last: Range<usize>,
    step: Option<Range<usize>>,
}

impl Ends {
    /// The parts of a value that is a range: two dots behind something that begins like a number. A
    /// path such as `../log.csv` does not, and quotes keep anything else from being one.
    fn find(text: &str, choice: &Override) -> Option<Self> {
        let range = choice.value_range()?;
        let value = &text[range.clone()];
        let begins = value.trim_start();
        let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+');
        if !begins.starts_with(number) {
            return None;
        }
        let dots = range.start + value.find("..")?;
        let after = dots + 2;
        let colon = text[after..range.end].find(':').map(|at| after + at);
        Some(Self {
            first: range.start..dots,
            last: after..colon.unwrap_or(range.end),
            step: colon.map(|colon| colon + 1..range.end),
            whole: range,
        })
    }

    /// First, last and, if there is one, the step, all in the same kind.
    fn quantities(&self, text: &str) -> Result<(Kind, Vec<Quantity>), ScenarioError> {
        let parts = [Some(&self.first), Some(&self.last), self.step.as_ref()];
        let mut read = Vec::new();
        for part in parts.into_iter().flatten() {
            let Some(quantity) = Quantity::read(&text[part.clone()]) else {
                let title = match text[part.clone()].trim() {
                    "" => "a part of this range is missing".to_owned(),
                    other => format!("`{}` is no number, duration or size", other.escape_debug()),
                };
                return Err(wrong(text, part, title));
            };
            read.push(quantity);
        }
        let Some(kind) = common_kind(&read) else {
            let title = "both ends and the step of a range need the same kind of unit";
            return Err(wrong(text, &self.whole, title));
        };
        let alike = read.iter().filter_map(|one| one.into_kind(kind)).collect();
        Ok((kind, alike))
    }

    fn check_order(
        &self,
        text: &str,
        first: Quantity,
        last: Quantity,
    ) -> Result<(), ScenarioError> {
        if last.parts < first.parts {
            let title = "this range is empty: its end is below its start";
            return Err(wrong(text, &self.whole, title));
        }
        Ok(())
    }
}

/// The values of a range with a step; `None` if it is no range.
fn stepped(text: &str, choice: &Override) -> Result<Option<Vec<Override>>, ScenarioError> {
    let Some(range) = Ends::find(text, choice) else {
        return Ok(None);
    };
    let Some(step_at) = &range.step else {
        let title = "this range has no step";
        return Err(wrong(text, &range.whole, title));
    };
    let (kind, quantities) = range.quantities(text)?;
    let [first, last, step] = quantities[..] else {
        return Ok(None);
    };
    if step.parts <= 0 {
        return Err(wrong(
            text,
            step_at,
            "the step of a range must be above zero",
        ));
    }
    range.check_order(text, first, last)?;
    let count = (last.parts - first.parts) / step.parts + 1;
    if count > i128::from(MOST_VALUES) {
        let title = format!("this range has {count} values, and the maximum is {MOST_VALUES}");
        return Err(wrong(text, &range.whole, title));
    }
    let value = |index| {
        let parts = first.parts + index * step.parts;
        choice.with_made(Quantity { kind, parts }.written())
    };
    Ok(Some((0..count).map(value).collect()))
}

fn check_distinct(text: &str, values: &[Override]) -> Result<(), ScenarioError> {
    let mut seen = std::collections::BTreeSet::new();
    let twice = values.iter().find(|value| !seen.insert(value.value()));
    match twice.and_then(|value| Some((value, value.value_range()?))) {
        Some((value, place)) => {
            let title = format!("{} is given twice", value.value().escape_debug());
            Err(wrong(text, &place, title))
        }
        None => Ok(()),
    }
}

fn wrong(text: &str, place: &Range<usize>, title: impl Into<String>) -> ScenarioError {
    let mut sources = Sources::default();
    let source = sources.add(OVER, text);
    let problem = Problem::new(Span::new(source, place.start, place.end), title).help(
        "write KEY=A,B,C or KEY=START..END:STEP, such as 0..1000:50 or 100ms..1s:100ms; with \
         --sample the step may be left out. Quotes keep a text from being a range",
    );
    ScenarioError::new(vec![problem], sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Vec<String> {
        let swept = Swept::read(&format!("k={text}"), false);
        match swept
            .unwrap_or_else(|error| panic!("{text}: {error}"))
            .values
        {
            Values::Listed(values) => values.iter().map(|one| one.value().to_owned()).collect(),
            Values::Between(_) => panic!("{text} is not listed"),
        }
    }

    #[test]
    fn ranges_are_written_out_and_end_where_they_are_hit() {
        for (text, values) in [
            ("0..100:50", &["0", "50", "100"][..]),
            ("0..99:50", &["0", "50"]),
            ("5..5:1", &["5"]),
            ("0.1..0.4:0.1", &["0.1", "0.2", "0.3", "0.4"]),
            ("0..1:0.5", &["0.0", "0.5", "1.0"]),
            ("100ms..1s:300ms", &["100ms", "400ms", "700ms", "1s"]),
            ("0..2m:1m", &["0s", "1m", "2m"]),
            ("512 MB..1 GB:256 MB", &["512 MB", "768 MB", "1024 MB"]),
            ("1,10..30:10, 500", &["1", "10", "20", "30", "500"]),
            ("none,standard", &["none", "standard"]),
            ("../a.csv,\"1..2.csv\"", &["../a.csv", "\"1..2.csv\""]),
        ] {
            assert_eq!(listed(text), values, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_range_is_said_at_its_place() {
        for (text, excerpt, words) in [
            ("k=9..1:1", "9..1:1", "empty"),
            ("k=0..9:0", "0", "above zero"),
            ("k=0..9:-1", "-1", "above zero"),
            ("k=1,0..9", "0..9", "no step"),
            ("k=0..:5", "", "missing"),
            ("k=0..x:5", "x", "no number"),
            ("k=0..9:1s", "0..9:1s", "same kind"),
            ("k=1s..2 GB:1s", "1s..2 GB:1s", "same kind"),
            ("k=0..1000000000:1", "0..1000000000:1", "1000000001 values"),
            ("k=0..10:5,10", "10", "given twice"),
        ] {
            let error = Swept::read(text, false).unwrap_err();
            let problem = &error.problems()[0];
            assert!(problem.title.contains(words), "{text}: {error}");
            assert_eq!(error.sources().excerpt(problem.span), excerpt, "{text}");
        }
    }

    #[test]
    fn drawn_values_keep_their_nature_and_stay_inside() {
        let at = |text: &str, share| {
            let swept = Swept::read(&format!("k={text}"), true).unwrap();
            swept.at(share, 10).unwrap().value().to_owned()
        };
        let most = 1.0 - f64::EPSILON / 2.0;
        for (text, values) in [
            ("0..9", ["0", "5", "9"]),
            ("10..11", ["10", "11", "11"]),
            ("0.0..1.0", ["0.0", "0.5", "0.999"]),
            ("100ms..300ms", ["100ms", "200ms", "299.9ms"]),
            ("128 MB..256 MB", ["128 MB", "192 MB", "256 MB"]),
            ("a,b", ["a", "b", "b"]),
            ("0..10:5", ["0", "5", "10"]),
        ] {
            assert_eq!(
                [0.0, 0.5, most].map(|share| at(text, share)),
                values,
                "{text}"
            );
        }
    }
}
