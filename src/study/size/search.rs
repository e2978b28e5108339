//! The least whole number of a property, and the least of a function.
//!
//! Both take a shape for granted that spares most values (the property turns once, the function falls
//! and then rises), and both look at the neighbours of what they find. Knows numbers; must not know what
//! they stand for.

/// Neighbours below an answer that are looked at.
const NEIGHBOURS: u32 = 2;

/// The least number up to `upper` that has a property; `None` if none was found. It looks at 0, then
/// from `guess` upwards in doubling steps, and bisects.
///
/// # Errors
/// What asking for the property gave.
pub fn least<E>(
    upper: u32,
    guess: u32,
    mut has: impl FnMut(u32) -> Result<bool, E>,
) -> Result<Option<u32>, E> {
    if has(0)? {
        return Ok(Some(0));
    }
    let (mut without, mut with) = (0, guess.clamp(1, upper.max(1)));
    if upper == 0 {
        return Ok(None);
    }
    while !has(with)? {
        if with == upper {
            return Ok(None);
        }
        without = with;
        with = with.saturating_mul(2).min(upper);
    }
    descended(without, with, has).map(Some)
}

/// The least number above `without` that has a property, which `with` has; if `without` has it, too,
/// that is not noticed.
///
/// # Errors
/// What asking for the property gave.
pub fn descended<E>(
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

/// A number with a property, moved down for as long as one of its next neighbours below has it.
///
/// # Errors
/// What asking for the property gave.
pub fn below<E>(mut with: u32, mut has: impl FnMut(u32) -> Result<bool, E>) -> Result<u32, E> {
    'moved: loop {
        for lower in (with.saturating_sub(NEIGHBOURS)..with).rev() {
            if has(lower)? {
                with = lower;
                continue 'moved;
            }
        }
        return Ok(with);
    }
}

/// The number at which a function is least: from the least of `grid`, which is in ascending order,
/// within its neighbours there, and then for as long as a neighbour is less. Of equals the smallest.
///
/// # Errors
/// What the function gave.
pub fn least_of<E>(grid: &[u32], mut of: impl FnMut(u32) -> Result<f64, E>) -> Result<u32, E> {
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
    let end = at(grid.len());
    'moved: loop {
        let (value, height) = least;
        let lowest = value.saturating_sub(NEIGHBOURS);
        for next in lowest..=value.saturating_add(NEIGHBOURS).min(end) {
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

    /// The least number, and how many were looked at.
    fn found(upper: u32, guess: u32, has: impl Fn(u32) -> bool) -> (Option<u32>, usize) {
        let mut seen = BTreeSet::new();
        let result: Result<_, Infallible> = least(upper, guess, |value| {
            assert!(value <= upper, "{value} is beyond {upper}");
            seen.insert(value);
            Ok(has(value))
        });
        (result.unwrap(), seen.len())
    }

    #[test]
    fn the_least_of_a_property_is_found_from_any_guess() {
        for upper in [0, 1, 2, 7, 100, 1000] {
            for threshold in [0, 1, 2, 3, 50, 99, 100, 999, 1001] {
                for guess in [0, 1, 60, 5000] {
                    let expected = (threshold <= upper).then_some(threshold);
                    let (least, looked) = found(upper, guess, |value| value >= threshold);
                    assert_eq!(least, expected, "{upper} {threshold} {guess}");
                    assert!(looked <= 22, "{looked} looks");
                }
            }
        }
    }

    #[test]
    fn neighbours_below_an_answer_are_taken() {
        let has = |value: u32| Ok::<_, Infallible>([4, 5, 7, 9].contains(&value) || value > 10);
        assert_eq!(below(11, has), Ok(4));
        assert_eq!(below(14, has), Ok(4));
        assert_eq!(below(0, has), Ok(0));
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
