//! The least number that satisfies a costly question, where more of it helps.

/// The least value above `from` and up to `most` that is `enough`, given that `from` is not: steps
/// that double, then bisection. `None` if not even `most` is.
///
/// Where more does not always help, it is still a value that is enough above one that is not.
///
/// # Errors
/// That of the first question that failed.
pub(super) fn least<E>(
    from: u32,
    most: u32,
    mut enough: impl FnMut(u32) -> Result<bool, E>,
) -> Result<Option<u32>, E> {
    if most <= from || !enough(most)? {
        return Ok(None);
    }
    let (mut short, mut long) = (from, most);
    // Small changes are the likely ones, and large values may be far away.
    let mut step = (from / 16).max(1);
    while let Some(next) = short.checked_add(step).filter(|next| *next < long) {
        if enough(next)? {
            long = next;
            break;
        }
        short = next;
        step = step.saturating_mul(2);
    }
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        if enough(middle)? {
            long = middle;
        } else {
            short = middle;
        }
    }
    Ok(Some(long))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value found for a threshold, and how many questions it took.
    fn found(from: u32, most: u32, threshold: u32) -> (Option<u32>, u32) {
        let mut asked = 0;
        let enough = |value| {
            asked += 1;
            Ok::<_, ()>(value >= threshold)
        };
        let least = least(from, most, enough).unwrap();
        (least, asked)
    }

    #[test]
    fn it_is_the_least() {
        for (from, most) in [(0, 1), (0, 7), (3, 900), (1000, 5000), (0, 10_000_000)] {
            let thresholds = (from + 1..=most.min(from + 2000)).chain([most]);
            for threshold in thresholds {
                let (least, _) = found(from, most, threshold);
                assert_eq!(least, Some(threshold), "from {from} to {most}");
            }
        }
        assert_eq!(found(3, 900, 901), (None, 1), "out of reach");
        assert_eq!(found(3, 3, 4), (None, 0), "no room");
        assert_eq!(
            found(u32::MAX - 1, u32::MAX, 4).0,
            Some(u32::MAX),
            "no overflow"
        );
    }

    #[test]
    fn it_asks_little() {
        // The most, then doubling steps and bisection: each about log2 of the distance in steps.
        for (from, most, threshold, questions) in [
            (3000, 10_000, 6200, 1 + 5 + 11),
            (1000, 10_000_000, 1003, 1 + 1 + 6),
            (0, 10_000_000, 9_999_999, 1 + 24 + 23),
        ] {
            let (_, asked) = found(from, most, threshold);
            assert!(asked <= questions, "{asked} questions for {threshold}");
        }
    }

    #[test]
    fn a_question_that_fails_ends_the_search() {
        assert_eq!(least(0, 10, |_| Err("stop")), Err("stop"));
    }
}
