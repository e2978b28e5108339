//! About where a function is least that falls and then rises: by parabolas, a few numbers at a time.
//!
//! Knows numbers; must not know what they stand for.

/// A number at which a function that falls and then rises is least, to within an eighth, from numbers in ascending
/// order of which the ends are to hold it: by the lowest point of the parabola through the lowest number and its
/// neighbours, with another beside it, which are asked at once.
///
/// # Errors
/// What the function gave.
pub(crate) fn lowest_between<E>(
    known: &[u32],
    mut of: impl FnMut(&[u32]) -> Result<Vec<f64>, E>,
) -> Result<u32, E> {
    let width = |known: &[u32]| {
        known
            .last()
            .zip(known.first())
            .map_or(0, |(high, low)| high - low)
    };
    let flat = 2 + width(known) / 64;
    let mut points: Vec<(u32, f64)> = known.iter().copied().zip(of(known)?).collect();
    let mut last_width = u32::MAX;
    loop {
        points.sort_unstable_by_key(|(at, _)| *at);
        // Where several are equal the smallest is kept: it may be flat to the right.
        let lowest =
            (0..points.len()).min_by(|&one, &other| points[one].1.total_cmp(&points[other].1));
        let Some(lowest) = lowest else {
            return Ok(0);
        };
        let around = &points[lowest.saturating_sub(1)..points.len().min(lowest + 2)];
        let (low, high) = (around[0].0, around[around.len() - 1].0);
        let near = flat + high / 8;
        if high - low <= near {
            let between: Vec<u32> = (low..=high)
                .filter(|one| around.iter().all(|(at, _)| at != one))
                .collect();
            if high - low > 2 || between.is_empty() {
                return Ok(points[lowest].0);
            }
            points.extend(between.iter().copied().zip(of(&between)?));
            continue;
        }
        // A parabola may be a bad likeness: where it did not halve what is left, both sides are halved.
        let is_like = high - low <= last_width / 2;
        last_width = high - low;
        let asked = match bottom(around).filter(|_| is_like) {
            Some(bottom) => beside(bottom, points[lowest].0, near / 2),
            None => around
                .windows(2)
                .map(|pair| pair[0].0 + (pair[1].0 - pair[0].0) / 2)
                .collect(),
        };
        let is_new =
            |one: &u32| low < *one && *one < high && around.iter().all(|(at, _)| at != one);
        let asked: Vec<u32> = asked.into_iter().filter(is_new).collect();
        if asked.is_empty() {
            return Ok(points[lowest].0);
        }
        points.extend(asked.iter().copied().zip(of(&asked)?));
    }
}

/// The number up to `most` at which a function is least that falls and then rises, from one that is likely to be near:
/// for as long as a next one is less. Of equals the smallest.
///
/// # Errors
/// What the function gave.
pub(crate) fn lowest_near<E>(
    start: u32,
    most: u32,
    mut of: impl FnMut(u32) -> Result<f64, E>,
) -> Result<u32, E> {
    let mut least = (start, of(start)?);
    loop {
        let (value, height) = least;
        for next in [value.saturating_sub(1), value.saturating_add(1).min(most)] {
            let other = of(next)?;
            if other < least.1 || (other == least.1 && next < least.0) {
                least = (next, other);
            }
        }
        if least == (value, height) {
            return Ok(value);
        }
    }
}

/// The lowest point of a parabola through three; `None` of fewer, or if it has none.
fn bottom(points: &[(u32, f64)]) -> Option<u32> {
    let &[(low, at_low), (middle, at_middle), (high, at_high)] = points else {
        return None;
    };
    let (left, right) = (f64::from(middle - low), f64::from(high - middle));
    let (falls, rises) = (at_low - at_middle, at_high - at_middle);
    let bend = falls * right + rises * left;
    let off = (falls * right * right - rises * left * left) / (2.0 * bend);
    let bottom = f64::from(middle) + off;
    (bend > 0.0 && bottom.is_finite()).then_some(bottom.round() as u32)
}

/// Where a function is looked at next that seems to be least at `bottom`: the lowest number known between two that are
/// near, if it is near itself; else two about the bottom.
fn beside(bottom: u32, lowest: u32, near: u32) -> Vec<u32> {
    let apart = (near / 2).max(1);
    let centre = if bottom.abs_diff(lowest) <= apart {
        lowest
    } else {
        bottom
    };
    vec![centre.saturating_sub(apart), centre + apart]
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn the_lowest_between_two_is_found_to_within_an_eighth() {
        let found = |known: &[u32], height: &dyn Fn(f64) -> f64| {
            let mut asked = 0;
            let of = |values: &[u32]| {
                asked += values.len();
                let heights = values.iter().map(|&value| height(f64::from(value)));
                Ok::<_, Infallible>(heights.collect())
            };
            (lowest_between(known, of).unwrap(), asked - known.len())
        };
        for bottom in [0, 1, 13, 100, 277, 278] {
            let square = |value: f64| (value - f64::from(bottom)).powi(2);
            let edge = |value: f64| (value - f64::from(bottom)).abs();
            let steep = |value: f64| {
                if value < f64::from(bottom) {
                    1e6 - value
                } else {
                    value
                }
            };
            let heights: [&dyn Fn(f64) -> f64; 3] = [&square, &edge, &steep];
            for (height, most) in heights.into_iter().zip([7, 16, 30]) {
                let (lowest, asked) = found(&[0, 90, 278], height);
                let off = lowest.abs_diff(bottom);
                assert!(off <= 3 + bottom / 8, "{lowest}: {bottom}");
                assert!(asked <= most, "{bottom}: {asked} of {most}");
            }
        }
        let flat = |value: f64| f64::from(value < 20.0);
        let lowest = found(&[0, 90, 278], &flat).0;
        assert!((20..=23).contains(&lowest), "{lowest}");
        assert_eq!(found(&[7], &|_| 1.0), (7, 0));
        assert_eq!(found(&[7, 9], &|value| value), (7, 1));
    }

    #[test]
    fn the_least_of_a_function_is_found_from_near_it() {
        for (start, bottom, most, expected) in [
            (5, 5.0, 9, 5),
            (0, 3.2, 9, 3),
            (9, 3.2, 9, 3),
            (7, 20.0, 9, 9),
            (2, -4.0, 9, 0),
        ] {
            let of = |value: u32| Ok::<_, Infallible>((f64::from(value) - bottom).powi(2));
            assert_eq!(
                lowest_near(start, most, of),
                Ok(expected),
                "{start} {bottom}"
            );
        }
        let flat = |_| Ok::<_, Infallible>(1.0);
        assert_eq!(lowest_near(3, 9, flat), Ok(0));
    }
}
