//! The lowest whole number of a property, and the lowest of a function.
//!
//! Both take a shape for granted that spares most values (the property turns once, the function falls
//! and then rises), and both look at the neighbours of what they find. Knows numbers; must not know what
//! they stand for.

mod lowest;

pub(crate) use lowest::{lowest_between, lowest_near};

/// Neighbours below an answer that are looked at.
const NEIGHBOURS: u32 = 2;

/// The whole numbers among which is searched: both ends belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The lowest of them.
    pub least: u32,
    /// The largest; not below the least.
    pub most: u32,
    /// Numbers are told apart that differ by more than this part of themselves.
    pub part: u32,
}

impl Between {
    /// From one number to another, each told apart from its neighbours.
    pub const fn new(least: u32, most: u32) -> Self {
        let part = u32::MAX;
        Self { least, most, part }
    }

    /// From 0 to `most`.
    pub const fn up_to(most: u32) -> Self {
        Self::new(0, most)
    }

    /// The same, where numbers need not be told apart that differ by no more than a part of themselves, such as a
    /// hundredth: of those below that all are.
    #[must_use]
    pub const fn to_within_a(self, part: u32) -> Self {
        Self { part, ..self }
    }

    /// How far a number may be from another that it need not be told apart from; 1 where it must be from each.
    pub(crate) fn grain(self, value: u32) -> u32 {
        (value / self.part.max(1)).max(1)
    }

    fn clamped(self, value: u32) -> u32 {
        value.min(self.most).max(self.least)
    }
}

/// What asking for a property of a number gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Asked {
    /// Whether the number has it.
    pub(crate) has: bool,
    /// How far the number is from where the property turns: positive without it. Only a hint.
    pub(crate) beyond: f64,
}

/// Where a property that can be asked cheaply turns, to within a 32nd: by thirds, of which both ends are asked at
/// once. `None` if neither end of the range has it. It looks at `guess`, and half-way to it, before the upper end.
///
/// # Errors
/// What asking for the property gave.
pub(crate) fn bracketed<E>(
    within: Between,
    guess: u32,
    mut beyond: impl FnMut(&[u32]) -> Result<Vec<f64>, E>,
) -> Result<Option<Between>, E> {
    let Between { least, most, .. } = within;
    let guess = within.clamped(guess);
    let mut has = |asked: &[u32]| -> Result<Vec<bool>, E> {
        Ok(beyond(asked)?.into_iter().map(|one| one <= 0.0).collect())
    };
    let half = least + (guess - least) / 2;
    let (mut without, mut with) = match has(&[least, half, guess])?.as_slice() {
        [true, ..] => return Ok(Some(Between::new(least, least))),
        [_, true, _] => (least, half),
        [_, _, true] => (half, guess),
        _ if guess < most && has(&[most])?[0] => (guess, most),
        _ => return Ok(None),
    };
    while with - without > 1 + with / 32 {
        let third = ((with - without) / 3).max(1);
        let inner = [without + third, (without + 2 * third).min(with - 1)];
        match has(&inner)?.as_slice() {
            [true, ..] => with = inner[0],
            [_, true] => (without, with) = (inner[0], inner[1]),
            _ => without = inner[1],
        }
    }
    Ok(Some(Between::new(without, with)))
}

/// How many steps between two known numbers go by their hints before halving takes over.
const HINTED_STEPS: u32 = 6;

/// The lowest number of a range that has a property which turns once, or one that need not be told apart from it, from
/// one that is likely to be near: by steps that double until it has turned, then by what the hints say of where it does.
/// `step` is how far to go from a first number. `None` if the property did not turn up to the upper end.
///
/// # Errors
/// What asking for the property gave.
pub(crate) fn least_near<E>(
    within: Between,
    start: u32,
    step: impl Fn(u32, f64) -> u32,
    mut ask: impl FnMut(u32) -> Result<Asked, E>,
) -> Result<Option<u32>, E> {
    let mut at = within.clamped(start);
    let mut without: Option<(u32, f64)> = None;
    let mut with: Option<(u32, f64)> = None;
    // The hint may be off a little, which another step by it mends, or worth nothing, which doubling makes up for.
    let mut factors = std::iter::once(1_u32).chain((0..32).map(|power| 1 << power));
    let mut steps = 0;
    loop {
        let Asked { has, beyond } = ask(at)?;
        let factor = factors.next().unwrap_or(u32::MAX);
        if has {
            with = Some((at, beyond));
        } else {
            without = Some((at, beyond));
        }
        at = match (without, with) {
            (Some((without, _)), Some((with, _))) if with - without <= within.grain(with) => {
                return Ok(Some(with));
            }
            (Some(without), Some(with)) => {
                steps += 1;
                if steps > HINTED_STEPS {
                    without.0 + (with.0 - without.0) / 2
                } else {
                    turns(without, with)
                }
            }
            (None, Some((with, beyond))) => {
                if with == within.least {
                    return Ok(Some(with));
                }
                let far = step(with, beyond).max(within.grain(with));
                let far = far.saturating_mul(factor);
                within.clamped(with.saturating_sub(far))
            }
            (Some((without, beyond)), None) => {
                if without == within.most {
                    return Ok(None);
                }
                let far = step(without, beyond).max(within.grain(without));
                let far = far.saturating_mul(factor);
                within.clamped(without.saturating_add(far))
            }
            (None, None) => return Ok(None),
        };
    }
}

/// The number strictly between two, which are not neighbours, at which a straight line through their hints turns.
pub(crate) fn turns(without: (u32, f64), with: (u32, f64)) -> u32 {
    let width = f64::from(with.0 - without.0);
    let share = without.1 / (without.1 - with.1);
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.5
    };
    let turn = without.0 + (share * width).ceil() as u32;
    turn.clamp(without.0 + 1, with.0 - 1)
}

/// The lowest number above `without` that has a property, which `with` has; if `without` has it, too,
/// that is not noticed.
///
/// # Errors
/// What asking for the property gave.
pub(crate) fn descended<E>(
    mut without: u32,
    mut with: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<u32, E> {
    while with.saturating_sub(without) > 1 {
        let middle = without + (with - without) / 2;
        match has(middle)? {
            true => with = middle,
            false => without = middle,
        }
    }
    Ok(with)
}

/// A number of a range with a property, moved down for as long as one of its next neighbours below has it that it
/// is told apart from.
///
/// # Errors
/// What asking for the property gave.
pub fn below<E>(
    within: Between,
    mut with: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<u32, E> {
    'moved: loop {
        let grain = within.grain(with);
        for nth in 1..=NEIGHBOURS {
            let lower = within.clamped(with.saturating_sub(nth * grain));
            if lower < with && has(lower)? {
                with = lower;
                continue 'moved;
            }
        }
        return Ok(with);
    }
}

/// The number from `start` to `most` at which a function is least that falls from there and then rises:
/// in doubling steps until it has risen twice in a row, then as [`least_of`].
///
/// # Errors
/// What the function gave.
pub(crate) fn least_from<E>(
    start: u32,
    most: u32,
    mut of: impl FnMut(u32) -> Result<f64, E>,
) -> Result<u32, E> {
    let (mut grid, mut least) = (vec![start], of(start)?);
    let (mut last, mut step, mut risen) = (start, 1_u32, 0);
    while risen < 2 && last < most {
        last = last.saturating_add(step).min(most);
        step = step.saturating_mul(2);
        grid.push(last);
        let height = of(last)?;
        risen = if height < least { 0 } else { risen + 1 };
        least = least.min(height);
    }
    least_of(&grid, of)
}

/// The number at which a function is least: from the lowest of `grid`, which is in ascending order,
/// within its neighbours there, and then for as long as a neighbour is less. Of equals the smallest.
///
/// # Errors
/// What the function gave.
pub(crate) fn least_of<E>(
    grid: &[u32],
    mut of: impl FnMut(u32) -> Result<f64, E>,
) -> Result<u32, E> {
    let mut best: Option<(usize, f64)> = None;
    for (index, &value) in grid.iter().enumerate() {
        let height = of(value)?;
        if best.is_none_or(|(_, least)| height < least) {
            best = Some((index, height));
        }
    }
    let Some((index, _)) = best else {
        return Ok(0);
    };
    let at = |index: usize| grid.get(index).or(grid.last()).copied().unwrap_or(0);
    let (mut low, mut high) = (at(index.saturating_sub(1)), at(index + 1));
    while high - low > 2 {
        let left = low + (high - low - 1) / 2;
        // Where both are equal the smaller side is kept: it may be flat to the right.
        match of(left)? <= of(left + 1)? {
            true => high = left,
            false => low = left + 1,
        }
    }
    let mut least = (at(index), of(at(index))?);
    for value in low..=high {
        let height = of(value)?;
        if height < least.1 || (height == least.1 && value < least.0) {
            least = (value, height);
        }
    }
    let (start, end) = (at(0), at(grid.len()));
    'moved: loop {
        let (value, height) = least;
        let lowest = value.saturating_sub(NEIGHBOURS);
        for next in lowest.max(start)..=value.saturating_add(NEIGHBOURS).min(end) {
            let other = of(next)?;
            if other < height || (other == height && next < value) {
                least = (next, other);
                continue 'moved;
            }
        }
        return Ok(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    /// The lowest number from `start` with hints that are exact, wrong or missing, and how many were asked.
    fn near(
        within: Between,
        start: u32,
        threshold: u32,
        hint: fn(f64) -> f64,
    ) -> (Option<u32>, usize) {
        let mut seen = BTreeSet::new();
        let ask = |value: u32| {
            let inside = (within.least..=within.most).contains(&value);
            assert!(inside, "{value} is not in {within:?}");
            seen.insert(value);
            let beyond = hint(f64::from(threshold) - f64::from(value) - 0.5);
            let has = value >= threshold;
            Ok::<_, Infallible>(Asked { has, beyond })
        };
        let found = least_near(within, start, |_, beyond| beyond.abs() as u32, ask);
        (found.unwrap(), seen.len())
    }

    #[test]
    fn the_least_of_a_property_is_found_from_any_start_and_by_any_hint() {
        let hints: [fn(f64) -> f64; 4] = [
            |exact| exact,
            |exact| exact.powi(3),
            |_| 0.0,
            |exact| {
                if exact > 0.0 {
                    f64::INFINITY
                } else {
                    f64::NEG_INFINITY
                }
            },
        ];
        for hint in hints {
            for (least, upper) in [(0, 0), (0, 1), (1, 1), (0, 2), (2, 7), (0, 100), (1, 1000)] {
                let within = Between::new(least, upper);
                for threshold in [0, 1, 2, 3, 50, 99, 100, 999, 1001] {
                    for start in [0, 1, 60, 5000] {
                        let expected = (threshold <= upper).then_some(threshold.max(least));
                        let (least, asked) = near(within, start, threshold, hint);
                        assert_eq!(least, expected, "{within:?} {threshold} {start}");
                        assert!(asked <= 28, "{within:?} {threshold} {start}: {asked}");
                    }
                }
            }
        }
    }

    #[test]
    fn from_a_near_start_few_are_asked() {
        for (start, threshold, most) in [(70, 70, 2), (70, 71, 2), (70, 67, 3), (70, 90, 3)] {
            let asked = near(Between::up_to(1000), start, threshold, |exact| exact).1;
            assert!(asked <= most, "{start} {threshold}: {asked}");
        }
    }

    #[test]
    fn thirds_come_near_to_where_a_property_turns() {
        let found = |threshold: u32| {
            let mut asked = 0;
            let beyond = |values: &[u32]| {
                asked += 1;
                let each = values
                    .iter()
                    .map(|&value| f64::from(threshold) - f64::from(value));
                Ok::<_, Infallible>(each.collect())
            };
            let bracket = bracketed(Between::up_to(5000), 700, beyond).unwrap();
            assert!(asked <= 10, "{threshold}: asked {asked} times");
            bracket
        };
        for threshold in [1, 2, 69, 350, 699, 700, 701, 4999, 5000] {
            let Between { least, most, .. } = found(threshold).unwrap();
            assert!(
                least < threshold && threshold <= most,
                "{least} {most}: {threshold}"
            );
            assert!(most - least <= 1 + most / 32, "{least} {most}");
        }
        assert_eq!(found(5001), None);
        assert_eq!(found(0), Some(Between::new(0, 0)));
    }

    #[test]
    fn neighbours_below_an_answer_are_taken() {
        let has = |value: u32| Ok::<_, Infallible>([4, 5, 7, 9].contains(&value) || value > 10);
        let all = Between::up_to(100);
        assert_eq!(below(all, 11, has), Ok(4));
        assert_eq!(below(all, 14, has), Ok(4));
        assert_eq!(below(all, 0, has), Ok(0));
        let from_five = Between::new(5, 100);
        assert_eq!(below(from_five, 11, has), Ok(5));
    }

    /// A hundredth of some thousands: what is found has the property, and little less has not.
    #[test]
    fn what_need_not_be_told_apart_is_not_looked_for() {
        let within = Between::up_to(10_000).to_within_a(100);
        assert_eq!(
            [0, 99, 199, 200, 5000].map(|value| within.grain(value)),
            [1, 1, 1, 2, 50]
        );
        for threshold in [1, 70, 150, 1234, 5000, 9999, 10_000] {
            for start in [0, 900, 10_000] {
                let (found, asked) = near(within, start, threshold, |_| 0.0);
                let found = found.unwrap();
                let off = found - threshold;
                assert!(
                    off < within.grain(found),
                    "{threshold} from {start}: {found}"
                );
                let every = near(Between::up_to(10_000), start, threshold, |_| 0.0).1;
                assert!(asked <= every, "{threshold} from {start}: {asked}, {every}");
            }
        }
        let has = |value: u32| Ok::<_, Infallible>(value > 4900);
        assert_eq!(below(within, 4960, has), Ok(4911), "4862 and 4813 have not");
        assert_eq!(
            below(within, 90, |value| Ok::<_, Infallible>(value > 88)),
            Ok(89)
        );
    }

    #[test]
    fn the_least_of_a_function_is_found_from_its_start_upwards() {
        for (bottom, most, expected) in [
            (3.0, 500, 5),
            (5.0, 500, 5),
            (6.0, 500, 6),
            (77.2, 500, 77),
            (400.0, 300, 300),
        ] {
            let mut seen = BTreeSet::new();
            let of = |value: u32| {
                assert!((5..=most).contains(&value), "{value}");
                seen.insert(value);
                Ok::<_, Infallible>((f64::from(value) - bottom).powi(2))
            };
            assert_eq!(least_from(5, most, of), Ok(expected), "{bottom}");
            assert!(seen.len() <= 24, "{bottom}: {seen:?}");
        }
        let mut seen = BTreeSet::new();
        let rises = |value: u32| {
            seen.insert(value);
            Ok::<_, Infallible>(f64::from(value))
        };
        assert_eq!(least_from(5, 500, rises), Ok(5));
        assert!(seen.len() <= 4, "{seen:?}");
    }

    #[test]
    fn the_least_of_a_function_is_found_between_the_values_of_a_grid() {
        let grid: Vec<u32> = (0..=20).map(|index| index * 13).collect();
        for bottom in [0.0, 1.0, 12.5, 100.0, 137.2, 259.0, 400.0] {
            let of = |value: u32| Ok::<_, Infallible>((f64::from(value) - bottom).powi(2));
            let expected = bottom.min(260.0);
            let got = f64::from(least_of(&grid, of).unwrap());
            assert!((got - expected).abs() <= 0.5, "{got} for {bottom}");
        }
        // Falling to a level that it keeps: the first of the least.
        let level = |value: u32| Ok::<_, Infallible>(-f64::from(value.min(77)));
        assert_eq!(least_of(&grid, level), Ok(77));
        assert_eq!(least_of(&[0], level), Ok(0));
    }
}
