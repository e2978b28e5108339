//! The least whole number of a property, and the least of a function.
//!
//! Both take a shape for granted that spares most values (the property turns once, the function falls
//! and then rises), and both look at the neighbours of what they find. Knows numbers; must not know what
//! they stand for.

/// Neighbours below an answer that are looked at.
const NEIGHBOURS: u32 = 2;

/// The whole numbers among which is searched: both ends belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The least of them.
    pub least: u32,
    /// The largest; not below the least.
    pub most: u32,
}

impl Between {
    /// From 0 to `most`.
    pub const fn up_to(most: u32) -> Self {
        Self { least: 0, most }
    }

    fn clamped(self, value: u32) -> u32 {
        value.min(self.most).max(self.least)
    }
}

/// The least number of a range that has a property; `None` if neither end of the range has it. It
/// looks at both ends, so that what cannot be had is known soon, then from `guess` upwards in doubling
/// steps, and bisects.
///
/// # Errors
/// What asking for the property gave.
pub fn least<E>(
    within: Between,
    guess: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<Option<u32>, E> {
    let Between { least, most } = within;
    if has(least)? {
        return Ok(Some(least));
    }
    if most <= least || !has(most)? {
        return Ok(None);
    }
    let (mut without, mut with) = (least, within.clamped(guess.max(least + 1)));
    while with < most && !has(with)? {
        without = with;
        with = least.saturating_add((with - least).saturating_mul(2));
        with = with.min(most);
    }
    descended(without, with, has).map(Some)
}

/// The same from a guess that is likely to be near: from there in doubling steps, downwards if the guess
/// has the property and upwards if not. `None` if no number was found.
///
/// # Errors
/// What asking for the property gave.
pub(crate) fn least_near<E>(
    within: Between,
    guess: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<Option<u32>, E> {
    let (mut at, mut step) = (within.clamped(guess), 1);
    let had = has(at)?;
    loop {
        let next = match had {
            true => within.clamped(at.saturating_sub(step)),
            false => within.clamped(at.saturating_add(step)),
        };
        if next == at {
            return Ok(had.then_some(at));
        }
        if has(next)? != had {
            let (without, with) = (next.min(at), next.max(at));
            return descended(without, with, has).map(Some);
        }
        at = next;
        step *= 2;
    }
}

/// The least number above `without` that has a property, which `with` has; if `without` has it, too,
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

/// A number of a range with a property, moved down for as long as one of its next neighbours below has it.
///
/// # Errors
/// What asking for the property gave.
pub fn below<E>(
    within: Between,
    mut with: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<u32, E> {
    'moved: loop {
        let lowest = within.clamped(with.saturating_sub(NEIGHBOURS));
        for lower in (lowest..with).rev() {
            if has(lower)? {
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

/// The number at which a function is least: from the least of `grid`, which is in ascending order,
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

    type Search = fn(
        Between,
        u32,
        &mut dyn FnMut(u32) -> Result<bool, Infallible>,
    ) -> Result<Option<u32>, Infallible>;

    /// The least number, and how many were looked at.
    fn found(
        search: Search,
        within: Between,
        guess: u32,
        threshold: u32,
    ) -> (Option<u32>, BTreeSet<u32>) {
        let mut seen = BTreeSet::new();
        let result = search(within, guess, &mut |value| {
            let inside = (within.least..=within.most).contains(&value);
            assert!(inside, "{value} is not in {within:?}");
            seen.insert(value);
            Ok(value >= threshold)
        });
        (result.unwrap(), seen)
    }

    #[test]
    fn the_least_of_a_property_is_found_from_any_guess() {
        let searches: [Search; 2] = [
            |within, guess, has| least(within, guess, has),
            |within, guess, has| least_near(within, guess, has),
        ];
        for search in searches {
            for (least, upper) in [(0, 0), (0, 1), (1, 1), (0, 2), (2, 7), (0, 100), (1, 1000)] {
                let within = Between { least, most: upper };
                for threshold in [0, 1, 2, 3, 50, 99, 100, 999, 1001] {
                    for guess in [0, 1, 60, 5000] {
                        let expected = (threshold <= upper).then_some(threshold.max(least));
                        let (least, seen) = found(search, within, guess, threshold);
                        assert_eq!(least, expected, "{within:?} {threshold} {guess}");
                        assert!(seen.len() <= 22, "{seen:?}");
                    }
                }
            }
        }
    }

    /// What no value has is known from the two ends; what one has costs at most one look more for it.
    #[test]
    fn what_cannot_be_had_is_known_after_two_looks() {
        let least: Search = |within, guess, has| super::least(within, guess, has);
        let within = Between::up_to(1000);
        let looks = |threshold| found(least, within, 70, threshold).1;
        assert_eq!(looks(1001), BTreeSet::from([0, 1000]));
        assert_eq!(looks(0), BTreeSet::from([0]));
        for threshold in [1, 35, 70, 71, 500] {
            let mut needed = looks(threshold);
            needed.remove(&1000);
            let (last, below) = (needed.last().copied(), needed.len());
            // From the guess in doubling steps, and by halves between the last two of them.
            let doublings = (threshold.max(70) as f64 / 70.0).log2().ceil() as usize;
            let halves = (last.unwrap() as f64).log2().ceil() as usize;
            assert!(below <= 2 + doublings + halves, "{threshold}: {needed:?}");
        }
    }

    #[test]
    fn from_a_near_guess_few_are_looked_at() {
        let near: Search = |within, guess, has| least_near(within, guess, has);
        for (guess, threshold, most) in [(70, 70, 2), (70, 71, 2), (70, 67, 6), (70, 90, 10)] {
            let seen = found(near, Between::up_to(1000), guess, threshold).1;
            assert!(seen.len() <= most, "{guess} {threshold}: {seen:?}");
        }
    }

    #[test]
    fn neighbours_below_an_answer_are_taken() {
        let has = |value: u32| Ok::<_, Infallible>([4, 5, 7, 9].contains(&value) || value > 10);
        let all = Between::up_to(100);
        assert_eq!(below(all, 11, has), Ok(4));
        assert_eq!(below(all, 14, has), Ok(4));
        assert_eq!(below(all, 0, has), Ok(0));
        let from_five = Between {
            least: 5,
            most: 100,
        };
        assert_eq!(below(from_five, 11, has), Ok(5));
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
