//! The lowest number that satisfies a costly question, where more of it helps.

/// The answer for one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tried {
    /// Whether it is enough.
    pub(super) enough: bool,
    /// How much of it was in use, where that is known: likely to be what is needed.
    pub(super) used: Option<u32>,
}

impl Tried {
    /// It is not enough.
    pub(super) const NOT_ENOUGH: Self = Self {
        enough: false,
        used: None,
    };
}

/// The lowest value above `from` and up to `most` that is enough, given that `from` is not. `None` if not even
/// `most` is.
///
/// Begins with what was in use where nothing limited it, and else with steps that double; then bisection.
/// Where more does not always help, it is still a value that is enough above one that is not.
///
/// # Errors
/// That of the first question that failed.
pub(super) fn least<E>(
    from: u32,
    most: u32,
    mut ask: impl FnMut(u32) -> Result<Tried, E>,
) -> Result<Option<u32>, E> {
    if most <= from {
        return Ok(None);
    }
    let at_most = ask(most)?;
    if !at_most.enough {
        return Ok(None);
    }
    let mut bracket = Bracket {
        short: from,
        long: most,
    };
    let used = at_most.used.filter(|used| bracket.contains(*used));
    match used {
        Some(used) if bracket.take(used, ask(used)?.enough) => {
            bracket.descend(&mut ask)?;
        }
        Some(_) => bracket.ascend(1, &mut ask)?,
        // Small changes are the likely ones, and large values may be far away.
        None => bracket.ascend((from / 16).max(1), &mut ask)?,
    }
    while bracket.long - bracket.short > 1 {
        let middle = bracket.short + (bracket.long - bracket.short) / 2;
        let enough = ask(middle)?.enough;
        bracket.take(middle, enough);
    }
    Ok(Some(bracket.long))
}

/// A value that is not enough, and one above it that is.
struct Bracket {
    short: u32,
    long: u32,
}

impl Bracket {
    fn contains(&self, value: u32) -> bool {
        self.short < value && value < self.long
    }

    /// Narrows it by the answer for a value within; returns the answer.
    fn take(&mut self, value: u32, enough: bool) -> bool {
        if enough {
            self.long = value;
        } else {
            self.short = value;
        }
        enough
    }

    /// Upwards in steps that double, until one is enough.
    fn ascend<E>(
        &mut self,
        mut step: u32,
        ask: &mut impl FnMut(u32) -> Result<Tried, E>,
    ) -> Result<(), E> {
        while let Some(next) = self.short.checked_add(step)
            && next < self.long
        {
            if self.take(next, ask(next)?.enough) {
                return Ok(());
            }
            step = step.saturating_mul(2);
        }
        Ok(())
    }

    /// Downwards likewise, until one is not.
    fn descend<E>(&mut self, ask: &mut impl FnMut(u32) -> Result<Tried, E>) -> Result<(), E> {
        let mut step = 1;
        while let Some(next) = self.long.checked_sub(step)
            && next > self.short
        {
            if !self.take(next, ask(next)?.enough) {
                return Ok(());
            }
            step = step.saturating_mul(2);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value found for a threshold, and how many questions it took, where each answer says what is in use.
    fn found_knowing(
        from: u32,
        most: u32,
        threshold: u32,
        used: Option<u32>,
    ) -> (Option<u32>, u32) {
        let mut asked = 0;
        let enough = |value| {
            asked += 1;
            Ok::<_, ()>(Tried {
                enough: value >= threshold,
                used,
            })
        };
        let least = least(from, most, enough).unwrap();
        (least, asked)
    }

    fn found(from: u32, most: u32, threshold: u32) -> (Option<u32>, u32) {
        found_knowing(from, most, threshold, None)
    }

    #[test]
    fn what_is_in_use_is_the_first_guess() {
        assert_eq!(
            found_knowing(1000, 10_000_000, 1500, Some(1500)),
            (Some(1500), 3)
        );
        for used in [0, 999, 1001, 1400, 1499, 1501, 1600, 9_999_999, 10_000_000] {
            let (least, asked) = found_knowing(1000, 10_000_000, 1500, Some(used));
            assert_eq!(least, Some(1500), "{used} in use");
            assert!(asked <= 50, "{asked} questions");
        }
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
