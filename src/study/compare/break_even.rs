//! Cost against load on each platform, and where the cheapest one changes.
//!
//! Every point is a run of its own with all traffic multiplied, so that what scales in steps, idles or is refused is in
//! it. Where the cheapest platform changes between two points, the factor is bisected. One replication of each: the
//! same requests reach every platform, and the cost of a month hardly depends on chance.

use super::variant::Variant;
use crate::billing::{Period, bill};
use crate::scenario::{Platform, Scenario};
use crate::study::parallel;
use crate::study::watch::{Step, Watch, simulate_watched};
use crate::world::Interrupted;

/// The traffic of the points, as factors of the scenario's.
const FACTORS: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0];

/// Bisections of a crossing: it is known to a sixteenth of the distance of two points.
const BISECTIONS: u32 = 4;

/// Cost against load.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// The platforms, in the order of the comparison.
    pub platforms: Vec<Platform>,
    /// By ascending load.
    pub points: Vec<Point>,
    /// Where the cheapest platform changes, by ascending load.
    pub crossings: Vec<Crossing>,
}

/// What a month costs at a load.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The traffic, as a factor of the scenario's.
    pub factor: f64,
    /// Requests a second in the mean.
    pub per_second: f64,
    /// USD a month on each platform.
    pub usd: Vec<f64>,
    /// The share of requests that were given up on each platform.
    pub given_up: Vec<f64>,
}

/// The share of requests given up from which on a platform's cost is that of another load.
pub const MUCH_GIVEN_UP: f64 = 0.01;

/// Where another platform becomes the cheapest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The cheapest below.
    pub below: Platform,
    /// The cheapest above.
    pub above: Platform,
    /// Requests a second where both cost the same.
    pub per_second: f64,
    /// USD a month there.
    pub usd: f64,
}

/// The cost of variants at several loads; `None` if they are not of at least two platforms, and for an event, whose month
/// is none of one load.
///
/// # Errors
/// [`Interrupted`] if the study is to stop.
pub fn break_even(
    variants: &[Variant],
    watch: &dyn Watch,
) -> Result<Option<BreakEven>, Interrupted> {
    let of_platforms = || variants.iter().filter(|one| one.platform.is_some());
    let platforms: Vec<Platform> = of_platforms().filter_map(|one| one.platform).collect();
    let scenarios: Vec<&Scenario> = of_platforms().map(|one| &one.scenario).collect();
    let is_event = |one: &&Scenario| one.billing.events_per_month.is_some();
    if platforms.len() < 2 || scenarios.iter().any(is_event) {
        return Ok(None);
    }
    let loads = Loads {
        scenarios: &scenarios,
        platforms: &platforms,
        watch,
    };
    watch.planned(Step::Run, (FACTORS.len() * platforms.len()) as u64);
    let points = parallel::try_map(&FACTORS, |&factor| loads.at(factor))?;
    let points: Vec<Point> = points.into_iter().flatten().collect();
    let mut crossings = Vec::new();
    for pair in points.windows(2) {
        if let [low, high] = pair
            && low.cheapest() != high.cheapest()
        {
            crossings.push(loads.crossing(low.clone(), high.clone())?);
        }
    }
    Ok(Some(BreakEven {
        platforms,
        points,
        crossings,
    }))
}

impl Point {
    /// The number of the cheapest platform, of equals the first. What gives up many of the requests is cheap for want of
    /// them, and counts only where all do.
    pub fn cheapest(&self) -> usize {
        let serves = |index: usize| {
            self.given_up
                .get(index)
                .is_none_or(|share| *share <= MUCH_GIVEN_UP)
        };
        let serves_any = (0..self.usd.len()).any(serves);
        let costs = self.usd.iter().enumerate();
        let costs = costs.filter(|(index, _)| !serves_any || serves(*index));
        let least = costs.min_by(|(_, one), (_, other)| one.total_cmp(other));
        least.map_or(0, |(index, _)| index)
    }
}

struct Loads<'a> {
    /// The scenario on each platform.
    scenarios: &'a [&'a Scenario],
    platforms: &'a [Platform],
    watch: &'a dyn Watch,
}

impl Loads<'_> {
    /// The point at a factor; `None` if traffic cannot be multiplied so.
    fn at(&self, factor: f64) -> Result<Option<Point>, Interrupted> {
        let mut point = Point {
            factor,
            per_second: 0.0,
            usd: Vec::new(),
            given_up: Vec::new(),
        };
        for scenario in self.scenarios {
            let Some(scenario) = scenario.with_traffic(factor) else {
                return Ok(None);
            };
            let result = simulate_watched(&scenario, 0, self.watch)?;
            let measured = (result.simulated - result.warm_up).as_secs_f64();
            let totals = result.totals();
            point.per_second = totals.arrivals as f64 / measured;
            point.given_up.push(totals.given_up_rate());
            point
                .usd
                .push(bill(&scenario, &result, Period::Month).total().get());
        }
        Ok(Some(point))
    }

    /// Where the cheapest platform below becomes dearer than that above.
    fn crossing(&self, mut low: Point, mut high: Point) -> Result<Crossing, Interrupted> {
        self.watch.planned(
            Step::Run,
            u64::from(BISECTIONS) * self.platforms.len() as u64,
        );
        for _ in 0..BISECTIONS {
            let Some(middle) = self.at(f64::midpoint(low.factor, high.factor))? else {
                break;
            };
            if middle.cheapest() == low.cheapest() {
                low = middle;
            } else {
                high = middle;
            }
        }
        let (below, above) = (low.cheapest(), high.cheapest());
        // Between the last two points both costs are taken to be straight.
        let gap = |point: &Point| point.usd[above] - point.usd[below];
        let share = match gap(&low) - gap(&high) {
            0.0 => 0.5,
            change => (gap(&low) / change).clamp(0.0, 1.0),
        };
        let between = |of: &dyn Fn(&Point) -> f64| of(&low) + share * (of(&high) - of(&low));
        Ok(Crossing {
            below: self.platforms[below],
            above: self.platforms[above],
            per_second: between(&|point| point.per_second),
            usd: between(&|point| point.usd[below]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Point;

    #[test]
    fn what_gives_up_requests_is_not_the_cheapest_unless_all_do() {
        let cheapest = |usd: [f64; 3], given_up: [f64; 3]| {
            let (usd, given_up) = (usd.to_vec(), given_up.to_vec());
            let point = Point {
                factor: 1.0,
                per_second: 1.0,
                usd,
                given_up,
            };
            point.cheapest()
        };
        assert_eq!(
            cheapest([9.0, 5.0, 5.0], [0.0; 3]),
            1,
            "of equals the first"
        );
        assert_eq!(cheapest([9.0, 5.0, 7.0], [0.0, 0.02, 0.009]), 2);
        assert_eq!(cheapest([9.0, 5.0, 7.0], [0.5, 0.02, 0.3]), 1, "all do");
    }
}
