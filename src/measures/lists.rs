//! Which measures are asked where. Lists, and not a mark on each entry, because they fix the order of columns.

use super::Measure;

impl Measure {
    /// What `[slo]` can set a limit to, in the order of the documentation.
    pub const OBJECTIVES: [Self; 14] = [
        Self::ThrottleRate,
        Self::ColdStartRate,
        Self::SpilloverRate,
        Self::GivenUpRate,
        Self::LatencyMean,
        Self::LatencyP50,
        Self::LatencyP90,
        Self::LatencyP95,
        Self::LatencyP99,
        Self::LatencyP999,
        Self::ErrorRate,
        Self::OldestAge,
        Self::DeadLetterRate,
        Self::DropRate,
    ];

    /// What is measured of the items of queues, and only where there is a queue.
    pub const OF_QUEUES: [Self; 3] = [Self::OldestAge, Self::DeadLetterRate, Self::DropRate];

    /// What objectives are judged by: those, and the share of windows in which they hold.
    pub fn judged() -> impl Iterator<Item = Self> {
        Self::OBJECTIVES.into_iter().chain([Self::WindowsMet])
    }

    /// What variants and the points of a sweep are compared by, in the order of `comparison.csv`.
    pub const COMPARED: [Self; 16] = [
        Self::Requests,
        Self::ThrottleRate,
        Self::Throttles,
        Self::ColdStartRate,
        Self::ColdStarts,
        Self::GivenUp,
        Self::LatencyP50,
        Self::LatencyP99,
        Self::InFlightMax,
        Self::EnvironmentsMax,
        Self::Cost,
        Self::MonthlyCost,
        Self::WindowsMet,
        Self::OldestAge,
        Self::DeadLetterRate,
        Self::DropRate,
    ];

    /// What a sizing measures of each value, in the order of `size.csv`: of the function that is sized, and the cost
    /// of all together.
    pub const SIZED: [Self; 16] = [
        Self::ColdStartRate,
        Self::SpilloverRate,
        Self::ThrottleRate,
        Self::AccountThrottleRate,
        Self::GivenUpRate,
        Self::LatencyP50,
        Self::LatencyP99,
        Self::InFlightMax,
        Self::Utilization,
        Self::ProvisionedMean,
        Self::ProvisionedMax,
        Self::MonthlyCost,
        Self::WindowsMet,
        Self::OldestAge,
        Self::DeadLetterRate,
        Self::DropRate,
    ];

    /// What bands are drawn of and a steady state is sought in, in the order of `bands.csv`.
    pub const BANDS: [Self; 6] = [
        Self::OpenMean,
        Self::EnvironmentsMean,
        Self::InFlightMean,
        Self::Throttles,
        Self::ColdStarts,
        Self::LatencyP99,
    ];

    /// What a comparison shows of each variant over time, in the order of its `timeseries.csv`.
    pub const OVER_TIME: [Self; 7] = [
        Self::Requests,
        Self::Throttles,
        Self::OpenMean,
        Self::OpenMax,
        Self::EnvironmentsMean,
        Self::EnvironmentsMax,
        Self::Errors,
    ];

    /// What is estimated of a steady state.
    pub const STEADY: [Self; 6] = [
        Self::OpenMean,
        Self::InFlightMean,
        Self::EnvironmentsMean,
        Self::ThrottleRate,
        Self::ColdStartRate,
        Self::LatencyMean,
    ];

    /// Its place in a list; `None` if it is not in it.
    pub fn place_in(self, list: &[Self]) -> Option<usize> {
        list.iter().position(|one| *one == self)
    }
}
