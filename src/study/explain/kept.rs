//! What the runs of an explanation gave, kept as they end: one that is cut off goes on there.
//!
//! It knows keys and figures; it must not know what was asked, nor where figures are kept.

use super::periods::Period;
use crate::scenario::Scenario;
use crate::study::key::PointKey;
use crate::study::watch::{Keeper, Watch};

/// What is kept of a run.
pub(super) trait Figures: Sized {
    /// As the figures of a run.
    fn figures(&self) -> Vec<Option<f64>>;

    /// The same read back; `None` if they are something else.
    fn read(figures: &[Option<f64>]) -> Option<Self>;
}

/// The runs of an explanation, if anybody keeps them.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a>(Option<(&'a dyn Keeper, PointKey)>);

impl<'a> Kept<'a> {
    /// Those of a scenario, of which other values of its settings are tried.
    pub(super) fn of(scenario: &Scenario, watch: &'a dyn Watch) -> Self {
        let keeper = watch.keeper();
        Self(keeper.map(|keeper| (keeper, PointKey::of(scenario, 1))))
    }

    /// What a run comes to with a value: as an earlier explanation kept it, or as `run` finds it. `asked` tells all
    /// questions about the scenario apart that may be asked of a value.
    ///
    /// # Errors
    /// That of the run.
    pub(super) fn or_run<T: Figures, E>(
        self,
        asked: impl FnOnce() -> String,
        value: u32,
        run: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let Some((keeper, scenario)) = self.0 else {
            return run();
        };
        let key = scenario.of_run(value.into(), &asked());
        if let Some(earlier) = keeper.kept(key).and_then(|figures| T::read(&figures)) {
            return Ok(earlier);
        }
        let found = run()?;
        keeper.keep(key, &found.figures());
        Ok(found)
    }
}

/// What tells a period from every other of the same scenario.
pub(super) fn period_in_key(period: &Period) -> String {
    let one = &period.observed;
    let (from, to) = (one.from.as_nanos(), one.to.as_nanos());
    format!("{:?} of {} from {from} to {to}", one.trouble, one.function)
}

/// A count as a figure. Beyond 2^53, which no run comes to, it would be rounded.
pub(super) fn figure(count: u64) -> Option<f64> {
    Some(count as f64)
}

/// A figure as a count; `None` if it is none.
pub(super) fn count(figure: Option<f64>) -> Option<u64> {
    let figure = figure.filter(|figure| *figure >= 0.0 && figure.fract() == 0.0)?;
    Some(figure as u64)
}

/// A count, of what there may be none.
impl Figures for u64 {
    fn figures(&self) -> Vec<Option<f64>> {
        vec![figure(*self)]
    }

    fn read(figures: &[Option<f64>]) -> Option<Self> {
        let [one] = figures else {
            return None;
        };
        count(*one)
    }
}

/// Whether a run is as it should be.
impl Figures for bool {
    fn figures(&self) -> Vec<Option<f64>> {
        u64::from(*self).figures()
    }

    fn read(figures: &[Option<f64>]) -> Option<Self> {
        Some(u64::read(figures)? == 1)
    }
}
