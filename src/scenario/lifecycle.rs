//! Lifecycles of environments as they were measured, by year: what holds where a function sets nothing
//! itself.
//!
//! AWS changes how long it keeps environments without a word, so a measured value has a year. It knows
//! the catalog's values; it must not know which key of a scenario was set.

use super::distribution::Distribution;
use super::words::words;
use crate::catalog;
use crate::kernel::SimDuration;

/// The year of a measured lifecycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifecycle {
    /// 2020: all of it was measured.
    Measured2020,
    /// January 2021, the last that is known: a lone environment idled out earlier. The rest was not
    /// measured again and is that of 2020.
    #[default]
    Measured2021,
}

words!(Lifecycle { Measured2020 = "2020", Measured2021 = "2021" });

impl Lifecycle {
    /// How long the function may be inactive before its environments are stopped.
    pub fn idle_timeout(self) -> SimDuration {
        let defaults = catalog::defaults();
        SimDuration::from_secs(match self {
            Self::Measured2020 => defaults.idle_timeout_2020_s,
            Self::Measured2021 => defaults.idle_timeout_s,
        })
    }

    /// How long an environment of an active function may idle.
    pub fn surplus_idle_timeout(self) -> SimDuration {
        SimDuration::from_secs(catalog::defaults().surplus_idle_timeout_s)
    }

    /// Age at retirement.
    pub fn max_lifetime(self) -> Distribution {
        let defaults = catalog::defaults();
        Distribution::Weibull {
            shape: f64::from(defaults.max_lifetime_shape),
            scale: SimDuration::from_secs(defaults.max_lifetime_scale_s),
        }
    }

    /// Age at an early stop.
    pub fn early_stop(self) -> Distribution {
        Distribution::Exponential {
            mean: SimDuration::from_secs(catalog::defaults().early_stop_mean_s),
        }
    }
}
