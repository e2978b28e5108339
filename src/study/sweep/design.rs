//! The points of a sweep: all combinations of values, or a Latin hypercube.
//!
//! A Latin hypercube of N points cuts the range of every key into N equal shares and draws one value
//! from each, in an order of its own for every key (McKay, Beckman and Conover, Technometrics 21, 1979):
//! each key is covered evenly, however many there are. The draws come from the scenario's seed and
//! the key's name, so that the same sweep has the same points, and another key changes nothing.
//!
//! Knows keys and values as texts; must not know what they mean to a scenario.

use std::collections::BTreeSet;

use rand::Rng;

use crate::kernel::Streams;
use crate::kernel::random::Stream;
use crate::scenario::parse::Override;
use crate::scenario::parse::ranges::{Swept, Values};

/// More points are refused: nobody waits for them, and a slip of a digit is more likely.
pub const MOST_POINTS: u64 = 100_000;

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All combinations.
    Grid,
    /// A Latin hypercube.
    LatinHypercube,
}

/// What is swept, and how.
#[derive(Clone, Debug)]
pub struct Design {
    swept: Vec<Swept>,
    kind: Kind,
    count: u64,
}

/// Why something makes no sweep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// Nothing to sweep.
    #[error("this is one point: give several values")]
    OnePoint,
    /// A key is given twice.
    #[error("`{0}` is swept twice: give all its values at once")]
    KeyTwice(String),
    /// Too many points.
    #[error(
        "the grid has {0} points, and the maximum is {MOST_POINTS}: give larger steps, or draw a sample of them"
    )]
    TooMany(u64),
}

impl Design {
    /// The grid of what is swept, or with `sample` this many points of a Latin hypercube.
    ///
    /// # Errors
    /// What makes no sweep.
    pub fn new(swept: Vec<Swept>, sample: Option<u64>) -> Result<Self, DesignError> {
        let mut keys = BTreeSet::new();
        for one in &swept {
            if !keys.insert(one.key()) {
                return Err(DesignError::KeyTwice(one.key().to_owned()));
            }
        }
        let sizes = swept.iter().map(|one| match one.values() {
            Values::Listed(values) => values.len() as u64,
            Values::Between(_) => 1,
        });
        let grid = sizes.fold(1, u64::saturating_mul);
        let (kind, count) = match sample {
            Some(count) => (Kind::LatinHypercube, count),
            None => (Kind::Grid, grid),
        };
        match count {
            0 | 1 => Err(DesignError::OnePoint),
            count if count > MOST_POINTS => Err(DesignError::TooMany(count)),
            count => Ok(Self { swept, kind, count }),
        }
    }

    /// How the points are chosen.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The swept keys.
    pub fn keys(&self) -> Vec<String> {
        self.swept.iter().map(|one| one.key().to_owned()).collect()
    }

    /// The first value of every key: a point that tells the seed.
    pub fn first(&self) -> Vec<Override> {
        self.swept.iter().filter_map(Swept::first).collect()
    }

    /// The points, each with a value for every key. Of a grid the last key varies fastest.
    pub fn points(&self, seed: u64) -> Vec<Vec<Override>> {
        match self.kind {
            Kind::Grid => self.grid(),
            Kind::LatinHypercube => self.hypercube(seed),
        }
    }

    fn grid(&self) -> Vec<Vec<Override>> {
        let mut points = vec![Vec::new()];
        for one in &self.swept {
            let Values::Listed(values) = one.values() else {
                continue;
            };
            let longer = points.iter().flat_map(|shorter: &Vec<Override>| {
                let with = |value: &Override| {
                    let mut point = shorter.clone();
                    point.push(value.clone());
                    point
                };
                values.iter().map(with)
            });
            points = longer.collect();
        }
        points
    }

    fn hypercube(&self, seed: u64) -> Vec<Vec<Override>> {
        let streams = Streams::new(seed, 0);
        let mut points = vec![Vec::new(); self.count as usize];
        for one in &self.swept {
            let mut stream = streams.stream(one.key(), "latin hypercube");
            let shares = shares(self.count, &mut stream);
            for (point, share) in points.iter_mut().zip(shares) {
                point.extend(one.at(share, self.count));
            }
        }
        points
    }
}

/// One number from each of `count` equal parts of [0, 1), in random order.
fn shares(count: u64, stream: &mut Stream) -> Vec<f64> {
    let mut order: Vec<u64> = (0..count).collect();
    // Fisher and Yates.
    for last in (1..order.len()).rev() {
        let other = (uniform(stream) * (last + 1) as f64) as usize;
        order.swap(last, other.min(last));
    }
    let drawn = order.into_iter().map(|part| {
        let share = (part as f64 + uniform(stream)) / count as f64;
        // Rounding must not lead out of the last part.
        share.min(1.0 - f64::EPSILON / 2.0)
    });
    drawn.collect()
}

/// From 0 to below 1, in steps of 2^-53.
fn uniform(stream: &mut Stream) -> f64 {
    (stream.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(over: &[&str], sample: Option<u64>) -> Result<Design, DesignError> {
        let read = |text: &&str| Swept::read(text, sample.is_some()).unwrap();
        Design::new(over.iter().map(read).collect(), sample)
    }

    fn points(design: &Design, seed: u64) -> Vec<Vec<String>> {
        let texts = |point: Vec<Override>| point.iter().map(|one| one.value().to_owned()).collect();
        design.points(seed).into_iter().map(texts).collect()
    }

    #[test]
    fn in_a_grid_the_last_key_varies_fastest() {
        let grid = design(&["a=0..20:10", "b=x,y"], None).unwrap();
        let shown: Vec<_> = points(&grid, 0)
            .iter()
            .map(|point| point.join(" "))
            .collect();
        assert_eq!(shown, ["0 x", "0 y", "10 x", "10 y", "20 x", "20 y"]);
    }

    #[test]
    fn a_sample_has_one_value_in_each_share_of_every_key() {
        let sample = design(&["a=0..999", "b=0.0..1.0", "c=1s..101s", "d=x,y"], Some(50)).unwrap();
        let points = points(&sample, 7);
        let column = |key: usize| points.iter().map(move |point| point[key].clone());
        let shares = |values: Vec<f64>, first: f64, length: f64| -> BTreeSet<i64> {
            let share = |value: &f64| ((value - first) / length * 50.0) as i64;
            values.iter().map(share).collect()
        };
        let all: BTreeSet<i64> = (0..50).collect();
        let a = column(0).map(|value| value.parse().unwrap()).collect();
        assert_eq!(shares(a, 0.0, 1000.0), all);
        let b = column(1).map(|value| value.parse().unwrap()).collect();
        assert_eq!(shares(b, 0.0, 1.0), all);
        let c = column(2).map(|value| crate::scenario::parse::quantity::Quantity::read(&value));
        let c = c.map(|value| value.unwrap().size()).collect();
        assert_eq!(shares(c, 1.0, 100.0), all);
        assert_eq!(column(3).filter(|value| value == "x").count(), 25);
        // Sorted alike, keys would say nothing of each other.
        assert_ne!(
            column(0)
                .map(|value| value.parse::<f64>().unwrap() / 1000.0 > 0.5)
                .collect::<Vec<_>>(),
            column(1)
                .map(|value| value.parse::<f64>().unwrap() > 0.5)
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_sample_belongs_to_its_seed_and_a_key_keeps_its_values() {
        let one = design(&["a=0..999"], Some(20)).unwrap();
        let two = design(&["b=0..999", "a=0..999"], Some(20)).unwrap();
        assert_eq!(points(&one, 1), points(&one, 1));
        assert_ne!(points(&one, 1), points(&one, 2));
        let both = points(&two, 1);
        let a: Vec<_> = both.iter().map(|point| vec![point[1].clone()]).collect();
        assert_eq!(a, points(&one, 1));
        assert!(both.iter().any(|point| point[0] != point[1]));
    }

    #[test]
    fn what_makes_no_sweep_says_why() {
        let error = |over: &[&str]| design(over, None).unwrap_err().to_string();
        assert!(error(&["a=1"]).contains("one point"));
        assert!(error(&["a=1,2", "a=3,4"]).contains("swept twice"));
        let huge = error(&["a=1..1000:1", "b=1..1000:1", "c=1..3:1"]);
        assert!(huge.contains("3000000 points"), "{huge}");
    }
}
